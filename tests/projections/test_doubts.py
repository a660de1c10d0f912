"""The rows of doubts: where each stands, by area, page after page."""

from __future__ import annotations

from domain.events import DoubtOutcome, DoubtResolved
from ledger.database import Database
from projections.doubts import count_doubts, doubts, open_ids
from projections.rebuild import rebuild
from projections.row_store import Connection
from tests.projections.answers import person
from tests.projections.county import County, raised


class TestTheRowsOfDoubts:
    def test_a_doubt_is_open_until_it_is_resolved(
        self, county: County, connection: Connection
    ) -> None:
        one = county.household(0, person())
        doubt_id = raised(county, one)
        county.follow()
        [row] = doubts(connection, county.book.book, county.blocks[0])
        assert (row.doubt_id, row.state, row.outcome) == (doubt_id, "open", None)
        assert open_ids(connection, county.book.book, county.blocks[0]) == (doubt_id,)
        county.book.append(
            DoubtResolved,
            doubt_id,
            outcome=DoubtOutcome.EXPLAINED,
            key_of=one,
            explanation="",
        )
        county.follow()
        [row] = doubts(connection, county.book.book)
        assert (row.state, row.outcome, row.closed_by) == ("resolved", "explained", "e-1")
        assert open_ids(connection, county.book.book, county.blocks[0]) == ()

    def test_pages_go_on_where_the_last_ended(self, county: County, connection: Connection) -> None:
        ids = [raised(county, county.household(0, person())) for _ in range(5)]
        county.follow()
        first = doubts(connection, county.book.book, limit=3)
        after = (first[-1].raised_from, first[-1].doubt_id)
        rest = doubts(connection, county.book.book, after=after, limit=3)
        assert [row.doubt_id for row in (*first, *rest)] == ids
        [counted] = count_doubts(connection, county.book.book)
        assert (counted.rule, counted.state, counted.count) == ("X01", "open", 5)

    def test_another_area_has_none(self, county: County, connection: Connection) -> None:
        raised(county, county.household(0, person()))
        county.follow()
        assert not doubts(connection, county.book.book, county.blocks[2])

    def test_a_rebuild_makes_the_same_rows(
        self, county: County, connection: Connection, projection_database: Database
    ) -> None:
        raised(county, county.household(0, person()))
        county.follow()
        before = doubts(connection, county.book.book)
        rebuild(county.book, projection_database)
        assert doubts(connection, county.book.book) == before
