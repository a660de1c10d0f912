"""The connection breaks at each message of a command, on either side of the server's work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import pytest

from domain.commands import Command, Envelope, ListHouseholds, ListingLine
from ledger.application import Answer, BookApplication
from ledger.database import Database
from ledger.errors import LedgerBusy, LedgerUnavailable
from ledger.receipt import Receipt
from tests.faults.breaking_proxy import Break, BreakingProxy, breaking
from tests.faults.whole_book import Acknowledged, acknowledged, require_whole
from tests.ledger.books import BLOCK, BOOK, envelope, listed, opened, received, registration

MESSAGES_MAXIMUM = 200
"""Far more than a command sends; the tests end when a command gets through unbroken."""


@pytest.fixture
def broken_way(
    database: Database, temporary_folder: Callable[[], Path]
) -> Iterator[tuple[Database, BreakingProxy]]:
    """The small book's database, open, and a proxy before it."""
    opened(database).close()
    with breaking(database, temporary_folder()) as way:
        yield way


def _command(number: int, kind: str) -> Command:
    if kind == "list":
        line = ListingLine(number=None, building="0001", unit="0001")
        return ListHouseholds(block=BLOCK, households=(line,))
    return registration(f"{number:03d}")


def _told(receipt: Receipt) -> Acknowledged:
    return acknowledged(asdict(receipt))


@pytest.mark.parametrize("kind", ["list", "register"])
@pytest.mark.parametrize("side", Break)
def test_a_break_at_any_message_is_mended_by_the_writer_or_told_and_leaves_nothing_half(
    database: Database, broken_way: tuple[Database, BreakingProxy], side: Break, kind: str
) -> None:
    behind, proxy = broken_way
    receipts: list[Acknowledged] = []
    breaks = 0
    book = BookApplication(BOOK, behind)
    try:
        if kind == "register":
            listed(book, 60)
        for message in range(1, MESSAGES_MAXIMUM):
            sent = envelope("enumerator", _command(message, kind))
            proxy.arm(side, message)
            [answer] = _answers(book, sent)
            was_broken = proxy.broken
            proxy.heal()
            # Sent again it gets its first answer, or is carried out now.
            receipt = received(book.execute([sent])[0])
            if isinstance(answer, Receipt):
                assert receipt.repeated
                assert _told(answer) == _told(receipt)
            receipts.append(_told(receipt))
            if not was_broken:
                break
            breaks += 1
        assert not was_broken
        assert breaks >= 4
    finally:
        book.close()
    require_whole(database.url, BOOK, receipts)


@pytest.mark.parametrize("side", Break)
def test_a_database_that_stays_away_after_any_message_is_told_and_what_was_stored_is_found(
    database: Database,
    broken_way: tuple[Database, BreakingProxy],
    side: Break,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ledger.database.CONNECT_TIMEOUT", 0.3)
    behind, proxy = broken_way
    receipts: list[Acknowledged] = []
    refused = 0
    for message in range(1, MESSAGES_MAXIMUM):
        book = BookApplication(BOOK, behind)
        try:
            sent = envelope("enumerator", _command(message, "list"))
            proxy.arm(side, message, stay_down=True)
            [answer] = _answers(book, sent)
            was_broken = proxy.broken
            proxy.heal()
            receipt = _until_carried_out(book, sent)
        finally:
            book.close()
        if was_broken and not isinstance(answer, Receipt):
            assert isinstance(answer, LedgerUnavailable | LedgerBusy)
            refused += 1
        receipts.append(_told(receipt))
        if not was_broken:
            break
    assert not was_broken
    assert refused >= 4
    require_whole(database.url, BOOK, receipts)


def _answers(book: BookApplication, sent: Envelope) -> Sequence[Answer]:
    try:
        return book.execute([sent])
    except (LedgerUnavailable, LedgerBusy) as error:
        return [error]


def _until_carried_out(book: BookApplication, sent: Envelope) -> Receipt:
    """Send again, as a client does that is told to come back."""
    until = time.monotonic() + 15
    while True:
        [answer] = _answers(book, sent)
        if isinstance(answer, Receipt):
            return answer
        assert isinstance(answer, LedgerUnavailable | LedgerBusy), answer
        assert time.monotonic() < until
