"""X13 over the entries: what a change must have, and what an accepted record needs."""

from __future__ import annotations

from dataclasses import replace

from domain.events import HouseholdAmended
from domain.status import Level
from ledger.database import Database
from projections.rebuild import rebuild
from tests.projections.answers import person
from tests.projections.county import County


class TestX13:
    def test_a_book_that_the_ledger_kept_has_nothing(self, county: County) -> None:
        one = county.household(0, person())
        county.book.submit(one)
        for level in Level:
            county.book.approve(one, level)
        county.book.revise(one, items={"H6": 90})
        assert not county.changes()

    def test_a_change_without_a_reason_is_found(self, county: County) -> None:
        one = county.household(0, person())
        county.book.revise(one, items={"H6": 90})
        last = county.book.entries[-1]
        event = replace(last.event, by=replace(last.event.by, reason=None))
        county.book.entries[-1] = replace(last, event=event)
        assert [f.about for f in county.changes()] == [f"reason/{last.position}"]

    def test_a_change_is_found_in_its_own_area_alone(self, county: County) -> None:
        one = county.household(0, person())
        county.book.revise(one, items={"H6": 90})
        last = county.book.entries[-1]
        event = replace(last.event, by=replace(last.event.by, reason=None))
        county.book.entries[-1] = replace(last, event=event)
        assert len(county.changes(area=county.blocks[0])) == 1
        assert not county.changes(area=county.blocks[2])

    def test_what_was_approved_before_is_known_in_the_next_batch(self, county: County) -> None:
        one = county.household(0, person())
        county.book.submit(one)
        county.book.approve(one, Level.SUPERVISOR)
        assert not county.changes()
        county.book.revise(one, items={"H6": 90})
        last = county.book.entries[-1]
        event = replace(last.event, by=replace(last.event.by, authority=None))
        county.book.entries[-1] = replace(last, event=event)
        assert [f.about for f in county.changes()] == [f"basis/{last.position}"]

    def test_rows_made_anew_hold_the_same(
        self, county: County, projection_database: Database
    ) -> None:
        one = county.household(0, person())
        county.book.revise(one, items={"H6": 90})
        last = county.book.entries[-1]
        event = replace(last.event, by=replace(last.event.by, reason=None))
        county.book.entries[-1] = replace(last, event=event)
        before = county.changes()
        rebuild(county.book, projection_database)
        assert county.changes() == before != []

    def test_an_amendment_of_an_accepted_record_is_found(self, county: County) -> None:
        one = county.household(0, person())
        county.book.submit(one)
        for level in Level:
            county.book.approve(one, level)
        county.book.append(
            HouseholdAmended,
            one,
            county.book.by("entry-mistake"),
            changes=(),
            deaths=None,
            person_ids=(),
            foreign_ids=(),
            rule_set="test",
            findings=(),
            explanations=(),
        )
        at = county.book.last
        assert {f.about for f in county.changes()} == {
            f"{fault}/{at}" for fault in ("not-reopened", "basis", "second-person")
        }

    def test_an_account_without_a_post_is_found(self, county: County) -> None:
        county.household(0, person())
        assert not county.changes()
        found = county.changes(appointments=frozenset())
        assert {f.about.split("/")[0] for f in found} == {"post"}

    def test_a_record_submitted_without_a_declaration_is_found_by_x12(self, county: County) -> None:
        one = county.household(0, person())
        county.book.submit(one)
        last = county.book.entries[-1]
        county.book.entries[-1] = replace(last, event=replace(last.event, declaration=""))
        [found] = county.changes("X12")
        assert (found.household_ids, found.about) == ((one,), "unsigned")
