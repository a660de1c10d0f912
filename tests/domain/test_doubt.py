"""A doubt is raised once, answered once, and raised anew where it was not mended."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from domain.doubt import Doubt, DoubtState, FoundDoubt, answering_area
from domain.events import DoubtOutcome
from domain.refusal import DoubtClosed
from tests.domain.records import by

BLOCK, NEXT_BLOCK = "500112011001001", "500112011001002"
FOUND = FoundDoubt(
    rule="X01",
    severity="error",
    blocks=(BLOCK, NEXT_BLOCK),
    household_ids=(uuid4(), uuid4()),
    person_ids=(uuid4(), uuid4()),
)
OFFICE = by("office")


@pytest.fixture
def doubt() -> Doubt:
    raised = Doubt(uuid4())
    assert raised.found(OFFICE, FOUND, 10)
    raised.collect_events()
    return raised


def test_the_same_finding_has_the_same_name_in_any_order() -> None:
    turned = replace(
        FOUND,
        household_ids=FOUND.household_ids[::-1],
        person_ids=FOUND.person_ids[::-1],
        blocks=FOUND.blocks[::-1],
    )
    assert turned.name == FOUND.name
    assert replace(FOUND, rule="X02").name != FOUND.name
    assert replace(FOUND, about="share").name != FOUND.name


def test_an_open_doubt_is_not_raised_again(doubt: Doubt) -> None:
    assert not doubt.found(OFFICE, FOUND, 11)
    assert not doubt.collect_events()


@pytest.mark.parametrize(
    ("outcome", "again"),
    [
        (DoubtOutcome.CONFIRMED_RIGHT, False),
        (DoubtOutcome.NOT_A_DUPLICATE, False),
        (DoubtOutcome.EXPLAINED, False),
        (DoubtOutcome.CORRECTED, True),
        (DoubtOutcome.WITHDRAWN, True),
    ],
)
def test_what_was_said_to_be_mended_and_is_not_is_raised_again(
    doubt: Doubt, outcome: DoubtOutcome, again: bool
) -> None:
    doubt.resolve(OFFICE, outcome, uuid4(), "因由")
    assert doubt.found(OFFICE, FOUND, 12) is again


def test_a_doubt_whose_rule_speaks_no_more_settles_once(doubt: Doubt) -> None:
    assert doubt.not_found(OFFICE, 12)
    assert doubt.state is DoubtState.SETTLED
    assert not doubt.not_found(OFFICE, 13)


def test_a_settled_doubt_is_raised_anew(doubt: Doubt) -> None:
    doubt.not_found(OFFICE, 12)
    assert doubt.found(OFFICE, FOUND, 13)
    assert doubt.state is DoubtState.OPEN


def test_a_resolved_doubt_does_not_settle(doubt: Doubt) -> None:
    doubt.resolve(OFFICE, DoubtOutcome.EXPLAINED, uuid4(), "因由")
    assert not doubt.not_found(OFFICE, 12)


def test_a_doubt_is_resolved_once(doubt: Doubt) -> None:
    doubt.resolve(OFFICE, DoubtOutcome.EXPLAINED, uuid4(), "因由")
    with pytest.raises(DoubtClosed):
        doubt.resolve(OFFICE, DoubtOutcome.CORRECTED, uuid4(), "因由")


def test_the_explanation_is_sealed_under_the_key_named(doubt: Doubt) -> None:
    household_id = uuid4()
    doubt.resolve(OFFICE, DoubtOutcome.EXPLAINED, household_id, "因由")
    [event] = doubt.collect_events()
    assert event.subject_id == household_id


@pytest.mark.parametrize(
    ("blocks", "area"),
    [
        ((BLOCK,), BLOCK),
        ((BLOCK, NEXT_BLOCK), "500112011001"),
        ((BLOCK, "500112011002001"), "500112011"),
        ((BLOCK, "500112012001001"), "500112"),
    ],
)
def test_who_answers_for_all_its_blocks_answers_for_a_doubt(
    blocks: tuple[str, ...], area: str
) -> None:
    assert answering_area(blocks) == area
