"""Records of made-up households at any step, decided by the record itself."""

from __future__ import annotations

from uuid import uuid4

from domain.attribution import Attribution, Authority, Channel
from domain.forms import HouseholdForm
from domain.household import Household
from domain.household_record import HouseholdRecord
from domain.status import Level, Status
from tests.domain.rules.synthetic import form, person

AUTHORITY = Authority(document="普查更正〔2020〕1号", issued_by="试验普查办公室")
_LEVELS = (Level.SUPERVISOR, Level.COMMUNITY, Level.TOWNSHIP, Level.COUNTY)


def by(
    account: str, *, authority: Authority | None = None, second: str | None = None
) -> Attribution:
    """An account at its desk."""
    return Attribution(
        command_id=uuid4(),
        account=account,
        appointment_id=uuid4(),
        device="device-1",
        device_time="2020-11-01T09:00:00+08:00",
        channel=Channel.OFFICE,
        authority=authority,
        second_account=second,
    )


def listed(number: str = "001") -> HouseholdRecord:
    """A household on the list of the synthetic block."""
    record = HouseholdRecord(Household(uuid4()), {})
    record.list_at(
        by("enumerator"), block="500112011001001", number=number, building="0001", unit="0001"
    )
    record.collect_events()
    return record


def registered(filled: HouseholdForm | None = None) -> HouseholdRecord:
    """A household whose form is recorded; a man living alone without another form."""
    filled = filled or form(person(0))
    record = listed(filled.address.number)
    record.register(by("enumerator"), filled, [uuid4() for _ in filled.persons], ())
    return record


def at(status: Status) -> HouseholdRecord:
    """A clean record that has come as far as the status; no events wait."""
    record = listed() if status is Status.LISTED else registered()
    if status not in {Status.LISTED, Status.REGISTERED}:
        record.submit(by("enumerator"), "self-declared", ())
    if status is Status.RETURNED:
        record.send_back(by("supervisor"), Level.SUPERVISOR, ())
    elif status is Status.WITHDRAWN:
        record.withdraw(by("supervisor"), None)
    else:
        for level in _LEVELS:
            if record.household.status in {status, Status.LISTED, Status.REGISTERED}:
                break
            record.approve(by(level.value), level)
    assert record.household.status is status
    record.collect_events()
    return record
