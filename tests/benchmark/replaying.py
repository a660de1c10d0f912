"""Replay: entries to domain events, against streaming the same rows without decoding them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import psycopg

from domain.attribution import Attribution, Channel
from domain.events import (
    Event,
    HouseholdApproved,
    HouseholdListed,
    HouseholdRegistered,
    HouseholdSubmitted,
    PersonRegistered,
)
from domain.forms.parsing import parse_form
from domain.population import generate, lay_out
from domain.status import Level
from ledger.append import Append
from ledger.application import BookApplication
from ledger.database import Database, Datastore
from ledger.embedded import EmbeddedPostgres
from ledger.mapper import SealingMapper
from ledger.recorder import BookRecorder
from ledger.vault import Vault
from tests.benchmark.harness import BOOK, Measurement, fresh_database, rate, side_by_side

HOUSEHOLDS = 3000
SEED = 7
PAGE = 5000
"""Rows of one round trip, of both."""
ROUNDS = 5
SECONDS = 2.0
_ROWS = """
SELECT position, originator_id, originator_version, topic, state, recorded_at
FROM ledger.entry WHERE book_id = %s AND position >= %s ORDER BY position LIMIT %s
"""


def measure(server: EmbeddedPostgres) -> list[Measurement]:
    """A whole book in pages, and one household at a time."""
    with fresh_database(server) as database:
        households = _write(database)
        application = BookApplication(BOOK, database)
        try:
            with psycopg.connect(database.service_url, autocommit=True) as connection:
                replayed, streamed = side_by_side(
                    lambda: rate(_Pages(lambda start: len(application.read(start, PAGE))), SECONDS),
                    lambda: rate(_Pages(lambda start: _stream(connection, start)), SECONDS),
                    ROUNDS,
                )
            loaded = [_milliseconds(application, household) for household in households[:500]]
        finally:
            application.close()
    return [
        Measurement(
            "replay of entries to domain events",
            "streaming the same rows without decoding",
            replayed,
            streamed,
            "entries/s",
            0.2,
            "JSON to dataclasses in Python, one core",
        ),
        Measurement(
            "loading a household with its persons, identifiers opened",
            "—",
            sorted(loaded)[len(loaded) // 2],
            None,
            "ms",
            None,
            "two queries",
        ),
    ]


class _Pages:
    """Reads a book page after page, from the start again at its end."""

    def __init__(self, read: Callable[[int], int]) -> None:
        self._read = read
        self._start = 0

    def __call__(self) -> int:
        count = self._read(self._start)
        self._start = self._start + count if count == PAGE else 0
        return count


def _stream(connection: psycopg.Connection[tuple[object, ...]], start: int) -> int:
    return len(connection.execute(_ROWS, [BOOK, start, PAGE], prepare=True).fetchall())


def _milliseconds(application: BookApplication, household_id: UUID) -> float:
    began = time.perf_counter()
    application.household_record(household_id)
    return (time.perf_counter() - began) * 1000


def _write(database: Database) -> list[UUID]:
    """Synthetic households that went through every step; their ids."""
    with psycopg.connect(database.url) as owner:
        owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [BOOK])
    datastore, vault = Datastore(database.service_url, schema="ledger"), Vault(BOOK, database)
    try:
        recorder, mapper = BookRecorder(BOOK, datastore), SealingMapper(BOOK, vault)
        territory = lay_out(BOOK, None, HOUSEHOLDS)
        made = (made.form for made in generate(territory, HOUSEHOLDS, SEED))
        ids: list[UUID] = []
        while forms := list(islice(made, 100)):
            events = [list(_events(form)) for form in forms]
            vault.create(one[0].originator_id for one in events)
            recorder.append([Append([mapper.to_stored_event(e) for e in one]) for one in events])
            ids += [one[0].originator_id for one in events]
        return ids
    finally:
        vault.close()
        datastore.close()


def _events(form: dict[str, object]) -> Iterator[Event]:
    """What is recorded of a household from its listing to the county's acceptance."""
    parsed = parse_form(form)
    household, persons = uuid4(), [uuid4() for _ in parsed.persons]
    address = parsed.address
    yield HouseholdListed(
        originator_id=household,
        originator_version=1,
        by=_by(address.block_code),
        block=address.block_code,
        number=address.number,
        building=address.building,
        unit=address.unit,
    )
    registering = _by(address.block_code)
    yield HouseholdRegistered(
        originator_id=household,
        originator_version=2,
        by=registering,
        form="short",
        form_version="2020.1",
        answers=parsed.answers,
        deaths=tuple(parsed.deaths),
        person_ids=tuple(persons),
        rule_set="2020.1",
        findings=(),
        explanations=(),
    )
    for person_id, answers in zip(persons, parsed.persons, strict=True):
        yield PersonRegistered(
            originator_id=person_id,
            originator_version=1,
            by=registering,
            household_id=household,
            form_version="2020.1",
            answers=answers,
        )
    yield HouseholdSubmitted(
        originator_id=household,
        originator_version=3,
        by=_by(address.block_code),
        declaration="signed-on-device",
        explanations=(),
    )
    for version, level in enumerate(Level, 4):
        yield HouseholdApproved(
            originator_id=household,
            originator_version=version,
            by=_by(address.block_code),
            level=level,
        )


def _by(block: str) -> Attribution:
    """A command of the block's enumerator."""
    return Attribution(
        command_id=uuid4(),
        account=f"e-{block}",
        appointment_id=uuid5(NAMESPACE_OID, block),
        device="pad-1",
        device_time="2020-11-01T09:00:00+08:00",
        channel=Channel.ENUMERATOR,
    )
