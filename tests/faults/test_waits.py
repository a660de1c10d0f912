"""Somebody holds what the writer needs, or ends its connections: bounded, told, nothing half."""

from __future__ import annotations

import threading
import time
from dataclasses import asdict

import psycopg
import pytest

import ledger.database
from domain.commands import Envelope, ListHouseholds, ListingLine
from ledger.application import Answer, BookApplication
from ledger.database import Database
from ledger.errors import LedgerBusy, LedgerError, LedgerUnavailable
from ledger.receipt import Receipt
from tests.faults.whole_book import Acknowledged, acknowledged, require_whole
from tests.ledger.books import BLOCK, BOOK, envelope, opened

LOCK_SECONDS = 5.0
"""As the service's sessions have it (ledger.database.SESSION_OPTIONS)."""


def _listing() -> Envelope:
    line = ListingLine(number=None, building="0001", unit="0001")
    return envelope("enumerator", ListHouseholds(block=BLOCK, households=(line,)))


def _answer(book: BookApplication, sent: Envelope) -> Answer:
    try:
        return book.execute([sent])[0]
    except LedgerError as error:
        return error


def _until_answered(book: BookApplication, sent: Envelope) -> Answer:
    """Send again, as a client does that is told to come back."""
    until = time.monotonic() + 15
    while isinstance(answer := _answer(book, sent), LedgerUnavailable | LedgerBusy):
        assert time.monotonic() < until
    return answer


def _told(answer: Answer) -> Acknowledged:
    assert isinstance(answer, Receipt), answer
    return acknowledged(asdict(answer))


def test_a_held_head_row_is_waited_for_a_bounded_time_and_told_as_busy(
    database: Database,
) -> None:
    book = opened(database)
    sent = _listing()
    try:
        with psycopg.connect(database.url) as holder:
            holder.execute("SELECT 1 FROM ledger.head WHERE book_id = %s FOR UPDATE", [BOOK])
            begun = time.monotonic()
            assert isinstance(_answer(book, sent), LedgerBusy)
            assert LOCK_SECONDS * 0.9 < time.monotonic() - begun < LOCK_SECONDS * 4
        receipt = _told(_answer(book, sent))
    finally:
        book.close()
    require_whole(database.url, BOOK, [receipt])


def test_a_head_row_that_is_held_for_a_moment_only_delays_what_waits(database: Database) -> None:
    book = opened(database)
    answers: list[Answer] = []
    clients = [
        threading.Thread(target=lambda: answers.append(_answer(book, _listing()))) for _ in range(4)
    ]
    try:
        with psycopg.connect(database.url) as holder:
            holder.execute("SELECT 1 FROM ledger.head WHERE book_id = %s FOR UPDATE", [BOOK])
            for client in clients:
                client.start()
            time.sleep(1)
            assert not answers
        for client in clients:
            client.join(20)
    finally:
        book.close()
    assert len(answers) == len(clients)
    require_whole(database.url, BOOK, map(_told, answers))


def test_connections_ended_by_the_server_again_and_again_lose_and_repeat_nothing(
    database: Database,
) -> None:
    book = opened(database)
    receipts: list[Acknowledged] = []
    stop = threading.Event()

    def end_connections() -> None:
        with psycopg.connect(database.url, autocommit=True) as owner:
            while not stop.wait(0.4):
                owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE usename IN (%s, %s)",
                    [database.service_role, database.vault_role],
                )

    ending = threading.Thread(target=end_connections)
    ending.start()
    try:
        until = time.monotonic() + 6
        while time.monotonic() < until:
            receipts.append(_told(_until_answered(book, _listing())))
    finally:
        stop.set()
        ending.join()
        book.close()
    assert receipts
    require_whole(database.url, BOOK, receipts)


def test_a_statement_that_takes_too_long_is_ended_and_the_command_can_be_sent_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for options in ("SESSION_OPTIONS", "WRITING_OPTIONS"):
        bounded = getattr(ledger.database, options) + " -c statement_timeout=300ms"
        monkeypatch.setattr(ledger.database, options, bounded)
    book = opened(database)
    sent = _listing()
    try:
        with psycopg.connect(database.url, autocommit=True) as owner:
            owner.execute(
                "CREATE FUNCTION ledger.dawdle() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN PERFORM pg_sleep(2); RETURN NEW; END $$"
            )
            owner.execute(
                "CREATE TRIGGER dawdle BEFORE UPDATE ON ledger.head"
                " FOR EACH ROW EXECUTE FUNCTION ledger.dawdle()"
            )
            assert isinstance(_answer(book, sent), LedgerUnavailable)
            assert require_whole(database.url, BOOK, []) == book.head().size
            owner.execute("DROP TRIGGER dawdle ON ledger.head")
        told = _until_answered(book, sent)
    finally:
        book.close()
    require_whole(database.url, BOOK, [_told(told)])
