"""Opening a county's book: its first entries and its first posts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import uuid4

from eventsourcing.persistence import IntegrityError

from domain.attribution import Attribution, Channel
from domain.book import Book
from domain.census import CENSUS_2020
from domain.commands import EstablishPost
from domain.events import Event
from domain.phase import CensusPhase
from ledger.acts.posts import found_post
from ledger.aggregate_ids import AggregateIds
from ledger.book_census import defined_census
from ledger.database import Database, Datastore
from ledger.error_translation import database_errors
from ledger.errors import BookAlreadyOpen
from ledger.mapper import SealingMapper
from ledger.recorder import BookRecorder
from ledger.sql import queries
from ledger.vault import Vault

_SQL = queries("ledger", "book.sql")


def open_book(
    database: Database,
    book: str,
    *,
    name_zh: str,
    founders: Sequence[EstablishPost],
    device: str,
    device_time: str,
    definition: str | None = None,
    phases: Iterable[CensusPhase] = (),
) -> None:
    """Open a book and fill its founding posts; the first founder answers for it.

    ``definition`` is the JSON of a census that the program does not bring along (None: that of
    2020); the book holds it, so that whoever reads it later needs no file. ``device`` and
    ``device_time`` (RFC 3339) say from where and when; ``phases`` are open from the beginning. A
    book whose opening was cut off before its first entries is opened by a second call.

    Raises:
        BookAlreadyOpen: the book has entries.
        CensusDefinitionError: the definition is wrong.
    """
    census = CENSUS_2020 if definition is None else defined_census(definition)
    datastore = Datastore(database.service_url, schema="ledger")
    vault = Vault(book, database)
    try:
        with database_errors():
            with datastore.transaction(commit=True) as cursor:
                cursor.execute(_SQL["open_book"], {"book": book})
            recorder = BookRecorder(book, datastore)
            if recorder.head().size:
                raise BookAlreadyOpen
            ids = AggregateIds(vault)
            vault.create(ids.post(f.account) for f in founders)
            mapper = SealingMapper(book, vault)
            at, suite = (device, device_time), database.suite.name
            opening = _Opening(book, name_zh, census.code, suite, definition, tuple(phases))
            events = _first_events(opening, ids, founders, at)
            try:
                recorder.insert_events([mapper.to_stored_event(e) for e in events])
            except IntegrityError:
                # Another process was faster.
                raise BookAlreadyOpen from None
    finally:
        vault.close()
        datastore.close()


def books(database: Database) -> list[str]:
    """The books of a database."""
    datastore = Datastore(database.service_url, schema="ledger")
    try:
        with database_errors(), datastore.cursor() as cursor:
            cursor.execute(_SQL["select_books"])
            return [row["book_id"] for row in cursor.fetchall()]
    finally:
        datastore.close()


class _Opening(NamedTuple):
    book: str
    name_zh: str
    census: str
    suite: str
    definition: str | None
    phases_open: tuple[CensusPhase, ...]


def _first_events(
    opening: _Opening, ids: AggregateIds, founders: Sequence[EstablishPost], at: tuple[str, str]
) -> list[Event]:
    appointment_ids = [uuid4() for _ in founders]
    by = Attribution(
        command_id=uuid4(),
        account=founders[0].account,
        appointment_id=appointment_ids[0],
        device=at[0],
        device_time=at[1],
        channel=Channel.OFFICE,
    )
    opened = Book(ids.book())
    opened.open(by, **opening._asdict())
    events = opened.collect_events()
    for founder, appointment_id in zip(founders, appointment_ids, strict=True):
        post = found_post(ids.post(founder.account), by, founder, appointment_id)
        events += post.collect_events()
    return events
