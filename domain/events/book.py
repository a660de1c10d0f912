"""What happens to the book itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BookOpened(Event):
    """A county's book begins. ``census`` names the census definition it is kept under.

    ``suite`` names the ciphers that sealed texts were written with when the book was opened; each
    sealed text says its own. It is of the second version: before, there was one suite.
    """

    topic: ClassVar[str] = "BookOpened"
    on_roster: ClassVar[bool] = True
    class_version: ClassVar[int] = 2
    book: str
    name_zh: str
    census: str
    suite: str

    @staticmethod
    def upcast_v1_v2(
        clear: Mapping[str, Any], sealed: Mapping[str, Any] | None
    ) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
        """The second version's shape of a stored event of the first, which named no suite."""
        return {**clear, "suite": "aes-256-gcm"}, sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEpochBegun(Event):
    """The book's public log begins anew, since the old one cannot be gone on with; ``by`` says why.

    The old one had signed ``signed_size`` entries with the root ``signed_root`` (base64) under the
    name ``ended_origin``; the book had ``kept_size`` entries when the new one, ``origin``, began.
    """

    topic: ClassVar[str] = "LogEpochBegun"
    on_roster: ClassVar[bool] = True
    epoch: int
    origin: str
    ended_origin: str
    signed_size: int
    signed_root: str
    kept_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookKeysDestroyed(Event):
    """The keys of all households, and those to find a person, are destroyed; ``by`` says why."""

    topic: ClassVar[str] = "BookKeysDestroyed"
    on_roster: ClassVar[bool] = True


EVENTS: tuple[type[Event], ...] = (BookOpened, LogEpochBegun, BookKeysDestroyed)
