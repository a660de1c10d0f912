"""Who may supply an extract of administrative records, and how short it may be."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from domain.duties import Duty, UnitKind
from domain.events import ExtractSource
from domain.extract import DUTY_OF, LEAST_NUMBERS, require_duty, require_many
from domain.refusal import DutyNotBorne, ExtractTooShort
from domain.roster import Roster
from domain.status import Role
from domain.unit import Unit
from tests.domain.test_roster import BY, filled_post

OFFICER = filled_post("police-1", Role.DATA_OFFICER, "500112").appointment
assert OFFICER is not None
OF_POLICE = replace(OFFICER, unit="police")


def roster(*duties: Duty) -> Roster:
    unit = Unit(uuid4())
    unit.establish(
        BY,
        code="police",
        kind=UnitKind.MEMBER_UNIT,
        area="500112",
        name_zh="公安分局",
        name_en="Police",
        duties=duties,
    )
    return Roster().fold(enumerate(unit.collect_events()))


def test_every_source_has_its_duty() -> None:
    assert DUTY_OF.keys() == set(ExtractSource)
    for source, duty in DUTY_OF.items():
        require_duty(roster(duty), OF_POLICE, source)


def test_another_units_records_are_refused() -> None:
    with pytest.raises(DutyNotBorne):
        require_duty(roster(Duty.HUKOU_RECORDS), OF_POLICE, ExtractSource.DEATHS)
    with pytest.raises(DutyNotBorne):
        require_duty(
            roster(Duty.HUKOU_RECORDS), replace(OF_POLICE, unit=None), ExtractSource.POLICE_HUKOU
        )


def test_a_number_told_twice_counts_once() -> None:
    numbers = [str(number) for number in range(LEAST_NUMBERS)]
    require_many(numbers)
    with pytest.raises(ExtractTooShort):
        require_many([*numbers[1:], numbers[1]])
