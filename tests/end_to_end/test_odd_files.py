"""What lies in the log folder, or stands in the database, by mistake hinders one book at most."""

from __future__ import annotations

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


def test_what_is_named_like_no_book_is_passed_over(
    frail_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world = frail_world
    size = world.head()["size"]
    until(lambda: kept(world).size == size)
    names = ("٣٧٠٨٧١.checkpoint", "370871.checkpoint.old", "1.checkpoint", "x.key")
    for name in (*names, "999999.checkpoint"):
        (world.settings.log_directory / name).touch()
    copied = (world.settings.log_directory / f"{BOOK}.checkpoint").read_bytes()
    (world.settings.log_directory / "999998.checkpoint").write_bytes(copied)
    (world.settings.log_directory / "999997.checkpoint").mkdir()
    (world.settings.log_directory / "999997.key").symlink_to("999997.key")
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
    assert sorted(told) == sorted([(f"99999{n}",) for n in (7, 8, 9)] * 2)
    assert not (world.settings.data_directory.parent / "etc.key").exists()
