"""What codes are called, in Chinese and English: events, items, answers, reasons, posts, steps."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from domain.attribution import Channel
from domain.codes import Label, code_list
from domain.divisions import UnknownDivisionError, division
from domain.forms.definition import Answer, Item, Kind
from domain.forms.short import SHORT_FORM
from domain.reasons import (
    AmendReason,
    CorrectReason,
    EpochReason,
    Reason,
    ReturnReason,
    WithdrawReason,
)
from domain.status import Level, Role, Status

EVENTS: Mapping[str, Label] = MappingProxyType(
    {
        "BookOpened": Label("账本启用", "Book opened"),
        "PostEstablished": Label("设立岗位", "Post established"),
        "PostFilled": Label("任命到岗", "Post filled"),
        "PostVacated": Label("离任", "Post vacated"),
        "BlockDelineated": Label("划定普查小区", "Block delineated"),
        "BlockListExtended": Label("补充户名册", "Household list extended"),
        "HouseholdListed": Label("摸底列入名册", "Household listed"),
        "HouseholdRegistered": Label("户登记", "Household registered"),
        "HouseholdAmended": Label("户记录修改", "Household amended"),
        "HouseholdCorrected": Label("户记录更正", "Household corrected"),
        "HouseholdSubmitted": Label("提交审核", "Submitted for review"),
        "HouseholdReturned": Label("审核退回", "Returned by review"),
        "HouseholdApproved": Label("审核通过", "Approved by review"),
        "HouseholdWithdrawn": Label("户登记撤销", "Household withdrawn"),
        "HouseholdKeyDestroyed": Label("销毁户密钥", "Household's key destroyed"),
        "BookKeysDestroyed": Label("销毁全账簿密钥", "Keys of the book destroyed"),
        "LogEpochBegun": Label("启用新的日志纪元", "Log epoch begun"),
        "AttemptRefused": Label("越权尝试被拒", "Attempt refused"),
        "PersonRegistered": Label("人员登记", "Person registered"),
        "PersonAmended": Label("人员记录修改", "Person amended"),
        "PersonCorrected": Label("人员记录更正", "Person corrected"),
        "PersonWithdrawn": Label("人员移出本户", "Person removed from the form"),
    }
)
"""The name of every event by its topic."""

CHANNELS: Mapping[Channel, Label] = MappingProxyType(
    {
        Channel.ENUMERATOR: Label("普查员入户", "enumerator on the spot"),
        Channel.SELF: Label("住户自主填报", "the household itself"),
        Channel.OFFICE: Label("普查机构", "census office"),
        Channel.IMPORT: Label("文件导入", "file import"),
    }
)

LEVELS: Mapping[Level, Label] = MappingProxyType(
    {
        Level.SUPERVISOR: Label("普查指导员", "supervisor"),
        Level.COMMUNITY: Label("社区（村）", "community"),
        Level.TOWNSHIP: Label("乡镇（街道）", "township"),
        Level.COUNTY: Label("县（市、区）", "county"),
    }
)

ROLES: Mapping[Role, Label] = MappingProxyType(
    {
        Role.ENUMERATOR: Label("普查员", "enumerator"),
        Role.SUPERVISOR: Label("普查指导员", "supervisor"),
        Role.COMMUNITY_OFFICE: Label("社区（村）普查小组", "community group"),
        Role.TOWNSHIP_OFFICE: Label("乡级普查机构", "township office"),
        Role.COUNTY_OFFICE: Label("县级普查机构", "county office"),
        Role.LEADING_GROUP: Label("普查领导小组", "leading group"),
        Role.DATA_OFFICER: Label("部门数据员", "data officer of a member unit"),
        Role.INSPECTOR: Label("督查员", "inspector"),
        Role.CODER: Label("行业职业编码员", "coder of industry and occupation"),
        Role.AUDITOR: Label("统计执法监督员", "auditor"),
        Role.OPERATOR: Label("系统运维员", "operator"),
    }
)

STATUSES: Mapping[Status, Label] = MappingProxyType(
    {
        Status.LISTED: Label("已列入底册", "listed"),
        Status.REGISTERED: Label("已登记", "registered"),
        Status.SUBMITTED: Label("已提交", "submitted"),
        Status.RETURNED: Label("已退回", "returned"),
        Status.SUPERVISOR_APPROVED: Label("指导员已审核", "approved by the supervisor"),
        Status.COMMUNITY_ACCEPTED: Label("社区已验收", "accepted by the community"),
        Status.TOWNSHIP_ACCEPTED: Label("乡级已验收", "accepted by the township"),
        Status.COUNTY_ACCEPTED: Label("县级已验收", "accepted by the county"),
        Status.WITHDRAWN: Label("已撤销", "withdrawn"),
    }
)

_CHANGE_REASONS: tuple[type[Reason], ...] = (AmendReason, CorrectReason, WithdrawReason)
_REASONS: Mapping[str, tuple[type[Reason], ...]] = MappingProxyType(
    {
        "HouseholdReturned": (ReturnReason,),
        "HouseholdWithdrawn": (WithdrawReason,),
        "HouseholdCorrected": (CorrectReason,),
        "PersonCorrected": (CorrectReason,),
        "LogEpochBegun": (EpochReason,),
    }
)
"""The lists that a reason may come from; a code may mean another thing in another list."""

HOUSEHOLD_ITEMS: Mapping[str, Item] = {item.code: item for item in SHORT_FORM.household_items}
PERSON_ITEMS: Mapping[str, Item] = {item.code: item for item in SHORT_FORM.person_items}
DEATH_ITEMS: Mapping[str, Item] = {item.code: item for item in SHORT_FORM.death_items}


def reason_label(topic: str, reason: str | None) -> Label | None:
    """The wording of an event's coded reason; None where it has none."""
    for reasons in _REASONS.get(topic, _CHANGE_REASONS):
        for member in reasons:
            if member.value == reason:
                return Label(member.zh, member.en)
    return None


def answer_label(item: Item, answer: Answer) -> Label | None:
    """The label of a coded answer or of a county; None for any other answer."""
    if answer is None:
        return None
    if item.codes is not None:
        codes = code_list(item.codes)
        return codes.label(answer) if answer in codes else None
    if item.kind is Kind.DIVISION:
        try:
            name = division(str(answer)).name_zh
        except UnknownDivisionError:
            return None
        return Label(name, name)
    return None
