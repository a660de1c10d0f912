"""What happens to the units that carry a census: leading groups, offices, member units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.duties import Duty, UnitKind
from domain.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEstablished(Event):
    """A unit takes part in the census of an area: county 6 digits, township 9, district 12."""

    topic: ClassVar[str] = "UnitEstablished"
    on_roster: ClassVar[bool] = True
    code: str
    """The county's own short name for the unit; it never changes."""
    kind: UnitKind
    area: str
    name_zh: str
    name_en: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDutiesChanged(Event):
    """The unit answers for these duties from now on, and for no others."""

    topic: ClassVar[str] = "UnitDutiesChanged"
    on_roster: ClassVar[bool] = True
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDissolved(Event):
    """The unit takes part no more."""

    topic: ClassVar[str] = "UnitDissolved"
    on_roster: ClassVar[bool] = True


EVENTS: tuple[type[Event], ...] = (UnitEstablished, UnitDutiesChanged, UnitDissolved)
