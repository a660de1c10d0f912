"""Wrapping keys in a token: they wrap, they follow one another, and they never leave it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, ObjectClass

from ledger.private_file import SecretsDamaged, SecretsOpenToOthers
from ledger.wrapping import CannotUnwrap, Wrapped
from ledger.wrapping.errors import WrappingKeyMissing, WrappingKeysAmbiguous, WrappingKeysAway
from ledger.wrapping.hardware import APPLICATION, LABEL, VAULT_LABEL, HardwareKeys
from ledger.wrapping.key_file import KeyFile
from ledger.wrapping.succession import succeed
from tests.pkcs11.softhsm import PIN, Token

_KEY = bytes(range(32))


def keys_of(token: Token) -> HardwareKeys:
    return HardwareKeys(token.module, token.label, token.pin_file)


@pytest.fixture
def keys(token: Token) -> HardwareKeys:
    """A token with its first generation."""
    made = keys_of(token)
    made.begin()
    return made


def test_wrapped_key_unwraps(keys: HardwareKeys) -> None:
    wrapped = keys.wrap(_KEY)
    assert wrapped.generation == 1
    assert _KEY not in wrapped.text
    assert keys.unwrap(wrapped) == _KEY
    assert keys.wrap(_KEY) != wrapped


def test_wrapping_key_cannot_be_read(token: Token, keys: HardwareKeys) -> None:
    session = pkcs11.lib(token.module).get_token(token_label=token.label).open()
    (key,) = session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY})
    with pytest.raises(pkcs11.AttributeSensitive):
        assert key[Attribute.VALUE]
    assert key[Attribute.EXTRACTABLE] is False
    assert key[Attribute.NEVER_EXTRACTABLE] is True
    assert key[Attribute.LOCAL] is True
    session.close()


@pytest.mark.parametrize("at", [0, 12, -1])
def test_altered_wrapped_key_does_not_unwrap(keys: HardwareKeys, at: int) -> None:
    text = bytearray(keys.wrap(_KEY).text)
    text[at] ^= 1
    with pytest.raises(CannotUnwrap):
        keys.unwrap(Wrapped(1, bytes(text)))
    assert keys.unwrap(keys.wrap(_KEY)) == _KEY


def test_text_too_short_to_be_wrapped_does_not_unwrap(keys: HardwareKeys) -> None:
    with pytest.raises(CannotUnwrap):
        keys.unwrap(Wrapped(1, bytes(28)))


def test_threads_share_a_session(keys: HardwareKeys) -> None:
    made = [bytes([number]) * 32 for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda key: keys.unwrap(keys.wrap(key)), made)) == made


def test_generations_follow_one_another(keys: HardwareKeys) -> None:
    before = keys.wrap(_KEY)
    assert keys.begin() == 2
    assert keys.generations() == [1, 2]
    assert keys.wrap(_KEY).generation == 2
    assert keys.unwrap(before) == _KEY
    keys.retire(1)
    keys.retire(1)
    assert keys.generations() == [2]
    with pytest.raises(WrappingKeyMissing):
        keys.unwrap(before)


def test_lost_session_is_opened_anew(token: Token, keys: HardwareKeys) -> None:
    wrapped = keys.wrap(_KEY)
    pkcs11.lib(token.module).reinitialize()
    assert keys.unwrap(wrapped) == _KEY
    assert keys.wrap(_KEY).generation == 1


def test_end_of_another_session_of_the_process_does_no_harm(token: Token) -> None:
    described = pkcs11.lib(token.module).get_token(token_label=token.label)
    other = described.open(user_pin=PIN)
    keys = keys_of(token)
    keys.begin()
    wrapped = keys.wrap(_KEY)
    # This signs the whole process out.
    other.close()
    assert keys.unwrap(wrapped) == _KEY


@pytest.mark.parametrize("what", ["module", "token", "pin"])
def test_module_token_or_pin_that_is_not_right_is_told(token: Token, what: str) -> None:
    match what:
        case "module":
            wrong = replace(token, module="no-such-module.so")
        case "token":
            wrong = replace(token, label="no such token")
        case _:
            token.pin_file.write_text("000000")
            wrong = token
    with pytest.raises(WrappingKeysAway) as error:
        keys_of(wrong)
    assert PIN not in str(error.value)


def test_refused_pin_is_not_tried_again(token: Token) -> None:
    keys = keys_of(token)
    keys.begin()
    pkcs11.lib(token.module).reinitialize()
    token.pin_file.write_text("000000")
    for _ in range(20):
        with pytest.raises(WrappingKeysAway):
            keys.wrap(_KEY)
    described = pkcs11.lib(token.module).get_token(token_label=token.label)
    assert pkcs11.TokenFlag.USER_PIN_LOCKED not in described.flags
    token.pin_file.write_text(PIN)
    assert keys.wrap(_KEY).generation == 1


def test_pin_file_is_for_its_owner_alone(token: Token) -> None:
    token.pin_file.chmod(0o644)
    with pytest.raises(SecretsOpenToOthers) as error:
        keys_of(token)
    assert error.value.details() == {"file": token.pin_file.name}


@pytest.mark.parametrize("how", ["missing", "not text"])
def test_pin_file_that_is_none_is_told(token: Token, how: str) -> None:
    if how == "missing":
        token.pin_file.unlink()
    else:
        token.pin_file.write_bytes(b"\xff\xfe")
    with pytest.raises(SecretsDamaged):
        keys_of(token)


def test_two_keys_of_one_number_are_refused(token: Token, keys: HardwareKeys) -> None:
    session = pkcs11.lib(token.module).get_token(token_label=token.label).open(rw=True)
    session.generate_key(KeyType.AES, 256, label=LABEL, id=(1).to_bytes(4, "big"), store=True)
    with pytest.raises(WrappingKeysAmbiguous):
        keys.refresh()
    session.close()


def test_keys_of_others_in_the_token_are_left_alone(token: Token, keys: HardwareKeys) -> None:
    session = pkcs11.lib(token.module).get_token(token_label=token.label).open(rw=True)
    session.generate_key(KeyType.AES, 256, label="another's", id=b"\0\0\0\x09", store=True)
    session.close()
    keys.refresh()
    assert keys.generations() == [1]


def test_vaults_are_remembered_in_the_token(token: Token, keys: HardwareKeys) -> None:
    one, other = uuid4(), uuid4()
    assert keys.vaults() == frozenset()
    for vault in (one, other, one):
        keys.remember(vault)
    assert keys_of(token).vaults() == {one, other}
    keys.forget(other)
    keys.forget(other)
    assert keys_of(token).vaults() == {one}
    assert keys.generations() == [1]


def test_vault_of_two_objects_is_forgotten_whole(token: Token, keys: HardwareKeys) -> None:
    vault = UUID(int=7)
    keys.remember(vault)
    session = pkcs11.lib(token.module).get_token(token_label=token.label).open(rw=True)
    (made,) = session.get_objects({Attribute.CLASS: ObjectClass.DATA})
    made.copy({Attribute.TOKEN: True})
    session.close()
    keys.forget(vault)
    assert keys.vaults() == frozenset()


def test_data_of_others_in_the_token_are_no_vaults(token: Token, keys: HardwareKeys) -> None:
    session = pkcs11.lib(token.module).get_token(token_label=token.label).open(rw=True)
    for label, application in ((VAULT_LABEL, "another"), ("another's", APPLICATION)):
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.DATA,
                Attribute.LABEL: label,
                Attribute.APPLICATION: application,
                Attribute.VALUE: b"another's",
                Attribute.TOKEN: True,
                Attribute.PRIVATE: False,
            }
        )
    session.close()
    assert keys.vaults() == frozenset()


def test_vaults_of_file_and_token_are_told_together(token: Token, tmp_path: Path) -> None:
    path = tmp_path / "wrapping-keys.json"
    file, of_file, of_token = KeyFile.load_or_create(path), uuid4(), uuid4()
    file.remember(of_file)
    keys = succeed(path, keys_of(token))
    keys.remember(of_token)
    assert keys.vaults() == {of_file, of_token}
    keys.forget(of_file)
    assert keys.vaults() == file.vaults() | {of_token} == {of_token}
    keys.retire(1)
    assert keys.vaults() == {of_token}


def test_first_starts_at_once_make_one_key(token: Token, tmp_path: Path) -> None:
    path = tmp_path / "wrapping-keys.json"
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: succeed(path, keys_of(token)), range(4)))
    wrapped = made[0].wrap(_KEY)
    assert all(keys.unwrap(wrapped) == _KEY for keys in made)
    assert made[0].generations() == [1]


def test_token_takes_over_from_a_file(token: Token, tmp_path: Path) -> None:
    path = tmp_path / "wrapping-keys.json"
    file = KeyFile.load_or_create(path)
    file.begin()
    before = [Wrapped(*file.wrap(_KEY))]
    keys = succeed(path, keys_of(token))
    assert keys.generations() == [1, 2, 3]
    assert keys.generation == keys.wrap(_KEY).generation == 3
    assert [keys.unwrap(wrapped) for wrapped in [*before, keys.wrap(_KEY)]] == [_KEY, _KEY]
    assert keys.begin() == 4
    for generation in (1, 2, 3):
        keys.retire(generation)
    keys.refresh()
    assert keys.generations() == [4]
    assert not path.exists()
    assert succeed(path, keys_of(token)).generations() == [4]
