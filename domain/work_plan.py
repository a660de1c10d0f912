"""Tasks of the work plan: who answers for each, how far it is, and who found it done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import (
    Event,
    TaskAccepted,
    TaskCancelled,
    TaskClaimedDone,
    TaskEvidenced,
    TaskKind,
    TaskProgressed,
    TaskPutOff,
    TaskReturned,
    TaskSet,
)
from domain.refusal import CodeTaken, NotAnswerable, NothingChanged, TaskOfFinding, WrongTaskState
from domain.worded_code import WordedCode


class TaskState(WordedCode):
    """Where a task stands."""

    OPEN = "open", "进行中", "open"
    CLAIMED = "claimed", "待验收", "claimed done"
    ACCEPTED = "accepted", "已验收", "accepted"
    CANCELLED = "cancelled", "已取消", "cancelled"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document that shows the work, with the SHA-256 (hex) of its file."""

    document: str
    sha256: str
    account: str


class Task(Aggregate):
    """A task; the post ``post_id`` answers for it, whoever holds it."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.code = ""
        self.kind = TaskKind.LOGISTICS
        self.title = ""
        self.criteria = ""
        self.area = ""
        self.due = ""
        self.post_id: UUID | None = None
        self.set_for = ""
        """The account that held the post when the task was laid down."""
        self.depends_on: tuple[str, ...] = ()
        self.inspection: str | None = None
        self.state = TaskState.OPEN
        self.percent = 0
        self.evidence: list[Evidence] = []
        self.workers: dict[str, None] = {}
        """The accounts that reported on it, in order."""
        self.judged_by: str | None = None
        self.times_returned = 0

    def lay_down(self, by: Attribution, **fields: Any) -> None:
        """Put the task on the plan; ``fields`` are those of the event.

        Raises:
            CodeTaken: it is there.
        """
        if self.version:
            raise CodeTaken
        self.trigger(TaskSet, by, **fields)

    def report(self, by: Attribution, holder_post: UUID, percent: int) -> None:
        """Say how far it is.

        Raises:
            NotAnswerable, WrongTaskState, NothingChanged: see their messages.
        """
        self._require_answerable(holder_post)
        if percent == self.percent:
            raise NothingChanged
        self.trigger(TaskProgressed, by, percent=percent)

    def add_evidence(
        self, by: Attribution, holder_post: UUID, *, document: str, sha256: str
    ) -> None:
        """Name a document that shows the work.

        Raises:
            NotAnswerable, WrongTaskState: see their messages.
        """
        self._require_answerable(holder_post)
        self.trigger(TaskEvidenced, by, document=document, sha256=sha256)

    def claim_done(self, by: Attribution, holder_post: UUID) -> None:
        """Say that it is done; whether others have to be accepted before has been looked at.

        Raises:
            NotAnswerable, WrongTaskState: see their messages.
        """
        self._require_answerable(holder_post)
        self.trigger(TaskClaimedDone, by)

    def accept(self, by: Attribution) -> None:
        """Find the criteria met; that the judge is independent has been looked at.

        Raises:
            WrongTaskState: it was not claimed done.
        """
        self.require(TaskState.CLAIMED)
        self.trigger(TaskAccepted, by)

    def send_back(self, by: Attribution) -> None:
        """Send back what was claimed done.

        Raises:
            WrongTaskState: it was not.
        """
        self.require(TaskState.CLAIMED)
        self.trigger(TaskReturned, by)

    def put_off(self, by: Attribution, due: str) -> None:
        """Give it another date.

        Raises:
            WrongTaskState: it is over.
            NothingChanged: it is the same date.
        """
        self.require(TaskState.OPEN, TaskState.CLAIMED)
        if due == self.due:
            raise NothingChanged
        self.trigger(TaskPutOff, by, due=due)

    def cancel(self, by: Attribution) -> None:
        """Take it off the plan.

        Raises:
            WrongTaskState: it is over.
            TaskOfFinding: it mends a finding.
        """
        self.require_no_finding()
        self.require(TaskState.OPEN, TaskState.CLAIMED)
        self.trigger(TaskCancelled, by)

    def overdue(self, on: str) -> bool:
        """Whether its date is past on a day (ISO text) and nobody claimed it done."""
        return self.state is TaskState.OPEN and self.due < on

    def require(self, *states: TaskState) -> None:
        """Refuse what the task's state does not allow.

        Raises:
            WrongTaskState: it is in none of them.
        """
        if self.state not in states:
            raise WrongTaskState(self.state.value)

    def require_no_finding(self) -> None:
        """Refuse what is done with a finding as a whole.

        Raises:
            TaskOfFinding: the task mends one.
        """
        if self.inspection is not None:
            raise TaskOfFinding

    def _require_answerable(self, holder_post: UUID) -> None:
        if holder_post != self.post_id:
            raise NotAnswerable
        self.require(TaskState.OPEN)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case TaskSet():
                self.code, self.kind = event.code, event.kind
                self.title, self.criteria = event.title, event.criteria
                self.area, self.due = event.area, event.due
                self.post_id, self.set_for = event.post_id, event.account
                self.depends_on, self.inspection = event.depends_on, event.inspection
            case TaskProgressed():
                self.percent = event.percent
                self.workers[event.by.account] = None
            case TaskEvidenced():
                found = Evidence(event.document, event.sha256, event.by.account)
                self.evidence.append(found)
                self.workers[event.by.account] = None
            case TaskClaimedDone():
                self.state, self.percent = TaskState.CLAIMED, 100
                self.workers[event.by.account] = None
            case TaskAccepted():
                self.state, self.judged_by = TaskState.ACCEPTED, event.by.account
            case TaskReturned():
                self.state, self.judged_by = TaskState.OPEN, event.by.account
                self.times_returned += 1
            case TaskPutOff():
                self.due = event.due
            case TaskCancelled():
                self.state = TaskState.CANCELLED
            case _:
                super().apply(event)
