"""Who may do what: one table, role × act, and the area that a post answers for.

Registration and review stay with the census's own posts (条例 5: nobody else may change what was
told); an auditor sees all and changes nothing; an operator sees no personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.refusal import NotPermitted, OutsideArea
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
    DELINEATE = "delineate"
    APPOINT = "appoint"
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
    Act.REGISTER: _FIELD,
    Act.AMEND: _FIELD,
    Act.SUBMIT: _FIELD,
    Act.RETURN: _REVIEW,
    Act.APPROVE: _REVIEW,
    Act.CORRECT: _OFFICES,
    Act.WITHDRAW: _OFFICES | {Role.SUPERVISOR},
    Act.WITHDRAW_APPROVED: _OFFICES,
    Act.DESTROY_KEYS: _COUNTY,
    Act.BEGIN_LOG_EPOCH: _COUNTY,
    Act.DELINEATE: _COUNTY,
    Act.APPOINT: _COUNTY,
    Act.READ_HOUSEHOLD: _FIELD | _REVIEW | {Role.AUDITOR},
    Act.TRACE: _FIELD | _REVIEW | {Role.AUDITOR},
    Act.FIND_PERSON: _REVIEW | {Role.AUDITOR},
    Act.READ_TABLES: _OFFICES | {Role.AUDITOR, Role.OPERATOR},
    Act.READ_PROGRESS: _ALL,
    Act.READ_BOOK: _ALL,
    Act.READ_READINGS: frozenset({Role.AUDITOR}),
}
"""The roles that each act is open to."""


def covers(area: str, place: str) -> bool:
    """Whether a post's area (a code prefix) holds a place (a code at least as long)."""
    return place.startswith(area)


def permit(appointment: Appointment, act: Act, place: str) -> None:
    """Let the act pass or refuse it.

    ``place`` is the code, or code prefix, of the area that the act touches.

    Raises:
        NotPermitted: the role may not do the act.
        OutsideArea: another post answers for the place.
    """
    if appointment.role not in PERMITTED[act]:
        raise NotPermitted(act.value, appointment.role.value)
    if not covers(appointment.area, place):
        raise OutsideArea
