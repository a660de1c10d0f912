"""Coded reasons: why a record was returned, amended, corrected or withdrawn, a log begun anew."""

from __future__ import annotations

from domain.worded_code import WordedCode


class Reason(WordedCode):
    """Why something was done."""


class ReturnReason(Reason):
    """Why a reviewer sends a household back to its enumerator."""

    RULE_DOUBT = "rule-doubt", "审核存疑", "a review rule raises a doubt"
    EXPLANATION_INSUFFICIENT = (
        "explanation-insufficient",
        "核实说明不充分",
        "the explanation of a warning does not suffice",
    )
    MISSED_PERSON = "missed-person", "疑似漏登人口", "a person seems to be missing"
    EXTRA_PERSON = "extra-person", "疑似多登人口", "a person seems to be entered wrongly"
    DIFFERS_FROM_SOURCE = (
        "differs-from-source",
        "与行政记录不一致",
        "an answer differs from an administrative record",
    )
    REVISIT = "revisit", "需入户复核", "a second visit is needed"


class AmendReason(Reason):
    """Why a record is changed before it is approved."""

    RESPONDENT_CORRECTED = (
        "respondent-corrected",
        "申报人更正",
        "the respondent corrected an answer",
    )
    ENTRY_MISTAKE = "entry-mistake", "录入差错", "a mistake of entry"
    AFTER_RETURN = "after-return", "退回整改", "mended after a return"
    MISSED_PERSON = "missed-person", "补登漏登人口", "a missed person is added"
    EXTRA_PERSON = "extra-person", "删除多登人口", "a person entered wrongly is removed"


class CorrectReason(Reason):
    """Why an approved record is corrected."""

    CROSS_CHECK = "cross-check", "比对复查", "found by the cross-check"
    INSPECTION = "inspection", "质量检查", "found by an inspection"
    RESPONDENT_REQUEST = "respondent-request", "申报人申请更正", "asked for by the respondent"
    ADMINISTRATIVE_RECORD = (
        "administrative-record",
        "行政记录核实",
        "verified against an administrative record",
    )
    ENTRY_MISTAKE = "entry-mistake", "录入差错", "a mistake of entry"


class WithdrawReason(Reason):
    """Why a household's registration is withdrawn as a whole."""

    DUPLICATE = "duplicate", "重复登记", "the household is registered twice"
    NOT_IN_BLOCK = "not-in-block", "不属于本普查小区", "the household does not belong to the block"
    VACANT = "vacant", "空户", "nobody lives there and nobody's hukou is there"
    OUT_OF_SCOPE = "out-of-scope", "不属于普查对象", "the household is out of the census's scope"


class ReopenReason(Reason):
    """Why what a level accepted, or a block that was closed, is open again."""

    CROSS_CHECK = "cross-check", "比对复查", "found by the cross-check"
    INSPECTION = "inspection", "质量检查", "found by an inspection"
    MISSED_HOUSEHOLD = "missed-household", "漏登住户", "a household was missed"
    APPROVED_BY_MISTAKE = "approved-by-mistake", "误予通过", "it was approved by mistake"


class EndReason(Reason):
    """Why an appointment ends."""

    ENDED = "ended", "任期结束", "the time of the appointment is over"
    RESIGNED = "resigned", "辞职", "the holder resigned"
    DISMISSED = "dismissed", "辞退", "the holder was dismissed"
    TRANSFERRED = "transferred", "调离", "the holder was called to other work"


class SuspendReason(Reason):
    """Why a post's holder is suspended."""

    UNDER_INQUIRY = "under-inquiry", "接受核查", "an inquiry is under way"
    UNAVAILABLE = "unavailable", "暂不能履职", "the holder cannot work for a time"
    CREDENTIAL_IN_DOUBT = "credential-in-doubt", "证件存疑", "the credential is in doubt"


class BookkeepingReason(Reason):
    """Why persons go from one form to another, or one of two registrations goes."""

    WRONG_HOUSEHOLD = "wrong-household", "登记在别的户", "they stood on the wrong household's form"
    TWO_HOUSEHOLDS = "two-households", "实为两户", "what was registered as one household is two"
    ONE_HOUSEHOLD = "one-household", "实为一户", "what was registered as two households is one"
    DUPLICATE = "duplicate", "重复登记", "the person is registered twice"
    OTHER_COUNTY = "other-county", "应在别的县登记", "they belong to another county's book"
    CROSS_CHECK = "cross-check", "比对复查", "found by the cross-check"


class EpochReason(Reason):
    """Why a book's public log begins anew."""

    RESTORED = "restored", "由备份恢复", "the database was restored from a backup"
    FAILED_OVER = "failed-over", "切换至备机", "a standby that lacked entries took over"
    ALTERED = "altered", "已封存条目被改动", "entries that were sealed have been altered"
    KEY_LOST = "key-lost", "签名密钥遗失或更换", "the signing key was lost or replaced"


class BudgetReason(Reason):
    """Why a budget line's amount is changed."""

    INCREASED = "increased", "追加经费", "more was granted"
    CUT = "cut", "核减经费", "the grant was cut"
    MOVED = "moved", "科目间调剂", "moved between lines"
    ENTRY_MISTAKE = "entry-mistake", "录入差错", "a mistake of entry"


class TaskReturnReason(Reason):
    """Why work that was claimed done is sent back."""

    CRITERIA_NOT_MET = "criteria-not-met", "未达到验收标准", "the criteria are not met"
    EVIDENCE_MISSING = "evidence-missing", "缺少佐证材料", "evidence is missing"
    EVIDENCE_DOUBTFUL = "evidence-doubtful", "佐证材料存疑", "the evidence raises a doubt"


class TaskChangeReason(Reason):
    """Why a task is put off or cancelled."""

    PLAN_CHANGED = "plan-changed", "工作计划调整", "the plan was changed"
    NO_LONGER_NEEDED = "no-longer-needed", "不再需要", "it is no longer needed"
    OBSTACLE = "obstacle", "客观条件所限", "something stands in the way"
    ENTRY_MISTAKE = "entry-mistake", "录入差错", "a mistake of entry"
