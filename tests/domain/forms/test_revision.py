"""Answers of a revision: shaped like a form's, with emptied ones told apart."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from domain.census import CENSUS_2020
from domain.commands import Revision
from domain.forms import FormError, UnknownEditionError
from domain.forms.revision import shaped_answers

SHORT, LONG, DEATH = ("short", "2020.1"), ("long", "2020.1"), ("death", "2020.1")


def shaped(
    given: Revision,
    form: tuple[str, str] = SHORT,
    foreign_version: str = "",
    foreigners: frozenset[UUID] = frozenset(),
) -> Revision:
    return shaped_answers(
        CENSUS_2020.forms, given, form=form, foreign_version=foreign_version, foreigners=foreigners
    )


def faults_of(
    given: Revision,
    form: tuple[str, str] = SHORT,
    foreign_version: str = "",
    foreigners: frozenset[UUID] = frozenset(),
) -> list[tuple[str, str]]:
    with pytest.raises(FormError) as error:
        shaped(given, form, foreign_version, foreigners)
    return [(fault.code, fault.pointer) for fault in error.value.faults]


def test_answers_take_their_stored_shape() -> None:
    person = uuid4()
    given = Revision(
        household={"H6": "96", "H7": None},
        persons={person: {"D6": 1, "D11": "5", "D3": " 11010519491231002x"}},
        added=({"D1": " 某甲 ", "D12": ""},),
        deaths=({"sex": "1", "age": None},),
    )
    found = shaped(given)
    assert found.household == {"H6": 96, "H7": None}
    assert found.persons == {person: {"D6": "01", "D11": 5, "D3": "11010519491231002X"}}
    assert found.added == ({"D1": "某甲"},)
    assert found.deaths == ({"sex": 1},)


def test_every_fault_is_named_with_its_place() -> None:
    person = uuid4()
    given = Revision(
        household={"D1": "某甲"},
        persons={person: {"D1": "a\0b", "R8": 1}},
        added=({"D1": "half \ud800"},),
        deaths=({"name": "九" * 201},),
    )
    assert faults_of(given) == [
        ("unknown-item", "/household/D1"),
        ("wrong-type", f"/persons/{person}/D1"),
        ("unknown-item", f"/persons/{person}/R8"),
        ("wrong-type", "/added/0/D1"),
        ("too-long", "/deaths/0/name"),
    ]


def test_a_record_takes_the_items_of_its_own_form() -> None:
    person = uuid4()
    given = Revision(household={"H18": 4}, persons={person: {"C20_division": 13}})
    found = shaped(given, LONG)
    assert found.household == {"H18": "04"}
    assert found.persons == {person: {"C20_division": "13"}}
    assert faults_of(given, SHORT) == [
        ("unknown-item", "/household/H18"),
        ("unknown-item", f"/persons/{person}/C20_division"),
    ]


def test_foreigners_stand_on_their_own_form_beside_the_households() -> None:
    own, foreigner = uuid4(), uuid4()
    given = Revision(
        household={"H6": 90, "F3": "60"},
        persons={own: {"D11": 5}, foreigner: {"R8_nationality": "us"}},
        foreign_added=({"R2": "9"},),
    )
    found = shaped(given, SHORT, "2020.1", frozenset({foreigner}))
    assert found.household == {"H6": 90, "F3": 60}
    assert found.persons == {own: {"D11": 5}, foreigner: {"R8_nationality": "USA"}}
    assert found.foreign_added == ({"R2": 9},)
    crossed = Revision(persons={foreigner: {"D11": 5}, own: {"R7": 5}})
    assert [code for code, _ in faults_of(crossed, SHORT, "2020.1", frozenset({foreigner}))] == [
        "unknown-item",
        "unknown-item",
    ]


def test_a_death_form_alone_has_lines_only() -> None:
    given = Revision(deaths=({"education": "3"},))
    assert shaped(given, DEATH).deaths == ({"education": 3},)
    assert faults_of(Revision(household={"H1": 1}), DEATH) == [("unknown-item", "/household/H1")]


def test_an_edition_that_the_census_has_not_is_refused() -> None:
    with pytest.raises(UnknownEditionError):
        shaped(Revision(), ("short", "1990.1"))
