"""What lies in the log folder, or stands in the database, by mistake hinders one book at most."""

from __future__ import annotations

import shutil
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.end_to_end.test_restored_book import kept, until
from tests.end_to_end.test_several_processes import OTHER_BOOK, open_other_book
from tests.end_to_end.world import BOOK, World, serving


def _in_place(place: Path, kind: str) -> None:
    place.unlink(missing_ok=True)
    if kind == "directory":
        place.mkdir()
    else:
        place.symlink_to(place)


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("checkpoint", "directory", "kept-checkpoint-damaged"),
        ("checkpoint", "loop", "kept-checkpoint-damaged"),
        ("lock", "directory", "log-file-unusable"),
        ("key", "loop", "log-key-unusable"),
    ],
)
def test_odd_files_of_one_book_refuse_that_book_alone(
    frail_world: World, name: str, kind: str, code: str
) -> None:
    world = frail_world
    open_other_book(world.database)
    size = world.head()["size"]
    until(lambda: kept(world).size == size)
    _in_place(world.settings.log_directory / f"{BOOK}.{name}", kind)
    with (
        serving(world.settings, world.database) as address,
        httpx.Client(base_url=address, trust_env=False) as http,
    ):
        books = http.get("/ready").json()["books"]
        assert [(b["book"], b["problem"]) for b in books] == [(OTHER_BOOK, None), (BOOK, code)]
        answer = http.get(f"/books/{BOOK}/checkpoint")
        assert (answer.status_code, answer.json()["code"]) == (503, code)
        assert answer.headers["retry-after"] == "30"
        until(lambda: http.get(f"/books/{OTHER_BOOK}/checkpoint").is_success)


def _beside(world: World, book: str, kind: str = "checkpoint") -> Path:
    return world.settings.log_directory / f"{book}.{kind}"


@pytest.mark.parametrize("kind", ["checkpoint", "key"])
def test_what_cannot_be_read_under_a_books_name_counts_as_a_book_that_is_lost(
    frail_world: World, kind: str
) -> None:
    """Nobody can tell whose it was; a book that the database lost must not be passed over."""
    assert frail_world.http.get("/ready").status_code == 200
    _beside(frail_world, "999999", kind).write_bytes(b"\xff\x00")
    answer = frail_world.http.get("/ready")
    assert (answer.status_code, answer.json()["problem"]) == (503, "book-not-open")
    _beside(frail_world, "999999", kind).unlink()
    assert frail_world.http.get("/ready").status_code == 200


def test_what_is_named_like_no_book_or_is_another_logs_is_passed_over(
    frail_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world = frail_world
    size = world.head()["size"]
    until(lambda: kept(world).size == size)
    names = ("٣٧٠٨٧١.checkpoint", "370871.checkpoint.old", "1.checkpoint", "x.key")
    for name in names:
        (world.settings.log_directory / name).touch()
    shutil.copy(world.settings.log_directory / f"{BOOK}.checkpoint", _beside(world, "999998"))
    shutil.copy(world.settings.log_directory / f"{BOOK}.key", _beside(world, "999997", "key"))
    with psycopg.connect(world.database.url) as owner:
        owner.execute("INSERT INTO ledger.head (book_id) VALUES ('../../etc'), ('３７０８７１')")
    answer = world.http.get("/ready")
    assert (answer.status_code, [b["book"] for b in answer.json()["books"]]) == (200, [BOOK])
    assert [b["book"] for b in world.http.get("/books").json()["books"]] == [BOOK]
    with (
        serving(world.settings, world.database) as address,
        httpx.Client(base_url=address, trust_env=False) as http,
    ):
        assert [http.get("/ready").status_code for _ in range(3)] == [200] * 3
    told = [r.args for r in caplog.records if "is no book's" in r.message]
    # Once by each of the two services.
    assert sorted(told) == sorted([(f"99999{n}",) for n in (7, 8)] * 2)
    assert not (world.settings.data_directory.parent / "etc.key").exists()
