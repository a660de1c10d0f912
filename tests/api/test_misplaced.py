"""People entered on a wrong form: the rules of one form see nothing, and the truth is known."""

from __future__ import annotations

import pytest

from api.simulation.cases import Case, Fate, cases
from api.simulation.whole import whole_township
from api.simulation.whole.misplaced import OTHER, Misplaced, Wrong, misplace, part_in_two
from api.verdict import verdict
from domain.forms import parse_form
from domain.population import generate

SEED = 3


@pytest.fixture(scope="module")
def made() -> tuple[list[Case], list[Misplaced]]:
    """Cases of a township with some people misplaced, and who they are."""
    territory = whole_township("500112", 1500)
    sound = [list(generate(territory, territory.households, SEED)) for _ in range(2)]
    found = list(cases(*sound, SEED))
    parted = list(part_in_two(found, 3))
    touched = {id(one.right) for one in parted}
    others = [case for case in found if id(case) not in touched]
    return found, [*parted, *misplace(others, 3)]


def test_there_are_some_of_every_kind(made: tuple[list[Case], list[Misplaced]]) -> None:
    _, misplaced = made
    for kind in Wrong:
        assert sum(one.kind is kind for one in misplaced) == 3


def test_nobody_is_misplaced_twice(made: tuple[list[Case], list[Misplaced]]) -> None:
    _, misplaced = made
    touched = [id(case) for one in misplaced for case in (one.wrong, one.right)]
    assert len(set(touched)) == len(touched)


def test_the_wrong_forms_break_no_rule(made: tuple[list[Case], list[Misplaced]]) -> None:
    _, misplaced = made
    for one in misplaced:
        for case in (one.wrong, one.right):
            assert verdict(parse_form(case.form)).errors == []
            assert case.fate is Fate.PLAIN


def test_the_person_stands_last_on_the_wrong_form(
    made: tuple[list[Case], list[Misplaced]],
) -> None:
    _, misplaced = made
    for one in misplaced:
        person = one.wrong.form["persons"][-1]
        rightly = one.truth[1]["persons"][-1]
        assert person["D3"] == rightly["D3"]
        assert rightly["D2"] == one.relationship
        assert person["D2"] == (0 if one.kind is Wrong.ONE_AS_TWO else OTHER)


def test_the_true_forms_count_their_persons(made: tuple[list[Case], list[Misplaced]]) -> None:
    _, misplaced = made
    for one in misplaced:
        for form in filter(None, one.truth):
            household = form["household"]
            assert household["H2a"] + household["H2b"] == len(form["persons"])
            assert verdict(parse_form(form)).errors == []


def test_a_household_that_was_parted_gets_a_number_of_its_own(
    made: tuple[list[Case], list[Misplaced]],
) -> None:
    found, misplaced = made
    taken = {(case.block, case.number) for case in found}
    for one in misplaced:
        if one.kind is Wrong.ONE_AS_TWO:
            assert (one.wrong.block, one.wrong.number) not in taken
            assert one.wrong.line["unit"] == one.right.line["unit"]
