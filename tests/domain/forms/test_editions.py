"""Two editions of a form live side by side in one census."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.census import CENSUS_2020, CensusDefinition
from domain.forms import (
    FORMS,
    LONG_FORM,
    FormEditions,
    FormError,
    HouseholdForm,
    Kind,
    UnknownEditionError,
    form_json,
    parse_form,
)
from domain.forms.kinds import kind_faults
from domain.rules import check
from tests.domain.forms.examples import EXAMPLES

# A made-up second edition: C29 takes the answers of a longer list.
LATER = replace(
    LONG_FORM,
    version="2020.2",
    person_items=tuple(
        replace(item, codes="livelihood_source") if item.code == "C29" else item
        for item in LONG_FORM.person_items
    ),
)


@pytest.fixture
def census() -> CensusDefinition:
    return replace(CENSUS_2020, code="XX-1", forms=CENSUS_2020.forms.with_edition(LATER))


def long_form(**changes: Any) -> dict[str, Any]:
    [person] = EXAMPLES["long"]["persons"]
    return EXAMPLES["long"] | {"persons": [person | {"C29": 7}]} | changes


def misfits(form: HouseholdForm, census: CensusDefinition) -> list[str]:
    return [fault.pointer for fault in kind_faults(form, [("persons", 0)], census)]


def test_the_built_in_census_has_the_forms_in_force() -> None:
    assert dict(CENSUS_2020.forms.in_force) == dict(FORMS)
    assert CENSUS_2020.form("long") is CENSUS_2020.edition("long", "2020.1") is LONG_FORM


def test_a_new_edition_comes_into_force_beside_the_older_one(census: CensusDefinition) -> None:
    assert census.form("long") is LATER
    assert census.edition("long", "2020.1") is LONG_FORM
    assert census.edition("long", "2020.2") is LATER
    assert census.form("short") is FORMS["short"]


def test_another_census_keeps_its_forms(census: CensusDefinition) -> None:
    assert census.form("long") is LATER
    assert CENSUS_2020.form("long") is LONG_FORM
    with pytest.raises(UnknownEditionError):
        CENSUS_2020.edition("long", "2020.2")


def test_a_form_without_a_version_is_of_the_edition_in_force(census: CensusDefinition) -> None:
    assert parse_form(long_form(), census).version == "2020.2"
    assert parse_form(long_form()).version == "2020.1"


def test_each_form_is_held_to_its_own_edition(census: CensusDefinition) -> None:
    later = parse_form(long_form(version="2020.2"), census)
    earlier = parse_form(long_form(version="2020.1"), census)
    assert misfits(later, census) == []
    assert misfits(earlier, census) == ["/persons/0/C29"]


def test_the_version_goes_out_with_the_form(census: CensusDefinition) -> None:
    for version in ("2020.1", "2020.2"):
        form = parse_form(long_form(version=version), census)
        assert form_json(form)["version"] == version
        assert parse_form(form_json(form), census) == form


def test_answers_take_the_shape_of_their_edition() -> None:
    text = replace(LONG_FORM.household_items[0], kind=Kind.INTEGER, codes=None)
    later = replace(
        LONG_FORM, version="2020.3", household_items=(text, *LONG_FORM.household_items[1:])
    )
    census = replace(CENSUS_2020, forms=CENSUS_2020.forms.with_edition(later))
    raw = EXAMPLES["long"]["household"] | {"H1": "07"}
    form = parse_form(EXAMPLES["long"] | {"household": raw}, census)
    assert form.answers["H1"] == 7
    assert parse_form(long_form(household=raw, version="2020.1"), census).answers["H1"] == "07"


@pytest.mark.parametrize(
    ("version", "code"),
    [("2019.1", "unknown-edition"), (2020, "wrong-type"), ("", "unknown-edition")],
)
def test_an_unknown_version_is_refused(version: object, code: str) -> None:
    with pytest.raises(FormError) as refused:
        parse_form(long_form(version=version))
    assert [(f.code, f.pointer) for f in refused.value.faults] == [(code, "/version")]


def test_an_unknown_edition_has_a_stable_code() -> None:
    with pytest.raises(UnknownEditionError, match="tiny") as unknown:
        CENSUS_2020.form("tiny")
    assert unknown.value.code == "unknown-edition"
    assert isinstance(unknown.value, LookupError)


def test_no_edition_that_is_not_known_can_be_in_force() -> None:
    with pytest.raises(UnknownEditionError):
        FormEditions((LONG_FORM,), {"long": "1990.1"})


def test_the_rules_judge_a_form_by_its_own_edition(census: CensusDefinition) -> None:
    later = parse_form(long_form(version="2020.2"), census)
    earlier = parse_form(long_form(version="2020.1"), census)
    assert ("P13", ("C29",)) not in [(f.rule, f.items) for f in check(later, census)]
    assert ("P13", ("C29",)) in [(f.rule, f.items) for f in check(earlier, census)]
