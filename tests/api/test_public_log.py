"""What a log's addresses answer: covered tiles for ever, others not at all, hostile ones never."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest
from eventsourcing.persistence import StoredEvent
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.problems import MEDIA_TYPE
from api.routes.log import AFRESH, FOR_EVER, FOR_SECONDS
from api.settings import Settings
from ledger.application import BookApplication
from ledger.database import Database
from ledger.log.checkpoint import Checkpoint, signed_checkpoint
from ledger.log.cosignature import verify_cosignature
from ledger.log.note import SignedNote, VerifierKey
from ledger.log.publisher import Publisher
from ledger.log.signing_key import SigningKey, origin_of
from ledger.log.stored_log import StoredLog
from ledger.log.tiles import bundles_of, parse_bundle, tiles_of
from ledger.log.tlog_proof import TlogProof
from ledger.merkle import Tree, leaf_hash
from tests.databases import Installed, KeptDatabase
from tests.ledger.books import BOOK, opened

HERE = f"/books/{BOOK}"
NO_TILE = (
    "tile/",
    "tile/0",
    "tile/0/",
    "tile/0/0",
    "tile/0/00",
    "tile/8/000",
    "tile/00/000",
    "tile/-1/000",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000.p/256",
    "tile/0/000.p/9999999999999999999999",
    "tile/0/x000/001",
    "tile/0/000/000",
    "tile/0/..%2f..%2fcheckpoint",
    "tile/0/%00",
    "tile/0/%ff",
    "tile/0/%d9%a0%d9%a0%d9%a0",
    "tile/entries",
    "tile/entries/",
    "tile/entries/%2e%2e/000",
    "tile/data/000",
    "tile/" + "x999/" * 500 + "000",
    "tile/0/'; DROP TABLE ledger.entry --",
)
BEYOND = ("tile/0/002", "tile/3/000", "tile/entries/999", "tile/0/x999/x999/x999/x999/x999/999")


@dataclass
class Served:
    """A log of a few hundred entries, published by hand; it stands for the running service."""

    application: BookApplication
    publisher: Publisher
    stored: StoredLog
    app: FastAPI

    def book(self, code: str) -> Served:
        assert code == BOOK
        return self

    def stored_log(self, code: str) -> StoredLog:
        assert code == BOOK
        return self.stored

    def grow(self, count: int) -> None:
        size = self.application.head().size
        self.application.recorder.insert_events(
            [StoredEvent(UUID(int=size + i), 1, "PersonRegistered", b"x") for i in range(count)]
        )

    def ask(self, method: str, path: str, **headers: str) -> tuple[httpx.Response, bytes]:
        """The answer and its body as it went over the wire."""

        async def answered() -> tuple[httpx.Response, bytes]:
            transport = httpx.ASGITransport(self.app)
            async with (
                httpx.AsyncClient(transport=transport, base_url="http://log") as client,
                client.stream(method, f"{HERE}/{path}", headers=headers) as answer,
            ):
                raw = b"".join([part async for part in answer.aiter_raw()])
            return answer, raw

        return asyncio.run(answered())

    def get(self, path: str) -> httpx.Response:
        answer, raw = self.ask("GET", path, **{"Accept-Encoding": "identity"})
        return httpx.Response(answer.status_code, headers=answer.headers, content=raw)

    def checkpoint(self) -> Checkpoint:
        key = VerifierKey.parse(self.get("log-key").text.removesuffix("\n"))
        return signed_checkpoint(SignedNote.parse(self.get("checkpoint").text), key)


@pytest.fixture
def served(
    kept_database: KeptDatabase[Installed], database: Database, tmp_path: Path
) -> Iterator[Served]:
    kept_database.prepare("small open book", lambda: opened(database).close())
    application = BookApplication(BOOK, database)
    publisher = Publisher(BOOK, database, tmp_path / "log")
    app = create_app(Settings(data_directory=tmp_path))
    stored = StoredLog(BOOK, application.recorder.datastore)
    served = app.state.service = Served(application, publisher, stored, app)
    served.grow(300 - application.head().size)
    yield served
    served.publisher.close()
    application.close()


def assert_refused(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.json()["code"] == code
    assert answer.headers["cache-control"] == "no-store"


def test_first_question_has_the_book_published(served: Served) -> None:
    assert served.publisher.latest() is None
    answer = served.get("checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == FOR_SECONDS
    assert answer.text == served.publisher.latest()
    head = served.application.head()
    assert (served.checkpoint().size, served.checkpoint().root) == (300, head.root)


def test_both_lines_of_the_log_are_checked_with_the_keys_that_are_told(served: Served) -> None:
    note = SignedNote.parse(served.get("checkpoint").text)
    answer = served.get("log-key/ml-dsa-44")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    key = VerifierKey.parse(answer.text.removesuffix("\n"))
    line = note.signature_of(key)
    assert line is not None
    assert verify_cosignature(key, note.text, line.payload) is not None
    assert {s.key_id for s in note.signatures} == {key.key_id, served.publisher.verifier_key.key_id}


def test_tiles_and_bundles_lead_to_the_checkpoint(served: Served) -> None:
    size = served.checkpoint().size
    tree = Tree()
    for bundle in bundles_of(size):
        answer = served.get(bundle.path)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == FOR_EVER
        for entry in parse_bundle(answer.content):
            tree.append(leaf_hash(entry))
    assert tree.root() == served.checkpoint().root
    for tile in tiles_of(size):
        answer = served.get(tile.path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == FOR_EVER
        assert len(answer.content) == 32 * tile.width
        assert answer.content == served.stored.tile(tile.level, tile.index, tile.width)


def test_partial_tile_of_an_earlier_checkpoint_stays_the_same(served: Served) -> None:
    earlier = served.checkpoint().size
    paths = [tile.path for tile in tiles_of(earlier)]
    paths += [bundle.path for bundle in bundles_of(earlier)]
    then = [served.get(path).content for path in paths]
    served.grow(500)
    served.publisher.publish()
    assert served.checkpoint().size == earlier + 500
    assert [served.get(path).content for path in paths] == then


def test_what_is_not_published_is_not_served(served: Served) -> None:
    assert served.checkpoint().size == 300
    served.grow(1)
    for path in ("tile/0/001.p/45", "tile/entries/001.p/45"):
        assert_refused(served.get(path), 404, "not-in-log")
    served.publisher.publish()
    for path in ("tile/0/001.p/45", "tile/entries/001.p/45"):
        assert served.get(path).status_code == 200


def test_address_of_no_tile_is_not_found(served: Served) -> None:
    for path in NO_TILE:
        assert_refused(served.get(path), 404, "not-found")


def test_tile_beyond_the_log_is_not_in_it(served: Served) -> None:
    for path in BEYOND:
        assert_refused(served.get(path), 404, "not-in-log")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(path=st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
def test_no_address_is_a_fault_of_ours(served: Served, path: str) -> None:
    for prefix in ("tile/", "tile/0/", "tile/entries/", "proofs/"):
        for address in (quote(path), quote(path, safe="")):
            # 307: a final slash too many leads to the address without it.
            assert served.get(prefix + address).status_code in (200, 307, 404, 422)


def test_position_that_is_none_is_refused(served: Served) -> None:
    for position in ("-1", "x", "1.5", "1e3", str(2**53), "9" * 60, "%00"):
        assert_refused(served.get(f"proofs/{position}"), 422, "invalid-request")


def test_entry_beyond_the_book_has_no_proof(served: Served) -> None:
    for position in (300, 10**15):
        assert_refused(served.get(f"proofs/{position}"), 404, "not-in-log")


def test_readers_use_none_of_the_publishers_connections(served: Served) -> None:
    served.checkpoint()
    datastore = served.publisher._datastore
    with ExitStack() as held:
        for _ in range(datastore.pool.max_size):
            held.enter_context(datastore.get_connection())
        for path in ("checkpoint", "log-key", "tile/0/000", "tile/entries/000", "proofs/0"):
            assert served.get(path).status_code == 200


def test_proof_file_stands_by_itself(served: Served) -> None:
    for position in (0, 255, 256, 299):
        answer = served.get(f"proofs/{position}")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["cache-control"] == AFRESH
        proof = TlogProof.parse(answer.text)
        assert proof.entry is not None
        assert proof.index == position
        assert proof.proven(served.publisher.verifier_key, proof.entry).size == 300


def test_proof_of_the_newest_entry_publishes_a_checkpoint_for_it(served: Served) -> None:
    assert served.checkpoint().size == 300
    served.grow(2)
    proof = TlogProof.parse(served.get("proofs/301").text)
    assert proof.entry is not None
    assert proof.proven(served.publisher.verifier_key, proof.entry).size == 302
    assert served.checkpoint().size == 302


def test_bundle_is_compressed_for_who_takes_it(served: Served) -> None:
    served.checkpoint()
    plain = served.stored.bundle(0, 256)
    for accepted in ("gzip", "br, GZIP;q=0.5", "*", "deflate, *;q=0.1"):
        answer, raw = served.ask("GET", "tile/entries/000", **{"Accept-Encoding": accepted})
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert gzip.decompress(raw) == plain
        assert len(raw) < len(plain)


def test_bundle_is_not_compressed_for_who_does_not_take_it(served: Served) -> None:
    served.checkpoint()
    for accepted in ("", "identity", "br", "gzip;q=0", "*;q=0.0", "xgzip"):
        answer, raw = served.ask("GET", "tile/entries/000", **{"Accept-Encoding": accepted})
        assert "content-encoding" not in answer.headers
        assert answer.headers["vary"] == "Accept-Encoding"
        assert raw == served.stored.bundle(0, 256)


def test_log_of_the_first_epoch_has_one_address(served: Served) -> None:
    for epoch in ("0", "1", "2", "01", "x"):
        for path in ("checkpoint", "log-key", "tile/0/000", "proofs/0"):
            assert_refused(served.get(f"epochs/{epoch}/{path}"), 404, "not-found")


def test_log_of_a_later_epoch_is_cached_under_its_own_address_alone(
    served: Served, database: Database, tmp_path: Path
) -> None:
    """Under the book's address a cache may hold what the log before it had there."""
    served.publisher.close()
    directory = tmp_path / "later"
    SigningKey.load_or_create(directory / f"{BOOK}.key", origin_of("ledger.example", BOOK, 2))
    served.publisher = Publisher(BOOK, database, directory)
    assert served.checkpoint().origin == f"ledger.example/books/{BOOK}/epochs/2"
    assert served.get("epochs/2/checkpoint").text == served.get("checkpoint").text
    for path in ("tile/0/000", "tile/entries/000"):
        assert served.get(path).headers["cache-control"] == AFRESH
        assert served.get(f"epochs/2/{path}").headers["cache-control"] == FOR_EVER
        assert served.get(f"epochs/2/{path}").content == served.get(path).content
    for epoch in ("1", "3", "02"):
        assert_refused(served.get(f"epochs/{epoch}/checkpoint"), 404, "not-found")


def test_log_is_read_only(served: Served) -> None:
    for path in ("checkpoint", "log-key", "tile/0/000", "proofs/0"):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert served.ask(method, path)[0].status_code == 405
