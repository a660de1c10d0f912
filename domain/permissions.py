"""Who may do what: one table, role × act, and the area that a post answers for.

Registration and review stay with the census's own posts (条例 5: nobody else may change what was
told); an auditor sees all and changes nothing; an operator sees no personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.refusal import NotCertified, NotPermitted, OutsideArea, Suspended
from domain.status import Role

if TYPE_CHECKING:
    from domain.roster import Appointment


class Act(StrEnum):
    """What can be done with a book."""

    LIST = "list"
    REGISTER = "register"
    AMEND = "amend"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    WITHDRAW_APPROVED = "withdraw-approved"
    DESTROY_KEYS = "destroy-keys"
    BEGIN_LOG_EPOCH = "begin-log-epoch"
    CODE = "code"
    DRAW_SAMPLE = "draw-sample"
    DELINEATE = "delineate"
    APPOINT = "appoint"
    OPEN_PHASE = "open-phase"
    APPROVE_EARLY = "approve-early-registration"
    CONFIRM_LISTING = "confirm-listing"
    VISIT = "visit"
    ISSUE_SELF_REGISTRATION = "issue-self-registration"
    COMMENT = "comment"
    REOPEN_HOUSEHOLD = "reopen-household"
    CLOSE_BLOCK = "close-block"
    REOPEN_BLOCK = "reopen-block"
    CLOSE_AREA = "close-area"
    MANAGE_DEVICES = "manage-devices"
    REPORT_DEVICE_LOST = "report-device-lost"
    MOVE_PERSONS = "move-persons"
    MOVE_APPROVED = "move-approved"
    CROSS_CHECK = "cross-check"
    RESOLVE_DOUBT = "resolve-doubt"
    SUPPLY_EXTRACT = "supply-extract"
    READ_DOUBTS = "read-doubts"
    READ_STAFFING = "read-staffing"
    SET_PAY = "set-pay"
    RECORD_WORK = "record-work"
    COUNTERSIGN_WORK = "countersign-work"
    KEEP_BUDGET = "keep-budget"
    PLAN_WORK = "plan-work"
    DO_TASK = "do-task"
    JUDGE_TASK = "judge-task"
    INSPECT = "inspect"
    PUBLISH_BULLETIN = "publish-bulletin"
    READ_ACCOUNTS = "read-accounts"
    READ_WORKDAYS = "read-workdays"
    READ_WORK_PLAN = "read-work-plan"
    READ_REMARK = "read-remark"
    READ_COMMENTS = "read-comments"
    READ_HOUSEHOLD = "read-household"
    TRACE = "trace"
    FIND_PERSON = "find-person"
    READ_TABLES = "read-tables"
    READ_PROGRESS = "read-progress"
    READ_BOOK = "read-book"
    READ_READINGS = "read-readings"


_FIELD = frozenset({Role.ENUMERATOR, Role.SUPERVISOR})
_REVIEW = frozenset(
    {Role.SUPERVISOR, Role.COMMUNITY_OFFICE, Role.TOWNSHIP_OFFICE, Role.COUNTY_OFFICE}
)
_OFFICES = frozenset({Role.TOWNSHIP_OFFICE, Role.COUNTY_OFFICE})
_COUNTY = frozenset({Role.COUNTY_OFFICE})
_ALL = frozenset(Role)

PERMITTED: Mapping[Act, frozenset[Role]] = {
    Act.LIST: _FIELD,
    Act.REGISTER: _FIELD | _OFFICES,
    Act.AMEND: _FIELD | _OFFICES,
    Act.SUBMIT: _FIELD | _OFFICES,
    Act.RETURN: _REVIEW,
    Act.APPROVE: _REVIEW,
    Act.CORRECT: _OFFICES,
    Act.WITHDRAW: _OFFICES | {Role.SUPERVISOR},
    Act.WITHDRAW_APPROVED: _OFFICES,
    Act.DESTROY_KEYS: _COUNTY,
    Act.BEGIN_LOG_EPOCH: _COUNTY,
    Act.CODE: frozenset({Role.CODER}),
    Act.DRAW_SAMPLE: _COUNTY,
    Act.DELINEATE: _COUNTY,
    Act.APPOINT: _COUNTY,
    Act.OPEN_PHASE: _COUNTY,
    Act.APPROVE_EARLY: _COUNTY,
    Act.CONFIRM_LISTING: frozenset({Role.SUPERVISOR}),
    Act.VISIT: _FIELD,
    Act.ISSUE_SELF_REGISTRATION: _FIELD,
    Act.COMMENT: _FIELD | _REVIEW | {Role.INSPECTOR},
    Act.REOPEN_HOUSEHOLD: _REVIEW,
    Act.CLOSE_BLOCK: _COUNTY,
    Act.REOPEN_BLOCK: _COUNTY,
    Act.CLOSE_AREA: _REVIEW - {Role.SUPERVISOR},
    Act.MANAGE_DEVICES: _OFFICES,
    Act.REPORT_DEVICE_LOST: _FIELD | _REVIEW,
    Act.MOVE_PERSONS: _OFFICES | {Role.SUPERVISOR},
    Act.MOVE_APPROVED: _OFFICES,
    Act.CROSS_CHECK: _REVIEW,
    Act.RESOLVE_DOUBT: _REVIEW,
    Act.SUPPLY_EXTRACT: frozenset({Role.DATA_OFFICER}),
    Act.READ_DOUBTS: _FIELD | _REVIEW | {Role.INSPECTOR, Role.AUDITOR},
    Act.READ_STAFFING: _FIELD | _REVIEW | {Role.LEADING_GROUP, Role.INSPECTOR, Role.AUDITOR},
    Act.SET_PAY: _COUNTY,
    Act.RECORD_WORK: _ALL,
    Act.COUNTERSIGN_WORK: _REVIEW,
    Act.KEEP_BUDGET: _COUNTY,
    Act.PLAN_WORK: _REVIEW,
    Act.DO_TASK: _ALL,
    Act.JUDGE_TASK: _REVIEW,
    Act.INSPECT: _OFFICES | {Role.INSPECTOR},
    Act.PUBLISH_BULLETIN: _OFFICES,
    Act.READ_ACCOUNTS: _OFFICES | {Role.LEADING_GROUP, Role.AUDITOR},
    Act.READ_WORKDAYS: _REVIEW,
    Act.READ_WORK_PLAN: _ALL,
    Act.READ_REMARK: _REVIEW | {Role.INSPECTOR, Role.AUDITOR},
    Act.READ_COMMENTS: _FIELD | _REVIEW | {Role.INSPECTOR, Role.AUDITOR},
    Act.READ_HOUSEHOLD: _FIELD | _REVIEW | {Role.AUDITOR},
    Act.TRACE: _FIELD | _REVIEW | {Role.AUDITOR},
    Act.FIND_PERSON: _REVIEW | {Role.AUDITOR},
    Act.READ_TABLES: _OFFICES | {Role.AUDITOR, Role.OPERATOR},
    Act.READ_PROGRESS: _ALL,
    Act.READ_BOOK: _ALL,
    Act.READ_READINGS: frozenset({Role.AUDITOR}),
}
"""The roles that each act is open to."""


NEEDS_CREDENTIAL = frozenset(
    {Act.LIST, Act.CONFIRM_LISTING, Act.REGISTER, Act.AMEND, Act.SUBMIT, Act.APPROVE}
    | {Act.MOVE_PERSONS, Act.WITHDRAW}
)
"""What field staff do with a valid credential alone."""


def covers(area: str, place: str) -> bool:
    """Whether a post's area (a code prefix) holds a place (a code at least as long)."""
    return place.startswith(area)


def permit(appointment: Appointment, act: Act, place: str, today: str = "") -> None:
    """Let the act pass or refuse it.

    ``place`` is the code, or code prefix, of the area that the act touches; ``today`` the day on
    which a credential must be valid (``YYYY-MM-DD``), needed where something is to be recorded.

    Raises:
        NotPermitted: the role may not do the act.
        Suspended: the holder may do nothing for now.
        OutsideArea: other posts answer for the place.
        NotCertified: the act needs a valid credential.
    """
    permit_own(appointment, act)
    if not place.startswith(appointment.areas):
        raise OutsideArea
    if act in NEEDS_CREDENTIAL and not appointment.certified(today):
        raise NotCertified


def permit_own(appointment: Appointment, act: Act) -> None:
    """Let somebody do an act on their own work, whatever areas the post has, or refuse it.

    Raises:
        NotPermitted: the role may not do the act.
        Suspended: the holder may do nothing for now.
    """
    if appointment.role not in PERMITTED[act]:
        raise NotPermitted(act.value, appointment.role.value)
    if appointment.suspended:
        raise Suspended


RESPONDENTS_ACTS = frozenset({Act.REGISTER, Act.AMEND, Act.SUBMIT})
"""What a household does for itself, with its own record."""


def permit_respondent(act: Act) -> None:
    """Let a household do the act for itself, or refuse it.

    Raises:
        NotPermitted: it is none of those acts.
    """
    if act not in RESPONDENTS_ACTS:
        raise NotPermitted(act.value, "respondent")
