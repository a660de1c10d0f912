"""A book's log begins anew on a document, under four eyes, and with a later number only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from domain.attribution import Attribution, Authority, Channel
from domain.book import Book
from domain.refusal import AlreadyEstablished, AuthorityNeeded, SecondPersonNeeded
from domain.roster import Roster

BY = Attribution(
    command_id=uuid4(),
    account="county-1",
    appointment_id=uuid4(),
    device="device",
    device_time="2020-10-11T09:00:00+08:00",
    channel=Channel.OFFICE,
    reason="restored",
    authority=Authority(document="普查〔2020〕1号", issued_by="县普查办公室"),
    second_account="county-2",
    second_appointment_id=uuid4(),
)
ENDED: dict[str, Any] = {
    "origin": "log.example/books/500112/epochs/2",
    "ended_origin": "log.example/books/500112",
    "signed_size": 9,
    "signed_root": "AAAA",
    "kept_size": 5,
}


@pytest.fixture
def book() -> Book:
    opened = Book(uuid4())
    opened.open(BY, book="500112", name_zh="试验县", census="2020", suite="aes-256-gcm")
    return opened


def test_a_new_epoch_is_known_to_the_roster(book: Book) -> None:
    book.begin_log_epoch(BY, epoch=2, **ENDED)
    roster = Roster().fold(enumerate(book.collect_events()))
    assert roster.book is not None
    assert roster.book.log_epoch == 2
    assert roster.book.ended_log is not None
    assert roster.book.ended_log.signed_size == 9


def test_an_epoch_of_a_lost_number_may_be_left_out(book: Book) -> None:
    book.begin_log_epoch(BY, epoch=3, **ENDED)
    assert book.log_epoch == 3


@pytest.mark.parametrize("epoch", [0, 1, 2])
def test_an_epoch_that_was_begun_is_not_begun_again(book: Book, epoch: int) -> None:
    book.begin_log_epoch(BY, epoch=2, **ENDED)
    with pytest.raises(AlreadyEstablished):
        book.begin_log_epoch(BY, epoch=epoch, **ENDED)


def test_an_epoch_needs_a_document_and_another_person(book: Book) -> None:
    with pytest.raises(AuthorityNeeded):
        book.begin_log_epoch(replace(BY, authority=None), epoch=2, **ENDED)
    with pytest.raises(SecondPersonNeeded):
        book.begin_log_epoch(replace(BY, second_account="county-1"), epoch=2, **ENDED)
