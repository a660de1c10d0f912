"""What the tests of the office's own work share: who acts, and appointments by hand."""

from __future__ import annotations

from uuid import UUID, uuid4

from domain.attribution import Attribution, Authority, Channel
from domain.post import Appointment
from domain.status import Role

DOCUMENT = Authority(document="测试经费〔2020〕3号", issued_by="测试区人口普查办公室")


def by(account: str = "county-1", reason: str | None = None) -> Attribution:
    """Who answers for an event; the document is made up."""
    return Attribution(
        command_id=uuid4(),
        account=account,
        appointment_id=uuid4(),
        device="desk-1",
        device_time="2020-11-01T09:00:00+08:00",
        channel=Channel.OFFICE,
        reason=reason,
        authority=DOCUMENT,
    )


def appointment(
    account: str = "e-1",
    role: Role = Role.ENUMERATOR,
    area: str = "500112011001001",
    appointment_id: UUID | None = None,
) -> Appointment:
    """Somebody's time in a post."""
    return Appointment(
        appointment_id=appointment_id or uuid4(),
        post_id=uuid4(),
        account=account,
        role=role,
        area=area,
        areas=(area,),
        unit=None,
        title_zh="试验岗位",
        title_en="post for tests",
        credential="CR-1",
        valid_until=None,
        trainings=(),
        suspended=False,
        last_day=None,
        appointed_by="county-1",
        current=True,
    )
