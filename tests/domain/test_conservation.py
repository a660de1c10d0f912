"""Each natural person counts once; random bookkeeping changes no total."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.bookkeeping import merge, move, split
from domain.commands import Members, MergeHouseholds, MovePersons, SplitHousehold
from domain.conservation import Booked, Population, Registration, population
from domain.household_record import HouseholdRecord
from domain.reasons import BookkeepingReason
from domain.refusal import Refusal
from domain.residence import residence_rule
from domain.status import Status
from tests.domain.records import AUTHORITY, by, listed, registered
from tests.domain.rules.synthetic import AWAY, form, person

OFFICE = by("office", authority=AUTHORITY, second="county-2")


def registrations(records: Iterable[HouseholdRecord]) -> list[Registration]:
    """Who stands on the forms that count, each a natural person of their own."""
    found = []
    for record in records:
        if record.household.status is Status.WITHDRAWN:
            continue
        for person_id in record.household.person_ids:
            answers = record.persons[person_id].answers
            decided = residence_rule(answers.get("D7"), answers.get("D8"), answers.get("D9"))
            found.append(Registration(person_id, decided.rule, decided.resident))
    return found


class Bookkeeping(RuleBasedStateMachine):
    """Moves, splits and mergers of adults between households; refused ones change nothing."""

    @initialize(sizes=st.lists(st.integers(1, 4), min_size=2, max_size=4), away=st.booleans())
    def register(self, sizes: list[int], away: bool) -> None:
        self.records: dict[UUID, HouseholdRecord] = {}
        for number, size in enumerate(sizes, 1):
            # Everybody has a month of birth, and so an ID number, of their own.
            year = 1940 + 8 * number
            others = [person(9, f"{year + n}-08", 1 + n % 2) for n in range(size - 1)]
            if away:
                others += [person(9, f"{year}-04", 2, **AWAY)]
            record = registered(form(person(0, f"{year}-02"), *others, number=f"{number:03}"))
            self.keep(record)
        self.next_number = len(sizes) + 1
        self.before = self.population()
        self.tables = self.cells()

    def keep(self, record: HouseholdRecord) -> None:
        record.collect_events()
        self.records[record.household.id] = record

    def population(self) -> Population:
        return population(registrations(self.records.values()))

    def cells(self) -> list[tuple[object, ...]]:
        """What tables of persons count, of all who stand on a form that counts."""
        items = ("D4", "D5", "D6", "D7", "D8", "D9", "D11", "D12")
        return sorted(
            tuple(str(record.persons[i].answers.get(item)) for item in items)
            for record in self.records.values()
            if record.household.status is not Status.WITHDRAWN
            for i in record.household.person_ids
        )

    def standing(self) -> list[HouseholdRecord]:
        return [r for r in self.records.values() if r.household.status is not Status.WITHDRAWN]

    def two(self, data: st.DataObject) -> tuple[HouseholdRecord, HouseholdRecord]:
        return data.draw(
            st.sampled_from(
                [(a, b) for a in self.standing() for b in self.standing() if a is not b]
            )
        )

    def attempt(self, source: HouseholdRecord, target: HouseholdRecord, act: str, **of) -> None:
        """Try it on copies, as a book does: what is refused leaves nothing behind."""
        one, two = twin(source), twin(target)
        shared = {
            "household_id": one.household.id,
            "expected_version": one.household.version,
            "to_household_id": two.household.id,
            "to_expected_version": two.household.version,
            "reason": BookkeepingReason.CROSS_CHECK,
            **of,
        }
        try:
            if act == "move":
                move(one, two, OFFICE, MovePersons(**shared))
            elif act == "split":
                split(one, two, OFFICE, SplitHousehold(**shared))
            else:
                merge(one, two, OFFICE, MergeHouseholds(**shared))
        except Refusal:
            return
        self.keep(one)
        self.keep(two)

    @precondition(lambda self: len(self.standing()) > 1)
    @rule(data=st.data())
    def move_somebody(self, data: st.DataObject) -> None:
        source, target = self.two(data)
        members = data.draw(
            st.lists(st.sampled_from(source.household.person_ids), min_size=1, unique=True)
        )
        heads = dict.fromkeys(members, 9)
        staying = [i for i in source.household.person_ids if i not in members]
        if staying:
            heads |= dict.fromkeys(staying[1:], 9) | {staying[0]: 0}
        given = Members(persons=tuple(members), relationships=heads)
        self.attempt(source, target, "move", members=given)

    @rule(data=st.data())
    def split_somebody_off(self, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from(self.standing()))
        person_id = data.draw(st.sampled_from(source.household.person_ids))
        staying = [i for i in source.household.person_ids if i != person_id]
        heads = {person_id: 0} | dict.fromkeys(staying[1:], 9) | dict.fromkeys(staying[:1], 0)
        self.next_number += 1
        target = listed(f"{self.next_number:03}")
        dwelling = {"H1": 1, "H5": 1, "H6": 41, "H7": 1}
        given = Members(persons=(person_id,), relationships=heads)
        self.attempt(source, target, "split", members=given, household=dwelling)

    @precondition(lambda self: len(self.standing()) > 1)
    @rule(data=st.data())
    def merge_two(self, data: st.DataObject) -> None:
        source, target = self.two(data)
        heads = dict.fromkeys(source.household.person_ids, 9)
        self.attempt(source, target, "merge", relationships=heads)

    @invariant()
    def nobody_is_lost_or_counted_twice(self) -> None:
        assert self.population() == self.before

    @invariant()
    def tables_of_persons_stay(self) -> None:
        assert self.cells() == self.tables

    @invariant()
    def every_person_stands_where_the_record_says(self) -> None:
        for record in self.standing():
            for person_id in record.household.person_ids:
                assert record.persons[person_id].household_id == record.household.id

    @invariant()
    def the_counts_of_each_form_follow_from_its_persons(self) -> None:
        for record in self.standing():
            persons = [record.persons[i].answers for i in record.household.person_ids]
            assert record.household.answers["H2a"] == sum(p["D7"] == 1 for p in persons)


def twin(record: HouseholdRecord) -> HouseholdRecord:
    """The record a second time."""
    persons = {i: p.twin() for i, p in record.persons.items()}
    return HouseholdRecord(record.household.twin(), persons, record.census)


TestBookkeeping = Bookkeeping.TestCase
TestBookkeeping.settings = settings(max_examples=40, stateful_step_count=12, deadline=None)


def test_a_person_who_is_resident_in_one_of_two_records_counts_once() -> None:
    found = population([Registration("a", "R3", True), Registration("a", "R7", False)])
    assert (found.persons, found.once, found.registrations) == (1, 1, 2)
    assert found.conserved


def test_a_person_who_is_resident_twice_is_not_conserved() -> None:
    found = population([Registration("a", "R1", True), Registration("a", "R6", True)])
    assert found.more == 1
    assert not found.conserved


def test_a_person_who_counts_nowhere_is_not_conserved_unless_all_points_elsewhere() -> None:
    here = population([Registration("a", "R7", False)])
    assert (here.never, here.elsewhere, here.conserved) == (1, 0, False)
    gone = population([Registration("a", "R7", False, elsewhere=True)])
    assert (gone.never, gone.elsewhere, gone.conserved) == (1, 1, True)


def test_a_person_of_the_area_counts_where_the_other_record_is() -> None:
    found = population([Registration("a", "R7", False), Registration("a", "R3", True, here=False)])
    assert (found.once, found.registrations, found.residents) == (1, 1, 0)


def test_whose_records_lie_elsewhere_is_none_of_the_areas() -> None:
    assert population([Registration("a", "R1", True, here=False)]).persons == 0


@pytest.mark.parametrize(
    ("kind", "after", "residents_after", "persons", "conserved"),
    [
        ("move", 3, 2, None, True),
        ("move", 2, 2, None, False),
        ("split", 3, 1, None, False),
        ("duplicate", 2, 1, None, True),
        ("duplicate", 1, 0, None, False),
        ("out", 2, 1, 1, True),
        ("out", 1, 1, 1, False),
        ("in", 4, 3, 1, True),
        ("in", 4, 1, 1, False),
    ],
)
def test_a_command_changes_totals_by_what_it_names_alone(
    kind: str, after: int, residents_after: int, persons: int | None, conserved: bool
) -> None:
    booked = Booked(
        command_id=uuid4(),
        kind=kind,
        first_position=1,
        last_position=4,
        before=3,
        after=after,
        residents_before=2,
        residents_after=residents_after,
        persons=persons,
    )
    assert booked.conserved is conserved
