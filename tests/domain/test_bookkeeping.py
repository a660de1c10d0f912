"""Persons change forms, and nobody is lost or counted twice."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.bookkeeping import accept_in, announce_out, merge, move, resolve_duplicate, split
from domain.commands import (
    AcceptTransferIn,
    AnnounceTransferOut,
    Members,
    MergeHouseholds,
    MovePersons,
    ResolveDuplicate,
    SplitHousehold,
)
from domain.events import PersonTransferredIn, PersonTransferredOut
from domain.forms import HouseholdForm
from domain.household_record import HouseholdRecord
from domain.reasons import BookkeepingReason
from domain.refusal import (
    AuthorityNeeded,
    NotOnePerson,
    RulesViolated,
    SecondPersonNeeded,
    UnfitDuplicate,
    UnfitTransfer,
    UnknownPerson,
    WrongStatus,
)
from domain.residence import residence_rule
from domain.status import Level, Status
from tests.domain.records import AUTHORITY, by, listed
from tests.domain.records import registered as just_registered
from tests.domain.rules.synthetic import AWAY, form, person

OFFICE = by("office", authority=AUTHORITY, second="county-2")
DWELLING = {"H1": 1, "H5": 1, "H6": 40, "H7": 1}
_LEVELS = (Level.SUPERVISOR, Level.COMMUNITY, Level.TOWNSHIP, Level.COUNTY)


def registered(filled: HouseholdForm) -> HouseholdRecord:
    """A household whose form is on record; no events wait."""
    record = just_registered(filled)
    record.collect_events()
    return record


def family(number: str = "001") -> HouseholdRecord:
    """A couple with an aunt of the head's, who lives with them."""
    return registered(
        form(
            person(0),
            person(1, "1982-03", 2),
            person(9, "1975-08", 2, D1="姑"),
            number=number,
        )
    )


def alone(number: str = "002") -> HouseholdRecord:
    return registered(form(person(0, "1970-02"), number=number))


def accepted(record: HouseholdRecord) -> HouseholdRecord:
    """The record, accepted by the county."""
    record.submit(by("enumerator"), "signed-on-device", ())
    for level in _LEVELS:
        record.approve(by(level.value), level)
    record.collect_events()
    return record


def moving(source: HouseholdRecord, target: HouseholdRecord, *persons: UUID, **of: object):
    return MovePersons(
        household_id=source.household.id,
        expected_version=source.household.version,
        to_household_id=target.household.id,
        to_expected_version=target.household.version,
        members=Members(persons=persons, **of),
        reason=BookkeepingReason.WRONG_HOUSEHOLD,
    )


def totals(*records: HouseholdRecord) -> Counter[str]:
    """Registrations and residents on the forms that count."""
    found: Counter[str] = Counter()
    for record in records:
        if record.household.status is Status.WITHDRAWN:
            continue
        for person_id in record.household.person_ids:
            answers = record.persons[person_id].answers
            found["registrations"] += 1
            rule = residence_rule(answers.get("D7"), answers.get("D8"), answers.get("D9"))
            found["residents"] += rule.resident
    return found


class TestAMove:
    def test_takes_the_person_with_all_answers_and_the_same_id(self) -> None:
        source, target = family(), alone()
        aunt = source.household.person_ids[2]
        answers = source.persons[aunt].answers
        move(source, target, OFFICE, moving(source, target, aunt))
        assert aunt not in source.household.person_ids
        assert target.household.person_ids[-1] == aunt
        assert target.persons[aunt].answers == answers
        assert target.persons[aunt].household_id == target.household.id

    def test_counts_both_forms_anew(self) -> None:
        source, target = family(), alone()
        move(source, target, OFFICE, moving(source, target, source.household.person_ids[2]))
        assert source.household.answers["H2a"] == 2
        assert target.household.answers["H2a"] == 2

    def test_leaves_the_totals_as_they_are(self) -> None:
        source, target = family(), alone()
        before = totals(source, target)
        move(source, target, OFFICE, moving(source, target, source.household.person_ids[2]))
        assert totals(source, target) == before

    def test_records_what_one_form_loses_before_what_the_other_gains(self) -> None:
        source, target = family(), alone()
        events = move(
            source, target, OFFICE, moving(source, target, source.household.person_ids[2])
        )
        assert [e.topic for e in events] == [
            "MembersTransferredOut",
            "PersonTransferredOut",
            "MembersTransferredIn",
            "PersonTransferredIn",
        ]

    def test_seals_the_answers_under_the_key_of_the_receiving_household(self) -> None:
        source, target = family(), alone()
        events = move(
            source, target, OFFICE, moving(source, target, source.household.person_ids[2])
        )
        (entered,) = [e for e in events if isinstance(e, PersonTransferredIn)]
        assert entered.subject_id == target.household.id
        assert entered.answers["D1"] == "姑"

    def test_of_the_head_needs_a_new_one(self) -> None:
        source, target = family(), alone()
        head, spouse, _ = source.household.person_ids
        with pytest.raises(RulesViolated):
            move(source, target, OFFICE, moving(source, target, head, relationships={head: 9}))
        given = moving(source, target, head, relationships={head: 9, spouse: 0})
        events = move(source, target, OFFICE, given)
        assert source.persons[spouse].answers["D2"] == 0
        assert "PersonAmended" in [e.topic for e in events]

    def test_gives_no_relationship_to_somebody_on_neither_form(self) -> None:
        source, target = family(), alone()
        aunt = source.household.person_ids[2]
        with pytest.raises(UnknownPerson):
            move(source, target, OFFICE, moving(source, target, aunt, relationships={uuid4(): 2}))

    def test_that_breaks_a_rule_on_the_receiving_form_is_refused_and_records_nothing(self) -> None:
        source, target = family(), alone()
        head = source.household.person_ids[0]
        spouse = source.household.person_ids[1]
        with pytest.raises(RulesViolated):
            move(source, target, OFFICE, moving(source, target, head, relationships={spouse: 0}))

    def test_of_everybody_is_a_merger_and_refused(self) -> None:
        source, target = alone("001"), alone()
        with pytest.raises(UnfitTransfer) as refused:
            move(source, target, OFFICE, moving(source, target, *source.household.person_ids))
        assert refused.value.details() == {"misfit": "nobody-stays"}

    def test_within_one_household_is_refused(self) -> None:
        source = family()
        with pytest.raises(UnfitTransfer):
            move(source, source, OFFICE, moving(source, source, source.household.person_ids[2]))

    def test_of_somebody_who_does_not_stand_there_is_refused(self) -> None:
        source, target = family(), alone()
        with pytest.raises(UnknownPerson):
            move(source, target, OFFICE, moving(source, target, uuid4()))

    def test_of_more_births_than_there_are_is_refused(self) -> None:
        source, target = family(), alone()
        given = moving(source, target, source.household.person_ids[2], boys=1)
        with pytest.raises(UnfitTransfer):
            move(source, target, OFFICE, given)

    def test_from_an_approved_record_needs_an_authority(self) -> None:
        source, target = accepted(family()), alone()
        given = moving(source, target, source.household.person_ids[2])
        with pytest.raises(AuthorityNeeded):
            move(source, target, by("office"), given)

    def test_from_an_accepted_record_needs_a_second_person(self) -> None:
        source, target = accepted(family()), alone()
        given = moving(source, target, source.household.person_ids[2])
        with pytest.raises(SecondPersonNeeded):
            move(source, target, by("office", authority=AUTHORITY), given)
        assert move(source, target, OFFICE, given)
        assert source.household.status is Status.COUNTY_ACCEPTED

    def test_from_a_withdrawn_record_is_refused(self) -> None:
        source, target = family(), alone()
        source.withdraw(OFFICE, None)
        with pytest.raises(WrongStatus):
            move(source, target, OFFICE, moving(source, target, source.household.person_ids[2]))


class TestASplit:
    def split(self, source: HouseholdRecord, target: HouseholdRecord, *persons: UUID):
        head = persons[0]
        command = SplitHousehold(
            household_id=source.household.id,
            expected_version=source.household.version,
            to_household_id=target.household.id,
            to_expected_version=target.household.version,
            members=Members(persons=persons, relationships={head: 0}),
            household=DWELLING,
            reason=BookkeepingReason.TWO_HOUSEHOLDS,
        )
        return split(source, target, OFFICE, command)

    def test_registers_the_listed_household_with_those_who_leave(self) -> None:
        source, target = family(), listed("003")
        aunt = source.household.person_ids[2]
        before = totals(source)
        self.split(source, target, aunt)
        assert target.household.status is Status.REGISTERED
        assert target.household.person_ids == (aunt,)
        assert target.household.answers["H2a"] == 1
        assert totals(source, target) == before

    def test_to_a_household_with_a_form_is_refused(self) -> None:
        source, target = family(), alone()
        with pytest.raises(WrongStatus):
            self.split(source, target, source.household.person_ids[2])


class TestAMerger:
    def merge(self, source: HouseholdRecord, target: HouseholdRecord, **of: object):
        relationships = {source.household.person_ids[0]: 9}
        command = MergeHouseholds(
            household_id=source.household.id,
            expected_version=source.household.version,
            to_household_id=target.household.id,
            to_expected_version=target.household.version,
            relationships=relationships,
            reason=BookkeepingReason.ONE_HOUSEHOLD,
        )
        return merge(source, target, OFFICE, command)

    def test_takes_everybody_over_and_ends_the_first(self) -> None:
        source, target = alone("001"), family("002")
        before = totals(source, target)
        members = source.household.person_ids
        self.merge(source, target)
        assert source.household.status is Status.WITHDRAWN
        assert source.household.person_ids == ()
        assert set(members) < set(target.household.person_ids)
        assert totals(source, target) == before

    def test_takes_births_and_deaths_along(self) -> None:
        dead = {
            "name": "丙",
            "sex": 2,
            "birth": "1940-03",
            "death": "2020-05",
            "age": 80,
            "ethnicity": "01",
            "education": 3,
            "marital": 4,
        }
        source = registered(form(person(0, "1970-02"), number="001", deaths=(dead,)))
        target = family("002")
        self.merge(source, target)
        assert target.household.deaths == (dead,)
        assert target.household.answers["H4f"] == 1


class TestADuplicate:
    def command(self, one: HouseholdRecord, person_id: UUID, two: HouseholdRecord, stays: UUID):
        return ResolveDuplicate(
            household_id=one.household.id,
            expected_version=one.household.version,
            person_id=person_id,
            other_household_id=two.household.id,
            other_person_id=stays,
            reason=BookkeepingReason.DUPLICATE,
        )

    def test_withdraws_one_registration_and_lowers_the_total_by_it(self) -> None:
        one = family()
        aunt = one.household.person_ids[2]
        number = one.persons[aunt].answers.get("D3")
        twice = registered(form(person(0, "1975-08", 2, D1="姑", D3=number), number="004"))
        before = totals(one, twice)
        stays = twice.household.person_ids[0]
        events = resolve_duplicate(one, twice, OFFICE, self.command(one, aunt, twice, stays))
        assert [e.topic for e in events] == ["DuplicateResolved", "PersonWithdrawn"]
        assert before - totals(one, twice) == Counter(registrations=1, residents=1)

    @pytest.mark.parametrize(
        ("goes", "stays"),
        [
            ({}, {"D7": 5, "D7_county": "500113", "D9": 3, "D10": 3}),
            ({"D7": 5, "D7_county": "500113", "D9": 3, "D10": 3}, {}),
            ({}, {"D8": 3, "D9": 2, "D10": 3}),
            ({"D7": 4, "D9": 2, "D10": 3}, {"D8": 3, "D9": 2, "D10": 3}),
        ],
        ids=[
            "lives-here",
            "hukou-here",
            "counts-here-alone",
            "both-away",
        ],
    )
    def test_of_a_pair_that_may_stand_is_refused(
        self, goes: dict[str, Any], stays: dict[str, Any]
    ) -> None:
        one, two = family(), alone()
        aunt, other = one.household.person_ids[2], two.household.person_ids[0]
        one.persons[aunt].answers = {**one.persons[aunt].answers, **goes}
        two.persons[other].answers = {**one.persons[aunt].answers, "D2": 0, "D7": 1, **stays}
        with pytest.raises(UnfitDuplicate):
            resolve_duplicate(one, two, OFFICE, self.command(one, aunt, two, other))

    def test_of_two_persons_is_refused(self) -> None:
        one, two = family(), alone()
        given = self.command(one, one.household.person_ids[2], two, two.household.person_ids[0])
        with pytest.raises(NotOnePerson):
            resolve_duplicate(one, two, OFFICE, given)


class TestATransferBetweenBooks:
    def test_leaves_one_book_and_enters_the_other_under_one_id(self) -> None:
        source, target = family(), alone()
        aunt = source.household.person_ids[2]
        answers = source.persons[aunt].answers
        transfer_id = uuid4()
        out = announce_out(
            source,
            OFFICE,
            AnnounceTransferOut(
                household_id=source.household.id,
                expected_version=source.household.version,
                members=Members(persons=(aunt,)),
                transfer_id=transfer_id,
                other_book="500113",
                reason=BookkeepingReason.OTHER_COUNTY,
            ),
        )
        new_id = uuid4()
        into = accept_in(
            target,
            OFFICE,
            AcceptTransferIn(
                household_id=target.household.id,
                expected_version=target.household.version,
                persons=(answers,),
                transfer_id=transfer_id,
                other_book="500112",
                reason=BookkeepingReason.OTHER_COUNTY,
            ),
            [new_id],
        )
        assert [e.topic for e in out] == ["TransferOutAnnounced", "PersonTransferredOut"]
        assert [e.topic for e in into] == ["TransferInAccepted", "PersonRegistered"]
        assert source.persons[aunt].withdrawn
        assert target.persons[new_id].answers == answers
        left = [e for e in out if isinstance(e, PersonTransferredOut)]
        assert left[0].to_household is None


def test_who_is_away_is_counted_as_away_on_the_other_form() -> None:
    source = registered(form(person(0), person(1, "1982-03", 2), person(9, "1975-08", 2, **AWAY)))
    target = alone()
    move(source, target, OFFICE, moving(source, target, source.household.person_ids[2]))
    assert (source.household.answers["H2b"], target.household.answers["H2b"]) == (0, 1)


def test_households_that_answered_different_editions_are_not_mixed() -> None:
    source, target = family(), alone()
    target.household.form_version = "2020.9"
    given = moving(source, target, source.household.person_ids[2])
    with pytest.raises(UnfitTransfer) as refused:
        move(source, target, OFFICE, given)
    assert refused.value.details() == {"misfit": "other-form"}
