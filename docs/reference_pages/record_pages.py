"""Pages on a record: its events, its way through review, and who may do what with it."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import re
from collections.abc import Mapping
from typing import Any

import domain.attribution
import domain.events
from api.access import Purpose
from domain.area import AREA_DIGITS
from domain.duties import Duty, UnitKind
from domain.events import (
    EVENT_CLASSES,
    ROSTER_TOPICS,
    BudgetPurpose,
    Event,
    FindingKind,
    FindingSeverity,
    PayBasis,
    TaskKind,
)
from domain.pay_statement import PayAlarm
from domain.permissions import PERMITTED, Act
from domain.reasons import (
    AmendReason,
    BudgetReason,
    CorrectReason,
    EndReason,
    EpochReason,
    ReopenReason,
    ReturnReason,
    SuspendReason,
    TaskChangeReason,
    TaskReturnReason,
    WithdrawReason,
)
from domain.status import APPROVED, LEVEL_OF_ROLE, REVIEWABLE, Status
from domain.work_plan import TaskState
from projections.labels import CHANNELS, EVENTS, ROLES, STATUSES
from reference_pages.markdown import doc_of, inline, page, table

STANDS: Mapping[Status, str] = {
    Status.LISTED: "stands on the block's list",
    Status.REGISTERED: "form recorded; its enumerator holds it",
    Status.SUBMITTED: "declared true; the supervisor's turn",
    Status.RETURNED: "sent back; its enumerator holds it again",
    Status.SUPERVISOR_APPROVED: "the community's turn",
    Status.COMMUNITY_ACCEPTED: "the township's turn",
    Status.TOWNSHIP_ACCEPTED: "the county's turn",
    Status.COUNTY_ACCEPTED: "accepted; corrected or withdrawn only under four eyes",
    Status.WITHDRAWN: "counts no more",
}
ACTS: Mapping[Act, tuple[str, str]] = {
    Act.LIST: ("摸底", "put households on a block's list"),
    Act.REGISTER: ("登记", "record a household's form"),
    Act.AMEND: ("修改", "change a record that its enumerator holds"),
    Act.SUBMIT: ("提交", "declare the answers true and send them to review"),
    Act.RETURN: ("退回", "send a record back from review"),
    Act.APPROVE: ("审核通过", "approve at the level of one's post"),
    Act.CORRECT: ("更正", "correct an approved record, or countersign a correction"),
    Act.WITHDRAW: ("撤销", "let a registration count no more that no level has approved"),
    Act.WITHDRAW_APPROVED: (
        "撤销已审核的记录",
        "let an approved registration count no more, or countersign its withdrawal",
    ),
    Act.DESTROY_KEYS: (
        "销毁密钥",
        "destroy a household's key or those of the whole book, or countersign that",
    ),
    Act.BEGIN_LOG_EPOCH: (
        "启用新的日志纪元",
        "begin the book's public log anew after a break, or countersign that",
    ),
    Act.CODE: ("编码", "give the texts of industries and occupations their codes"),
    Act.DRAW_SAMPLE: ("抽取长表户", "fix the seed of the long-form draw, and draw"),
    Act.MOVE_PERSONS: (
        "人口移转",
        "move persons, split or merge households, resolve a duplicate, before any approval",
    ),
    Act.MOVE_APPROVED: ("移转已审核的人口", "do so with approved records, or countersign that"),
    Act.CROSS_CHECK: ("比对复查", "ask the rules across households, and raise doubts"),
    Act.RESOLVE_DOUBT: ("处理疑点", "answer a doubt of the cross-check"),
    Act.SUPPLY_EXTRACT: ("提供行政记录", "compare an extract of administrative records"),
    Act.READ_DOUBTS: ("查看疑点", "read the doubts of one's area"),
    Act.DELINEATE: ("划分普查小区", "draw a block"),
    Act.OPEN_PHASE: ("开启或关闭普查阶段", "open and close the phases of the census"),
    Act.APPROVE_EARLY: (
        "批准提前登记",
        "put on record that a township may register early, or countersign that",
    ),
    Act.CONFIRM_LISTING: ("确认补列户", "confirm households that were listed late"),
    Act.VISIT: ("入户记录", "record what a visit came to"),
    Act.ISSUE_SELF_REGISTRATION: ("发放自主填报码", "hand a household its code"),
    Act.COMMENT: ("批注", "comment on an item, and settle comments of others"),
    Act.REOPEN_HOUSEHOLD: ("重新开启户记录", "take back what one's own level approved"),
    Act.CLOSE_BLOCK: ("关闭普查小区", "close a block that is ready"),
    Act.REOPEN_BLOCK: ("重新开启普查小区", "open a closed block again"),
    Act.CLOSE_AREA: ("关闭区域", "close a district, township or county that is ready"),
    Act.APPOINT: (
        "设岗任命",
        "found, fill, hand over, vacate posts and units; areas, training, credentials, passwords",
    ),
    Act.MANAGE_DEVICES: ("管理设备", "register devices to posts, and retire them"),
    Act.REPORT_DEVICE_LOST: ("设备报失", "report a device lost"),
    Act.READ_STAFFING: (
        "查阅人员安排",
        "read posts, units, devices, the chain of responsibility and the live check",
    ),
    Act.SET_PAY: ("定报酬标准", "set what posts are paid"),
    Act.RECORD_WORK: ("记录出勤", "record days worked: one's own, or those of lower posts"),
    Act.COUNTERSIGN_WORK: ("会签出勤", "confirm days worked by lower posts"),
    Act.KEEP_BUDGET: ("管理预算", "open and change budget lines, spend, and pay wages"),
    Act.PLAN_WORK: ("安排任务", "lay down tasks, put them off, cancel them"),
    Act.DO_TASK: ("办理任务", "report on the tasks that one's own post answers for"),
    Act.JUDGE_TASK: ("验收任务", "accept or send back what others claim done"),
    Act.INSPECT: ("检查", "plan and carry out inspections, record findings, verify the mending"),
    Act.PUBLISH_BULLETIN: ("发布通报", "put on record that a bulletin was given out"),
    Act.READ_ACCOUNTS: ("查阅报酬与预算", "read pay statements and the budget"),
    Act.READ_WORKDAYS: ("查阅待会签的工作日", "read the days worked that wait for a signature"),
    Act.READ_WORK_PLAN: ("查阅任务与检查", "read tasks, inspections and bulletins"),
    Act.READ_REMARK: ("查阅检查说明", "read what an inspection says of a household"),
    Act.READ_COMMENTS: ("查阅批注", "read the comments on a household"),
    Act.READ_HOUSEHOLD: ("查阅户记录", "read a household's record"),
    Act.TRACE: ("追溯", "read the trace of a household or person"),
    Act.FIND_PERSON: ("按证件号码查人", "find where the bearer of an ID number is registered"),
    Act.READ_TABLES: ("查阅汇总表", "read census tables"),
    Act.READ_PROGRESS: ("查阅进度", "read progress, blocks and lists (no answers)"),
    Act.READ_BOOK: ("查阅账簿末端", "read the head of the book; check forms"),
    Act.READ_READINGS: ("查阅查阅记录", "read who read whose data, and what for"),
}


def events() -> str:
    """Every event class with its fields, and the parts that events are made of."""
    parts = (
        domain.attribution.Attribution,
        domain.attribution.Authority,
        domain.events.Change,
        domain.events.RecordedFinding,
        domain.events.Explanation,
        domain.events.Remark,
        domain.events.ListedHousehold,
        domain.events.PayRate,
        domain.events.MinimumWage,
        domain.events.Expected,
        domain.events.ListedBuilding,
    )
    text = [
        (
            "Each event is stored under its *topic*, which never changes. All of them carry "
            "`originator_id` and `originator_version` (the aggregate and its version, 1 for "
            "the first event) and `by`, an [Attribution](#attribution). The server's time and "
            "the position are the entry's, see [entries and the tree](entries-and-tree.md)."
        ),
        (
            "*Sealed* parts are stored only under the subject's key; of `answers`, `deaths` "
            "and `changes` those of identifier items are sealed (see the "
            "[codebook](codebook.md)). Events marked *roster* change who may do what where."
        ),
    ]
    for event in EVENT_CLASSES:
        label = EVENTS[event.topic]
        roster = "; roster" if event.topic in ROSTER_TOPICS else ""
        text += [
            f"## {event.topic} {label.zh}",
            f"{label.en}. Aggregate: {_aggregate(event)}; {_key(event)}{roster}.",
            doc_of(event),
            _fields(event),
        ]
    text.append("## Parts of events 事件的组成部分")
    for part in parts:
        text += [f"### {part.__name__}", doc_of(part), _fields(part)]
    return page("Events 事件", "domain/events and domain/attribution.py", *text)


def _aggregate(event: type[Event]) -> str:
    if issubclass(event, domain.events.PersonEvent):
        return "person"
    if issubclass(event, domain.events.HouseholdEvent):
        return "household"
    if event is domain.events.LogEpochBegun:
        return "book"
    if event is domain.events.AccountGiven:
        return "account"
    room = event.__module__.rpartition(".")[2]
    return _AGGREGATES.get(room, room.replace("_", " "))


_AGGREGATES = {
    "pay": "pay account or scheme",
    "budget": "budget line",
    "work_plan": "task",
    "posts": "post",
    "units": "unit",
    "devices": "device",
    "territory": "block",
}
"""What the events of a room happen to, where the room is not named after it."""


def _key(event: type[Event]) -> str:
    if all(_sealing(field) == "clear" for field in dataclasses.fields(event)):
        return "nothing in it is sealed"
    holder = "post" if _aggregate(event) == "post" else "household"
    return f"sealed under the {holder}'s key"


def _fields(kind: type[Any]) -> str:
    shared = {f.name for f in dataclasses.fields(Event)}
    told = _field_docs(kind)
    rows = [
        (f"`{f.name}`", f"`{f.type}`", _sealing(f), told.get(f.name, ""))
        for f in dataclasses.fields(kind)
        if not (issubclass(kind, Event) and f.name in shared)
    ]
    if not rows:
        return "No fields of its own."
    return table(("field", "type", "stored", "meaning"), rows)


def _sealing(field: dataclasses.Field[Any]) -> str:
    if field.metadata.get("sealed"):
        return "sealed"
    if re.search(r"Answer|Change", str(field.type)):
        return "identifier items sealed"
    if re.search(r"Explanation|Remark", str(field.type)):
        return "its text sealed"
    return "clear"


def _field_docs(kind: type[Any]) -> dict[str, str]:
    """What is said of the fields of a class and of those that it inherits."""
    told: dict[str, str] = {}
    for cls in reversed(kind.__mro__):
        if dataclasses.is_dataclass(cls):
            told |= _said_below(cls)
    return told


def _said_below(cls: type[Any]) -> dict[str, str]:
    """The strings that stand below the fields or members of one class, by their names."""
    told: dict[str, str] = {}
    for top in ast.parse(inspect.getsource(cls)).body:
        body = getattr(top, "body", [])
        for field, below in itertools.pairwise(body):
            match field, below:
                case (
                    ast.AnnAssign(target=ast.Name(id=name))
                    | ast.Assign(targets=[ast.Name(id=name)]),
                    ast.Expr(value=ast.Constant(value=str() as said)),
                ):
                    told[name] = inline(said)
    return told


def permissions() -> str:
    """Who may do what."""
    head = ("act", "作业", "meaning", *(f"{role.zh}<br>{role.en}" for role in ROLES.values()))
    rows = (
        (
            f"`{act.value}`",
            *ACTS[act],
            *("✓" if role in roles else "" for role in ROLES),
        )
        for act, roles in PERMITTED.items()
    )
    names = (
        (
            f"`{role.value}`",
            label.zh,
            label.en,
            " or ".join(str(digits) for digits in sorted(AREA_DIGITS[role])),
        )
        for role, label in ROLES.items()
    )
    return page(
        "Permissions 权限",
        "domain/permissions.py and domain/area.py",
        "A post has a role and an area, which is a prefix of the 15-digit block code: county 6 "
        "digits, township 9, district (community) 12, block 15. An act passes where the role is "
        "ticked below *and* the place that it touches lies in the post's area; anything else "
        "is `not-permitted` or `outside-area`. The appointment is looked up anew for every "
        "request: who leaves a post can act no more at once, whatever token is still held.",
        table(head, rows),
        "Beyond the table: nobody approves or returns a record that the same account registered "
        "or changed (`own-work`); a correction or withdrawal after acceptance by the county needs "
        "a second account that may do the same there, and neither of the two may have appointed "
        "the other, not even by way of others (`second-person-needed`); microdata take the "
        "permission to read households and that to read tables; the record of readings "
        "is for the auditor. An office registers, amends and submits collective households only "
        "(`institution-only`); a household that signed in for itself does so with its own record "
        "and nothing else; many acts need their phase of the census (`phase-closed`).",
        "## Roles 岗位",
        "The area of a post has as many digits as its role asks for. A block must have been drawn, "
        "any other area must be in the lists of divisions (`unfit-area`); of a county of whose "
        "parts no list is kept, any part is taken. A county office is vacated, handed over or its "
        "holder suspended only while another one is held by somebody who has acted already "
        "(`last-county-office`).",
        "A post may answer for several areas of that width. Its holder may not act while suspended "
        "(`suspended`), and enumerators and supervisors list, register, amend, submit and approve "
        "with a credential that is valid on the day alone (`not-certified`).",
        table(("role", "中文", "English", "digits of its area"), names),
    )


def workflow() -> str:
    """The steps of a record, and the coded reasons, channels and purposes."""
    levels = {level: role for role, level in LEVEL_OF_ROLE.items()}
    steps = ((f"`{s.value}`", STATUSES[s].zh, meaning) for s, meaning in STANDS.items())
    turns = (
        (
            f"`{level.value}`",
            f"{ROLES[levels[level]].zh} / {ROLES[levels[level]].en}",
            f"`{status.value}`",
            f"`{APPROVED[level].value}`",
        )
        for level, status in REVIEWABLE.items()
    )
    text = []
    for reasons, meaning in (
        (ReturnReason, "Why a record is returned 退回原因"),
        (AmendReason, "Why a record is amended 修改原因"),
        (CorrectReason, "Why an approved record is corrected 更正原因"),
        (WithdrawReason, "Why a registration is withdrawn 撤销原因"),
        (ReopenReason, "Why a record, a block or an area is open again 重新开启原因"),
        (EndReason, "Why an appointment ends 离任原因"),
        (SuspendReason, "Why a post's holder is suspended 停职原因"),
        (UnitKind, "Kinds of units 单位类型"),
        (Duty, "Duties of units 单位职责"),
        (BudgetReason, "Why a budget line is changed 预算调整原因"),
        (TaskReturnReason, "Why a task is sent back 任务退回原因"),
        (TaskChangeReason, "Why a task is put off or cancelled 任务变更原因"),
        (PayBasis, "What pay goes by 计酬方式"),
        (PayAlarm, "Alarms of pay 报酬预警"),
        (BudgetPurpose, "Purposes of budget lines 预算用途"),
        (TaskKind, "Kinds of tasks 任务类型"),
        (TaskState, "Where a task stands 任务状态"),
        (FindingKind, "What inspections find 检查问题类型"),
        (FindingSeverity, "How grave a finding is 问题程度"),
        (EpochReason, "Why a log begins anew 启用新日志纪元的原因"),
    ):
        rows = ((f"`{r.value}`", r.zh, r.en) for r in reasons)
        text += [f"### {meaning}", table(("code", "中文", "English"), rows)]
    channels = ((f"`{c.value}`", label.zh, label.en) for c, label in CHANNELS.items())
    told = _said_below(Purpose)
    purposes = ((f"`{p.value}`", told[p.name]) for p in Purpose)
    return page(
        "Workflow and coded reasons 工作流程与原因代码",
        "domain/status.py, domain/reasons.py, domain/attribution.py and api/access.py",
        "## Where a record stands 环节",
        table(("status", "中文", "meaning"), steps),
        "A record is amended while it is `registered` or `returned`, and corrected once any level "
        "has approved it. A return sends it to `returned`, from whatever level. It can be "
        "withdrawn at any step between `registered` and `county_accepted`: before any level has "
        "approved it, with a reason; from then on as it is corrected, by an office and on an "
        "authority (`authority-needed`), and after acceptance by the county with a second person "
        "(`second-person-needed`). A household that was never registered is withdrawn as vacant "
        "once a visit found nobody who belongs there (`visit-needed`). A level takes back its own "
        "approval as long as no later one has approved the record: it is `returned` then.",
        "## Whose turn it is 审核层级",
        table(("level", "post", "finds it as", "approves it to"), turns),
        "## Coded reasons 原因代码",
        *text,
        "### How an answer came 渠道",
        table(("channel", "中文", "English"), channels),
        "### What personal data are read for 查阅目的",
        table(("purpose", "meaning"), purposes),
    )
