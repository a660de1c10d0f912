"""What the projections need of a book: its entries in order, and where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.census import CensusDefinition
from domain.events import Event


class Recorded(Protocol):
    """An entry of the book as it is read."""

    @property
    def position(self) -> int:
        """The position in the book, from 0."""

    @property
    def recorded_at(self) -> datetime:
        """The server's time."""

    @property
    def event(self) -> Event:
        """What happened; without its personal part unless that was asked for."""


class End(Protocol):
    """The head of a book."""

    @property
    def size(self) -> int:
        """How many entries the book has."""


class Entries(Protocol):
    """The entries of a book."""

    @property
    def book(self) -> str:
        """The six-digit code of the county."""

    @property
    def census(self) -> CensusDefinition:
        """The census that it is kept under."""

    def read(self, start: int, limit: int) -> Sequence[Recorded]:
        """Up to ``limit`` entries by position, from ``start`` on."""


class EntrySource(Entries, Protocol):
    """A book to follow; :class:`ledger.application.BookApplication` is one."""

    def head(self) -> End:
        """Where the book ends now."""
