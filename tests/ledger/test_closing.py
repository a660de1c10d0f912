"""Blocks and areas close when all in them is done, and reopen by who accepted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from domain.attribution import Authority
from domain.commands import (
    CloseArea,
    CloseBlock,
    CrossCheck,
    DelineateBlock,
    ListHouseholds,
    ListingLine,
    MakeComment,
    OpenPhase,
    ReopenBlock,
    ReopenHousehold,
    ResolveComment,
)
from domain.doubt import FoundDoubt
from domain.phase import CensusPhase
from domain.reasons import ReopenReason
from domain.refusal import (
    AreaIsClosed,
    AreaNotReady,
    BlockIsClosed,
    BlockNotReady,
    CensusClosed,
    NotPermitted,
    SecondPersonNeeded,
    WrongStatus,
)
from domain.status import Status
from domain.territory import Block
from ledger.application import BookApplication
from tests.ledger.books import (
    BLOCK,
    BOOK,
    OTHER_BLOCK,
    act,
    approved,
    correction,
    listed,
    registered,
    version,
)

LEVELS = ("supervisor", "community", "township", "county-1")
DOCUMENT = Authority(document="渝北人普〔2020〕5号", issued_by="渝北区普查办公室")
CLOSE = CloseBlock(block=BLOCK)
NEW_BLOCK = BLOCK[:12] + "009"
REOPEN_BLOCK = ReopenBlock(block=BLOCK, reason=ReopenReason.MISSED_HOUSEHOLD, authority=DOCUMENT)


def accepted(book: BookApplication) -> UUID:
    household_id = registered(book)
    approved(book, household_id, *LEVELS)
    return household_id


def reopening(book: BookApplication, household_id: UUID, **fields: str) -> ReopenHousehold:
    asked = ReopenHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        reason=ReopenReason.CROSS_CHECK,
        authority=DOCUMENT,
    )
    return replace(asked, **fields)


def test_block_closes_once_all_its_households_are_accepted(book: BookApplication) -> None:
    household_id = registered(book)
    listed(book)
    approved(book, household_id, *LEVELS[:2])
    with pytest.raises(BlockNotReady) as refused:
        act(book, "county-1", CLOSE)
    assert refused.value.counts == {"in_review": 1, "not_registered": 1}
    with pytest.raises(NotPermitted):
        act(book, "township", CLOSE)


def test_open_comment_keeps_a_block_open(book: BookApplication) -> None:
    household_id = accepted(book)
    comment = MakeComment(household_id=household_id, item="H6", person_id=None, text="面积偏大")
    act(book, "township", comment)
    with pytest.raises(BlockNotReady) as refused:
        act(book, "county-1", CLOSE)
    assert refused.value.counts == {"open_comments": 1}
    act(book, "supervisor", ResolveComment(household_id=household_id, comment=1, text="属实"))
    act(book, "county-1", CLOSE)
    assert book.roster().block(BLOCK).closed
    with pytest.raises(BlockIsClosed):
        act(book, "township", comment)


def test_open_doubt_keeps_its_block_open_until_it_is_answered(book: BookApplication) -> None:
    accepted(book)
    finding = FoundDoubt(rule="X11", severity="warning", blocks=(BLOCK,))
    check = CrossCheck(area=BLOCK, as_of=book.head().size - 1, findings=(finding,))
    act(book, "county-1", check)
    doubt_id = book.ids.named("doubt", finding.name)
    closing = replace(CLOSE, doubts=(doubt_id,))
    with pytest.raises(BlockNotReady) as refused:
        act(book, "county-1", closing)
    assert refused.value.counts == {"open_doubts": 1}
    act(book, "county-1", replace(check, findings=(), open_doubts=(doubt_id,)))
    act(book, "county-1", closing)


def test_doubt_that_the_sender_did_not_know_of_keeps_the_block_open(
    book: BookApplication,
) -> None:
    accepted(book)
    finding = FoundDoubt(rule="X11", severity="warning", blocks=(BLOCK, OTHER_BLOCK))
    act(book, "county-1", CrossCheck(area=BOOK, as_of=0, findings=(finding,)))
    for block in (BLOCK, OTHER_BLOCK):
        with pytest.raises(BlockNotReady) as refused:
            act(book, "county-1", CloseBlock(block=block))
        assert refused.value.counts == {"open_doubts": 1}


def test_doubt_raised_while_the_block_is_being_closed_keeps_it_open(
    book: BookApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(book)
    finding = FoundDoubt(rule="X11", severity="warning", blocks=(BLOCK,))
    check = CrossCheck(area=BLOCK, as_of=book.head().size - 1, findings=(finding,))
    close, raised = Block.close, []

    def raise_first(block: Block, *given: Any) -> None:
        if not raised:
            raised.append(check)
            with ThreadPoolExecutor() as another:
                another.submit(act, book, "county-1", check).result()
        close(block, *given)

    monkeypatch.setattr(Block, "close", raise_first)
    with pytest.raises(BlockNotReady) as refused:
        act(book, "county-1", CLOSE)
    assert refused.value.counts == {"open_doubts": 1}
    assert not book.roster().block(BLOCK).closed


def test_what_x12_asks_keeps_no_block_open(book: BookApplication) -> None:
    accepted(book)
    finding = FoundDoubt(rule="X12", severity="error", blocks=(BLOCK,), about="open-doubts")
    act(book, "county-1", CrossCheck(area=BLOCK, as_of=0, findings=(finding,)))
    act(book, "county-1", CLOSE)


def test_closed_block_changes_by_corrections_alone(book: BookApplication) -> None:
    household_id = accepted(book)
    act(book, "county-1", CLOSE)
    lines = (ListingLine(number=None, building="0001", unit="0001"),)
    for account, command in (
        ("enumerator", ListHouseholds(block=BLOCK, households=lines)),
        ("county-1", reopening(book, household_id, second_account="county-2")),
        ("county-1", CLOSE),
    ):
        with pytest.raises(BlockIsClosed):
            act(book, account, command)
    with pytest.raises(SecondPersonNeeded):
        act(book, "county-1", correction(book, household_id))
    act(book, "county-1", correction(book, household_id, second_account="county-2"))


@pytest.mark.parametrize("reached", range(1, 5))
def test_record_is_reopened_by_the_level_that_accepted_it_last(
    book: BookApplication, reached: int
) -> None:
    household_id = registered(book)
    approved(book, household_id, *LEVELS[:reached])
    for other in set(LEVELS) - {LEVELS[reached - 1]}:
        with pytest.raises(WrongStatus):
            act(book, other, reopening(book, household_id))
    with pytest.raises(NotPermitted):
        act(book, "enumerator", reopening(book, household_id))
    if reached == 4:
        with pytest.raises(SecondPersonNeeded):
            act(book, "county-1", reopening(book, household_id))
        act(book, "county-1", reopening(book, household_id, second_account="county-2"))
    else:
        act(book, LEVELS[reached - 1], reopening(book, household_id))
    assert book.household_record(household_id).household.status is Status.RETURNED


def test_areas_close_from_below_and_the_census_last(book: BookApplication) -> None:
    accepted(book)
    district, township = CloseArea(area=BLOCK[:12]), CloseArea(area=BLOCK[:9])
    county, last = CloseArea(area=BOOK), OpenPhase(phase=CensusPhase.CLOSED)
    act(book, "county-1", CLOSE)
    with pytest.raises(AreaNotReady) as refused:
        act(book, "community", district)
    assert refused.value.details() == {"count": 1, "areas": [OTHER_BLOCK]}
    act(book, "county-1", CloseBlock(block=OTHER_BLOCK))
    for account, above in (("township", township), ("county-1", county), ("county-1", last)):
        with pytest.raises(AreaNotReady):
            act(book, account, above)
    act(book, "community", district)
    act(book, "township", township)
    act(book, "county-1", county)

    act(book, "county-1", REOPEN_BLOCK)
    found = book.roster().book
    assert found is not None
    assert found.closed_areas == frozenset()
    act(book, "county-1", CLOSE)
    for account, area in (("community", district), ("township", township), ("county-1", county)):
        act(book, account, area)
        with pytest.raises(AreaIsClosed):
            act(book, "county-1", DelineateBlock(code=NEW_BLOCK, urban_rural="111"))
    act(book, "county-1", last)
    with pytest.raises(CensusClosed):
        act(book, "county-1", DelineateBlock(code=NEW_BLOCK, urban_rural="111"))
    with pytest.raises(CensusClosed):
        act(book, "county-1", REOPEN_BLOCK)
