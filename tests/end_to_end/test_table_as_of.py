"""The command ``table`` as of a position against a fold of the book itself, written apart."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

import pytest

from domain.events import (
    Change,
    Event,
    HouseholdListed,
    HouseholdRegistered,
    HouseholdRevision,
    HouseholdWithdrawn,
    PersonAmended,
    PersonCorrected,
    PersonRegistered,
    PersonWithdrawn,
)
from domain.forms.definition import Answer
from ledger.application import BookApplication, RecordedEvent
from tests.end_to_end.command_line import Run
from tests.end_to_end.world import BOOK, World

Items = dict[str, Answer]
_IN_THE_TOWNSHIP, _ELSEWHERE_IN_CHINA, _ABROAD = {1, 2}, {4, 5}, {6, 7}


def _revised(answers: Items, changes: tuple[Change, ...]) -> None:
    answers.update((c.item, c.after) for c in changes)


def _resident(person: Items) -> bool:
    """R1-R8 of the residence rules, from the items alone."""
    d7, d8, d9 = person.get("D7"), person.get("D8"), person.get("D9")
    long_away = isinstance(d9, int) and d9 >= 3
    if d7 == 1:
        return d8 in _IN_THE_TOWNSHIP or d8 == 5 or (d8 in {3, 4} and long_away)
    return d8 == 1 and (d7 in _ABROAD or (d7 in _ELSEWHERE_IN_CHINA and d9 == 2))


class Fold:
    """Households and persons by one event after the other."""

    def __init__(self, events: list[RecordedEvent]) -> None:
        self.numbers: dict[UUID, str] = {}
        self.households: dict[UUID, Items] = {}
        self.persons: dict[UUID, Items] = {}
        self.home: dict[UUID, UUID] = {}
        for recorded in events:
            self.apply(recorded.event)

    def apply(self, event: Event) -> None:
        match event:
            case HouseholdListed():
                self.numbers[event.originator_id] = event.number
            case HouseholdRegistered():
                self.households[event.originator_id] = dict(event.answers)
            case HouseholdRevision():
                _revised(self.households[event.originator_id], event.changes)
            case HouseholdWithdrawn():
                del self.households[event.originator_id]
            case PersonRegistered():
                self.persons[event.originator_id] = dict(event.answers)
                self.home[event.originator_id] = event.household_id
            case PersonAmended() | PersonCorrected():
                _revised(self.persons[event.originator_id], event.changes)
            case PersonWithdrawn():
                del self.persons[event.originator_id]

    def residents(self) -> dict[UUID, list[Answer]]:
        """The sexes of each household's residents."""
        members: defaultdict[UUID, list[Answer]] = defaultdict(list)
        for person_id, person in self.persons.items():
            if self.home[person_id] in self.households and _resident(person):
                members[self.home[person_id]].append(person["D4"])
        return members


def table_1_1(events: list[RecordedEvent]) -> dict[tuple[str, str], Decimal]:
    """The county's cells by row and column."""
    fold = Fold(events)
    cells: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for household_id, sexes in fold.residents().items():
        kind = "family" if fold.households[household_id]["H1"] == 1 else "collective"
        for row in ("all", kind):
            cells[row, "households"] += fold.numbers[household_id] != "999"
            cells[row, "T"] += len(sexes)
            cells[row, "M"] += sexes.count(1)
            cells[row, "F"] += sexes.count(2)
    for row in ("all", "family", "collective"):
        if cells[row, "F"]:
            cells[row, "sex_ratio"] = _two_places(100 * cells[row, "M"] / cells[row, "F"])
    if cells["family", "households"]:
        size = cells["family", "T"] / cells["family", "households"]
        cells["family", "household_size"] = _two_places(size)
    return {key: value for key, value in cells.items() if value}


def _two_places(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.fixture
def simulated(whole_world: World, run: Run) -> list[RecordedEvent]:
    """The book after the simulation of a township, as it stands in the database."""
    if whole_world.head()["size"] < 500:
        code, _, err = run(
            *("simulate", "--households", "120", "--server", whole_world.address, "--json")
        )
        assert code == 0, err
        whole_world.follow()
    application = BookApplication(BOOK, whole_world.database)
    try:
        return application.read(0, 100_000)
    finally:
        application.close()


@pytest.mark.parametrize("part", [0.4, 0.75, 1.0])
def test_table_1_1_as_of_a_position_equals_a_fold_of_the_book(
    whole_world: World, run: Run, simulated: list[RecordedEvent], part: float
) -> None:
    as_of = int((len(simulated) - 1) * part)
    run("login", "auditor", "--server", whole_world.address)
    code, told, err = run("table", "1-1", "--as-of", str(as_of), "--format", "long")
    assert code == 0, err
    shown = {}
    for line in told.splitlines()[1:]:
        _, area, residence, row, col, value = line.split(",")
        if (area, residence) == (BOOK, "0"):
            shown[row, col] = Decimal(value)
    expected = table_1_1(simulated[: as_of + 1])
    assert expected["all", "T"] > 20
    assert shown == expected
