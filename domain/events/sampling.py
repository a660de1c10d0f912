"""What happens to the long-form sample of a county (rule X09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSeedFixed(Event):
    """The seed of the draw is fixed, before any district is drawn; ``seed`` is 64 hex digits."""

    topic: ClassVar[str] = "SampleSeedFixed"
    on_roster: ClassVar[bool] = True
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LongFormDrawn(Event):
    """The households of a district that answer the long form.

    A systematic draw: of the ``frame_size`` households in the order of block and number, every
    ``interval``-th from the ``start``-th on (from 1). ``frame_digest`` is the SHA-256 of the
    frame's lines, ``household_ids`` those drawn, in order.
    """

    topic: ClassVar[str] = "LongFormDrawn"
    on_roster: ClassVar[bool] = True
    district: str
    frame_size: int
    frame_digest: str
    interval: int
    start: int
    household_ids: tuple[UUID, ...]


EVENTS: tuple[type[Event], ...] = (SampleSeedFixed, LongFormDrawn)
