"""Whatever is done to the tables of a book is found, and the report names the first bad place."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import psycopg
import pytest

from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.schema import migrate
from ledger.secrets import Secrets
from ledger.verifier.book import books_of_entries, verify_book
from ledger.verifier.findings import VerifyReport
from ledger.verifier.kept import Kept
from ledger.verifier.note import parse_key
from ledger.verifier.signing import NO_TRUST, Trust, trust_of
from ledger.wrapping.key_file import KeyFile
from tests.ledger.books import BOOK, envelope, listed, opened, received, registration
from tests.ledger.written_log import (
    HASHES_OF_TILE,
    LOG,
    OTHER_LOG_KEY,
    Signer,
    leaf,
    root,
    signed,
)

Found: TypeAlias = list[tuple[str, int | None, str | None]]
TRUST = trust_of([LOG.vkey], None)


@dataclass(frozen=True)
class Row:
    """A stored entry."""

    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    entry: bytes
    recorded_at: Any

    def with_state(self, state: bytes) -> Row:
        """The event written over, and its entry made to fit."""
        told = {**json.loads(self.entry), "state_sha256": sha256(state).hexdigest()}
        entry = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
        return replace(self, state=state, entry=entry)


class Forger:
    """Somebody with all rights in the database, who knows how the tables hang together."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.rows = self._read()

    def _read(self) -> list[Row]:
        with psycopg.connect(self._url) as owner:
            found = owner.execute(
                "SELECT originator_id, originator_version, topic, state, entry, recorded_at "
                "FROM ledger.entry ORDER BY position"
            ).fetchall()
        return [Row(*row) for row in found]

    @property
    def entries(self) -> list[bytes]:
        return [row.entry for row in self.rows]

    def execute(self, statement: str, *parameters: object) -> None:
        with psycopg.connect(self._url) as owner:
            owner.execute(statement, parameters or None)

    def rewrite(self, rows: Sequence[Row], *, head: bool = False, tiles: bool = False) -> None:
        """Put other rows in place, each with its leaf hash; the tree too where asked for."""
        leaves = [leaf(row.entry) for row in rows]
        with psycopg.connect(self._url) as owner:
            owner.execute("DELETE FROM ledger.entry")
            with owner.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO ledger.entry VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                    [
                        (
                            BOOK,
                            at,
                            r.originator_id,
                            r.originator_version,
                            r.topic,
                            r.state,
                            r.entry,
                            leaves[at],
                            r.recorded_at,
                        )
                        for at, r in enumerate(rows)
                    ],
                )
            if head:
                owner.execute(
                    "UPDATE ledger.head SET size = %s, frontier = %s, recorded_at = %s",
                    (len(rows), frontier(leaves), rows[-1].recorded_at),
                )
            if tiles:
                owner.execute("DELETE FROM ledger.tile_hash")
                for index in range(len(rows) // HASHES_OF_TILE):
                    group = leaves[index * HASHES_OF_TILE : (index + 1) * HASHES_OF_TILE]
                    owner.execute(
                        "INSERT INTO ledger.tile_hash VALUES (%s, 1, %s, %s)",
                        (BOOK, index, root(group)),
                    )

    def publish(self, size: int, *signers: Signer, epoch: int = 1, row_size: int = -1) -> None:
        """A checkpoint as if it had been published when the book had so many entries."""
        note = signed(self.entries[:size], *signers).decode()
        self.execute(
            "INSERT INTO ledger.checkpoint (book_id, epoch, size, note) VALUES (%s, %s, %s, %s)",
            BOOK,
            epoch,
            size if row_size < 0 else row_size,
            note,
        )

    def kept(self, size: int) -> Kept:
        told = b64encode(root([leaf(e) for e in self.entries[:size]])).decode()
        return Kept(size, told, "notebook")


def frontier(leaves: Sequence[bytes]) -> list[bytes]:
    """The roots of the perfect subtrees, largest first."""
    found, at = [], 0
    for bit in reversed(range(len(leaves).bit_length())):
        if len(leaves) >> bit & 1:
            found.append(root(leaves[at : at + (1 << bit)]))
            at += 1 << bit
    return found


@pytest.fixture(scope="module")
def written(server: EmbeddedPostgres, temporary_folder: Callable[[], Path]) -> Iterator[str]:
    """The name of a database with a book of some 600 entries: two full tiles and a part."""
    name = "tamper_original"
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
    keys = KeyFile.load_or_create(temporary_folder() / "wrapping-keys.json")
    database = Database(server.url(name), Secrets.new(), keys)
    migrate(database)
    application = opened(database)
    for _ in range(6):
        listed(application, 90)
    for number in ("001", "002", "003"):
        received(application.execute([envelope("enumerator", registration(number))])[0])
    application.close()
    yield name
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for role in (database.service_role, database.vault_role):
            owner.execute(f"DROP ROLE {role}")


@pytest.fixture
def url(server: EmbeddedPostgres, written: str) -> Iterator[str]:
    """A copy of that database, to be tampered with."""
    name = "tamper_copy"
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name} TEMPLATE {written}")
    yield server.url(name)
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def forger(url: str) -> Forger:
    return Forger(url)


@pytest.fixture
def found(url: str) -> Callable[..., Found]:
    def verify(*kept: Kept, trust: Trust = NO_TRUST) -> Found:
        report: VerifyReport = verify_book(url, BOOK, kept=kept, trust=trust)
        return [(f.kind, f.position, f.place) for f in report.findings]

    return verify


Verify: TypeAlias = Callable[..., Found]
AT = 300
"""A household put on a list, in the second tile."""


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


def removed(rows: list[Row]) -> list[Row]:
    return rows[:AT] + rows[AT + 1 :]


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


def test_moved_entries_are_told_by_the_receipts_of_their_commands(
    forger: Forger, found: Verify
) -> None:
    rows = removed(forger.rows)
    forger.rewrite(rows)
    forger.execute("UPDATE ledger.head SET size = %s", len(rows))
    kind, position, _ = found()[0]
    assert kind == "displaced-entry"
    assert position is not None
    assert AT <= position <= AT + 91


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


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("note = replace(note, E'\\n400\\n', E'\\n401\\n')", "altered-checkpoint"),
        (
            "note = overlay(note placing 'AAAA' from position(E'\\n400\\n' in note) + 9)",
            "altered-checkpoint",
        ),
        ("size = 399", "altered-checkpoint"),
        ("epoch = -1", "altered-checkpoint"),
        ("epoch = 9", "altered-checkpoint"),
        ("note = 'nothing'", "malformed-checkpoint"),
        ("size = 9999", "shorter-than-kept"),
    ],
)
def test_altered_row_of_a_published_checkpoint_is_named(
    forger: Forger, found: Verify, statement: str, kind: str
) -> None:
    for size in (100, 400, 500):
        forger.publish(size)
    forger.execute(f"UPDATE ledger.checkpoint SET {statement} WHERE size = 400")
    [(told, _, place)] = found()
    assert told == kind
    assert place is not None
    assert place.startswith("checkpoint ")


def test_checkpoint_of_another_key_is_named(forger: Forger, found: Verify) -> None:
    forger.publish(100)
    forger.publish(400, OTHER_LOG_KEY)
    assert found() == []
    assert found(trust=TRUST) == [("unknown-key", None, "checkpoint 1/400")]
    other = Trust((parse_key(OTHER_LOG_KEY.vkey),))
    assert found(trust=other) == [("unknown-key", None, "checkpoint 1/100")]


def test_epoch_of_a_row_is_compared_with_the_note_in_it_whatever_key_is_given(
    forger: Forger, found: Verify
) -> None:
    for size in (100, 400):
        forger.publish(size)
    forger.execute("UPDATE ledger.checkpoint SET epoch = 9 WHERE size = 400")
    altered = [("altered-checkpoint", 399, "checkpoint 9/400")]
    assert found() == altered
    assert found(trust=TRUST) == altered
    forger.execute("UPDATE ledger.checkpoint SET size = 9999 WHERE size = 400")
    assert found() == [("altered-checkpoint", 9998, "checkpoint 9/9999")]


def test_head_that_was_taken_away_is_told_of_a_book_with_entries(
    url: str, forger: Forger, found: Verify
) -> None:
    forger.execute("DELETE FROM ledger.head")
    assert books_of_entries(url) == [BOOK]
    assert found() == [("missing-head", None, None)]


def test_altered_signature_of_a_published_checkpoint_is_named(
    forger: Forger, found: Verify
) -> None:
    forger.publish(400)
    forger.execute(
        "UPDATE ledger.checkpoint SET note = overlay(note placing 'AAAA' from length(note) - 40)"
    )
    assert found(trust=TRUST) == [("bad-signature", None, "checkpoint 1/400")]


@pytest.mark.parametrize(
    ("topic", "path", "value"),
    [
        ("HouseholdRegistered", "{book}", '"110101"'),
        ("HouseholdRegistered", "{command_id}", '"00000000-0000-0000-0000-000000000000"'),
        ("HouseholdRegistered", "{entries}", "2"),
        ("HouseholdRegistered", "{entries}", "true"),
        ("HouseholdRegistered", "{first_position}", "-1"),
        ("HouseholdRegistered", "{tree_size}", "3"),
        ("HouseholdRegistered", "{result}", "[]"),
        ("HouseholdRegistered", "{result,version}", "9"),
        ("HouseholdRegistered", "{result,person_ids,0}", '"00000000-0000-0000-0000-000000000000"'),
        ("BlockListExtended", "{result,block}", '"500112011001009"'),
        (
            "BlockListExtended",
            "{result,households,3,household_id}",
            '"00000000-0000-0000-0000-000000000000"',
        ),
        ("BlockListExtended", "{result,households,3,number}", '"999"'),
        ("PostEstablished", "{result,post_id}", '"00000000-0000-0000-0000-000000000000"'),
        ("PostEstablished", "{result,appointment_id}", '"00000000-0000-0000-0000-000000000000"'),
        ("BlockDelineated", "{result,block}", '"500112011001009"'),
    ],
)
def test_altered_field_of_a_receipt_is_found(
    forger: Forger, found: Verify, topic: str, path: str, value: str
) -> None:
    outcome = "convert_from(outcome, 'UTF8')::jsonb"
    # The last of them: the first posts are founded without a command of their own.
    position = max(at for at, row in enumerate(forger.rows) if row.topic == topic)
    forger.execute(
        f"UPDATE ledger.command SET outcome = convert_to(jsonb_set({outcome}, %s, %s)::text, "
        f"'UTF8') WHERE ({outcome}->>'first_position')::int = %s",
        path,
        value,
        position,
    )
    assert {kind for kind, _, _ in found()} == {"altered-outcome"}


def test_of_a_fingerprint_only_its_length_can_be_told(forger: Forger, found: Verify) -> None:
    """It is keyed, and what it was made of is not kept: it can only make a repeat be refused."""
    forger.execute("UPDATE ledger.command SET fingerprint = decode(repeat('00', 32), 'hex')")
    assert found() == []
    forger.execute("UPDATE ledger.command SET fingerprint = '\\x00'")
    assert {kind for kind, _, _ in found()} == {"altered-outcome"}


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


@pytest.mark.parametrize("table", ROW_OF)
def test_any_column_of_any_table_that_is_edited_is_found(
    url: str, forger: Forger, found: Verify, table: str
) -> None:
    for size in (100, 400, 500):
        forger.publish(size)
    assert found() == []
    with psycopg.connect(url) as owner:
        types = dict(
            owner.execute(
                "SELECT column_name, data_type FROM information_schema.columns "
                "WHERE table_schema = 'ledger' AND table_name = %s",
                [table],
            ).fetchall()
        )
    edits = 0
    for column, kind in types.items():
        for edit in EDITS[kind] if (table, column) not in TOLD_BY_NOBODY else ():
            value = edit.format(column, column)
            forger.execute(f"CREATE TABLE ledger.before AS SELECT * FROM ledger.{table}")
            forger.execute(f"UPDATE ledger.{table} SET {column} = {value} WHERE {ROW_OF[table]}")
            assert found(), (column, edit)
            forger.execute(f"DELETE FROM ledger.{table}")
            forger.execute(f"INSERT INTO ledger.{table} SELECT * FROM ledger.before")
            forger.execute("DROP TABLE ledger.before")
            edits += 1
    assert edits > len(types)
    assert found() == []
