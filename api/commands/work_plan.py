"""The acts on the tasks of the work plan."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.commands.office_fields import AreaCode, Day, OfficeCode, Sha256
from api.commands.sender import AccountName, CitedText, Item
from domain.commands import (
    AcceptTask,
    AddEvidence,
    CancelTask,
    ClaimTaskDone,
    PutOffTask,
    ReportProgress,
    ReturnTask,
    SetTask,
)
from domain.events import TaskKind
from domain.reasons import TaskChangeReason, TaskReturnReason


class SetTaskItem(Item):
    """``set-task``: lay down a task; the post that an account holds now answers for it."""

    act: Literal["set-task"]
    code: OfficeCode
    kind: Literal[TaskKind.PUBLICITY, TaskKind.TRAINING, TaskKind.LOGISTICS, TaskKind.INSPECTION]
    title: CitedText
    criteria: CitedText
    area: AreaCode
    due: Day
    account: AccountName
    depends_on: Annotated[list[OfficeCode], Field(max_length=50)] = Field(default_factory=list)

    def asked(self) -> SetTask:
        """As the domain has it."""
        return SetTask(
            code=self.code,
            kind=self.kind,
            title=self.title,
            criteria=self.criteria,
            area=self.area,
            due=self.due.isoformat(),
            account=self.account,
            depends_on=tuple(self.depends_on),
        )


class ReportProgressItem(Item):
    """``report-progress``: how far a task is."""

    act: Literal["report-progress"]
    code: OfficeCode
    percent: Annotated[int, Field(ge=0, le=100, strict=True)]

    def asked(self) -> ReportProgress:
        """As the domain has it."""
        return ReportProgress(code=self.code, percent=self.percent)


class AddEvidenceItem(Item):
    """``add-evidence``: a document that shows the work; its file is kept elsewhere."""

    act: Literal["add-evidence"]
    code: OfficeCode
    document: CitedText
    sha256: Sha256

    def asked(self) -> AddEvidence:
        """As the domain has it."""
        return AddEvidence(code=self.code, document=self.document, sha256=self.sha256)


class ClaimTaskDoneItem(Item):
    """``claim-task-done``: say that a task is done."""

    act: Literal["claim-task-done"]
    code: OfficeCode

    def asked(self) -> ClaimTaskDone:
        """As the domain has it."""
        return ClaimTaskDone(code=self.code)


class AcceptTaskItem(Item):
    """``accept-task``: find a task's criteria met."""

    act: Literal["accept-task"]
    code: OfficeCode

    def asked(self) -> AcceptTask:
        """As the domain has it."""
        return AcceptTask(code=self.code)


class ReturnTaskItem(Item):
    """``return-task``: send back what was claimed done."""

    act: Literal["return-task"]
    code: OfficeCode
    reason: TaskReturnReason

    def asked(self) -> ReturnTask:
        """As the domain has it."""
        return ReturnTask(code=self.code, reason=self.reason)


class PutOffTaskItem(Item):
    """``put-off-task``: give a task another date."""

    act: Literal["put-off-task"]
    code: OfficeCode
    due: Day
    reason: TaskChangeReason

    def asked(self) -> PutOffTask:
        """As the domain has it."""
        return PutOffTask(code=self.code, due=self.due.isoformat(), reason=self.reason)


class CancelTaskItem(Item):
    """``cancel-task``: take a task off the plan."""

    act: Literal["cancel-task"]
    code: OfficeCode
    reason: TaskChangeReason

    def asked(self) -> CancelTask:
        """As the domain has it."""
        return CancelTask(code=self.code, reason=self.reason)


ITEMS = (
    SetTaskItem,
    ReportProgressItem,
    AddEvidenceItem,
    ClaimTaskDoneItem,
    AcceptTaskItem,
    ReturnTaskItem,
    PutOffTaskItem,
    CancelTaskItem,
)
