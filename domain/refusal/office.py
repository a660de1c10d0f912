"""Why an act on pay, budget, work plan, inspections or bulletins is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.refusal.refusal import Refusal


class CodeTaken(Refusal):
    """A code is given once."""

    code = "code-taken"
    zh = "该编号已被使用"
    en = "That code is taken already"


class UnknownAppointment(Refusal):
    """Pay is for an appointment, of now or of before."""

    code = "unknown-appointment"
    zh = "没有这一任命"
    en = "There is no such appointment"


class UnknownBudgetLine(Refusal):
    """Money is spent from a line that was opened."""

    code = "unknown-budget-line"
    zh = "没有这一预算科目"
    en = "There is no such budget line"


class UnknownTask(Refusal):
    """No task of that code was laid down."""

    code = "unknown-task"
    zh = "没有这项任务"
    en = "There is no such task"


class UnknownInspection(Refusal):
    """No inspection of that code was planned."""

    code = "unknown-inspection"
    zh = "没有这次检查"
    en = "There is no such inspection"


class UnknownFinding(Refusal):
    """The inspection has no finding of that number."""

    code = "unknown-finding"
    zh = "该次检查没有这一问题"
    en = "The inspection has no finding of that number"


class UnknownBulletin(Refusal):
    """No bulletin of that number was given out."""

    code = "unknown-bulletin"
    zh = "没有这一期通报"
    en = "There is no bulletin of that number"


class NotSuperior(Refusal):
    """Work is vouched for by somebody of a higher post."""

    code = "not-superior"
    zh = "须由上级岗位人员办理"
    en = "Only the holder of a higher post may do this for somebody else"


class WorkdayNotRecorded(Refusal):
    """A day is recorded before it is countersigned."""

    code = "workday-not-recorded"
    zh = "该日尚无出勤记录"
    en = "That day worked is not on record"


class WorkdayCountersignedAlready(Refusal):
    """What was countersigned stays."""

    code = "workday-countersigned"
    zh = "该日出勤已会签，不能更改"
    en = "That day worked was countersigned; it stays as it is"


class WorkdayDiffers(Refusal):
    """Who countersigns says what is signed: the day may have been recorded anew meanwhile."""

    code = "workday-differs"
    zh = "该日记录的工作时长与会签的不符，请重新查阅"
    en = "Other minutes are on record for that day than those to be signed; look at it again"


class OutsideAppointment(Refusal):
    """Days are worked under an appointment, from its first day to its last."""

    code = "outside-appointment"
    zh = "该日不在任职期内"
    en = "The post was not held on that day"


class RateTwice(Refusal):
    """A scheme has one rate for each thing."""

    code = "rate-twice"
    zh = "同一计酬依据重复列出"
    en = "The scheme has two rates for the same thing"


class WrongBudgetPurpose(Refusal):
    """Staff are paid from lines for staff pay, and nothing else is."""

    code = "wrong-budget-purpose"
    zh = "科目用途不符：劳动报酬只从人员劳动报酬科目支付，该科目也不作他用"
    en = "Staff are paid from lines for staff pay alone, and nothing else is paid from them"


class AllottedBelowSpent(Refusal):
    """What is spent stays allotted."""

    code = "allotted-below-spent"
    zh = "批准金额不得低于已支出金额"
    en = "More than that is spent from the line already"

    def __init__(self, *, spent_fen: int, asked_fen: int) -> None:
        super().__init__()
        self.spent_fen = spent_fen
        self.asked_fen = asked_fen

    def details(self) -> Mapping[str, object]:
        """What is spent, and what was to be allotted, in fen."""
        return {"spent_fen": self.spent_fen, "asked_fen": self.asked_fen}


class UnfitBudgetReason(Refusal):
    """An increase raises the amount, a cut lowers it."""

    code = "unfit-budget-reason"
    zh = "变更原因与金额增减不符"
    en = "An increase raises the amount and a cut lowers it; this does not"


class BulletinDiffers(Refusal):
    """What is given out is what the book says."""

    code = "bulletin-differs"
    zh = "通报摘要与账簿在该位置的内容不符"
    en = "The digest is not that of the bulletin as the book has it at that position"


class FutureDate(Refusal):
    """What was done was done by today; dates are those of China."""

    code = "future-date"
    zh = "日期晚于今天"
    en = "The date lies in the future"


class BudgetExceeded(Refusal):
    """A line is not overspent: an increase has to be on record before."""

    code = "budget-exceeded"
    zh = "超出预算科目余额，须先办理追加并记录在案"
    en = "The line has less left than that; an increase has to be on record first"

    def __init__(self, *, left_fen: int, asked_fen: int) -> None:
        super().__init__()
        self.left_fen = left_fen
        self.asked_fen = asked_fen

    def details(self) -> Mapping[str, object]:
        """What is left, and what was asked for, in fen."""
        return {"left_fen": self.left_fen, "asked_fen": self.asked_fen}


class WrongTaskState(Refusal):
    """Carries the state that the task is in."""

    code = "wrong-task-state"
    zh = "该任务目前状态不能进行此操作"
    en = "The task is not in the state that this act needs"

    def __init__(self, state: str) -> None:
        super().__init__()
        self.state = state

    def details(self) -> Mapping[str, object]:
        """The state now."""
        return {"current_state": self.state}


class DependsOnOthers(Refusal):
    """A task is done after those that it depends on; carries those that are not accepted."""

    code = "depends-on-others"
    zh = "所依赖的任务尚未验收"
    en = "Tasks that this one depends on are not accepted yet"

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__()
        self.codes = tuple(codes)

    def details(self) -> Mapping[str, object]:
        """The codes of those tasks."""
        return {"depends_on": list(self.codes)}


class NotAnswerable(Refusal):
    """Only who answers for a task reports on it."""

    code = "not-answerable"
    zh = "该任务由其他岗位负责"
    en = "Another post answers for this task"


class NotIndependent(Refusal):
    """Work is judged by somebody who did not do it, nor appointed who did, nor the other way."""

    code = "not-independent"
    zh = "不得验收本人完成的工作，验收人与完成人须互无任命关系；此次尝试已记录在案"
    en = (
        "Nobody judges own work, and neither of who did it and who judges it may have appointed "
        "the other; the attempt is on record"
    )
    goes_on_record = True


class TaskOfFinding(Refusal):
    """What mends a finding is verified with the finding, and not taken off the plan."""

    code = "task-of-finding"
    zh = "整改任务须随检查问题一并核验，不能单独验收或取消"
    en = "This task mends a finding: it is verified with the finding, not accepted or cancelled"


class InspectionNotCarriedOut(Refusal):
    """Findings come of an inspection that took place."""

    code = "inspection-not-carried-out"
    zh = "该次检查尚未实施"
    en = "The inspection has not been carried out yet"


class InspectionCarriedOutAlready(Refusal):
    """An inspection takes place once."""

    code = "inspection-carried-out"
    zh = "该次检查已实施"
    en = "The inspection was carried out already"


class OutsideInspection(Refusal):
    """A finding is about the area, or the sample, that was inspected."""

    code = "outside-inspection"
    zh = "该户不在本次检查范围内"
    en = "The household was not part of the inspection"


class FindingClosedAlready(Refusal):
    """A finding is closed once."""

    code = "finding-closed"
    zh = "该问题已销号"
    en = "The finding is closed already"
