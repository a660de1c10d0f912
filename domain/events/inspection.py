"""What happens to inspections and their findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event, sealed
from domain.worded_code import WordedCode


class FindingKind(WordedCode):
    """What an inspection found wanting."""

    OMISSION = "omission", "漏登", "somebody or something is missing"
    DUPLICATION = "duplication", "重登", "entered more than once"
    WRONG_ANSWER = "wrong-answer", "登记内容有误", "an answer is doubtful"
    NOT_VISITED = "not-visited", "未入户", "nobody visited"
    PROCEDURE = "procedure", "未按规程操作", "the procedure was not followed"
    STAFFING = "staffing", "人员配备不到位", "posts are not filled as they should be"
    CONFIDENTIALITY = "confidentiality", "保密要求未落实", "confidentiality is not kept"
    PUBLICITY = "publicity", "宣传不到位", "publicity is wanting"
    OTHER = "other", "其他", "other"


class FindingSeverity(WordedCode):
    """How grave a finding is."""

    MINOR = "minor", "一般", "minor"
    MAJOR = "major", "较重", "major"
    GRAVE = "grave", "严重", "grave"


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionPlanned(Event):
    """An area is to be inspected on a date; the sample where ``household_ids`` name one."""

    topic: ClassVar[str] = "InspectionPlanned"
    on_office: ClassVar[bool] = True
    code: str
    area: str
    planned_for: str
    household_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionCarriedOut(Event):
    """The inspection took place on a date."""

    topic: ClassVar[str] = "InspectionCarriedOut"
    on_office: ClassVar[bool] = True
    carried_out_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionFindingMade(Event):
    """Something was found wanting; ``task`` is to mend it.

    ``number`` counts the inspection's findings from 1. ``household_id`` and ``item`` say whose
    record it is about, and ``remark`` is sealed under that household's key; about no household,
    ``note`` says it in office wording that names no person.
    """

    topic: ClassVar[str] = "InspectionFindingMade"
    on_office: ClassVar[bool] = True
    number: int
    kind: FindingKind
    severity: FindingSeverity
    task: str
    household_id: UUID | None
    item: str | None
    note: str | None
    remark: str = sealed()

    @property
    def subject_id(self) -> UUID | None:
        """The household that it is about."""
        return self.household_id


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionFindingClosed(Event):
    """Somebody other than who mended it verified that a finding is mended."""

    topic: ClassVar[str] = "InspectionFindingClosed"
    on_office: ClassVar[bool] = True
    number: int


EVENTS: tuple[type[Event], ...] = (
    InspectionPlanned,
    InspectionCarriedOut,
    InspectionFindingMade,
    InspectionFindingClosed,
)
