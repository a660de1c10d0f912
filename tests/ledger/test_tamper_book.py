"""Whatever is done to the tables of a book is found, and the report names the first bad place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from ledger.verifier.book import books_of_entries
from tests.ledger.books import BOOK
from tests.ledger.forger import AT, TRUST, Forger, Row, Verify, frontier, removed
from tests.ledger.written_log import HASHES_OF_TILE, leaf


def test_untouched_book_is_sound(forger: Forger, found: Verify) -> None:
    assert len(forger.rows) > 2 * HASHES_OF_TILE
    for size in (1, 256, 400, len(forger.rows)):
        forger.publish(size)
    assert found(forger.kept(257), trust=TRUST) == []
    forger.rewrite(forger.rows, head=True, tiles=True)
    assert found() == []


def reencoded(row: Row) -> bytes:
    """The stored event with one field changed, well encoded."""
    state = json.loads(row.state)
    state["data"]["by"]["account"] = "somebody"
    return json.dumps(state, sort_keys=True, separators=(",", ":")).encode()


def test_field_of_a_stored_event_encoded_anew_is_found(forger: Forger, found: Verify) -> None:
    state = reencoded(forger.rows[AT])
    forger.execute("UPDATE ledger.entry SET state = %s WHERE position = %s", state, AT)
    assert found() == [("altered-state", AT, None)]


def test_one_bit_of_an_entry_is_found(forger: Forger, found: Verify) -> None:
    forger.execute(
        "UPDATE ledger.entry SET entry = set_bit(entry, 8, get_bit(entry, 8) # 1) "
        "WHERE position = %s",
        AT,
    )
    assert found()[:2] == [("altered-entry", AT, None), ("malformed-entry", AT, None)]


def altered(rows: list[Row]) -> list[Row]:
    return [*rows[:AT], rows[AT].with_state(reencoded(rows[AT])), *rows[AT + 1 :]]


def swapped(rows: list[Row]) -> list[Row]:
    return [*rows[:AT], rows[AT + 1], rows[AT], *rows[AT + 2 :]]


def inserted(rows: list[Row]) -> list[Row]:
    new = uuid4()
    told = {**json.loads(rows[AT].entry), "id": str(new)}
    entry = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    return [*rows[:AT], replace(rows[AT], originator_id=new, entry=entry), *rows[AT:]]


CHANGES = [altered, removed, swapped, inserted]
BY_NAME = [change.__name__ for change in CHANGES]


@pytest.mark.parametrize("change", CHANGES, ids=BY_NAME)
def test_rows_changed_and_counted_anew_are_found_in_their_tile(
    forger: Forger, found: Verify, change: Callable[[list[Row]], list[Row]]
) -> None:
    """Leaf hashes and positions fit, the head was forgotten."""
    rows = change(forger.rows)
    forger.rewrite(rows)
    told = found()
    tile = ("wrong-root", HASHES_OF_TILE, "tile_hash 1/1")
    if len(rows) == len(forger.rows):
        assert told[-1] == tile
    else:
        assert told[0][0] in {"missing-entry", "extra-entry", "displaced-entry"}
        assert tile in told


@pytest.mark.parametrize("change", CHANGES, ids=BY_NAME)
def test_rebuilt_tree_is_found_by_what_was_kept_of_the_old(
    forger: Forger, found: Verify, change: Callable[[list[Row]], list[Row]]
) -> None:
    kept = [forger.kept(200), forger.kept(500)]
    for size in (200, 500):
        forger.publish(size)
    forger.rewrite(change(forger.rows), head=True, tiles=True)
    told = found(*kept)
    assert ("rewritten", 499, "notebook") in told
    assert ("altered-checkpoint", 499, "checkpoint 1/500") in told
    assert not [place for _, _, place in told if place == "checkpoint 1/200"]
    # The receipts of commands were not forged along: they too name another root.
    assert {"altered-outcome", "displaced-entry"} & {kind for kind, _, _ in told}


def roll_back(forger: Forger, size: int) -> None:
    """Take the tail away with all that names it."""
    forger.rewrite(forger.rows[:size], head=True, tiles=True)
    forger.execute(
        "DELETE FROM ledger.command WHERE "
        "(convert_from(outcome, 'UTF8')::jsonb->>'tree_size')::int > %s",
        size,
    )
    forger.execute("DELETE FROM ledger.checkpoint WHERE size > %s", size)


def test_tail_cut_off_with_its_head_is_found_by_what_was_kept(
    forger: Forger, found: Verify
) -> None:
    whole = len(forger.rows)
    # Where a command ended, as a restored copy of the database would end.
    size = next(at for at in range(AT, whole) if forger.rows[at].topic == "BlockListExtended")
    kept = [forger.kept(100), forger.kept(whole)]
    forger.publish(whole)
    forger.rewrite(forger.rows[:size], head=True, tiles=True)
    told = found()
    assert ("shorter-than-kept", None, f"checkpoint 1/{whole}") in told
    assert "altered-outcome" in {kind for kind, _, _ in told}
    roll_back(forger, size)
    assert found() == []
    assert found(*kept) == [("shorter-than-kept", None, "notebook")]


def test_removed_row_is_found(forger: Forger, found: Verify) -> None:
    forger.execute("DELETE FROM ledger.entry WHERE position = %s", AT)
    assert found()[0] == ("missing-entry", AT, None)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE ledger.tile_hash SET hash = sha256(hash) WHERE index = 1",
            ("altered-tile", 256, "tile_hash 1/1"),
        ),
        ("DELETE FROM ledger.tile_hash WHERE index = 0", ("missing-tile", 0, "tile_hash 1/0")),
        ("DELETE FROM ledger.tile_hash", ("missing-tile", 0, "tile_hash 1/0")),
        (
            "INSERT INTO ledger.tile_hash SELECT book_id, 2, 0, hash FROM ledger.tile_hash LIMIT 1",
            ("altered-tile", 0, "tile_hash 2/0"),
        ),
        (
            "UPDATE ledger.tile_hash SET level = -3, index = -7 WHERE index = 0",
            ("altered-tile", 0, "tile_hash -3/-7"),
        ),
    ],
)
def test_altered_tile_is_named(
    forger: Forger, found: Verify, statement: str, told: tuple[str, int, str]
) -> None:
    forger.execute(statement)
    assert found() == [told]


def test_head_of_another_tree_is_found(forger: Forger, found: Verify) -> None:
    leaves = [leaf(row.entry) for row in altered(forger.rows)]
    forger.execute("UPDATE ledger.head SET frontier = %s", frontier(leaves))
    assert found() == [("wrong-root", None, None)]


def test_head_that_was_taken_away_is_told_of_a_book_with_entries(
    forger: Forger, found: Verify
) -> None:
    forger.execute("DELETE FROM ledger.head")
    assert books_of_entries(forger.url) == [BOOK]
    assert found() == [("missing-head", None, None)]


EDITS: dict[str, list[str]] = {
    "bigint": ["{} + 1000", "-{} - 1", "4611686018427387904", "9223372036854775807"],
    "smallint": ["{} + 1", "-{} - 1", "32767"],
    "integer": ["-1", "0"],
    "text": ["{} || 'x'", "''", "'110101'"],
    "uuid": ["gen_random_uuid()"],
    "bytea": ["{} || '\\x00'", "''", "set_byte({}, 0, get_byte({}, 0) # 1)", "sha256({})"],
    "timestamp with time zone": [
        *("{} + interval '1 microsecond'", "{} - interval '400 years'"),
        *("'infinity'", "'-infinity'", "'290000-01-01'", "'4000-01-01 BC'"),
    ],
    "ARRAY": ["'{{}}'", "'{{NULL}}'", "{} || '\\x00'::bytea", "array[{}[2], {}[1]]", "array[{}]"],
}


ROW_OF: dict[str, str] = {
    "head": "true",
    "entry": f"position = {AT}",
    "tile_hash": "index = 1",
    "command": "command_id = (SELECT max(command_id::text)::uuid FROM ledger.command)",
    "checkpoint": "size = 400",
}


TOLD_BY_NOBODY = {
    ("command", "fingerprint"),
    ("checkpoint", "signed_at"),
    ("checkpoint", "book_id"),
}
"""Keyed; of no consequence to any proof; the same as taking the row away."""


@contextmanager
def edited(
    owner: psycopg.Connection[Any], table: str, column: str, edit: str, row: str
) -> Iterator[None]:
    """One row with one column edited, and as it was afterwards."""
    value = edit.format(column, column)
    owner.execute(f"CREATE TEMPORARY TABLE before AS SELECT * FROM {table} WHERE {row}")
    [(place,)] = owner.execute(
        f"UPDATE {table} SET {column} = {value} WHERE {row} RETURNING ctid"
    ).fetchall()
    yield
    owner.execute(f"DELETE FROM {table} WHERE ctid = %s", [place])
    owner.execute(f"INSERT INTO {table} SELECT * FROM before")
    owner.execute("DROP TABLE before")


@pytest.mark.parametrize("table", ROW_OF)
def test_any_column_of_any_table_that_is_edited_is_found(
    forger: Forger, found: Verify, table: str
) -> None:
    for size in (100, 400, 500):
        forger.publish(size)
    assert found() == []
    edits = 0
    with psycopg.connect(forger.url, autocommit=True) as owner:
        types = dict(
            owner.execute(
                "SELECT column_name, data_type FROM information_schema.columns "
                "WHERE table_schema = 'ledger' AND table_name = %s",
                [table],
            ).fetchall()
        )
        for column, kind in types.items():
            for edit in EDITS[kind] if (table, column) not in TOLD_BY_NOBODY else ():
                with edited(owner, f"ledger.{table}", column, edit, ROW_OF[table]):
                    assert found(), (column, edit)
                edits += 1
    assert edits > len(types)
    assert found() == []
