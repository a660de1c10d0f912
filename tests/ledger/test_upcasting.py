"""What an older version stored is read as of today, and not a byte of it changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from domain.event_codec import decode, encode
from domain.events import BlockListExtended, BookOpened
from domain.phase import WORKING
from ledger.application import BookApplication
from ledger.canonical import dumps, loads
from ledger.database import Database, Datastore
from ledger.entry import entry_bytes
from ledger.mapper import SealingMapper
from ledger.merkle import leaf_hash
from ledger.recorder import BookRecorder
from ledger.suite import AES_256_GCM, SUITES
from ledger.vault import Vault
from tests.ledger.books import BOOK, opened

OLD = json.loads((Path(__file__).parent / "vectors/book_opened_v1.json").read_text("utf-8"))
"""A BookOpened as it was stored before it named its suite, with its entry and leaf."""
STATE = OLD["state"].encode()
ORIGINATOR = UUID(OLD["originator_id"])


def of_today(database: Database, stored: StoredEvent) -> BookOpened:
    vault = Vault(BOOK, database)
    try:
        event = SealingMapper(BOOK, vault).to_domain_event(stored)
    finally:
        vault.close()
    assert isinstance(event, BookOpened)
    return event


def test_event_of_the_first_version_names_the_suite_there_was(database: Database) -> None:
    event = of_today(database, StoredEvent(ORIGINATOR, 1, "BookOpened", STATE))
    assert event.suite == AES_256_GCM.name
    assert (event.book, event.name_zh, event.census) == (BOOK, "渝北区", "CN-2020")
    assert event.by.account == "county-1"
    assert frozenset(event.phases_open) == WORKING


def test_event_of_the_second_version_had_every_phase_open() -> None:
    old = {**loads(STATE)["data"], "suite": "sm4-gcm"}
    event = decode("BookOpened", ORIGINATOR, 1, old, None, 2)
    assert isinstance(event, BookOpened)
    assert (event.suite, frozenset(event.phases_open)) == ("sm4-gcm", WORKING)


def test_list_of_the_first_version_was_not_late_and_expected_nothing() -> None:
    line = {"household_id": ORIGINATOR.hex, "number": "001", "building": "0001", "unit": "0001"}
    old = {"by": loads(STATE)["data"]["by"], "households": [line]}
    event = decode("BlockListExtended", ORIGINATOR, 2, old, None, 1)
    assert isinstance(event, BlockListExtended)
    assert (event.late, event.households[0].expected) == (False, None)


def test_entry_and_leaf_of_what_was_stored_stay(database: Database) -> None:
    of_today(database, StoredEvent(ORIGINATOR, 1, "BookOpened", STATE))
    entry = entry_bytes(
        book=BOOK,
        originator_id=ORIGINATOR,
        originator_version=1,
        topic="BookOpened",
        recorded_at=datetime.fromisoformat(OLD["recorded_at"]),
        state=STATE,
        key_commitment=None,
    )
    assert entry == OLD["entry"].encode()
    assert leaf_hash(entry).hex() == OLD["leaf_hash"]


def test_old_book_goes_on_with_the_bytes_it_had(database: Database) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [BOOK])
    datastore = Datastore(database.service_url, schema="ledger")
    try:
        recorder = BookRecorder(BOOK, datastore)
        recorder.insert_events([StoredEvent(ORIGINATOR, 1, "BookOpened", STATE)])
    finally:
        datastore.close()
    application = BookApplication(BOOK, database)
    try:
        book = application.roster().book
        assert book is not None
        assert (book.suite, book.name_zh, book.version) == (AES_256_GCM.name, "渝北区", 1)
        assert application.replay.roster(0).book is not None
    finally:
        application.close()
    with psycopg.connect(database.url) as owner:
        [(state,)] = owner.execute("SELECT state FROM ledger.entry").fetchall()
    assert state == STATE


@pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)
def test_new_book_says_its_suite_and_its_phases_in_the_third_version(
    database: Database, suite: object
) -> None:
    application = opened(replace(database, suite=suite))
    try:
        book = application.roster().book
        assert book is not None
        assert book.suite == suite.name  # type: ignore[attr-defined]  # one of SUITES
    finally:
        application.close()
    with psycopg.connect(database.url) as owner:
        [(state,)] = owner.execute("SELECT state FROM ledger.entry WHERE position = 0").fetchall()
    assert loads(state)["v"] == 3
    assert loads(state)["data"]["suite"] == book.suite
    assert loads(state)["data"]["phases_open"] == [phase.value for phase in WORKING]


def test_only_the_stored_version_decides_what_is_brought_up_to_date() -> None:
    old = loads(STATE)["data"]
    event = decode("BookOpened", ORIGINATOR, 1, old, None, 1)
    clear, personal = encode(replace(event, suite="sm4-gcm"))
    assert personal is None
    again = decode("BookOpened", ORIGINATOR, 1, loads(dumps(clear)), None, 3)
    assert isinstance(again, BookOpened)
    assert again.suite == "sm4-gcm"


def test_event_of_a_later_version_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="BookOpened"):
        decode("BookOpened", ORIGINATOR, 1, loads(STATE)["data"], None, 4)
