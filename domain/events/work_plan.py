"""What happens to the tasks of the work plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domain.events.event import Event
from domain.worded_code import WordedCode


class TaskKind(WordedCode):
    """What a task is about."""

    PUBLICITY = "publicity", "宣传", "publicity"
    TRAINING = "training", "培训", "training"
    LOGISTICS = "logistics", "后勤", "logistics"
    INSPECTION = "inspection", "检查", "inspection"
    RECTIFICATION = "rectification", "整改", "rectification"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSet(Event):
    """A task is laid down, and a post answers for it.

    ``account`` and ``appointment_id`` are the post's holder at that moment: who holds the post
    later answers for the task from then on. ``title`` and ``criteria`` are office wording and name
    no person; ``due`` is a date, ``depends_on`` codes of tasks to be accepted before.
    """

    topic: ClassVar[str] = "TaskSet"
    on_office: ClassVar[bool] = True
    code: str
    kind: TaskKind
    title: str
    criteria: str
    area: str
    due: str
    post_id: UUID
    appointment_id: UUID
    account: str
    depends_on: tuple[str, ...]
    inspection: str | None
    """The inspection whose finding it mends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskProgressed(Event):
    """How far the work is, in hundredths."""

    topic: ClassVar[str] = "TaskProgressed"
    on_office: ClassVar[bool] = True
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvidenced(Event):
    """Evidence of the work: an office's document number, and the SHA-256 (hex) of its file.

    The file itself is kept elsewhere.
    """

    topic: ClassVar[str] = "TaskEvidenced"
    on_office: ClassVar[bool] = True
    document: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClaimedDone(Event):
    """The one who answers for it says that it is done."""

    topic: ClassVar[str] = "TaskClaimedDone"
    on_office: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAccepted(Event):
    """Somebody independent found the criteria met."""

    topic: ClassVar[str] = "TaskAccepted"
    on_office: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReturned(Event):
    """What was claimed done is sent back; the reason's code is in ``by``."""

    topic: ClassVar[str] = "TaskReturned"
    on_office: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPutOff(Event):
    """The task is due on another date; the reason's code is in ``by``."""

    topic: ClassVar[str] = "TaskPutOff"
    on_office: ClassVar[bool] = True
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCancelled(Event):
    """The task is not to be done any more; the reason's code is in ``by``."""

    topic: ClassVar[str] = "TaskCancelled"
    on_office: ClassVar[bool] = True


EVENTS: tuple[type[Event], ...] = (
    TaskSet,
    TaskProgressed,
    TaskEvidenced,
    TaskClaimedDone,
    TaskAccepted,
    TaskReturned,
    TaskPutOff,
    TaskCancelled,
)
