"""Why an act is refused because of the calendar, or because something is or is not closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from domain.refusal.refusal import Refusal


class PlannedPhase(NamedTuple):
    """A phase and its planned days; None where one is not established."""

    phase: str
    first: date | None
    last: date | None


class OutsidePhase(Refusal):
    """Carries the phases of which one must be open, with their planned days."""

    code = "phase-closed"
    zh = "此项工作所属的普查阶段目前未开启"
    en = "The phase of the census that this belongs to is not open"

    def __init__(self, phases: Sequence[PlannedPhase]) -> None:
        super().__init__()
        self.phases = tuple(phases)

    def details(self) -> Mapping[str, object]:
        """Each phase with the first and the last day planned."""
        return {
            "phases": [
                {
                    "phase": phase,
                    "planned_first": None if first is None else first.isoformat(),
                    "planned_last": None if last is None else last.isoformat(),
                }
                for phase, first, last in self.phases
            ]
        }


class PhaseUnchanged(Refusal):
    """The phase is open, or over, already."""

    code = "phase-unchanged"
    zh = "该阶段已处于此状态"
    en = "The phase stands as asked for already"


class CensusClosed(Refusal):
    """The county's census is closed; what is wrong is corrected."""

    code = "census-closed"
    zh = "本县普查已关闭，只能依程序更正"
    en = "The county's census is closed; only corrections are possible"


class BlockIsClosed(Refusal):
    """The block is closed; it is reopened by the county, or the record is corrected."""

    code = "block-closed"
    zh = "该普查小区已关闭"
    en = "The block is closed"


class AreaIsClosed(Refusal):
    """An area is opened again by reopening a block of it, and by nothing else."""

    code = "area-closed"
    zh = "该区域已关闭"
    en = "The area is closed"


class BlockNotReady(Refusal):
    """Carries how many households, lines and so on stand in the way, by reason."""

    code = "block-not-ready"
    zh = "该普查小区尚不具备关闭条件"
    en = "The block cannot be closed yet"

    def __init__(self, counts: Mapping[str, int]) -> None:
        super().__init__()
        self.counts = dict(counts)

    def details(self) -> Mapping[str, object]:
        """The reasons that there are, each with its count."""
        return {"counts": self.counts}


class AreaNotReady(Refusal):
    """Carries the parts of the area that are not closed."""

    code = "area-not-ready"
    zh = "该区域内尚有未关闭的部分"
    en = "Parts of the area are not closed yet"

    def __init__(self, open_below: Sequence[str]) -> None:
        super().__init__()
        self.open_below = tuple(open_below)

    def details(self) -> Mapping[str, object]:
        """How many parts, and the codes of the first of them."""
        return {"count": len(self.open_below), "areas": list(self.open_below[:_TOLD])}


_TOLD = 20
