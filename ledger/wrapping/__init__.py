"""Wrapping keys: what the keys in the vault are wrapped under, one generation after another.

They never enter the database. Where they lie is a provider's business: a file, or a hardware module
that they never leave. A generation is a number from 1 on; what is wrapped names it. Beside them a
provider remembers which vaults use them, because whoever retires one shuts all of those.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol
from uuid import UUID


class Wrapped(NamedTuple):
    """A wrapped key and the generation of the wrapping key that wraps it."""

    generation: int
    text: bytes


class CannotUnwrap(Exception):
    """It was wrapped under another key, or altered; the vault says whose key it is."""


class WrappingKeys(Protocol):
    """A provider of wrapping keys. Safe for threads."""

    @property
    def generation(self) -> int:
        """The generation that wraps what is new: the highest."""

    def generations(self) -> Sequence[int]:
        """Every generation that can unwrap, lowest first; a second one means a rotation."""

    def wrap(self, key: bytes) -> Wrapped:
        """Wrap a key under the newest generation."""

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """The key again.

        Raises:
            CannotUnwrap: wrapped under another key, or altered.
            WrappingKeyMissing: the generation is not here, also after looking again.
        """

    def refresh(self) -> None:
        """Look again: another process may have begun or retired a generation."""

    def begin(self) -> int:
        """Make the next generation, durable when this returns, and give its number."""

    def retire(self, generation: int) -> None:
        """Destroy a generation for good; one that is gone already is no error.

        Whatever it wrapped is lost: the vault's rotation does this when nothing names it any more.
        """

    def vaults(self) -> frozenset[UUID]:
        """The vaults that use these keys as far as anybody remembered them, looked up anew."""

    def remember(self, vault: UUID) -> None:
        """Note that a vault uses these keys; durable when this returns, harmless to repeat."""

    def forget(self, vault: UUID) -> None:
        """Take a vault off the list; one that is not on it is no error."""
