"""What the database holds gives the vectors' tiles and proofs, of every size up to the head's."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Cursor
from psycopg.rows import DictRow

from ledger.application import BookApplication
from ledger.database import Database, Datastore
from ledger.errors import BookInconsistent, BookNotOpen
from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import NotInLog
from ledger.log.note import NoteSigner, SignedNote
from ledger.log.proof import check_consistency, check_inclusion
from ledger.log.stored_log import StoredLog
from ledger.log.tiles import (
    Bundle,
    Tile,
    bundles_of,
    parse_bundle,
    parse_path,
    tiles_of,
    width_at,
)
from ledger.merkle import EMPTY_ROOT, leaf_hash
from ledger.receipt import encoded_root
from tests.ledger.books import BOOK, act, listed, registered, registration
from tests.ledger.log.loaded_book import load
from tests.ledger.log.naive_tree import naive_root, tile_hashes
from tests.ledger.log.vectors import ROOTS, TLOG, are_bytes_of, leaf

SIZE = 70_000
SIGNER = NoteSigner.from_seed("ledger.example/census/test", bytes(32))
SAME_LOG = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


def read_by(database: Database) -> Iterator[StoredLog]:
    datastore = Datastore(database.service_url, schema="ledger")
    yield StoredLog(BOOK, datastore)
    datastore.close()


@pytest.fixture
def empty_log(database: Database) -> Iterator[StoredLog]:
    yield from read_by(database)


@pytest.fixture
def short_log(database: Database) -> Iterator[StoredLog]:
    load(database, 300)
    yield from read_by(database)


@pytest.fixture
def long_log(database: Database) -> Iterator[StoredLog]:
    load(database, SIZE)
    yield from read_by(database)


def edit(database: Database, statement: str) -> None:
    with psycopg.connect(database.url) as owner:
        assert owner.execute(statement).rowcount == 1


def note_of(log: StoredLog, size: int) -> SignedNote:
    body = Checkpoint(SIGNER.verifier_key.name, size, log.root(size)).body()
    return SignedNote(body, (SIGNER.sign(body),))


def test_loaded_log_has_the_roots_tiles_and_proofs_of_the_vectors(long_log: StoredLog) -> None:
    assert long_log.size() == SIZE
    assert {size: long_log.root(size) for size in ROOTS} == ROOTS
    for vector in [*TLOG["tiles_size_257"], *TLOG["tiles_size_70000_partial_only"]]:
        data = long_log.tile(vector["level"], vector["index"], vector["width"])
        assert are_bytes_of(vector, data)
    for vector in TLOG["entry_bundles_size_257"]:
        bundle = parse_path(vector["path"])
        assert isinstance(bundle, Bundle)
        assert are_bytes_of(vector, long_log.bundle(bundle.index, bundle.width))
    for vector in TLOG["inclusion"]:
        proof = [b64decode(h) for h in vector["proof"]]
        assert long_log.inclusion(vector["index"], vector["size"]) == proof
    for vector in TLOG["consistency"]:
        proof = [b64decode(h) for h in vector["proof"]]
        assert long_log.consistency(vector["old"], vector["new"]) == proof


@SAME_LOG
@given(data=st.data(), size=st.integers(1, SIZE))
def test_tile_or_bundle_of_every_size_is_the_beginning_of_the_later_one(
    long_log: StoredLog, data: st.DataObject, size: int
) -> None:
    last: list[Tile | Bundle] = [*list(tiles_of(size))[-3:], *list(bundles_of(size))[-1:]]
    named = data.draw(st.sampled_from(last))
    now = width_at(SIZE, getattr(named, "level", 0), named.index)
    if isinstance(named, Tile):
        then = long_log.tile(named.level, named.index, named.width)
        assert long_log.tile(named.level, named.index, now).startswith(then)
        assert len(then) == 32 * named.width
    else:
        first = 256 * named.index
        entries = parse_bundle(long_log.bundle(named.index, named.width))
        assert entries == [leaf(i) for i in range(first, first + named.width)]


def test_appended_entries_are_in_the_tiles(book: BookApplication) -> None:
    """Through the recorder, in appends of uneven sizes across the end of a tile."""
    registered(book)
    events = iter(
        StoredEvent(UUID(int=number), 1, "PersonRegistered", b"sealed") for number in range(600)
    )
    for count in (1, 200, 7, 255, 137):
        book.recorder.insert_events([next(events) for _ in range(count)])
    log = StoredLog(BOOK, book.recorder.datastore)
    head = book.head()
    assert log.size() == head.size > 600
    assert log.root(head.size) == head.root
    entries = [e for b in bundles_of(head.size) for e in parse_bundle(log.bundle(b.index, b.width))]
    leaves = [leaf_hash(entry) for entry in entries]
    assert naive_root(leaves) == head.root
    for (level, index), hashes in tile_hashes(leaves).items():
        assert log.tile(level, index, len(hashes)) == b"".join(hashes)
    for size in (1, 255, 256, 257, 512, head.size):
        assert log.root(size) == naive_root(leaves[:size])
        proof = log.inclusion(size - 1, head.size)
        assert check_inclusion(size - 1, head.size, leaves[size - 1], proof, head.root)
        consistency = log.consistency(size, head.size)
        assert check_consistency(size, head.size, log.root(size), head.root, consistency)


def test_root_of_a_receipt_is_the_root_of_its_size(book: BookApplication) -> None:
    listed(book)
    receipt = act(book, "enumerator", registration())
    listed(book, account="neighbour")
    log = StoredLog(BOOK, book.recorder.datastore)
    assert log.size() > receipt.tree_size
    assert encoded_root(log.root(receipt.tree_size)) == receipt.root
    assert log.root(0) == EMPTY_ROOT


def test_proof_file_of_a_stored_entry_holds(short_log: StoredLog) -> None:
    for size in (1, 256, 299, 300):
        proof = short_log.prove(size - 1, note_of(short_log, size))
        assert proof.entry == leaf(size - 1)
        assert proof.proven(SIGNER.verifier_key, leaf(size - 1)).size == size


class CountingDatastore(Datastore):
    """Counts how often somebody asks the database something."""

    asked = 0

    @contextmanager
    def cursor(self) -> Iterator[Cursor[DictRow]]:
        self.asked += 1
        with super().cursor() as cursor:
            yield cursor


def test_proof_takes_two_queries_however_large_the_log(
    database: Database, long_log: StoredLog
) -> None:
    datastore = CountingDatastore(database.service_url, schema="ledger")
    log = StoredLog(BOOK, datastore)
    note = note_of(long_log, SIZE)
    for ask, wanted in (
        (lambda: log.inclusion(12_345, SIZE), 1),
        (lambda: log.consistency(12_345, SIZE), 1),
        (lambda: log.root(54_321), 1),
        (lambda: log.tile(0, 3, 256), 1),
        (lambda: log.prove(12_345, note), 2),
    ):
        before = datastore.asked
        ask()
        assert datastore.asked - before == wanted
    datastore.close()


BEYOND: Sequence[Callable[[StoredLog], object]] = (
    lambda log: log.root(301),
    lambda log: log.root(2**62),
    lambda log: log.root(-1),
    lambda log: log.tile(0, 1, 45),
    lambda log: log.tile(0, 2, 1),
    lambda log: log.tile(0, 10**20, 256),
    lambda log: log.tile(1, 0, 2),
    lambda log: log.tile(1, 0, 256),
    lambda log: log.tile(2, 0, 1),
    lambda log: log.tile(7, 10**18, 1),
    lambda log: log.bundle(1, 45),
    lambda log: log.bundle(2, 1),
    lambda log: log.bundle(10**20, 1),
    lambda log: log.inclusion(300, 300),
    lambda log: log.inclusion(0, 301),
    lambda log: log.inclusion(-1, 300),
    lambda log: log.inclusion(0, 0),
    lambda log: log.consistency(1, 301),
    lambda log: log.consistency(300, 299),
    lambda log: log.consistency(-1, 300),
    lambda log: log.prove(299, note_of(log, 299)),
)


@pytest.mark.parametrize("read", BEYOND)
def test_what_lies_beyond_the_head_is_not_in_the_log(
    short_log: StoredLog, read: Callable[[StoredLog], object]
) -> None:
    with pytest.raises(NotInLog):
        read(short_log)


def test_edges_of_the_log_are_in_it(short_log: StoredLog) -> None:
    assert len(short_log.tile(0, 1, 44)) == 44 * 32
    assert len(short_log.tile(1, 0, 1)) == 32
    assert len(parse_bundle(short_log.bundle(1, 44))) == 44
    assert short_log.consistency(0, 300) == []
    assert short_log.consistency(300, 300) == []


def test_book_that_is_not_open_has_no_log(empty_log: StoredLog) -> None:
    with pytest.raises(BookNotOpen):
        empty_log.size()
    with pytest.raises(BookNotOpen):
        empty_log.tile(0, 0, 1)


REMOVED = f"DELETE FROM ledger.entry WHERE book_id = '{BOOK}' AND position = 7"
CUT = f"UPDATE ledger.entry SET leaf_hash = 'x' WHERE book_id = '{BOOK}' AND position = 7"
TILE_REMOVED = f"DELETE FROM ledger.tile_hash WHERE book_id = '{BOOK}' AND level = 1"
EXCHANGED = f"UPDATE ledger.entry SET entry = 'other' WHERE book_id = '{BOOK}' AND position = 7"
SWOLLEN = (
    f"UPDATE ledger.entry SET entry = decode(repeat('00', 65536), 'hex')"
    f" WHERE book_id = '{BOOK}' AND position = 7"
)


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        (REMOVED, lambda log: log.tile(0, 0, 256)),
        (REMOVED, lambda log: log.bundle(0, 256)),
        (REMOVED, lambda log: log.inclusion(6, 200)),
        (CUT, lambda log: log.tile(0, 0, 8)),
        (TILE_REMOVED, lambda log: log.root(300)),
        (SWOLLEN, lambda log: log.bundle(0, 256)),
        (EXCHANGED, lambda log: log.prove(7, note_of(log, 300))),
    ],
)
def test_what_was_taken_out_of_a_book_is_not_passed_over(
    database: Database,
    short_log: StoredLog,
    statement: str,
    read: Callable[[StoredLog], object],
) -> None:
    edit(database, statement)
    with pytest.raises(BookInconsistent):
        read(short_log)
