"""Who may begin a new epoch of a book's log."""

from __future__ import annotations

import pytest

from domain.attribution import Authority
from domain.commands import BeginLogEpoch
from domain.reasons import EpochReason
from domain.refusal import AlreadyEstablished, NotPermitted, SecondPersonNeeded
from ledger.application import BookApplication
from tests.ledger.books import act


def begun(second: str = "county-2", epoch: int = 2) -> BeginLogEpoch:
    return BeginLogEpoch(
        epoch=epoch,
        origin="log.example/books/500112/epochs/2",
        ended_origin="log.example/books/500112",
        signed_size=900,
        signed_root="AAAA",
        kept_size=21,
        reason=EpochReason.RESTORED,
        authority=Authority(document="普查〔2020〕1号", issued_by="县普查办公室"),
        second_account=second,
    )


def test_two_county_offices_begin_an_epoch_once(book: BookApplication) -> None:
    receipt = act(book, "county-1", begun())
    assert receipt.result == {"epoch": 2, "origin": "log.example/books/500112/epochs/2"}
    opened = book.roster().book
    assert opened is not None
    assert opened.ended_log is not None
    assert (opened.log_epoch, opened.ended_log.by.second_account) == (2, "county-2")
    with pytest.raises(AlreadyEstablished):
        act(book, "county-2", begun("county-1"))


@pytest.mark.parametrize(("first", "second"), [("operator", "county-1"), ("county-1", "operator")])
def test_nobody_else_begins_one(book: BookApplication, first: str, second: str) -> None:
    with pytest.raises(NotPermitted):
        act(book, first, begun(second))


def test_who_appointed_the_other_does_not_sign_with_them(book: BookApplication) -> None:
    with pytest.raises(SecondPersonNeeded):
        act(book, "county-1", begun("auditor"))
