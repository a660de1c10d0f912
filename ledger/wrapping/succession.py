"""A hardware module that takes over from a file of wrapping keys, or begins.

What the file wrapped opens as before; what is new is wrapped in the module. The next rotation moves
the rest over and removes the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from ledger.durable_file import sweep_drafts
from ledger.private_file import is_there
from ledger.wrapping import Wrapped, WrappingKeys
from ledger.wrapping.errors import WrappingKeysAmbiguous
from ledger.wrapping.hardware import HardwareKeys
from ledger.wrapping.key_file import KeyFile, lock_of


def succeed(path: Path, module: HardwareKeys) -> WrappingKeys:
    """The module's keys, with those of the file at ``path`` while there is one.

    A module without keys gets its first one. Processes of one data folder do this one by one.

    Raises:
        WrappingKeysAmbiguous: file and module both have a generation, so that one does not belong.
    """
    with lock_of(path):
        sweep_drafts(path)
        before = KeyFile(path) if is_there(path) else None
        module.refresh()
        if not module.generation:
            module.make(1 + (before.generation if before is not None else 0))
    if before is None:
        return module
    if set(before.generations()) & set(module.generations()):
        raise WrappingKeysAmbiguous
    return Succession(path, before, module)


class Succession:
    """The generations of a file, until a rotation removed it, and after them those of a module."""

    def __init__(self, path: Path, before: KeyFile, module: HardwareKeys) -> None:
        self._path = path
        self._before = before
        self._module = module

    @property
    def generation(self) -> int:
        """The module's newest."""
        return self._module.generation

    def generations(self) -> Sequence[int]:
        """The file's, then the module's."""
        return [*self._of_file(), *self._module.generations()]

    def wrap(self, key: bytes) -> Wrapped:
        """Wrap in the module."""
        return self._module.wrap(key)

    def unwrap(self, wrapped: Wrapped) -> bytes:
        """The key again, from where its generation is."""
        if wrapped.generation in self._before.generations():
            return self._before.unwrap(wrapped)
        return self._module.unwrap(wrapped)

    def refresh(self) -> None:
        """Look at both again."""
        if is_there(self._path):
            self._before.refresh()
        self._module.refresh()

    def begin(self) -> int:
        """Make the next generation in the module."""
        return self._module.begin()

    def retire(self, generation: int) -> None:
        """Destroy a generation where it is."""
        if generation in self._of_file():
            self._before.retire(generation)
        else:
            self._module.retire(generation)

    def vaults(self) -> frozenset[UUID]:
        """Those of both: a vault that was not opened since the module came stands in the file."""
        of_file = self._before.vaults() if is_there(self._path) else frozenset()
        return of_file | self._module.vaults()

    def remember(self, vault: UUID) -> None:
        """Remember a vault in the module, which stays."""
        self._module.remember(vault)

    def forget(self, vault: UUID) -> None:
        """Forget a vault wherever it stands."""
        if is_there(self._path):
            self._before.forget(vault)
        self._module.forget(vault)

    def _of_file(self) -> Sequence[int]:
        return self._before.generations() if is_there(self._path) else ()
