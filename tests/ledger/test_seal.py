"""What is sealed opens only with its key, unaltered, in its place."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.database import Database
from ledger.errors import (
    KeyMissing,
    SealBroken,
    SecretsDamaged,
    SecretsDoNotFit,
    SecretsOpenToOthers,
)
from ledger.schema import migrate
from ledger.seal import key_commitment, place, seal, unseal
from ledger.secrets import Secrets
from ledger.vault import Vault

_KEY = bytes(range(32))
_AT = place("500112", uuid4(), 2, "PersonRegistered")


@given(st.binary(max_size=200))
def test_sealed_text_opens_in_its_place(text: bytes) -> None:
    assert unseal(_KEY, seal(_KEY, text, _AT), _AT) == text


@given(st.binary(max_size=40), st.data())
def test_altered_text_does_not_open(text: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(_KEY, text, _AT))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        unseal(_KEY, bytes(sealed), _AT)


def test_text_moved_to_another_place_does_not_open() -> None:
    sealed = seal(_KEY, b"text", _AT)
    with pytest.raises(SealBroken):
        unseal(_KEY, sealed, place("500112", uuid4(), 2, "PersonRegistered"))


def test_text_too_short_to_be_sealed_does_not_open() -> None:
    with pytest.raises(SealBroken):
        unseal(_KEY, b"\x01short", _AT)


def test_equal_texts_are_sealed_differently_and_commit_equally() -> None:
    assert seal(_KEY, b"text", _AT) != seal(_KEY, b"text", _AT)
    assert key_commitment(_KEY, _AT) == key_commitment(_KEY, _AT)
    assert key_commitment(_KEY, _AT) != key_commitment(bytes(32), _AT)


def test_vault_gives_each_subject_its_own_lasting_key(database: Database) -> None:
    one, other = uuid4(), uuid4()
    vault = Vault("500112", database)
    vault.create([one, other])
    first = vault.key(one)
    assert len(first) == 32
    assert first != vault.key(other)
    vault.create([one])
    vault.close()
    again = Vault("500112", database)
    assert again.key(one) == first
    with pytest.raises(KeyMissing):
        again.key(uuid4())
    again.close()


def foreign(database: Database) -> Database:
    """The same database with another installation's secrets, the role passwords apart."""
    return Database(
        database.url,
        replace(
            Secrets.new(),
            service_password=database.secrets.service_password,
            vault_password=database.secrets.vault_password,
        ),
    )


def test_keys_do_not_unwrap_under_another_installations_secrets(database: Database) -> None:
    subject, other_subject = uuid4(), uuid4()
    vault = Vault("500112", database)
    vault.create([subject])
    vault.close()
    other = Vault("500112", foreign(database))
    other.create([other_subject])
    other.load([subject, other_subject])
    assert len(other.key(other_subject)) == 32
    with pytest.raises(SealBroken):
        other.key(subject)
    other.close()


def test_another_installations_secrets_change_nothing(database: Database) -> None:
    with pytest.raises(SecretsDoNotFit):
        migrate(foreign(database))
    migrate(database)


def test_secrets_are_made_once_and_read_by_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "secrets.json"
    made = Secrets.load_or_create(path)
    assert Secrets.load_or_create(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["secrets.json"]
    assert made.wrapping_key.hex() not in repr(made)


def test_secrets_that_others_can_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    Secrets.load_or_create(path)
    path.chmod(0o644)
    with pytest.raises(SecretsOpenToOthers):
        Secrets.load_or_create(path)


def test_damaged_secrets_are_named_without_their_content(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_bytes(b'{"service_password": "told"')
    os.chmod(path, 0o600)  # noqa: PTH101 - as an operator does it
    with pytest.raises(SecretsDamaged) as error:
        Secrets.load_or_create(path)
    assert "told" not in str(error.value)


@pytest.mark.parametrize("how", ["short key", "directory", "dangling link"])
def test_what_is_no_secrets_file_is_told(tmp_path: Path, how: str) -> None:
    path = tmp_path / "secrets.json"
    if how == "short key":
        Secrets.load_or_create(path)
        stored = json.loads(path.read_bytes())
        path.write_text(json.dumps(stored | {"wrapping_key": "AAAA"}))
    elif how == "directory":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(SecretsDamaged):
        Secrets.load_or_create(path)
