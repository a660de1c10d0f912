"""What the rules across households find in the rows, and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.attribution import Authority
from domain.canvass import RegistrationMode
from domain.events import (
    DoubtSettled,
    Expected,
    LongFormDrawn,
    MembersTransferredOut,
    Transfer,
    TransferInAccepted,
    TransferOutAnnounced,
)
from domain.roster import Roster
from domain.status import Level
from ledger.database import Database
from projections.row_store import Connection
from tests.projections.answers import death, dwelling, person, work
from tests.projections.county import County, raised
from tests.projections.written_book import NOTHING_FOUND, WrittenBook

AWAY = {"D7": 4, "D8": 1, "D9": 5}
"""Lives in another township of the county, and left over half a year ago: R7."""


class TestX01:
    def test_a_number_that_is_resident_twice_is_found_once(self, county: County) -> None:
        one, two = county.person(0, 7), county.person(2, 7)
        [found] = county.found("X01")
        assert set(found.person_ids) == {one, two}
        assert set(found.blocks) == {county.blocks[0], county.blocks[2]}
        assert found.severity == "error"

    def test_a_number_that_is_resident_once_and_absent_once_is_not(self, county: County) -> None:
        county.person(0, 7)
        county.person(2, 7, **AWAY)
        assert not county.found("X01")

    def test_a_withdrawn_record_counts_no_more(self, county: County) -> None:
        county.person(0, 7)
        twice = county.person(2, 7)
        household_id = next(h for h, s in county.book.households.items() if twice in s.persons)
        county.book.withdraw(household_id)
        assert not county.found("X01")

    def test_an_area_is_told_of_what_concerns_one_of_its_blocks(self, county: County) -> None:
        county.person(0, 7)
        county.person(2, 7)
        assert county.found("X01", county.blocks[2])
        assert not county.found("X01", county.blocks[1])


class TestX02:
    def test_living_in_two_blocks_is_found(self, county: County) -> None:
        county.person(0, 3)
        county.person(1, 3, D8=3, D9=2)
        assert len(county.found("X02")) == 1
        assert not county.found("X01")

    def test_living_twice_in_one_block_is_not_in_two(self, county: County) -> None:
        county.person(0, 3)
        county.person(0, 3)
        assert not county.found("X02")
        assert county.found("X01")


class TestX03:
    def test_absent_within_the_county_without_a_record_of_living_is_found(
        self, county: County
    ) -> None:
        absent = county.person(0, 5, **AWAY)
        [found] = county.found("X03")
        assert found.person_ids == (absent,)

    def test_absent_to_another_county_is_not(self, county: County) -> None:
        county.person(0, 5, D7=5, D7_county="370811", D8=1, D9=5)
        assert not county.found("X03")

    def test_absent_and_resident_elsewhere_is_not(self, county: County) -> None:
        county.person(0, 5, **AWAY)
        county.person(2, 5, D8=3, D9=5)
        assert not county.found("X03")


class TestX04:
    def test_a_county_without_any_other_record_is_found(self, county: County) -> None:
        county.person(0, 5, **AWAY)
        assert len(county.found("X04")) == 1

    def test_a_county_with_another_record_is_not(self, county: County) -> None:
        county.person(0, 5, **AWAY)
        county.person(2, 5, D8=3, D9=2)
        assert not county.found("X04")
        assert county.found("X03")


class TestLongForms:
    def drawn(self, county: County, size: int, *household_ids: UUID) -> None:
        county.book.append(
            LongFormDrawn,
            uuid4(),
            district=county.blocks[0][:12],
            frame_size=size,
            frame_digest="0" * 64,
            interval=10,
            start=1,
            household_ids=household_ids,
        )

    def long(self, county: County, household_id: UUID) -> None:
        persons = county.book.households[household_id].persons
        county.book.register_long_form(household_id, {i: work() for i in persons}, dwelling())

    def test_a_person_with_the_short_answers_alone_is_found_by_x08(self, county: County) -> None:
        household_id = county.household(0, person())
        self.long(county, household_id)
        assert not county.found("X08")
        [added] = county.book.revise(household_id, added=[person(D2=9)])
        [found] = county.found("X08")
        assert found.person_ids == (added,)

    def test_a_long_form_that_was_not_drawn_is_found_by_x09(self, county: County) -> None:
        one, two = county.household(0, person()), county.household(0, person())
        self.drawn(county, 10, one)
        self.long(county, one)
        assert not county.found("X09")
        self.long(county, two)
        [found] = county.found("X09")
        assert (found.household_ids, found.about) == ((two,), "not-drawn")

    def test_what_was_split_off_a_drawn_household_is_no_household_that_was_not_drawn(
        self, county: County
    ) -> None:
        one, two, three = (county.household(0, person()) for _ in range(3))
        self.drawn(county, 10, one)
        for household_id in (one, two, three):
            self.long(county, household_id)
        for source, new in ((one, two), (two, three)):
            county.book.append(
                MembersTransferredOut,
                source,
                county.book.by("two-households"),
                changes=(),
                deaths=None,
                person_ids=tuple(county.book.households[source].persons),
                foreign_ids=(),
                transfer=Transfer.SPLIT,
                other_household=new,
                **NOTHING_FOUND,
            )
        assert not county.found("X09")
        assert not county.found("X09", county.blocks[0])

    def test_a_draw_of_another_share_is_found_by_x09(self, county: County) -> None:
        one, two = county.household(0, person()), county.household(0, person())
        self.drawn(county, 10, one, two)
        assert [f.about.split("/")[1] for f in county.found("X09")] == ["share"]

    def test_a_drawn_household_that_is_accepted_without_answering_is_found(
        self, county: County
    ) -> None:
        one = county.household(0, person())
        self.drawn(county, 10, one)
        county.book.submit(one)
        county.book.approve(one, Level.SUPERVISOR)
        assert not county.found("X09")
        county.book.approve(one, Level.COMMUNITY)
        assert [f.about for f in county.found("X09")] == ["not-answered"]


class TestX10:
    def told(self, county: County, roster: Roster, persons: int) -> Roster:
        block = roster.blocks[county.blocks[0]]
        expected = Expected(
            persons=persons, absent=0, foreigners=False, deaths=False, mode=RegistrationMode.VISIT
        )
        block.households = {
            n: replace(line, expected=expected) for n, line in block.households.items()
        }
        return roster

    @pytest.mark.parametrize(
        ("told", "differs"), [(20, False), (22, False), (23, True), (17, True)]
    )
    def test_over_a_tenth_more_or_fewer_than_listed_is_found(
        self, county: County, told: int, differs: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        county.household(0, *(person(D2=n % 2) for n in range(20)))
        roster = self.told(county, county.roster(), told)
        monkeypatch.setattr(county, "roster", lambda: roster)
        assert bool(county.found("X10")) is differs

    def test_a_household_that_is_not_registered_yet_is_not_missed(
        self, county: County, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        county.book.list_household(county.blocks[0])
        roster = self.told(county, county.roster(), 3)
        monkeypatch.setattr(county, "roster", lambda: roster)
        assert not county.found("X10")


class TestX11:
    def test_a_sex_ratio_beyond_the_bounds_is_found_from_100_residents_on(
        self, county: County
    ) -> None:
        county.household(0, *(person(D4=1 + (n % 3 == 0), D9=1 + 0) for n in range(99)))
        assert "sex-ratio" not in [f.about for f in county.found("X11")]
        county.household(0, person())
        [found] = [f for f in county.found("X11") if f.about == "sex-ratio"]
        assert found.items == ("D4",)

    def test_round_floor_spaces_are_found(self, county: County) -> None:
        for n in range(20):
            county.household(0, person(), H6=80 if n < 16 else 81)
        assert "floor-space" not in [f.about for f in county.found("X11")]
        county.household(0, person(), H6=90)
        county.household(0, person(), H6=90)
        assert "floor-space" in [f.about for f in county.found("X11")]

    def test_one_time_since_leaving_for_all_is_found(self, county: County) -> None:
        county.household(0, *(person(D4=1 + n % 2) for n in range(100)))
        assert [f.about for f in county.found("X11")] == ["time-since-leaving"]
        county.household(0, person(D4=2, D7=4, D9=5))
        assert not county.found("X11")

    def test_no_births_and_no_deaths_among_300_are_found(self, county: County) -> None:
        people = [person(D4=1 + n % 2, D8=1 + n % 2) for n in range(299)]
        county.household(0, *people, person(D4=2, D7=4, D9=5))
        assert [f.about for f in county.found("X11")] == ["no-births-no-deaths"]
        county.household(0, person(D7=4, D9=5), H4f=1)
        assert not county.found("X11")


class TestX12:
    def test_a_listed_household_is_missed_once_all_others_are_submitted(
        self, county: County
    ) -> None:
        one = county.household(0, person())
        missing = county.book.list_household(county.blocks[0])
        assert not county.found("X12")
        county.book.submit(one)
        [found] = county.found("X12")
        assert (found.household_ids, found.about) == ((missing,), "not-registered")

    def test_open_doubts_stand_in_the_way(self, county: County) -> None:
        one = county.household(0, person())
        county.book.submit(one)
        doubt_id = raised(county, one)
        assert [f.about for f in county.found("X12")] == ["open-doubts"]
        county.book.append(DoubtSettled, doubt_id, as_of=county.book.last)
        assert not county.found("X12")


class TestTransfersBetweenBooks:
    def half(self, county: County, event: type, transfer_id: UUID, other: str) -> None:
        one = county.household(0, person())
        by = county.book.by("other-county", authority=Authority(document="1", issued_by="办"))
        county.book.append(
            event,
            one,
            by,
            changes=(),
            deaths=None,
            person_ids=(),
            foreign_ids=(),
            rule_set="test",
            findings=(),
            explanations=(),
            transfer_id=transfer_id,
            other_book=other,
            persons=1,
        )

    def test_an_unmatched_half_is_found_until_the_other_is_on_record(
        self,
        county: County,
        new_book: Callable[[], WrittenBook],
        projection_database: Database,
        connection: Connection,
    ) -> None:
        other = County(new_book(), projection_database, connection)
        transfer_id = uuid4()
        self.half(county, TransferOutAnnounced, transfer_id, other.book.book)
        [found] = county.found("T01")
        assert found.about == f"out/{transfer_id.hex}"
        self.half(other, TransferInAccepted, transfer_id, county.book.book)
        assert not other.found("T01")
        assert not county.found("T01")


def test_a_death_line_is_no_person_with_a_number(county: County) -> None:
    household_id = county.household(0, person())
    county.book.register_deaths(household_id, [death()])
    assert not county.found("X01")
