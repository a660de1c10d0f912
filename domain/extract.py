"""Extracts of administrative records: who may supply one, and how short it may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from domain.duties import Duty
from domain.events import ExtractSource
from domain.post import Appointment
from domain.refusal import DutyNotBorne, ExtractTooShort
from domain.roster import Roster

DUTY_OF: Mapping[ExtractSource, Duty] = MappingProxyType(
    {
        ExtractSource.POLICE_HUKOU: Duty.HUKOU_RECORDS,
        ExtractSource.BIRTH_CERTIFICATES: Duty.BIRTH_RECORDS,
        ExtractSource.DEATHS: Duty.CREMATION_RECORDS,
    }
)
"""The duty that an officer's unit bears for the records of each source."""
LEAST_NUMBERS = 20
"""How many different ID numbers an extract has at least.

What was found is told as a number for the whole extract: of a short one it would tell who of a few
named people is registered.
"""


def require_duty(roster: Roster, officer: Appointment, source: ExtractSource) -> None:
    """Let an officer supply records of a source, or refuse it.

    Raises:
        DutyNotBorne: the officer belongs to no unit, or to one without the duty.
    """
    unit = roster.units.get(officer.unit or "")
    if unit is None or unit.dissolved or DUTY_OF[source] not in unit.duties:
        raise DutyNotBorne


def require_many(numbers: Iterable[str]) -> None:
    """Refuse an extract that asks about few people.

    Raises:
        ExtractTooShort: it has fewer different ID numbers than the least.
    """
    if len(set(numbers)) < LEAST_NUMBERS:
        raise ExtractTooShort
