"""Prepared statements of one connection, several in one round trip.

The writer's transaction is short, and its cost is the way to the server and back and the driver's
work for each statement. Here the statements go out together in libpq's pipeline mode, with
parameters that are packed once; that costs a fraction of what a cursor does for each.
"""

from __future__ import annotations

import re
import select
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain
from struct import Struct
from typing import Any, TypeAlias, cast
from uuid import UUID

from psycopg import Connection, errors
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

Value: TypeAlias = "str | bytes | int | UUID | datetime | list[UUID] | list[bytes]"
Row: TypeAlias = tuple[Any, ...]

_NAMED = re.compile(r"%\((\w+)\)s")
_GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
_TEXT, _BINARY = 0, 1
_ARRAY_HEAD = Struct(">iiiii")
_LENGTH = Struct(">i")
_OID_OF_BYTES, _OID_OF_UUID = 17, 2950
_ROWS_OF_A_STATEMENT = 64
"""Rows of one INSERT at most; smaller powers of two make up the rest, so that few are prepared."""


@dataclass(frozen=True, slots=True)
class Step:
    """A statement as libpq takes it, with packed parameters and the format of each."""

    statement: bytes
    parameters: Sequence[bytes]
    formats: Sequence[int]


def step(query: str, **values: Value) -> Step:
    """A query of an ``.sql`` file, which names its parameters, with their values."""
    statement, names = _numbered(query)
    return Step(
        statement,
        [_packed(values[name]) for name in names],
        [_FORMAT[type(values[name])] for name in names],
    )


def insert_steps(
    query: str, shared: Sequence[Value], rows: Sequence[Sequence[Value]]
) -> Iterator[Step]:
    """An INSERT of an ``.sql`` file that ends in ``VALUES {rows}``, for any number of rows.

    The ``shared`` values come first in every row and are sent once. All values of a column are of
    one type.
    """
    start, left = 0, len(rows)
    head = [_packed(value) for value in shared]
    while left:
        taken = min(_ROWS_OF_A_STATEMENT, 1 << left.bit_length() - 1)
        some = rows[start : start + taken]
        yield Step(
            _with_rows(query, len(shared), len(some[0]), taken),
            head + [_PACK[type(value)](value) for row in some for value in row],
            [_FORMAT[type(value)] for value in shared]
            + [_FORMAT[type(value)] for value in some[0]] * taken,
        )
        start += taken
        left -= taken


class Pipeline:
    """A connection in autocommit mode; used by one thread at a time.

    Once a step failed the connection is in the middle of things: close it.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection = connection
        self._pg = connection.pgconn
        self._transformer = Transformer(connection)
        self._names: dict[bytes, bytes] = {}
        self._copying = False
        self._to_read, self._to_write = select.poll(), select.poll()
        self._to_read.register(self._pg.socket, select.POLLIN)
        self._to_write.register(self._pg.socket, select.POLLIN | select.POLLOUT)

    def run(self, steps: Sequence[Step]) -> list[list[Row]]:
        """Carry out steps in order in one round trip; gives the rows of each.

        In READ COMMITTED each sees what was committed before it began, after the wait of the one
        before it: a step may rest on a lock that an earlier one takes.

        Raises:
            psycopg.Error: what the first failing step failed of; none after it was carried out.
        """
        pg = self._pg
        self._end_copy()
        pg.enter_pipeline_mode()
        prepares = [self._send(s) for s in steps]
        pg.pipeline_sync()
        self._flush()
        answers: list[list[Row]] = []
        for prepare in prepares:
            if prepare:
                self._answer()
            answers.append(self._rows(self._answer()))
        if self._result().status != ExecStatus.PIPELINE_SYNC:
            raise errors.InternalError("the pipeline is out of step")
        pg.exit_pipeline_mode()
        return answers

    def start_copy(self, query: str) -> None:
        """Send a ``COPY … FROM STDIN`` of an ``.sql`` file; :meth:`copy` is to follow.

        What is done in between is done while the server gets ready.

        Raises:
            psycopg.Error: the copy before it failed.
        """
        self._end_copy()
        self._pg.send_query(query.encode())
        self._flush()

    def copy(self, data: Iterable[bytes]) -> None:
        """Send the data of the copy that was started, made as they are sent.

        The server may still be at it when this returns; the next call waits for it.

        Raises:
            psycopg.Error: it failed; or the next call raises it.
        """
        pg = self._pg
        pieces = iter(data)
        first = next(pieces, b"")
        self._expect(ExecStatus.COPY_IN)
        for piece in chain((first,), pieces):
            pg.put_copy_data(piece)
            self._flush()
        pg.put_copy_end()
        self._flush()
        self._copying = True

    def _end_copy(self) -> None:
        if self._copying:
            self._expect(ExecStatus.COMMAND_OK)
            self._wait()
            self._pg.get_result()  # the end of the query's results
            self._copying = False

    def _send(self, step: Step) -> bool:
        """Send a step, and before its first time what prepares it; tells whether it did that."""
        name = self._names.get(step.statement)
        new = name is None
        if name is None:
            name = b"ledger_%d" % len(self._names)
            self._names[step.statement] = name
            self._pg.send_prepare(name, step.statement)
        self._pg.send_query_prepared(name, step.parameters, step.formats, _BINARY)
        return new

    def _answer(self) -> PGresult:
        result = self._expect(*_GOOD)
        self._wait()
        self._pg.get_result()  # the end of this step's results
        return result

    def _expect(self, *good: ExecStatus) -> PGresult:
        result = self._result()
        if result.status not in good:
            raise errors.error_from_result(result)
        return result

    def _rows(self, result: PGresult) -> list[Row]:
        if not result.ntuples:
            return []
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, result.ntuples, tuple)

    def _result(self) -> PGresult:
        self._wait()
        result = self._pg.get_result()
        if result is None:
            raise errors.InternalError("the pipeline is out of step")
        return result

    def _wait(self) -> None:
        """Wait for a result as the socket tells, so that other threads run meanwhile."""
        while self._pg.is_busy():
            self._to_read.poll()
            self._pg.consume_input()

    def _flush(self) -> None:
        """Send what is queued, taking in what comes back: neither side blocks the other."""
        while self._pg.flush():
            for _, event in self._to_write.poll():
                if event != select.POLLOUT:
                    self._pg.consume_input()


@cache
def _numbered(query: str) -> tuple[bytes, list[str]]:
    """The statement with ``$1`` and so on for its named parameters, and their names in order."""
    names = list(dict.fromkeys(_NAMED.findall(query)))
    statement = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", query)
    return statement.encode(), names


@cache
def _with_rows(query: str, shared: int, columns: int, rows: int) -> bytes:
    first = [f"${number}" for number in range(1, shared + 1)]
    starts = range(shared + 1, shared + 1 + rows * columns, columns)
    made = [", ".join([*first, *(f"${n}" for n in range(i, i + columns))]) for i in starts]
    return query.replace("{rows}", ", ".join(f"({row})" for row in made)).encode()


def _packed(value: Value) -> bytes:
    """A parameter as PostgreSQL takes it."""
    return _PACK[type(value)](value)


def _packed_array(values: list[UUID] | list[bytes]) -> bytes:
    if not values:
        raise ValueError("an array without elements does not tell its type")
    of_uuids = isinstance(values[0], UUID)
    items = (
        [value.bytes for value in cast(list[UUID], values)]
        if of_uuids
        else cast(list[bytes], values)
    )
    oid = _OID_OF_UUID if of_uuids else _OID_OF_BYTES
    parts = [_ARRAY_HEAD.pack(1, 0, oid, len(items), 1)]
    for item in items:
        parts += (_LENGTH.pack(len(item)), item)
    return b"".join(parts)


_PACK: dict[type, Callable[[Any], bytes]] = {
    bytes: lambda value: value,
    str: str.encode,
    int: lambda value: b"%d" % value,
    UUID: lambda value: value.bytes,
    datetime: lambda value: value.isoformat().encode(),
    list: _packed_array,
}
_FORMAT = {bytes: _BINARY, str: _BINARY, int: _TEXT, UUID: _BINARY, datetime: _TEXT, list: _BINARY}
"""The format of a packed value. A whole number goes as text, which fits columns of every width."""
