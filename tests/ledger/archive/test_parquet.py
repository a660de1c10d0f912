"""Rows come back from a file as they went in; what is no such file is damaged."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.archive.errors import ArchiveFileDamaged
from ledger.archive.parquet import Column, read_rows, write_rows

COLUMNS = (
    Column("position", "bigint"),
    Column("code", "smallint", nullable=True),
    Column("number", "integer"),
    Column("is_so", "boolean"),
    Column("topic", "text", nullable=True),
    Column("id", "uuid", nullable=True),
    Column("state", "bytea"),
    Column("leaf", "hash"),
    Column("at", "timestamptz"),
)
_MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone
ROWS = st.lists(
    st.tuples(
        st.integers(-(2**63), 2**63 - 1),
        st.none() | st.integers(-(2**15), 2**15 - 1),
        st.integers(-(2**31), 2**31 - 1),
        st.booleans(),
        st.none() | st.text(st.characters(codec="utf-8"), max_size=8),
        st.none() | st.uuids(),
        st.binary(max_size=8),
        st.binary(min_size=32, max_size=32),
        _MOMENTS,
    ),
    max_size=12,
)


@given(st.lists(ROWS, max_size=3))
def test_rows_are_read_as_they_were_written(pages: list[list[tuple[Any, ...]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        rows = [row for page in pages for row in page]
        assert write_rows(path, COLUMNS, pages) == len(rows)
        assert [row for page in read_rows(path, COLUMNS, "rows") for row in page] == rows


@given(st.binary(max_size=200))
def test_any_bytes_are_damaged(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        path.write_bytes(content)
        with pytest.raises(ArchiveFileDamaged) as told:
            list(read_rows(path, COLUMNS, "rows"))
    assert told.value.details()["file"] == "rows"


@given(st.data())
def test_spoilt_file_is_damaged_or_of_the_same_shape(data: st.DataObject) -> None:
    row = (1, 2, 3, True, "t", None, b"s", bytes(32), datetime(2020, 11, 1, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        write_rows(path, COLUMNS, [[row] * 5])
        content = bytearray(path.read_bytes())
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
        path.write_bytes(content)
        try:
            found = [row for page in read_rows(path, COLUMNS, "rows") for row in page]
        except ArchiveFileDamaged:
            return
    assert all(len(row) == len(COLUMNS) for row in found)
