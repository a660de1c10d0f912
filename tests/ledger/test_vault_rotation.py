"""The wrapping key is changed under a running service, to the end, whatever cuts it off."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from ledger.application import BookApplication
from ledger.database import Database
from ledger.errors import SecretsDoNotFit
from ledger.schema import migrate
from ledger.secrets import Secrets
from ledger.sql import queries
from ledger.vault import FINGERPRINT, Vault
from ledger.vault import rotation as rotation_module
from ledger.vault.rotation import Rotation, rotate
from ledger.wrapping import Wrapped
from ledger.wrapping.errors import RotationUnderWay, WrappedKeysDamaged, WrappingKeyMissing
from ledger.wrapping.key_file import KeyFile
from tests.ledger.books import act, envelope, listed, received, registered, registration

BOOK = "500112"


class _Crash(Exception):
    """Stands for the end of the process."""


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Where the database's wrapping keys lie."""
    return tmp_path / "wrapping-keys.json"


def elsewhere(database: Database, key_file: Path) -> Database:
    """The same database as another process has it, with what that has read of the file."""
    return replace(database, wrapping_keys=KeyFile(key_file))


def generations(database: Database) -> set[int]:
    """The generations that anything in the vault names."""
    with psycopg.connect(database.url) as owner:
        rows = owner.execute(
            "SELECT generation FROM vault.data_key UNION SELECT generation FROM vault.book_key "
            "UNION SELECT generation FROM vault.key_check"
        ).fetchall()
    return {generation for (generation,) in rows}


@pytest.fixture
def subjects(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[UUID, bytes]]:
    """Seven keys of subjects, which a rotation moves in four batches."""
    monkeypatch.setattr(rotation_module, "BATCH_KEYS", 2)
    vault = Vault(BOOK, database)
    made = [uuid4() for _ in range(7)]
    vault.create(made)
    vault.book_key(FINGERPRINT)
    yield {subject: vault.key(subject) for subject in made}
    vault.close()


def opens(database: Database, subjects: dict[UUID, bytes]) -> bool:
    """Whether a vault that knows nothing yet gives the same keys."""
    vault = Vault(BOOK, database)
    vault.load(subjects)
    found = {subject: vault.key(subject) for subject in subjects}
    vault.close()
    return found == subjects


def test_every_key_is_wrapped_anew_and_is_the_same(
    database: Database, subjects: dict[UUID, bytes], key_file: Path
) -> None:
    vault = Vault(BOOK, database)
    fingerprint = vault.book_key(FINGERPRINT)
    vault.close()
    told: list[tuple[int, int]] = []
    assert rotate(database, lambda *done: told.append(done)) == Rotation(2, (1,), 8)
    assert told == [(2, 8), (4, 8), (6, 8), (7, 8), (8, 8)]
    assert generations(database) == {2}
    assert KeyFile(key_file).generations() == [2]
    assert opens(database, subjects)
    again = Vault(BOOK, database)
    assert again.book_key(FINGERPRINT) == fingerprint
    again.close()


def test_rotations_follow_one_another(database: Database, subjects: dict[UUID, bytes]) -> None:
    assert [rotate(database).generation for _ in range(3)] == [2, 3, 4]
    assert generations(database) == {4}
    assert opens(database, subjects)


def test_book_is_not_touched(database: Database, book: BookApplication) -> None:
    registered(book)
    told = book.read(0, 1000, with_personal=True)
    stored = "SELECT * FROM ledger.entry ORDER BY position"
    with psycopg.connect(database.url) as owner:
        before = owner.execute(stored).fetchall()
    head = book.head()
    rotate(database)
    with psycopg.connect(database.url) as owner:
        assert owner.execute(stored).fetchall() == before
    assert book.head() == head
    again = BookApplication(book.book, database)
    assert again.read(0, 1000, with_personal=True) == told
    again.close()


def test_command_sent_again_after_a_rotation_is_known(
    database: Database, book: BookApplication
) -> None:
    listed(book)
    sent = envelope("enumerator", registration())
    first = received(book.execute([sent])[0])
    rotate(database)
    again = BookApplication(book.book, database)
    repeated = received(again.execute([sent])[0])
    again.close()
    assert repeated.repeated
    assert repeated.first_position == first.first_position


def test_old_copy_of_a_wrapped_key_is_dead_afterwards(
    database: Database, subjects: dict[UUID, bytes], key_file: Path
) -> None:
    lost = next(iter(subjects))
    with psycopg.connect(database.url) as owner:
        row = owner.execute("SELECT * FROM vault.data_key WHERE subject_id = %s", [lost]).fetchone()
        assert row is not None
    vault = Vault(BOOK, database)
    vault.destroy([lost])
    vault.close()
    rotate(database)
    with pytest.raises(WrappingKeyMissing):
        KeyFile(key_file).unwrap(Wrapped(row[2], row[3]))
    with psycopg.connect(database.url) as owner, pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner.execute("INSERT INTO vault.data_key VALUES (%s, %s, %s, %s, %s)", row)


def test_running_service_goes_on_through_a_rotation(
    database: Database, book: BookApplication, key_file: Path
) -> None:
    listed(book, 2)
    act(book, "enumerator", registration("001"))
    rotate(elsewhere(database, key_file))
    # This process still holds the retired generation alone: it writes, and reads what is new.
    act(book, "enumerator", registration("002"))
    (listed_later,) = listed(book, account="neighbour")
    assert generations(database) == {2}
    again = BookApplication(book.book, elsewhere(database, key_file))
    assert again.household_record(listed_later).household.version == 1
    again.close()


def test_keys_that_are_made_during_a_rotation_are_not_lost(
    database: Database, key_file: Path
) -> None:
    stop = threading.Event()
    made: dict[UUID, bytes] = {}
    failed: list[Exception] = []

    def service() -> None:
        vault = Vault(BOOK, elsewhere(database, key_file))
        try:
            while not stop.wait(0.005):
                new = [uuid4() for _ in range(3)]
                vault.create(new)
                made.update((subject, vault.key(subject)) for subject in new)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            failed.append(error)
        finally:
            vault.close()

    threads = [threading.Thread(target=service) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            rotate(database)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failed == []
    assert made
    assert generations(database) == {4}
    assert opens(elsewhere(database, key_file), made)


def _crash_at_begin(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = KeyFile.begin

    def begun(self: KeyFile) -> int:
        begin(self)
        raise _Crash

    monkeypatch.setattr(KeyFile, "begin", begun)


def _crash_at_announcement(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation_module, "announce", _crash)


def _crash_at_second_batch(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation_module, "_wrapped", _crash_at_call(4))


def _crash_before_the_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation_module, "_finish", _crash)


def _crash_before_retiring(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeyFile, "retire", _crash)


def _crash(*_: object) -> None:
    raise _Crash


def _crash_at_call(number: int) -> Callable[..., dict[str, object]]:
    wrapped, calls = rotation_module._wrapped, iter(range(1, number))

    def once(*values: object) -> dict[str, object]:
        if next(calls, None) is None:
            raise _Crash
        return wrapped(*values)  # type: ignore[arg-type]  # passed on as they came

    return once


@pytest.mark.parametrize(
    "crash",
    [
        _crash_at_begin,
        _crash_at_announcement,
        _crash_at_second_batch,
        _crash_before_the_end,
        _crash_before_retiring,
    ],
)
def test_rotation_that_was_cut_off_is_carried_on(
    database: Database,
    subjects: dict[UUID, bytes],
    key_file: Path,
    crash: Callable[[Database, pytest.MonkeyPatch], None],
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        crash(database, monkeypatch)
        with pytest.raises(_Crash):
            rotate(elsewhere(database, key_file))
    restarted = elsewhere(database, key_file)
    migrate(restarted)
    assert opens(restarted, subjects)
    new = uuid4()
    vault = Vault(BOOK, restarted)
    vault.create([new])
    subjects[new] = vault.key(new)
    vault.close()
    carried_on = rotate(elsewhere(database, key_file))
    assert (carried_on.generation, carried_on.retired) == (3, (1, 2))
    assert generations(database) == {carried_on.generation}
    assert KeyFile(key_file).generations() == [carried_on.generation]
    assert opens(elsewhere(database, key_file), subjects)


def test_key_destroyed_after_a_rotation_was_cut_off_is_dead_after_the_next(
    database: Database,
    subjects: dict[UUID, bytes],
    key_file: Path,
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        _crash_before_the_end(database, monkeypatch)
        with pytest.raises(_Crash):
            rotate(database)
    lost = next(iter(subjects))
    with psycopg.connect(database.url) as owner:
        copies = owner.execute(
            "SELECT generation, wrapped FROM vault.data_key WHERE subject_id = %s", [lost]
        ).fetchall()
    assert [generation for generation, _ in copies] == [2]
    vault = Vault(BOOK, database)
    vault.destroy([lost])
    vault.close()
    rotate(database)
    for generation, wrapped in copies:
        with pytest.raises(WrappingKeyMissing):
            KeyFile(key_file).unwrap(Wrapped(generation, wrapped))


def test_second_rotation_at_once_is_refused(database: Database) -> None:
    with psycopg.connect(database.vault_url) as other:
        other.execute(queries("ledger", "vault.sql")["try_lock_rotation"])
        with pytest.raises(RotationUnderWay):
            rotate(database)
    rotate(database)


def test_key_that_does_not_unwrap_keeps_its_generation(
    database: Database, subjects: dict[UUID, bytes], key_file: Path
) -> None:
    damaged = next(iter(subjects))
    with psycopg.connect(database.url) as owner:
        (sound,) = owner.execute(
            "SELECT wrapped FROM vault.data_key WHERE subject_id = %s", [damaged]
        ).fetchall()[0]
        change = "UPDATE vault.data_key SET wrapped = %s WHERE subject_id = %s"
        owner.execute(change, [bytes(40), damaged])
    with pytest.raises(WrappedKeysDamaged) as error:
        rotate(database)
    assert error.value.details() == {"keys": 1}
    assert KeyFile(key_file).generations() == [1, 2]
    with psycopg.connect(database.url) as owner:
        owner.execute(change, [sound, damaged])
    assert rotate(database) == Rotation(3, (1, 2), 1 + 8)
    assert opens(database, subjects)


def test_other_installations_wrapping_keys_are_not_rotated_to(
    database: Database, subjects: dict[UUID, bytes], tmp_path: Path
) -> None:
    foreign = KeyFile.load_or_create(tmp_path / "foreign.json")
    with pytest.raises(SecretsDoNotFit):
        rotate(replace(database, wrapping_keys=foreign))
    assert foreign.generations() == [1]
    assert opens(database, subjects)


def test_wrapping_keys_of_before_a_rotation_do_not_fit_any_more(
    database: Database, key_file: Path
) -> None:
    before = key_file.read_bytes()
    rotate(database)
    key_file.write_bytes(before)
    with pytest.raises(SecretsDoNotFit):
        migrate(elsewhere(database, key_file))


def test_process_without_the_new_generation_is_told_so(
    database: Database, key_file: Path, subjects: dict[UUID, bytes]
) -> None:
    copy = key_file.with_name("copy.json")
    copy.write_bytes(key_file.read_bytes())
    copy.chmod(0o600)
    stale = Vault(BOOK, elsewhere(database, copy))
    rotate(database)
    with pytest.raises(WrappingKeyMissing):
        stale.load(subjects)
    with pytest.raises(WrappingKeyMissing):
        stale.create([uuid4()])
    stale.close()


def test_rotation_that_is_killed_again_and_again_loses_no_key(
    empty_database_url: str, tmp_path: Path, key_file: Path
) -> None:
    secrets = Secrets.load_or_create(tmp_path / "secrets.json")
    database = Database(empty_database_url, secrets, KeyFile.load_or_create(key_file))
    migrate(database)
    vault = Vault(BOOK, database)
    made = [uuid4() for _ in range(60)]
    vault.create(made)
    subjects = {subject: vault.key(subject) for subject in made}
    vault.close()
    for steps in (1, 17, 3):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.rotate_and_die", database.url, str(tmp_path)],
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        for _ in range(steps):
            assert process.stdout.readline()
        process.kill()
        process.stdout.close()
        process.wait()
        assert generations(database) == {1, 2}
        assert opens(elsewhere(database, key_file), subjects)
    carried_on = rotate(elsewhere(database, key_file))
    assert (carried_on.generation, carried_on.retired) == (3, (1, 2))
    assert len(made) < carried_on.keys < 2 * len(made)
    assert generations(database) == {3}
    assert opens(elsewhere(database, key_file), subjects)
