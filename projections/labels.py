"""What codes are called, in Chinese and English: events, items, answers, reasons, posts, steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from domain.attribution import Channel
from domain.codes import Label, code_list
from domain.device import DeviceFlag
from domain.divisions import UnknownDivisionError, division
from domain.events import CodingMethod
from domain.forms import FOREIGN_FORM, FORMS, LONG_FORM, SHORT_FORM, Answer, Item, Kind
from domain.phase import CensusPhase
from domain.reasons import (
    AmendReason,
    BookkeepingReason,
    BudgetReason,
    CorrectReason,
    EndReason,
    EpochReason,
    Reason,
    ReopenReason,
    ReturnReason,
    SuspendReason,
    TaskChangeReason,
    TaskReturnReason,
    WithdrawReason,
)
from domain.status import Level, Role, Status

EVENTS: Mapping[str, Label] = MappingProxyType(
    {
        "BookOpened": Label("账本启用", "Book opened"),
        "PhaseOpened": Label("普查阶段开启", "Phase opened"),
        "PhaseClosed": Label("普查阶段关闭", "Phase closed"),
        "EarlyRegistrationApproved": Label("批准提前登记", "Early registration approved"),
        "AreaClosed": Label("区域关闭", "Area closed"),
        "AreaReopened": Label("区域重新开启", "Area reopened"),
        "BuildingsListed": Label("建筑物列入底册", "Buildings listed"),
        "DwellingUnitsListed": Label("住房单元列入底册", "Dwelling units listed"),
        "ListingConfirmed": Label("确认补列户", "Late listing confirmed"),
        "BlockClosed": Label("普查小区关闭", "Block closed"),
        "BlockReopened": Label("普查小区重新开启", "Block reopened"),
        "VisitMade": Label("入户", "Visit made"),
        "SelfRegistrationIssued": Label("发放自主填报码", "Self-registration code handed out"),
        "CommentMade": Label("批注", "Comment made"),
        "CommentResolved": Label("批注处理", "Comment resolved"),
        "HouseholdReopened": Label("户记录重新开启", "Household reopened"),
        "PostEstablished": Label("设立岗位", "Post established"),
        "PostFilled": Label("任命到岗", "Post filled"),
        "AccountGiven": Label("开立账号", "Account given"),
        "PostVacated": Label("离任", "Post vacated"),
        "PostAreaAssigned": Label("增加责任区域", "Area assigned to a post"),
        "PostAreaReleased": Label("移出责任区域", "Area released from a post"),
        "PostPlacedInUnit": Label("岗位归入单位", "Post placed in a unit"),
        "PostHolderTrained": Label("培训", "Post holder trained"),
        "PostHolderCertified": Label("发放证件", "Post holder certified"),
        "PostHolderSuspended": Label("停职", "Post holder suspended"),
        "PostHolderReinstated": Label("恢复履职", "Post holder reinstated"),
        "PostDepartureAnnounced": Label("预告离任", "Departure announced"),
        "UnitEstablished": Label("设立单位", "Unit established"),
        "UnitDutiesChanged": Label("调整单位职责", "Duties of a unit changed"),
        "UnitDissolved": Label("撤销单位", "Unit dissolved"),
        "DeviceRegistered": Label("设备登记", "Device registered"),
        "DeviceRetired": Label("设备报废", "Device retired"),
        "DeviceLost": Label("设备报失", "Device reported lost"),
        "BlockDelineated": Label("划定普查小区", "Block delineated"),
        "BlockListExtended": Label("补充户名册", "Household list extended"),
        "HouseholdListed": Label("摸底列入名册", "Household listed"),
        "HouseholdRegistered": Label("户登记", "Household registered"),
        "LongFormRegistered": Label("长表登记", "Long form registered"),
        "ForeignFormRegistered": Label(
            "港澳台居民和外籍人员表登记", "Form for HMT residents and foreigners registered"
        ),
        "DeathsRegistered": Label("死亡人口登记", "Deaths registered"),
        "SampleSeedFixed": Label("确定长表抽样种子", "Seed of the long-form draw fixed"),
        "LongFormDrawn": Label("抽取长表户", "Households drawn for the long form"),
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
        "PaySchemeSet": Label("设定报酬标准", "Pay scheme set"),
        "WorkdayRecorded": Label("记录出勤", "Day worked recorded"),
        "WorkdayCountersigned": Label("会签出勤", "Day worked countersigned"),
        "PaymentMade": Label("支付报酬", "Wages paid"),
        "BudgetLineOpened": Label("设立预算科目", "Budget line opened"),
        "BudgetLineChanged": Label("调整预算科目", "Budget line changed"),
        "BudgetSpent": Label("预算支出", "Budget spent"),
        "TaskSet": Label("下达任务", "Task laid down"),
        "TaskProgressed": Label("报告任务进展", "Progress of a task reported"),
        "TaskEvidenced": Label("提交任务佐证", "Evidence of a task named"),
        "TaskClaimedDone": Label("申报任务完成", "Task claimed done"),
        "TaskAccepted": Label("任务验收", "Task accepted"),
        "TaskReturned": Label("任务退回", "Task sent back"),
        "TaskPutOff": Label("任务延期", "Task put off"),
        "TaskCancelled": Label("任务取消", "Task cancelled"),
        "InspectionPlanned": Label("安排检查", "Inspection planned"),
        "InspectionCarriedOut": Label("实施检查", "Inspection carried out"),
        "InspectionFindingMade": Label("检查发现问题", "Finding of an inspection"),
        "InspectionFindingClosed": Label("检查问题销号", "Finding of an inspection closed"),
        "BulletinPublished": Label("发布通报", "Bulletin published"),
        "PersonRegistered": Label("人员登记", "Person registered"),
        "PersonLongFormRegistered": Label("长表人员登记", "Person's long form registered"),
        "ForeignPersonRegistered": Label(
            "港澳台居民或外籍人员登记", "HMT resident or foreigner registered"
        ),
        "IndustryCoded": Label("行业编码", "Industry coded"),
        "OccupationCoded": Label("职业编码", "Occupation coded"),
        "PersonAmended": Label("人员记录修改", "Person amended"),
        "PersonCorrected": Label("人员记录更正", "Person corrected"),
        "MembersTransferredOut": Label("人员转出本户", "Members transferred out"),
        "MembersTransferredIn": Label("人员转入本户", "Members transferred in"),
        "TransferOutAnnounced": Label("转往外县", "Transfer to another county announced"),
        "TransferInAccepted": Label("外县转入", "Transfer from another county accepted"),
        "BookTransferRecorded": Label("跨县移转登记", "Transfer between books recorded"),
        "DuplicateResolved": Label("重复登记处理", "Duplicate registration resolved"),
        "PersonTransferredOut": Label("人员转出", "Person transferred out"),
        "PersonTransferredIn": Label("人员转入", "Person transferred in"),
        "DoubtRaised": Label("提出疑点", "Doubt raised"),
        "DoubtResolved": Label("疑点处理", "Doubt resolved"),
        "DoubtSettled": Label("疑点消除", "Doubt settled"),
        "BlockDoubted": Label("小区有疑点", "Block doubted"),
        "ExtractCompared": Label("行政记录比对", "Administrative extract compared"),
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

PHASES: Mapping[CensusPhase, Label] = MappingProxyType(
    {
        CensusPhase.LISTING: Label("摸底", "listing"),
        CensusPhase.SHORT_REGISTRATION: Label("短表登记", "short form"),
        CensusPhase.SELF_REGISTRATION: Label("自主填报", "self-registration"),
        CensusPhase.LONG_REGISTRATION: Label("长表登记", "long form"),
        CensusPhase.CROSS_CHECK: Label("比对复查", "cross-check"),
        CensusPhase.POST_ENUMERATION_SURVEY: Label("事后质量抽查", "post-enumeration survey"),
        CensusPhase.CODING: Label("行业职业编码", "coding"),
        CensusPhase.PUBLICATION: Label("公布", "publication"),
        CensusPhase.CLOSED: Label("普查关闭", "census closed"),
    }
)

DEVICE_FLAGS: Mapping[DeviceFlag, Label] = MappingProxyType(
    {
        DeviceFlag.LOST: Label("已报失的设备", "device reported lost"),
        DeviceFlag.RETIRED: Label("已报废的设备", "device out of use"),
        DeviceFlag.OTHER_POST: Label("登记在其他岗位的设备", "device of another post"),
        DeviceFlag.UNREGISTERED: Label("未登记的设备", "device that was not registered"),
    }
)

CODING_METHODS: Mapping[CodingMethod, Label] = MappingProxyType(
    {
        CodingMethod.READING: Label("阅读原文", "by reading the text"),
        CodingMethod.DICTIONARY: Label("词典并经人工核对", "by a list of texts, looked at"),
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

_CHANGE_REASONS: tuple[type[Reason], ...] = (
    AmendReason,
    CorrectReason,
    WithdrawReason,
    BookkeepingReason,
)
_REASONS: Mapping[str, tuple[type[Reason], ...]] = MappingProxyType(
    {
        "HouseholdReturned": (ReturnReason,),
        "HouseholdWithdrawn": (WithdrawReason, BookkeepingReason),
        "HouseholdCorrected": (CorrectReason,),
        "PersonCorrected": (CorrectReason, BookkeepingReason),
        "LogEpochBegun": (EpochReason,),
        "MembersTransferredOut": (BookkeepingReason,),
        "MembersTransferredIn": (BookkeepingReason,),
        "TransferOutAnnounced": (BookkeepingReason,),
        "TransferInAccepted": (BookkeepingReason,),
        "DuplicateResolved": (BookkeepingReason,),
        "PersonTransferredOut": (BookkeepingReason,),
        "PersonTransferredIn": (BookkeepingReason,),
        "BlockReopened": (ReopenReason,),
        "AreaReopened": (ReopenReason,),
        "HouseholdReopened": (ReopenReason,),
        "BudgetLineChanged": (BudgetReason,),
        "TaskReturned": (TaskReturnReason,),
        "TaskPutOff": (TaskChangeReason,),
        "TaskCancelled": (TaskChangeReason,),
        "PostVacated": (EndReason,),
        "PostHolderSuspended": (SuspendReason,),
    }
)
"""The lists that a reason may come from; a code may mean another thing in another list."""


def _by_code(items: Iterable[Item]) -> Mapping[str, Item]:
    return MappingProxyType({item.code: item for item in items})


HOUSEHOLD_ITEMS = _by_code(item for form in FORMS.values() for item in form.household_items)
PERSON_ITEMS = _by_code(item for form in FORMS.values() for item in form.person_items)
DEATH_ITEMS = _by_code(item for form in FORMS.values() for item in form.death_items)
"""The items of all forms by code; an item that several forms have is called the same on each."""

_SHORT_PERSON = _by_code(SHORT_FORM.person_items)
_LONG_PERSON = _by_code(LONG_FORM.person_items)
_FOREIGN_PERSON = _by_code(FOREIGN_FORM.person_items)
_ADDED_BY_LONG = _by_code(i for i in LONG_FORM.person_items if i.code not in _SHORT_PERSON)


def entered_items(topic: str, answered: Collection[str]) -> Mapping[str, Item]:
    """The items of the form that an event enters a person on; none for any other event.

    ``answered`` are the items with an answer: they tell the short form, the long one and that of
    foreigners apart where the event does not.
    """
    match topic:
        case "PersonLongFormRegistered":
            return _ADDED_BY_LONG
        case "ForeignPersonRegistered":
            return _FOREIGN_PERSON
        case "PersonRegistered" | "PersonTransferredIn":
            if not _FOREIGN_PERSON.keys().isdisjoint(answered):
                return _FOREIGN_PERSON
            return _LONG_PERSON if _ADDED_BY_LONG.keys() & set(answered) else _SHORT_PERSON
        case _:
            return {}


def reason_label(topic: str, reason: str | None) -> Label | None:
    """The wording of an event's coded reason; None where it has none."""
    for reasons in _REASONS.get(topic, _CHANGE_REASONS):
        for member in reasons:
            if member.value == reason:
                return Label(member.zh, member.en)
    return None


def answer_label(item: Item, answer: Answer) -> Label | None:
    """The label of a coded answer, a prefecture or a county; None for any other answer."""
    if answer is None:
        return None
    if item.codes is not None:
        codes = code_list(item.codes)
        return codes.label(answer) if answer in codes else None
    if item.kind in {Kind.PREFECTURE, Kind.DIVISION}:
        try:
            name = division(str(answer)).name_zh
        except UnknownDivisionError:
            return None
        return Label(name, name)
    return None
