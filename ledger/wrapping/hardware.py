"""Wrapping keys in a hardware module (PKCS#11): made in the token, and they never leave it.

A key is wrapped by the token with AES-256-GCM under a random nonce: ``nonce (12) ‖ ciphertext ‖ tag
(16)``. That is C_Encrypt rather than C_WrapKey, because the latter takes an object of the token
instead of bytes, which many modules let nobody read back. The generations are the token's AES keys
of one label; the number is the key's CKA_ID. Each vault that uses them has a public data object
beside them, with its id.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

import pkcs11
from pkcs11 import Attribute, GCMParams, KeyType, Mechanism, ObjectClass

from ledger.private_file import SecretsDamaged, read_private
from ledger.wrapping import CannotUnwrap, Wrapped
from ledger.wrapping.errors import WrappingKeyMissing, WrappingKeysAmbiguous, WrappingKeysAway

LABEL = "census-ledger wrapping key"
APPLICATION = "census-ledger"
VAULT_LABEL = "census-ledger vault"
_ID_BYTES = 4
_NONCE_BYTES = 12
_TAG_BYTES = 16
_AT = b"census-ledger wrapped key v1"
_VAULT_OBJECTS = {
    Attribute.CLASS: ObjectClass.DATA,
    Attribute.LABEL: VAULT_LABEL,
    Attribute.APPLICATION: APPLICATION,
}
_Given = TypeVar("_Given")
_one_at_a_time = Lock()
"""A process has one instance of a module, and not every module bears two threads."""


class HardwareKeys:
    """The generations in a token, which belong to one installation.

    ``_one_at_a_time`` guards the session and the keys found in it. A session that the module lost
    is opened anew once before a call fails.
    """

    def __init__(self, module: str, token: str, pin_file: Path) -> None:
        """Open the token and find its keys; there may be none yet.

        Args:
            module: path of the module's PKCS#11 library.
            token: the token's label.
            pin_file: a file (0600) that holds the user PIN.

        Raises:
            WrappingKeysAway: library, token or PIN is not right.
            WrappingKeysAmbiguous: two keys of the token have one number.
            SecretsOpenToOthers, SecretsDamaged: the PIN file is not a file for its owner alone.
        """
        self._module = module
        self._token = token
        self._pin_file = pin_file
        self._session: Any = None
        self._keys: dict[int, Any] = {}
        self._refused_pin: str | None = None
        self.refresh()

    @property
    def generation(self) -> int:
        """The generation that wraps what is new; 0 of a token without keys."""
        return max(self._keys, default=0)

    def generations(self) -> Sequence[int]:
        """Every generation in the token."""
        return sorted(self._keys)

    def wrap(self, key: bytes) -> Wrapped:
        """Wrap under the newest generation.

        Raises:
            WrappingKeysAway: the token does not answer, or was emptied.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)

        def encrypt() -> Wrapped:
            generation = self.generation
            if not generation:
                raise WrappingKeysAway
            return Wrapped(generation, nonce + self._encrypt(generation, nonce, key))

        return self._done(encrypt)

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """The key again; a generation that is unknown is looked for in the token."""
        generation, text = wrapped
        if generation not in self._keys:
            self.refresh()
        if len(text) <= _NONCE_BYTES + _TAG_BYTES:
            raise CannotUnwrap
        nonce, ciphertext = text[:_NONCE_BYTES], text[_NONCE_BYTES:]

        def decrypt() -> bytes:
            try:
                key = self._keys[generation]
            except KeyError:
                raise WrappingKeyMissing(generation) from None
            try:
                return bytes(
                    key.decrypt(
                        ciphertext,
                        mechanism=Mechanism.AES_GCM,
                        mechanism_param=GCMParams(nonce, _AT, 8 * _TAG_BYTES),
                    )
                )
            except pkcs11.PKCS11Error:
                # Modules disagree on how they tell a wrong tag; a token that encrypts is not away.
                self._encrypt(generation, secrets.token_bytes(_NONCE_BYTES), b"is it there?")
                raise CannotUnwrap from None

        return self._done(decrypt)

    def refresh(self) -> None:
        """Look for keys that another process made or destroyed."""
        self._done(self._find)

    def begin(self) -> int:
        """Make the next generation in the token."""
        self.refresh()
        return self.make(self.generation + 1)

    def make(self, generation: int) -> int:
        """Make a generation, which can encrypt and cannot be read, unless it is there.

        A token does not keep two processes from making it twice: whoever calls this holds a lock.
        """

        def generate() -> None:
            self._find()
            if generation in self._keys:
                return
            self._session.generate_key(
                KeyType.AES,
                256,
                label=LABEL,
                id=generation.to_bytes(_ID_BYTES, "big"),
                store=True,
                template={
                    Attribute.SENSITIVE: True,
                    Attribute.EXTRACTABLE: False,
                    Attribute.WRAP: False,
                    Attribute.UNWRAP: False,
                },
            )
            self._find()

        self._done(generate)
        return generation

    def retire(self, generation: int) -> None:
        """Destroy a generation in the token."""

        def destroy() -> None:
            self._find()
            if generation in self._keys:
                self._keys[generation].destroy()
                self._find()

        self._done(destroy)

    def vaults(self) -> frozenset[UUID]:
        """The vaults that have a data object in the token."""
        return frozenset(self._done(self._find_vaults))

    def remember(self, vault: UUID) -> None:
        """Make a vault's data object, unless it is there."""

        def make() -> None:
            if vault not in self._find_vaults():
                self._session.create_object(
                    {
                        **_VAULT_OBJECTS,
                        Attribute.TOKEN: True,
                        Attribute.PRIVATE: False,
                        Attribute.VALUE: vault.bytes,
                    }
                )

        self._done(make)

    def forget(self, vault: UUID) -> None:
        """Remove a vault's data object; two processes at once may have made two."""

        def remove() -> None:
            for found in self._find_vaults().get(vault, ()):
                found.destroy()

        self._done(remove)

    def _find_vaults(self) -> dict[UUID, list[Any]]:
        found: dict[UUID, list[Any]] = {}
        for data in self._session.get_objects(_VAULT_OBJECTS):
            found.setdefault(UUID(bytes=data[Attribute.VALUE]), []).append(data)
        return found

    def _encrypt(self, generation: int, nonce: bytes, text: bytes) -> bytes:
        return bytes(
            self._keys[generation].encrypt(
                text,
                mechanism=Mechanism.AES_GCM,
                mechanism_param=GCMParams(nonce, _AT, 8 * _TAG_BYTES),
            )
        )

    def _find(self) -> None:
        found = self._session.get_objects(
            {
                Attribute.CLASS: ObjectClass.SECRET_KEY,
                Attribute.KEY_TYPE: KeyType.AES,
                Attribute.LABEL: LABEL,
            }
        )
        keys: dict[int, Any] = {}
        for key in found:
            number = int.from_bytes(key.id, "big")
            if number in keys:
                raise WrappingKeysAmbiguous
            keys[number] = key
        self._keys = keys

    def _done(self, work: Callable[[], _Given]) -> _Given:
        """Do something in the session, in a new one where the old one fails."""
        with _one_at_a_time:
            if self._session is not None:
                try:
                    return work()
                except pkcs11.PKCS11Error:
                    self._drop_session()
            try:
                self._open_session()
                return work()
            except pkcs11.PKCS11Error as error:
                self._drop_session()
                raise WrappingKeysAway from error

    def _open_session(self) -> None:
        try:
            pin = read_private(self._pin_file).decode().strip()
        except UnicodeDecodeError:
            raise SecretsDamaged(self._pin_file.name) from None
        if pin == self._refused_pin:
            # A token locks itself after a few wrong PINs; it is not asked again with the same.
            raise WrappingKeysAway
        token = pkcs11.lib(self._module).get_token(token_label=self._token)
        try:
            self._session = token.open(rw=True, user_pin=pin)
        except pkcs11.UserAlreadyLoggedIn:
            # Signing in holds for the process, not for the session.
            self._session = token.open(rw=True)
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
            self._refused_pin = pin
            raise
        self._find()

    def _drop_session(self) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        try:
            session.close()
        except pkcs11.PKCS11Error:
            # It is lost already, which is why it is dropped.
            return
