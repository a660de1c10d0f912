"""Units that carry the census: leading group, office, community group, member unit (成员单位)."""

from __future__ import annotations

from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.duties import Duty, UnitKind
from domain.events import Event, UnitDissolved, UnitDutiesChanged, UnitEstablished
from domain.refusal import AlreadyEstablished, NothingChanged, UnknownUnit


class Unit(Aggregate):
    """A unit of an area with its duties; posts belong to it."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.code = ""
        self.kind = UnitKind.MEMBER_UNIT
        self.area = ""
        self.name_zh = ""
        self.name_en = ""
        self.duties: tuple[Duty, ...] = ()
        self.dissolved = False

    def establish(
        self,
        by: Attribution,
        *,
        code: str,
        kind: UnitKind,
        area: str,
        name_zh: str,
        name_en: str,
        duties: tuple[Duty, ...],
    ) -> None:
        """Let the unit take part.

        Raises:
            AlreadyEstablished: there is, or was, a unit of that code.
        """
        if self.version:
            raise AlreadyEstablished
        self.trigger(
            UnitEstablished,
            by,
            code=code,
            kind=kind,
            area=area,
            name_zh=name_zh,
            name_en=name_en,
            duties=duties,
        )

    def change_duties(self, by: Attribution, duties: tuple[Duty, ...]) -> None:
        """Give the unit these duties in the place of those it has.

        Raises:
            UnknownUnit: it is dissolved.
            NothingChanged: they are the same.
        """
        if self.dissolved:
            raise UnknownUnit
        if set(duties) == set(self.duties):
            raise NothingChanged
        self.trigger(UnitDutiesChanged, by, duties=duties)

    def dissolve(self, by: Attribution) -> None:
        """Let the unit take part no more.

        Raises:
            UnknownUnit: it is dissolved.
        """
        if self.dissolved:
            raise UnknownUnit
        self.trigger(UnitDissolved, by)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case UnitEstablished():
                self.code, self.kind, self.area = event.code, event.kind, event.area
                self.name_zh, self.name_en = event.name_zh, event.name_en
                self.duties = event.duties
            case UnitDutiesChanged():
                self.duties = event.duties
            case UnitDissolved():
                self.dissolved = True
            case _:
                super().apply(event)
