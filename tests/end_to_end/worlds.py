"""Worlds that are founded once and then lent to one test, or one module of tests, after another."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.embedded import EmbeddedPostgres
from tests.databases import Lender
from tests.end_to_end.world import World, found, living


class Worlds:
    """Lends worlds by how many households they have room for."""

    def __init__(self, server: EmbeddedPostgres, temporary_folder: Callable[[], Path]) -> None:
        self._server = server
        self._temporary_folder = temporary_folder
        self._lenders: dict[int, Lender[Path]] = {}

    @contextmanager
    def lent(self, households: int) -> Iterator[World]:
        """A world as it was founded, on a copy of its data folder."""
        if households not in self._lenders:
            self._lenders[households] = Lender(
                self._server, f"world_{households}", lambda url: self._found(url, households)
            )
        with self._lenders[households].lent() as kept:
            folder = self._temporary_folder()
            shutil.copytree(kept.made, folder, dirs_exist_ok=True)
            with living(kept.url, folder, households) as lent:
                yield lent

    def _found(self, url: str, households: int) -> Path:
        folder = self._temporary_folder()
        found(url, folder, households)
        return folder
