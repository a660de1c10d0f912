"""Rows in Parquet files, compressed with Zstandard; the only module that knows the file format.

UUIDs are text and times are microseconds in UTC, because not every engine that should read an
archive knows the format's own UUID type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import pyarrow as pa  # type: ignore[import-untyped]  # it comes without types
from pyarrow import parquet

from ledger.archive.errors import ArchiveFileDamaged

_TYPES: Mapping[str, pa.DataType] = {
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "smallint": pa.int16(),
    "boolean": pa.bool_(),
    "text": pa.string(),
    "uuid": pa.string(),
    "bytea": pa.binary(),
    "hash": pa.binary(32),
    "timestamptz": pa.timestamp("us", tz="UTC"),
}
"""By what PostgreSQL calls them, and ``hash`` for 32 bytes."""
_ROWS_AT_A_TIME = 4096


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an archived table; ``sql_type`` is one of those known here."""

    name: str
    sql_type: str
    nullable: bool = False


def write_rows(
    to: Path | BinaryIO, columns: Sequence[Column], pages: Iterable[Sequence[Sequence[Any]]]
) -> int:
    """Write rows, page after page, to a new file; how many there were. Memory holds one page."""
    schema = _schema(columns)
    count = 0
    repeating = [column.name for column in columns if column.sql_type == "text"]
    with parquet.ParquetWriter(
        to, schema, compression="zstd", use_dictionary=repeating or False
    ) as writer:
        for page in pages:
            if page:
                count += len(page)
                values = zip(*page, strict=True)
                arrays = [_array(c, v) for c, v in zip(columns, values, strict=True)]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return count


def read_rows(path: Path, columns: Sequence[Column], name: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows again, page after page. ``name`` is what an error calls the file.

    Raises:
        ArchiveFileDamaged: it is no Parquet file of these columns.
    """
    try:
        with parquet.ParquetFile(path) as file:
            if not file.schema_arrow.equals(_schema(columns)):
                raise ArchiveFileDamaged(name)
            for batch in file.iter_batches(batch_size=_ROWS_AT_A_TIME):
                lists = [_values(c, a) for c, a in zip(columns, batch.columns, strict=True)]
                yield list(zip(*lists, strict=True))
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise ArchiveFileDamaged(name, said=type(error).__name__) from error


def _schema(columns: Sequence[Column]) -> pa.Schema:
    return pa.schema([pa.field(c.name, _TYPES[c.sql_type], nullable=c.nullable) for c in columns])


def _array(column: Column, values: Sequence[Any]) -> pa.Array:
    if column.sql_type == "uuid":
        values = [None if value is None else str(value) for value in values]
    return pa.array(values, type=_TYPES[column.sql_type])


_READ: Mapping[str, Callable[[Any], Any]] = {"uuid": UUID}


def _values(column: Column, array: pa.Array) -> list[Any]:
    values: list[Any] = array.to_pylist()
    read = _READ.get(column.sql_type)
    return values if read is None else [None if v is None else read(v) for v in values]
