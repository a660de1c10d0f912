"""Wrapping keys in a file: for its owner alone, whole at every moment, generation by generation."""

from __future__ import annotations

import json
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.private_file import SecretsDamaged, SecretsOpenToOthers
from ledger.wrapping import CannotUnwrap, Wrapped
from ledger.wrapping.errors import WrappingKeyMissing
from ledger.wrapping.key_file import KeyFile

_KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "wrapping-keys.json"


def test_file_is_made_for_its_owner_alone(path: Path) -> None:
    keys = KeyFile.load_or_create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert keys.generations() == [1]
    assert KeyFile(path).unwrap(keys.wrap(_KEY)) == _KEY


def test_key_of_version_0_1_becomes_the_first_generation(path: Path) -> None:
    KeyFile.load_or_create(path, first=_KEY)
    assert b64decode(json.loads(path.read_bytes())["keys"]["1"]) == _KEY


def test_first_starts_at_once_agree_on_the_key(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: KeyFile.load_or_create(path), range(8)))
    wrapped = made[0].wrap(_KEY)
    assert all(keys.unwrap(wrapped) == _KEY for keys in made)


def test_new_generation_wraps_and_the_old_one_still_opens(path: Path) -> None:
    keys = KeyFile.load_or_create(path)
    before = keys.wrap(_KEY)
    assert keys.begin() == 2
    after = keys.wrap(_KEY)
    assert (before.generation, after.generation) == (1, 2)
    assert keys.unwrap(before) == keys.unwrap(after) == _KEY
    assert path.stat().st_mode & 0o777 == 0o600


def test_generation_that_another_process_began_is_found(path: Path) -> None:
    keys = KeyFile.load_or_create(path)
    other = KeyFile(path)
    other.begin()
    assert keys.unwrap(other.wrap(_KEY)) == _KEY
    assert keys.wrap(_KEY).generation == 2


def test_retired_generation_opens_nothing_and_leaves_no_copy(path: Path) -> None:
    keys = KeyFile.load_or_create(path, first=_KEY)
    wrapped = keys.wrap(_KEY)
    keys.begin()
    keys.retire(1)
    keys.retire(1)
    with pytest.raises(WrappingKeyMissing) as error:
        keys.unwrap(wrapped)
    assert error.value.details() == {"generation": 1}
    assert {p.name for p in path.parent.iterdir()} == {path.name, f".{path.name}.lock"}
    assert list(json.loads(path.read_bytes())["keys"]) == ["2"]


def test_file_goes_with_its_last_generation(path: Path) -> None:
    keys = KeyFile.load_or_create(path)
    keys.retire(1)
    assert not path.exists()
    assert keys.generations() == []


def test_vaults_are_remembered_beside_the_keys(path: Path) -> None:
    keys, one, other = KeyFile.load_or_create(path), UUID(int=1), UUID(int=2)
    assert keys.vaults() == frozenset()
    for vault in (one, other, one):
        KeyFile(path).remember(vault)
    keys.begin()
    keys.retire(1)
    assert keys.vaults() == {one, other}
    keys.forget(other)
    keys.forget(other)
    assert KeyFile(path).vaults() == {one}
    assert path.stat().st_mode & 0o777 == 0o600


def test_vault_that_is_known_is_not_written_again(path: Path) -> None:
    keys = KeyFile.load_or_create(path)
    keys.remember(UUID(int=1))
    before = path.stat().st_ino
    keys.remember(UUID(int=1))
    assert path.stat().st_ino == before


def test_file_of_before_there_was_a_list_of_vaults_is_read(path: Path) -> None:
    keys = KeyFile.load_or_create(path)
    stored = json.loads(path.read_bytes())
    del stored["vaults"]
    path.write_text(json.dumps(stored))
    assert keys.vaults() == frozenset()
    keys.remember(UUID(int=1))
    assert KeyFile(path).unwrap(keys.wrap(_KEY)) == _KEY


def test_changes_that_come_at_once_lose_neither_keys_nor_vaults(path: Path) -> None:
    KeyFile.load_or_create(path)
    vaults = [uuid4() for _ in range(20)]
    with ThreadPoolExecutor(8) as pool:
        remembered = [pool.submit(KeyFile(path).remember, vault) for vault in vaults]
        begun = [pool.submit(KeyFile(path).begin) for _ in range(5)]
        for done in (*remembered, *begun):
            done.result()
    assert KeyFile(path).vaults() == set(vaults)
    assert KeyFile(path).generations() == [1, 2, 3, 4, 5, 6]


@given(st.binary(max_size=60))
def test_what_was_not_wrapped_does_not_unwrap(
    tmp_path_factory: pytest.TempPathFactory, text: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "wrapping-keys-of-a-property.json"
    keys = KeyFile.load_or_create(path)
    with pytest.raises(CannotUnwrap):
        keys.unwrap(Wrapped(1, text))


def test_another_installations_key_does_not_unwrap(path: Path) -> None:
    keys = KeyFile.load_or_create(path)
    other = KeyFile.load_or_create(path.with_name("other.json"))
    with pytest.raises(CannotUnwrap):
        other.unwrap(keys.wrap(_KEY))


def test_file_that_others_can_read_is_refused(path: Path) -> None:
    KeyFile.load_or_create(path)
    path.chmod(0o640)
    with pytest.raises(SecretsOpenToOthers) as error:
        KeyFile(path)
    assert error.value.details() == {"file": path.name}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"v": 1, "keys": {}}',
        '{"v": 1, "keys": []}',
        '{"v": 1, "keys": {"1": "told"}}',
        '{"v": 1, "keys": {"1": 7}}',
        '{"v": 1, "keys": {"1": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}, "vaults": ["a"]}',
        '{"v": 1, "keys": {"1": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}, "vaults": [7]}',
        '{"v": 1, "keys": {"1": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}, "vaults": 7}',
        '{"v": 1, "keys": {"first": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}',
        '{"v": 1, "keys": {"0": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}',
    ],
)
def test_damaged_file_is_told_without_its_content(path: Path, content: str) -> None:
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(SecretsDamaged) as error:
        KeyFile.load_or_create(path)
    assert "told" not in f"{error.value} {error.value.details()}"


def test_missing_file_is_not_made_by_reading_it(path: Path) -> None:
    with pytest.raises(SecretsDamaged):
        KeyFile(path)
    assert not path.exists()


@pytest.mark.parametrize("act", ["load", "retire", "retire the last"])
def test_no_draft_of_a_killed_process_holds_a_destroyed_key(path: Path, act: str) -> None:
    keys = KeyFile.load_or_create(path)
    draft = path.with_name(f".{path.name}.4711.0123abcd")
    draft.write_bytes(path.read_bytes())
    match act:
        case "load":
            KeyFile(path)
        case "retire":
            keys.begin()
            draft.write_bytes(path.read_bytes())
            keys.retire(1)
        case _:
            keys.retire(1)
    assert not draft.exists()
