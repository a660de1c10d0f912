"""A follower in a thread of its own applies what it is woken for, waits, and stops at an error."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import psycopg
import pytest

from ledger.database import Database
from projections.errors import BookBehindProjection
from projections.follower import Follower
from projections.row_store import Connection
from tests.projections.small_book import NewBook, small_book


def test_a_running_follower_applies_what_it_is_woken_for(
    projection_database: Database, new_book: NewBook
) -> None:
    book = small_book(new_book)
    follower = Follower(book, projection_database)
    stop, wake = threading.Event(), threading.Event()
    thread = threading.Thread(target=follower.run, args=(stop, wake))
    thread.start()
    book.list_household(book.blocks[0])
    wake.set()
    for _ in range(100):
        if follower.position() == book.last:
            break
        stop.wait(0.05)
    stop.set()
    wake.set()
    thread.join(timeout=5)
    assert not thread.is_alive()
    assert follower.position() == book.last
    assert follower.failure is None


def test_a_running_follower_stops_at_an_error_and_says_so(
    projection_database: Database, new_book: NewBook, caplog: pytest.LogCaptureFixture
) -> None:
    book = small_book(new_book)
    follower = Follower(book, projection_database)
    held = follower.catch_up()
    book.entries.pop()
    follower.run(threading.Event(), threading.Event())
    assert isinstance(follower.failure, BookBehindProjection)
    assert follower.position() == held
    assert "book-behind-projection" in caplog.text


def test_a_running_follower_waits_for_a_database_that_does_not_answer(
    projection_database: Database,
    new_book: NewBook,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    book = small_book(new_book)
    away = replace(
        projection_database,
        url=psycopg.conninfo.make_conninfo(projection_database.url, port="1", host="127.0.0.1"),
    )
    follower = Follower(book, away)
    stop = threading.Event()
    monkeypatch.setattr("projections.follower.RETRY_SECONDS", 0.05)
    thread = threading.Thread(target=follower.run, args=(stop, threading.Event()))
    thread.start()
    stop.wait(0.5)
    assert thread.is_alive()
    stop.set()
    thread.join(timeout=10)
    assert isinstance(follower.failure, psycopg.OperationalError)
    assert "waits for the database" in caplog.text


def test_a_running_follower_goes_on_when_lost_tables_are_back(
    projection_database: Database,
    new_book: NewBook,
    connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = small_book(new_book)
    monkeypatch.setattr("projections.follower.RETRY_SECONDS", 0.05)
    follower = Follower(book, projection_database)
    stop, wake = threading.Event(), threading.Event()
    with psycopg.connect(projection_database.url, autocommit=True) as owner:
        owner.execute("ALTER TABLE projection.person_row RENAME TO hidden")
        thread = threading.Thread(target=follower.run, args=(stop, wake))
        thread.start()
        until = time.monotonic() + 20
        while follower.failure is None and time.monotonic() < until:
            time.sleep(0.02)
        assert isinstance(follower.failure, psycopg.errors.UndefinedTable)
        owner.execute("ALTER TABLE projection.hidden RENAME TO person_row")
    while follower.failure is not None and time.monotonic() < until:
        time.sleep(0.02)
    stop.set()
    wake.set()
    thread.join(timeout=10)
    assert follower.failure is None
    assert follower.position() == book.last
