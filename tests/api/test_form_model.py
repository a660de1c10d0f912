"""The request model of each form says what the form's definition says."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from api.commands.households import form_of
from api.form_model import FORM_MODELS, FormBody, HouseholdItems, PersonItems
from domain.census import CENSUS_2020
from domain.codes import code_list
from domain.forms import FORMS, Form, asked_of, parse_form
from domain.population import generate, lay_out
from tests.domain.forms.examples import EXAMPLES

ADAPTER: TypeAdapter[Any] = TypeAdapter(FormBody)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_item_is_described_in_both_languages(form: Form) -> None:
    schema = FORM_MODELS[form.code].model_json_schema()
    name = f"{form.code.capitalize()}Form"
    for part, items in (
        ("Household", form.household_items),
        ("Person", form.person_items),
        ("Death", form.death_items),
    ):
        if not items:
            continue
        described = schema["$defs"][name + part]
        assert described["additionalProperties"] is False
        for item in items:
            field = described["properties"][item.code]
            assert item.name_zh in field["description"]
            assert item.name_en in field["description"]
            assert field["x-asked-of"]["en"] == asked_of(item, CENSUS_2020).en
            assert field.get("x-sealed", False) == item.sealed
            if item.codes is not None:
                assert [c["code"] for c in field["x-codes"]] == list(code_list(item.codes))


def test_a_form_passes_as_it_came() -> None:
    for made in generate(lay_out("500112", None, 60), 60, 3):
        given = ADAPTER.validate_python(made.form)
        assert given == made.form
        assert form_of(given, CENSUS_2020) == parse_form(made.form)


@pytest.mark.parametrize("code", FORMS)
def test_each_form_passes_by_its_own_model(code: str) -> None:
    assert ADAPTER.validate_python(EXAMPLES[code]) == EXAMPLES[code]


@pytest.mark.parametrize("code", FORMS)
def test_a_form_may_name_its_version(code: str) -> None:
    given = EXAMPLES[code] | {"version": FORMS[code].version}
    assert ADAPTER.validate_python(given) == given


@pytest.mark.parametrize(("code", "part"), [("death", "persons"), ("foreign", "deaths")])
def test_a_part_that_the_form_has_not_may_only_be_empty(code: str, part: str) -> None:
    ADAPTER.validate_python(EXAMPLES[code] | {part: []})
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(EXAMPLES[code] | {part: [{}]})


def test_an_item_of_another_form_is_refused() -> None:
    household = EXAMPLES["short"]["household"] | {"H8": 1}
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(EXAMPLES["short"] | {"household": household})


def test_the_mark_of_a_foreigner_passes_on_the_short_form() -> None:
    persons = [EXAMPLES["short"]["persons"][0] | {"R8": 4}]
    ADAPTER.validate_python(EXAMPLES["short"] | {"persons": persons})


@pytest.mark.parametrize("value", [None, "tiny", 1])
def test_another_form_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(EXAMPLES["short"] | {"form": value})


def test_a_revision_takes_items_of_every_form() -> None:
    household: TypeAdapter[Any] = TypeAdapter(HouseholdItems)
    person: TypeAdapter[Any] = TypeAdapter(PersonItems)
    assert household.validate_python({"H6": 89, "H19": None, "F3": 60})["F3"] == 60
    assert person.validate_python({"D1": "甲", "C29": 1, "R7": 3})["C29"] == 1
    with pytest.raises(ValidationError):
        person.validate_python({"H6": 89})


@pytest.mark.parametrize("value", [True, 1.5, [1], {"a": 1}])
def test_a_value_of_no_answers_type_is_refused(value: object) -> None:
    form = next(iter(generate(lay_out("500112", None, 60), 1, 3))).form
    form["household"]["H1"] = value
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(form)


def test_codes_may_come_as_text() -> None:
    form = next(iter(generate(lay_out("500112", None, 60), 1, 3))).form
    form["household"]["H1"] = str(form["household"]["H1"])
    assert form_of(ADAPTER.validate_python(form), CENSUS_2020).answers["H1"] == int(
        form["household"]["H1"]
    )
