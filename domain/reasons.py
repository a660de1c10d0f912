"""Coded reasons: why a record was returned, amended, corrected or withdrawn, a log begun anew."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """A code with its wording in Chinese and English."""

    zh: str
    en: str

    def __new__(cls, code: str, zh: str, en: str) -> Reason:
        """Carry both wordings on the member."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.zh = zh
        member.en = en
        return member


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


class EpochReason(Reason):
    """Why a book's public log begins anew."""

    RESTORED = "restored", "由备份恢复", "the database was restored from a backup"
    FAILED_OVER = "failed-over", "切换至备机", "a standby that lacked entries took over"
    ALTERED = "altered", "已封存条目被改动", "entries that were sealed have been altered"
    KEY_LOST = "key-lost", "签名密钥遗失或更换", "the signing key was lost or replaced"
