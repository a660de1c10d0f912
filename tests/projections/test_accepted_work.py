"""Pay goes by what came to be approved: once, for who registered it, as of any position."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.attribution import Attribution
from domain.census import CENSUS_2020
from domain.pay_statement import Pieces
from domain.status import Level
from ledger.database import Database
from projections.accepted_work import AcceptedWork, accepted_work, pieces_of
from projections.follower import Follower
from projections.row_store import Connection
from tests.domain.office_events import appointment
from tests.projections.answers import person
from tests.projections.written_book import WrittenBook

NewBook = Callable[[], WrittenBook]


class _Staffed(WrittenBook):
    """A book whose acts are done by the account that is on duty."""

    duty = "e-1"

    def by(self, reason: str | None = None, **fields: Any) -> Attribution:
        made = super().by(reason, **fields)
        number = int(self.duty.partition("-")[2])
        return Attribution(
            **{
                **{name: getattr(made, name) for name in Attribution.__dataclass_fields__},
                "account": self.duty,
                "appointment_id": UUID(int=number),
            }
        )


@pytest.fixture
def book(new_book: NewBook) -> _Staffed:
    return _Staffed(new_book().book)


def registered(book: _Staffed, duty: str, persons: int = 2) -> UUID:
    book.duty = duty
    if not book.blocks:
        book.delineate(1, 1, 1, "111")
    household_id = book.list_household(book.blocks[0])
    others = [person(D2=1, D4=2) for _ in range(persons - 1)]
    book.register(household_id, [person(), *others])
    return household_id


def approved(book: _Staffed, household_id: UUID, *levels: Level) -> None:
    book.submit(household_id)
    book.duty = "s-9"
    for level in levels or (Level.SUPERVISOR,):
        book.approve(household_id, level)


def done(
    connection: Connection, book: WrittenBook, as_of: int | None = None
) -> dict[tuple[str, Level], Pieces]:
    at = book.last if as_of is None else as_of
    found = accepted_work(connection, book.book, CENSUS_2020, at)
    assert {work.period for work in found} <= {"2020-11"}
    return {(work.account, work.level): work.pieces for work in found}


def followed(book: WrittenBook, database: Database) -> None:
    Follower(book, database).catch_up()


def test_piece_counts_from_the_supervisors_approval_and_at_the_county_from_its_own(
    connection: Connection, projection_database: Database, book: _Staffed
) -> None:
    registered(book, "e-1")
    approved(book, registered(book, "e-1", persons=3))
    approved(book, registered(book, "e-2", persons=1), *Level)
    followed(book, projection_database)
    assert done(connection, book) == {
        ("e-1", Level.SUPERVISOR): Pieces(1, 3),
        ("e-2", Level.SUPERVISOR): Pieces(1, 1),
        ("e-2", Level.COUNTY): Pieces(1, 1),
    }


def test_piece_is_the_work_of_who_registered_it_and_not_of_who_changed_it(
    connection: Connection, projection_database: Database, book: _Staffed
) -> None:
    household_id = registered(book, "e-1")
    book.duty = "e-2"
    book.revise(household_id, items={"H6": 70}, added=[person(D2=2, D5="2015-03")])
    book.duty = "e-1"
    approved(book, household_id)
    followed(book, projection_database)
    assert done(connection, book) == {
        ("e-1", Level.SUPERVISOR): Pieces(1, 2),
        ("e-2", Level.SUPERVISOR): Pieces(0, 1),
    }


def test_withdrawn_or_returned_record_is_no_piece_and_the_past_stays_as_it_was(
    connection: Connection, projection_database: Database, book: _Staffed
) -> None:
    withdrawn, returned = registered(book, "e-1"), registered(book, "e-1")
    approved(book, withdrawn)
    approved(book, returned)
    before = book.last
    book.withdraw(withdrawn)
    book.send_back(returned, Level.COMMUNITY)
    between = book.last
    approved(book, returned)
    followed(book, projection_database)
    assert done(connection, book, before) == {("e-1", Level.SUPERVISOR): Pieces(2, 4)}
    assert done(connection, book, between) == {}
    assert done(connection, book) == {("e-1", Level.SUPERVISOR): Pieces(1, 2)}


def test_area_has_the_pieces_of_its_blocks_alone(
    connection: Connection, projection_database: Database, book: _Staffed
) -> None:
    approved(book, registered(book, "e-1"))
    other = book.delineate(1, 2, 1, "220")
    followed(book, projection_database)
    found = accepted_work(connection, book.book, CENSUS_2020, book.last, other[:12])
    assert found == []


def test_what_a_household_registered_for_itself_is_nobodys_piece() -> None:
    enumerator = appointment("e-1")
    done = [
        AcceptedWork(account, enumerator.appointment_id, "2020-11", Level.SUPERVISOR, Pieces(1, 2))
        for account in ("respondent", "e-1")
    ]
    known = {enumerator.appointment_id: enumerator}
    key = (enumerator.appointment_id, "2020-11", Level.SUPERVISOR)
    assert pieces_of(done[:1], known) == {}
    assert pieces_of(done, known) == {key: Pieces(1, 2)}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    work=st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 4)), min_size=1, max_size=8
    )
)
def test_pieces_of_all_accounts_are_the_accepted_households(
    connection: Connection,
    projection_database: Database,
    new_book: NewBook,
    work: list[tuple[int, int, int]],
) -> None:
    book = _Staffed(new_book().book)
    for number, persons, levels in work:
        household_id = registered(book, f"e-{number}", persons)
        if levels:
            approved(book, household_id, *list(Level)[:levels])
    followed(book, projection_database)
    found = accepted_work(connection, book.book, CENSUS_2020, book.last)
    for level, least in ((Level.SUPERVISOR, 1), (Level.COUNTY, 4)):
        of_level = [w.pieces for w in found if w.level is level]
        counted = [persons for _, persons, levels in work if levels >= least]
        assert sum(p.households for p in of_level) == len(counted)
        assert sum(p.persons for p in of_level) == sum(counted)
