"""Persons who change households, in the rows: batch by batch, made anew, and counted."""

from __future__ import annotations

from uuid import UUID

import pytest

from domain.events import (
    MembersTransferredIn,
    MembersTransferredOut,
    PersonTransferredIn,
    PersonTransferredOut,
    Transfer,
)
from ledger.database import Database
from projections.conservation import conservation
from projections.follower import Follower
from projections.rebuild import rebuild
from projections.row_store import Connection
from tests.projections.answers import person
from tests.projections.county import County
from tests.projections.written_book import NOTHING_FOUND

ROWS = """
    SELECT person_id, household_id, block, valid_from, valid_to FROM projection.person_row
    WHERE book_id = %s ORDER BY person_id, valid_from
"""


def moved(county: County) -> tuple[UUID, UUID, UUID]:
    """Somebody went from a household of one block to one of another: the person and the two."""
    book = county.book
    one = county.household(0, person(), person(D2=9, D5="1950-01"))
    other = county.household(2, person())
    stays, goes = book.households[one].persons
    [there] = book.households[other].persons
    book._commands += 1
    by = book.by("wrong-household")
    changed = {"changes": (), "deaths": None, "foreign_ids": (), **NOTHING_FOUND}
    book.append(
        MembersTransferredOut,
        one,
        by,
        person_ids=(stays,),
        transfer=Transfer.MOVE,
        other_household=other,
        **changed,
    )
    book.append(PersonTransferredOut, goes, by, household_id=one, to_household=other)
    book.append(
        MembersTransferredIn,
        other,
        by,
        person_ids=(there, goes),
        transfer=Transfer.MOVE,
        other_household=one,
        **changed,
    )
    book.append(
        PersonTransferredIn,
        goes,
        by,
        household_id=other,
        from_household=one,
        form_version="2020.1",
        answers=book.households[one].persons[goes],
    )
    return goes, one, other


@pytest.mark.parametrize("batch_size", [1, 2, 3, 1000])
def test_the_row_of_who_moves_ends_in_one_block_and_begins_in_the_other(
    county: County, projection_database: Database, connection: Connection, batch_size: int
) -> None:
    goes, one, other = moved(county)
    Follower(county.book, projection_database).catch_up(batch_size)
    rows = [r for r in connection.execute(ROWS, [county.book.book]).fetchall() if r[0] == goes]
    last = county.book.last
    assert [(r[1], r[2], r[4]) for r in rows] == [
        (one, county.blocks[0], last - 2),
        (other, county.blocks[2], None),
    ]
    assert rows[-1][3] == last
    found = conservation(connection, county.book.book, {})
    [booked] = found.bookkeeping
    assert (booked.kind, booked.before, booked.after) == ("move", 1, 1)
    assert (booked.first_position, booked.last_position) == (last - 3, last)
    assert found.conserved


def test_rows_made_anew_are_the_same(county: County, projection_database: Database) -> None:
    moved(county)
    county.follow()
    assert rebuild(county.book, projection_database).unchanged


def test_the_population_of_an_area_follows_the_move(county: County, connection: Connection) -> None:
    moved(county)
    county.follow()
    one, two = (
        conservation(connection, county.book.book, {}, county.blocks[n]).population for n in (0, 2)
    )
    assert (one.residents, two.residents) == (1, 2)


def test_a_number_that_counts_twice_is_not_conserved(
    county: County, connection: Connection
) -> None:
    county.person(0, 7)
    county.person(2, 7)
    county.follow()
    found = conservation(connection, county.book.book, county.tokens)
    assert (found.population.more, found.conserved) == (1, False)


def test_who_is_away_in_another_county_counts_nowhere_and_that_is_right(
    county: County, connection: Connection
) -> None:
    county.person(0, 5, D7=5, D7_county="370811", D8=1, D9=5)
    county.follow()
    found = conservation(connection, county.book.book, county.tokens)
    assert (found.population.never, found.population.elsewhere, found.conserved) == (1, 1, True)
