"""The phases of a census, and which of them an act needs.

When a phase is planned stands in the census definition; that it is open stands in the book.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import cast

from domain.census import CensusDefinition, Phase, PhaseCode
from domain.permissions import Act


class CensusPhase(StrEnum):
    """What a county is at; several may be open at once."""

    LISTING = "listing"
    SHORT_REGISTRATION = "short_registration"
    SELF_REGISTRATION = "self_registration"
    LONG_REGISTRATION = "long_registration"
    CROSS_CHECK = "cross_check"
    POST_ENUMERATION_SURVEY = "post_enumeration_survey"
    CODING = "coding"
    PUBLICATION = "publication"
    CLOSED = "closed"
    """The county's census is closed: it opens last, and ends every other phase."""


WORKING = frozenset(CensusPhase) - {CensusPhase.CLOSED}
"""All phases but the last."""

REGISTRATION = frozenset(
    {
        CensusPhase.SHORT_REGISTRATION,
        CensusPhase.SELF_REGISTRATION,
        CensusPhase.LONG_REGISTRATION,
    }
)
_HELD = REGISTRATION | {CensusPhase.CROSS_CHECK}

NEEDED: Mapping[Act, frozenset[CensusPhase]] = MappingProxyType(
    {
        Act.LIST: REGISTRATION | {CensusPhase.LISTING},
        Act.CONFIRM_LISTING: REGISTRATION | {CensusPhase.LISTING},
        Act.ISSUE_SELF_REGISTRATION: frozenset(
            {CensusPhase.LISTING, CensusPhase.SELF_REGISTRATION}
        ),
        Act.VISIT: _HELD | {CensusPhase.LISTING},
        Act.REGISTER: REGISTRATION,
        Act.AMEND: _HELD,
        Act.MOVE_PERSONS: _HELD,
        Act.SUBMIT: _HELD,
        Act.CODE: frozenset({CensusPhase.CODING}),
    }
)
"""The phases of which one must be open."""

FROM_REGISTRATION_ON = frozenset(
    {
        Act.RETURN,
        Act.APPROVE,
        Act.WITHDRAW,
        Act.CROSS_CHECK,
        Act.RESOLVE_DOUBT,
        Act.REOPEN_HOUSEHOLD,
        Act.CLOSE_BLOCK,
        Act.REOPEN_BLOCK,
        Act.CLOSE_AREA,
    }
)
"""Acts that need registration to have begun, and the census not to be closed."""

EARLY = frozenset(
    {Act.LIST, Act.CONFIRM_LISTING, Act.VISIT, Act.REGISTER, Act.AMEND, Act.SUBMIT}
    | {Act.RETURN, Act.APPROVE, Act.WITHDRAW, Act.REOPEN_HOUSEHOLD}
)
"""Acts that an approved early registration opens in its township (census-2020.md, C.1)."""

_LONG = "long"


def hangs_on_phase(act: Act) -> bool:
    """Whether an act is possible in some phases only."""
    return act in NEEDED or act in FROM_REGISTRATION_ON


def needed(act: Act, *, form: str | None, own: bool) -> frozenset[CensusPhase]:
    """The phases of which one must be open for an act of :data:`NEEDED`.

    ``form`` is the code of the form to be registered, None where the act registers none. What a
    household does for itself (``own``) needs the phase of self-registration, whatever the act.
    """
    if own:
        return frozenset({CensusPhase.SELF_REGISTRATION})
    if form is None:
        return NEEDED[act]
    return frozenset(
        {CensusPhase.LONG_REGISTRATION if form == _LONG else CensusPhase.SHORT_REGISTRATION}
    )


def plan(census: CensusDefinition, phase: CensusPhase) -> Phase | None:
    """The planned days of a phase; None where the calendar has none."""
    return census.calendar.get(cast(PhaseCode, phase.value))


def as_planned(planned: Phase | None, day: date, *, ends: bool) -> bool:
    """Whether a phase that begins, or ``ends``, on a day keeps to its plan.

    It begins on one of its days, and ends on its last or the day after; a day that the plan leaves
    open may be any.
    """
    if planned is None:
        return True
    if ends:
        return planned.last is None or (planned.last <= day <= planned.last + timedelta(days=1))
    return planned.covers(day) is not False
