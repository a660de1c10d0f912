"""What COPY brings into the book is what INSERT would have brought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.batch import Row
from ledger.copying import copied
from ledger.database import Database
from ledger.pipeline import Pipeline, insert_steps, step
from ledger.sql import queries

BOOK = "500112"
NOW = datetime(2020, 11, 1, 9, 30, 0, 123_456, tzinfo=UTC)
_SQL = queries("ledger", "book.sql")
_COLUMNS = (
    "book_id, recorded_at, position, originator_id, originator_version, topic, state, entry,"
    " leaf_hash"
)
_READ = step(f"SELECT {_COLUMNS} FROM ledger.entry ORDER BY position")
_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
_LONG = st.builds(lambda start, size: start * size, st.binary(max_size=9), st.integers(1, 5_000))
_ROWS = st.lists(
    st.tuples(
        st.binary(min_size=16, max_size=16),
        st.integers(0, 2**62),
        _TEXTS,
        _LONG,
        _LONG,
        st.binary(max_size=32),
    ),
    max_size=150,
    unique_by=lambda row: row[:2],
)


@pytest.fixture
def pipeline(database: Database) -> Iterator[Pipeline]:
    with closing(psycopg.connect(database.url, autocommit=True)) as owner:
        yield Pipeline(owner)


def row(position: int) -> Row:
    return position, uuid4().bytes, 1, "topic", b"state", b"entry", b"leaf"


def copy(pipeline: Pipeline, rows: Sequence[Row]) -> None:
    pipeline.start_copy(_SQL["copy_entries"])
    pipeline.copy(copied(BOOK, NOW, rows))


def test_copied_rows_are_the_rows_that_are_inserted(pipeline: Pipeline) -> None:
    truncate = step("TRUNCATE ledger.entry")

    @given(_ROWS)
    def come_back(drawn: list[tuple[object, ...]]) -> None:
        rows = [(position, *rest) for position, rest in enumerate(drawn)]
        copy(pipeline, rows)  # type: ignore[arg-type]  # drawn as the strategy says
        by_copy, _ = pipeline.run([_READ, truncate])
        inserted = insert_steps(_SQL["insert_entries"], [BOOK, NOW], rows)  # type: ignore[arg-type]  # drawn as the strategy says
        *_, by_insert, _ = pipeline.run([*inserted, _READ, truncate])
        came = [(BOOK, NOW, p, UUID(bytes=key), *r) for p, key, *r in rows]  # type: ignore[arg-type]  # drawn as the strategy says
        assert by_copy == by_insert == came

    come_back()


def test_copy_belongs_to_the_transaction_around_it(pipeline: Pipeline) -> None:
    pipeline.run([step("BEGIN")])
    copy(pipeline, [row(0)])
    within, _, after = pipeline.run([_READ, step("ROLLBACK"), _READ])
    assert (len(within), len(after)) == (1, 0)


def test_copy_may_follow_a_copy(pipeline: Pipeline) -> None:
    copy(pipeline, [row(0)])
    copy(pipeline, [row(1)])
    assert [r[2] for r in pipeline.run([_READ])[0]] == [0, 1]


def test_copy_that_fails_is_told_by_the_next_call(pipeline: Pipeline) -> None:
    copy(pipeline, [row(0), row(0)])
    with pytest.raises(psycopg.errors.UniqueViolation):
        pipeline.run([_READ])


def test_copy_that_cannot_begin_makes_no_more_than_its_first_piece(pipeline: Pipeline) -> None:
    made = []

    def data() -> Iterator[bytes]:
        for number in range(3):
            made.append(number)
            yield b""

    pipeline.start_copy("COPY ledger.nothing FROM STDIN (FORMAT BINARY)")
    with pytest.raises(psycopg.errors.UndefinedTable):
        pipeline.copy(data())
    assert made == [0]


def test_large_copy_neither_stalls_nor_deadlocks(pipeline: Pipeline) -> None:
    state = bytes(10_000_000)
    rows: list[Row] = [(n, uuid4().bytes, 1, "topic", state, b"entry", b"leaf") for n in range(5)]
    copy(pipeline, rows)
    (found,) = pipeline.run([step("SELECT length(state) FROM ledger.entry ORDER BY position")])
    assert found == [(10_000_000,)] * 5
