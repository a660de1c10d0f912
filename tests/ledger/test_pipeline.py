"""Steps go out together, each sees what is committed before it, and a failing one stops all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.pipeline import Pipeline, insert_steps, step

_TABLE = (
    "CREATE TABLE kept (book text, id uuid, number bigint, small smallint, text text, data bytea,"
    " many bytea[], at timestamptz)"
)
_INSERT = "INSERT INTO kept (book, number) VALUES {rows}"


@pytest.fixture
def connection(empty_database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(empty_database_url, autocommit=True) as made:
        made.execute(_TABLE)
        yield made


def test_values_of_every_type_come_back(connection: psycopg.Connection) -> None:
    pipeline = Pipeline(connection)
    now, key, many = datetime.now(UTC), uuid4(), [b"", b"\x00" * 40]
    _, rows = pipeline.run(
        [
            step(
                "INSERT INTO kept (id, number, small, text, data, many, at) VALUES"
                " (%(a)s, %(b)s, %(c)s, %(d)s, %(e)s, %(f)s, %(g)s)",
                a=key,
                b=2**62,
                c=-7,
                d="某甲",
                e=b"\x00\xff",
                f=many,
                g=now,
            ),
            step("SELECT id, number, small, text, data, many, at FROM kept"),
        ]
    )
    assert rows == [(key, 2**62, -7, "某甲", b"\x00\xff", many, now)]


def test_name_that_stands_twice_is_one_parameter(connection: psycopg.Connection) -> None:
    ids = [uuid4(), uuid4()]
    (rows,) = Pipeline(connection).run(
        [step("SELECT %(ids)s::uuid[] = %(ids)s::uuid[], cardinality(%(ids)s::uuid[])", ids=ids)]
    )
    assert rows == [(True, 2)]


def test_array_without_elements_is_refused() -> None:
    with pytest.raises(ValueError, match="type"):
        step("SELECT %(ids)s::uuid[]", ids=[])


def test_any_number_of_rows_is_inserted_by_few_statements(
    connection: psycopg.Connection,
) -> None:
    pipeline = Pipeline(connection)
    truncate = step("TRUNCATE kept")
    read = step("SELECT book, number FROM kept ORDER BY number")

    @given(st.integers(0, 300))
    def inserted(count: int) -> None:
        steps = list(insert_steps(_INSERT, ["book"], [(n,) for n in range(count)]))
        assert len(steps) == count // 64 + (count % 64).bit_count()
        *_, rows = pipeline.run([truncate, *steps, read])
        assert rows == [("book", n) for n in range(count)]

    inserted()


def test_nothing_after_a_failing_step_is_carried_out(
    empty_database_url: str, connection: psycopg.Connection
) -> None:
    pipeline = Pipeline(connection)
    insert = "INSERT INTO kept (number) VALUES (%(n)s)"
    with pytest.raises(psycopg.errors.DivisionByZero):
        pipeline.run(
            [
                step("BEGIN"),
                step(insert, n=1),
                step("SELECT 1 / %(n)s::int", n=0),
                step(insert, n=2),
                step("COMMIT"),
            ]
        )
    connection.close()
    with psycopg.connect(empty_database_url) as other:
        assert other.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_step_sees_what_was_committed_while_the_one_before_it_waited(
    empty_database_url: str, connection: psycopg.Connection
) -> None:
    connection.execute("INSERT INTO kept (text, number) VALUES ('head', 0)")
    found: list[list[list[tuple[object, ...]]]] = []

    def read() -> None:
        begin = step("BEGIN ISOLATION LEVEL READ COMMITTED")
        lock = step("SELECT number FROM kept WHERE text = 'head' FOR UPDATE")
        count = step("SELECT count(*) FROM kept")
        found.append(Pipeline(connection).run([begin, lock, count, step("COMMIT")]))

    with psycopg.connect(empty_database_url) as holder:
        holder.execute("UPDATE kept SET number = 1 WHERE text = 'head'")
        holder.execute("INSERT INTO kept (text) VALUES ('row')")
        reader = threading.Thread(target=read)
        reader.start()
        time.sleep(0.2)
        assert not found
        holder.commit()
        reader.join()
    assert found[0][1:3] == [[(1,)], [(2,)]]


def test_large_values_neither_stall_nor_deadlock(connection: psycopg.Connection) -> None:
    pipeline = Pipeline(connection)
    data = bytes(10_000_000)
    echo = step("SELECT %(data)s::bytea", data=data)
    answers = pipeline.run([echo, echo, echo])
    assert [rows == [(data,)] for rows in answers] == [True] * 3
