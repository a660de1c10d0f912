"""What a book says at a position, found the slow way: every event from the first one on.

Written apart from the projection and sharing nothing with it but the events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.projections.written_book import Entry

AFTER = {
    "HouseholdRegistered": "registered",
    "LongFormRegistered": "registered",
    "ForeignFormRegistered": "registered",
    "HouseholdSubmitted": "submitted",
    "HouseholdReturned": "returned",
    "HouseholdWithdrawn": "withdrawn",
}
AFTER_APPROVAL = {
    "supervisor": "supervisor_approved",
    "community": "community_accepted",
    "township": "township_accepted",
    "county": "county_accepted",
}


@dataclass
class FoldedHousehold:
    """A household as it stands."""

    block: str
    number: str
    status: str
    answers: dict[str, Any]
    since: int
    versions: dict[str, str] = field(default_factory=dict)
    long: bool = False
    deaths: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class FoldedPerson:
    """A person as he or she stands, on whichever form."""

    household_id: UUID
    answers: dict[str, Any]
    since: int
    foreign: bool

    @property
    def age(self) -> int:
        year, month = map(int, self.answers["D5"].split("-"))
        return 2020 - year if month <= 10 else 2019 - year

    @property
    def resident(self) -> bool:
        if self.foreign:
            return False
        d7, d8, d9 = (self.answers.get(item) for item in ("D7", "D8", "D9"))
        if d7 == 1:
            return (
                (d8 in {1, 2} and d9 == 1)
                or (d8 == 5 and d9 is None)
                or (d8 in {3, 4} and d9 in range(3, 10))
            )
        if d8 != 1:
            return False
        return (d7 in {4, 5} and d9 == 2) or (d7 in {6, 7} and d9 in range(2, 10))


class FoldedBook:
    """The state after the entries given."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.classes: dict[str, str] = {}
        self.households: dict[UUID, FoldedHousehold] = {}
        self.persons: dict[UUID, FoldedPerson] = {}
        for entry in entries:
            self._take(entry.position, entry.event)

    def _take(self, position: int, event: Any) -> None:
        about = event.originator_id
        if event.topic == "BlockDelineated":
            self.classes[event.code] = event.urban_rural
        elif event.topic == "HouseholdListed":
            self.households[about] = FoldedHousehold(
                event.block, event.number, "listed", {}, position
            )
        elif event.topic in {"PersonRegistered", "ForeignPersonRegistered"}:
            foreign = event.topic.startswith("Foreign")
            self.persons[about] = FoldedPerson(
                event.household_id, dict(event.answers), position, foreign
            )
        elif event.topic in {"PersonLongFormRegistered", "IndustryCoded", "OccupationCoded"}:
            self.persons[about].answers |= self._added(event)
            self.persons[about].since = position
        elif event.topic == "PersonWithdrawn":
            del self.persons[about]
        elif event.topic in {"PersonAmended", "PersonCorrected"}:
            self._change(self.persons[about], event.changes, position)
        elif about in self.households:
            self._take_household(self.households[about], position, event)

    def _take_household(self, household: FoldedHousehold, position: int, event: Any) -> None:
        household.since = position
        if event.topic in {"HouseholdAmended", "HouseholdCorrected"}:
            self._change(household, event.changes, position)
        elif event.topic == "HouseholdApproved":
            household.status = AFTER_APPROVAL[event.level]
        else:
            household.status = AFTER.get(event.topic, household.status)
        if event.topic in {"HouseholdRegistered", "LongFormRegistered", "ForeignFormRegistered"}:
            household.answers |= event.answers
        if event.topic in {"HouseholdRegistered", "LongFormRegistered"}:
            household.versions["form"] = event.form_version
            household.long = getattr(event, "form", "long") == "long"
        elif event.topic.endswith("Registered"):
            form = "foreign" if event.topic.startswith("Foreign") else "death"
            household.versions[form] = event.form_version
        if getattr(event, "deaths", None) is not None:
            household.deaths = [dict(line) for line in event.deaths]
        if event.topic == "HouseholdWithdrawn":
            gone = [i for i, p in self.persons.items() if p.household_id == event.originator_id]
            for person_id in gone:
                del self.persons[person_id]
            household.deaths = []

    @staticmethod
    def _added(event: Any) -> dict[str, Any]:
        """What an event adds to a person's answers."""
        match event.topic:
            case "IndustryCoded":
                return {"C20_section": event.section, "C20_division": event.division}
            case "OccupationCoded":
                return {"C21_major": int(event.major)}
        return dict(event.answers)

    @staticmethod
    def _change(thing: FoldedHousehold | FoldedPerson, changes: Any, position: int) -> None:
        thing.since = position
        for change in changes:
            thing.answers[change.item] = change.after
            if change.after is None:
                del thing.answers[change.item]
