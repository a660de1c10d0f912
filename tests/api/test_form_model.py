"""The request model of a form says what the form's definition says."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from api.command_models import form_of
from api.form_model import SHORT_FORM_MODEL, FormBody
from domain.codes import code_list
from domain.forms import SHORT_FORM, parse_form
from domain.population import generate, lay_out

ADAPTER: TypeAdapter[Any] = TypeAdapter(FormBody)
SCHEMA = SHORT_FORM_MODEL.model_json_schema()


@pytest.mark.parametrize(
    ("model", "items"),
    [
        ("ShortFormHousehold", SHORT_FORM.household_items),
        ("ShortFormPerson", SHORT_FORM.person_items),
        ("ShortFormDeath", SHORT_FORM.death_items),
    ],
)
def test_every_item_is_described_in_both_languages(model: str, items: tuple[Any, ...]) -> None:
    described = SCHEMA["$defs"][model]
    assert described["additionalProperties"] is False
    for item in items:
        field = described["properties"][item.code]
        assert item.name_zh in field["description"]
        assert item.name_en in field["description"]
        assert field.get("x-identifier", False) == item.identifier
        if item.codes is not None:
            assert [c["code"] for c in field["x-codes"]] == list(code_list(item.codes))


def test_a_form_passes_as_it_came() -> None:
    for made in generate(lay_out("500112", None, 60), 60, 3):
        given = ADAPTER.validate_python(made.form)
        assert given == made.form
        assert form_of(given) == parse_form(made.form)


@pytest.mark.parametrize("value", [True, 1.5, [1], {"a": 1}])
def test_a_value_of_no_answers_type_is_refused(value: object) -> None:
    form = next(iter(generate(lay_out("500112", None, 60), 1, 3))).form
    form["household"]["H1"] = value
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(form)


def test_codes_may_come_as_text() -> None:
    form = next(iter(generate(lay_out("500112", None, 60), 1, 3))).form
    form["household"]["H1"] = str(form["household"]["H1"])
    assert form_of(ADAPTER.validate_python(form)).answers["H1"] == int(form["household"]["H1"])
