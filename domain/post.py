"""Posts and the appointments to them: who answers for an area at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import Event, PostEstablished, PostFilled, PostVacated
from domain.refusal import AlreadyEstablished, NoAppointment
from domain.status import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A person's time in a post; the person's name is kept apart, under the post's key."""

    appointment_id: UUID
    post_id: UUID
    account: str
    role: Role
    area: str
    title_zh: str
    title_en: str
    credential: str
    appointed_by: str
    """The account that filled the post."""
    current: bool


class Post(Aggregate):
    """A post over an area, filled by at most one person at a time."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.role = Role.OPERATOR
        self.area = ""
        self.title_zh = ""
        self.title_en = ""
        self.appointment: Appointment | None = None

    def establish(
        self, by: Attribution, *, role: Role, area: str, title_zh: str, title_en: str
    ) -> None:
        """Found the post."""
        self.trigger(
            PostEstablished, by, role=role, area=area, title_zh=title_zh, title_en=title_en
        )

    def fill(
        self, by: Attribution, *, appointment_id: UUID, account: str, credential: str, holder: str
    ) -> None:
        """Appoint a person.

        Raises:
            AlreadyEstablished: somebody holds the post.
        """
        if self.appointment is not None:
            raise AlreadyEstablished
        self.trigger(
            PostFilled,
            by,
            appointment_id=appointment_id,
            account=account,
            credential=credential,
            holder=holder,
        )

    def vacate(self, by: Attribution) -> None:
        """End the appointment.

        Raises:
            NoAppointment: nobody holds the post.
        """
        if self.appointment is None:
            raise NoAppointment
        self.trigger(PostVacated, by, appointment_id=self.appointment.appointment_id)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case PostEstablished():
                self.role, self.area = event.role, event.area
                self.title_zh, self.title_en = event.title_zh, event.title_en
            case PostFilled():
                self.appointment = Appointment(
                    appointment_id=event.appointment_id,
                    post_id=self.id,
                    account=event.account,
                    role=self.role,
                    area=self.area,
                    title_zh=self.title_zh,
                    title_en=self.title_en,
                    credential=event.credential,
                    appointed_by=event.by.account,
                    current=True,
                )
            case PostVacated():
                self.appointment = None
            case _:
                super().apply(event)
