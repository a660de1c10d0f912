"""A county whose people the cross-check looks at: three blocks in two townships."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from domain.doubt import FoundDoubt
from domain.events import DoubtRaised
from domain.roster import Roster
from ledger.database import Database
from projections.cross_check import cross_check
from projections.cross_check_changes import change_findings
from projections.follower import Follower
from projections.row_store import Connection
from tests.projections.answers import household, person
from tests.projections.written_book import APPOINTMENT, WrittenBook


class County:
    """A book with blocks of two townships, and who bears the same ID number."""

    def __init__(self, book: WrittenBook, database: Database, connection: Connection) -> None:
        self.book = book
        self.blocks = [
            book.delineate(1, 1, 1, "111"),
            book.delineate(1, 1, 2, "111"),
            book.delineate(2, 1, 1, "220"),
        ]
        self.tokens: dict[UUID, int] = {}
        self._database = database
        self._connection = connection

    def household(self, block: int, *persons: Mapping[str, object], **answers: object) -> UUID:
        household_id = self.book.list_household(self.blocks[block])
        self.book.register(household_id, [dict(p) for p in persons], household(**answers))
        return household_id

    def person(self, block: int, token: int | None = None, **answers: object) -> UUID:
        """Somebody alone in a household, who bears the number of the token."""
        household_id = self.household(block, person(**answers))
        person_id = next(iter(self.book.households[household_id].persons))
        if token is not None:
            self.tokens[person_id] = token
        return person_id

    def follow(self) -> None:
        Follower(self.book, self._database).catch_up()

    def roster(self) -> Roster:
        return Roster().fold(
            (entry.position, entry.event) for entry in self.book.entries if entry.event.on_roster
        )

    def found(self, rule: str, area: str | None = None) -> list[FoundDoubt]:
        self.follow()
        checked = cross_check(
            self._connection,
            self.book.book,
            self.book.census,
            self.roster(),
            self.tokens,
            area,
        )
        return [f for f in checked.findings if f.rule == rule]

    def changes(
        self,
        rule: str = "X13",
        area: str | None = None,
        appointments: frozenset[UUID] = frozenset({APPOINTMENT}),
    ) -> list[FoundDoubt]:
        self.follow()
        code = self.book.book
        found = change_findings(self._connection, code, area or code, appointments)
        return [f for f in found if f.rule == rule]


def raised(county: County, household_id: UUID, rule: str = "X01") -> UUID:
    doubt_id = county.book.new_id()
    county.book.append(
        DoubtRaised,
        doubt_id,
        rule=rule,
        severity="error",
        blocks=(county.blocks[0],),
        household_ids=(household_id,),
        person_ids=(),
        items=("D3",),
        about="",
        as_of=county.book.last,
    )
    return doubt_id
