"""What is asked for of the work plan."""

from __future__ import annotations

from dataclasses import dataclass

from domain.commands.command import Command
from domain.events.work_plan import TaskKind
from domain.reasons import TaskChangeReason, TaskReturnReason


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTask(Command):
    """Lay down a task; the post that ``account`` holds now answers for it."""

    code: str
    kind: TaskKind
    title: str
    criteria: str
    area: str
    due: str
    account: str
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress(Command):
    """Say how far a task is, in hundredths."""

    code: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEvidence(Command):
    """Name a document that shows the work, and the SHA-256 of its file."""

    code: str
    document: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTaskDone(Command):
    """Say that a task is done."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptTask(Command):
    """Find a task's criteria met."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTask(Command):
    """Send back what was claimed done."""

    code: str
    reason: TaskReturnReason


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOffTask(Command):
    """Give a task another date."""

    code: str
    due: str
    reason: TaskChangeReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTask(Command):
    """Take a task off the plan."""

    code: str
    reason: TaskChangeReason
