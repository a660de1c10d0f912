"""Several service processes start at once where there is nothing yet: no tables, roles or keys."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TypeAlias

import pytest

from api.database import open_database
from api.migration import migrate_all
from api.service import Service
from api.settings import Settings
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.errors import BookAlreadyOpen
from ledger.opening import open_book
from tests.databases import new_database
from tests.ledger.books import BOOK, MOMENT, STAFF, post

PROCESSES = 6
ROUNDS = 5
WAIT_SECONDS = 60
FOUNDERS = 3

Place: TypeAlias = tuple[str | None, Path]
"""A database's URL, or None for the embedded server, and the directory that the processes share."""
Told: TypeAlias = tuple[int, str, int]
"""The round, what became of the book's opening or of the start, and the size found."""


def start(places: Sequence[Place], together: Barrier, told: Queue[Told]) -> None:
    """A process of the service, once for each place."""
    for number, (url, folder) in enumerate(places):
        together.wait(WAIT_SECONDS)
        try:
            told.put((number, *_start_at(Settings(data_directory=folder, database_url=url))))
        except Exception:  # noqa: BLE001 - told to whoever asserts
            told.put((number, traceback.format_exc(), 0))


def _start_at(settings: Settings) -> tuple[str, int]:
    with open_database(settings) as database:
        migrate_all(database)
        service = Service(database, settings)
        try:
            service.open()
            opening = _open_book(database)
            return opening, service.book(BOOK).application.head().size
        finally:
            service.close()


def _open_book(database: Database) -> str:
    try:
        open_book(
            database,
            BOOK,
            name_zh="渝北区",
            founders=[post(*member) for member in STAFF[:FOUNDERS]],
            device="console",
            device_time=MOMENT,
        )
    except BookAlreadyOpen:
        return "open already"
    return "opened"


@pytest.fixture
def places(server: EmbeddedPostgres, temporary_folder: Callable[[], Path]) -> Iterator[list[Place]]:
    """New databases with nothing in them."""
    with ExitStack() as stack:
        yield [
            (stack.enter_context(new_database(server, f"start_{number}")), temporary_folder())
            for number in range(ROUNDS)
        ]


def started(places: list[Place]) -> list[Told]:
    """What the processes told."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])  # imported once, and not by each of them
    together, told = context.Barrier(PROCESSES), context.Queue()
    processes = [
        context.Process(target=start, args=(places, together, told)) for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    answers = [told.get(timeout=WAIT_SECONDS) for _ in range(PROCESSES * len(places))]
    for process in processes:
        process.join(WAIT_SECONDS)
        assert process.exitcode == 0
    return answers


def assert_all_started(answers: list[Told], rounds: int) -> None:
    """Each found the whole book, which one of them had opened."""
    first_entries = 1 + 2 * FOUNDERS
    for number in range(rounds):
        outcomes = sorted((what, size) for of, what, size in answers if of == number)
        assert outcomes == [
            *[("open already", first_entries)] * (PROCESSES - 1),
            ("opened", first_entries),
        ]


def test_processes_that_start_at_once_on_an_empty_database_all_start(places: list[Place]) -> None:
    assert_all_started(started(places), ROUNDS)


def test_processes_that_start_at_once_on_the_embedded_server_all_start(
    temporary_folder: Callable[[], Path],
) -> None:
    assert_all_started(started([(None, temporary_folder() / "data")]), 1)
