"""What happens to the book itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.events.event import Event
from domain.phase import WORKING, CensusPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class BookOpened(Event):
    """A county's book begins. ``census`` names the census definition it is kept under.

    ``suite`` names the ciphers that sealed texts were written with when the book was opened; each
    sealed text says its own. ``definition`` is the census definition as JSON, None where the
    program brings it along. ``phases_open`` are the phases that were open from the beginning. It is
    of the third version: before the second there was one suite, before the third no phase.
    """

    topic: ClassVar[str] = "BookOpened"
    on_roster: ClassVar[bool] = True
    class_version: ClassVar[int] = 3
    book: str
    name_zh: str
    census: str
    suite: str
    definition: str | None
    phases_open: tuple[CensusPhase, ...]

    @staticmethod
    def upcast_v1_v2(
        clear: Mapping[str, Any], sealed: Mapping[str, Any] | None
    ) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
        """The second version's shape of a stored event of the first, which named no suite."""
        return {**clear, "suite": "aes-256-gcm"}, sealed

    @staticmethod
    def upcast_v2_v3(
        clear: Mapping[str, Any], sealed: Mapping[str, Any] | None
    ) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
        """The third version's shape of a stored event of the second: nothing was ever closed."""
        return {**clear, "phases_open": sorted(phase.value for phase in WORKING)}, sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOpened(Event):
    """A phase of the census begins; ``by`` names the document where that is not as planned."""

    topic: ClassVar[str] = "PhaseOpened"
    on_roster: ClassVar[bool] = True
    phase: CensusPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseClosed(Event):
    """A phase of the census ends; ``by`` names the document where that is not as planned."""

    topic: ClassVar[str] = "PhaseClosed"
    on_roster: ClassVar[bool] = True
    phase: CensusPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyRegistrationApproved(Event):
    """A whole township may register before the short form's phase, on the authority in ``by``."""

    topic: ClassVar[str] = "EarlyRegistrationApproved"
    on_roster: ClassVar[bool] = True
    township: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaClosed(Event):
    """A district, a township or the county is closed: every part of it was."""

    topic: ClassVar[str] = "AreaClosed"
    on_roster: ClassVar[bool] = True
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaReopened(Event):
    """A closed area is open again, since a block of it was reopened."""

    topic: ClassVar[str] = "AreaReopened"
    on_roster: ClassVar[bool] = True
    area: str


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


EVENTS: tuple[type[Event], ...] = (
    BookOpened,
    PhaseOpened,
    PhaseClosed,
    EarlyRegistrationApproved,
    AreaClosed,
    AreaReopened,
    LogEpochBegun,
    BookKeysDestroyed,
)
