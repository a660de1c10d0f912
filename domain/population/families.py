"""The persons of one household: residents of a composition, and the absent who belong to it."""

from dataclasses import dataclass, field
from random import Random

from domain.census import CENSUS_2020
from domain.population.fitting import Composition, PopulationModel
from domain.population.identities import Identities
from domain.population.kinship import (
    CHILD,
    CHILD_IN_LAW,
    GRANDCHILD,
    MAN,
    OTHER,
    PARENT_IN_LAW,
    SIBLING,
    SPOUSE,
    WOMAN,
    Member,
)
from domain.population.links import Links
from domain.population.natural_person import NaturalPerson, People, Record, Standing, record
from domain.population.standing import AT_HOME, Standings, longest_absence
from domain.population.territory import Block

FAMILY, COLLECTIVE = 1, 2

_CHILD_UNDER, _GROWN_UP = 15, 18
_LARGEST_FAMILY, _LARGEST_COLLECTIVE = 14, 20
_MIXED_COUPLES = 0.1
_EMPTY_HOUSEHOLDS = 0.011
_LARGEST_EMPTY = 3
_VISITORS, _COLLECTIVE_VISITORS = 0.02, 0.2
# Chance that a family of here has one person, and a second, who left for good.
_ABSENT, _SECOND_ABSENT = 0.19, 0.25
_OWN_ORIGIN = 0.15
_NUMBER_OF_HERE, _NUMBER_OF_HUKOU = 0.8, 0.92
_UNNUMBERED_PENDING_INFANT, _UNNUMBERED_PENDING, _UNNUMBERED_INFANT = 0.6, 0.3, 0.03
_LIVING, _PENDING = 1, 5


@dataclass(slots=True)
class Household:
    """``type``: code of H1. ``ethnicity``: the head's. ``records``: answers of each person.

    ``linked``: somebody has a record in another household of the territory, too.
    """

    type: int
    ethnicity: str
    records: list[Record] = field(default_factory=list)
    linked: bool = False

    @property
    def living(self) -> int:
        """How many lived here on the reference night."""
        return sum(r["D7"] == _LIVING for r in self.records)

    def newborn(self, sex: int) -> int:
        """How many of that sex were born in the window."""
        first = CENSUS_2020.window_first
        return sum(r["D4"] == sex and str(r["D5"]) >= first for r in self.records)


class FamilyMaker:
    """Turns compositions into persons with names, numbers and a place of hukou."""

    def __init__(
        self,
        model: PopulationModel,
        people: People,
        standings: Standings,
        links: Links,
        identities: Identities,
    ) -> None:
        """Takes what the persons of a run are drawn from."""
        self._compositions = model.compositions
        self._people = people
        self._standings = standings
        self._links = links
        self._identities = identities

    def household(self, block: Block, rng: Random) -> Household:
        """The next household of a block."""
        if rng.random() < _EMPTY_HOUSEHOLDS:
            return self._empty(rng)
        composition = self._compositions.draw(rng)
        if composition.kind != "family":
            return self._collective(composition, rng)
        return self._family(composition, block, rng)

    def _collective(self, composition: Composition, rng: Random) -> Household:
        household = Household(COLLECTIVE, "")
        for relationship, sex, age in composition.members:
            person = self._people.person(age, sex, self._people.ethnicities.draw(rng), None, rng)
            standing = self._standings.of_collective(composition.kind, age, rng)
            self._add(household, person, relationship, standing, rng)
        household.ethnicity = str(household.records[0]["D6"])
        if len(household.records) < _LARGEST_COLLECTIVE and rng.random() < _COLLECTIVE_VISITORS:
            age, sex = composition.members[0].age, composition.members[0].sex
            person = self._people.person(age, sex, self._people.ethnicities.draw(rng), None, rng)
            self._add(household, person, OTHER, self._standings.visiting(age, rng), rng)
        return household

    def _family(self, composition: Composition, block: Block, rng: Random) -> Household:
        persons = self._natural_persons(composition.members, rng)
        migrant = self._standings.from_elsewhere(composition, rng)
        if migrant:
            places = self._of_migrants(persons, rng)
        else:
            places = [self._standings.of_local_family(p.age, rng) for p in persons]
            _leave_no_child_alone(persons, places)
        household = Household(FAMILY, persons[0].ethnicity)
        for person, member, standing in zip(persons, composition.members, places, strict=True):
            self._number(person, standing, rng)
            here = self._links.leave(person, standing, block, rng)
            household.linked |= here is not None
            household.records.append(record(person, member.relationship, here or standing))
        if not migrant:
            self._absent(household, composition, persons[0], block, rng)
        if rng.random() < _VISITORS and len(household.records) < _LARGEST_FAMILY:
            self._sibling(household, persons[0], rng)
        return household

    def _of_migrants(self, persons: list[NaturalPerson], rng: Random) -> list[Standing]:
        """Standings of a family from elsewhere: one origin, but for some who married in."""
        standings = self._standings
        common, years = standings.origin(rng), standings.years(rng)
        places = []
        for person in persons:
            own = person.age >= _GROWN_UP and rng.random() < _OWN_ORIGIN
            origin = standings.origin(rng) if own else common
            places.append(standings.of_migrant_family(person.age, person.birth, origin, years, rng))
        return places

    def _empty(self, rng: Random) -> Household:
        """A small family, without a newborn, whose members all live elsewhere."""
        composition = self._compositions.draw(rng)
        while not _may_be_empty(composition):
            composition = self._compositions.draw(rng)
        members = composition.members
        years = self._standings.years(rng)
        household = Household(FAMILY, "")
        together = self._standings.away(members[0].age, years, rng)
        for person, member in zip(self._natural_persons(members, rng), members, strict=True):
            standing = together._replace(
                away=min(years, longest_absence(person.age)),
                reason=self._standings.reason(person.age, rng),
            )
            self._add(household, person, member.relationship, standing, rng)
        household.ethnicity = str(household.records[0]["D6"])
        return household

    def _absent(
        self,
        household: Household,
        composition: Composition,
        head: NaturalPerson,
        block: Block,
        rng: Random,
    ) -> None:
        """Adds persons with their hukou in the household who live elsewhere (R7, R5)."""
        if rng.random() < _ABSENT and len(household.records) < _LARGEST_FAMILY:
            self._relative_away(household, head, rng)
            if rng.random() < _SECOND_ABSENT and len(household.records) < _LARGEST_FAMILY:
                self._relative_away(household, head, rng)
        taken = self._links.take_in(composition, len(household.records), block, rng)
        if taken is not None:
            link, relationship = taken
            household.linked = True
            household.records.append(record(link.person, relationship, link.standing))

    def _relative_away(self, household: Household, head: NaturalPerson, rng: Random) -> None:
        """A grown-up child of the head who left, or where the head is too young a sibling."""
        gap = round(rng.gauss(27, 4))
        age = head.age - gap
        grown_up_child = age >= _GROWN_UP and 17 <= gap <= 45
        relationship = CHILD if grown_up_child else SIBLING
        if not grown_up_child:
            age = max(_GROWN_UP, head.age + rng.randint(-8, 8))
        sex = MAN if rng.random() < 0.5 else WOMAN
        person = self._people.person(age, sex, head.ethnicity, head.family_name, rng)
        standing = self._standings.away(age, self._standings.years(rng), rng)
        self._add(household, person, relationship, standing, rng)

    def _sibling(self, household: Household, head: NaturalPerson, rng: Random) -> None:
        """A sibling of the head who stays for less than half a year (R4)."""
        age = max(_GROWN_UP, min(90, head.age + rng.randint(-9, 9)))
        sex = MAN if rng.random() < 0.5 else WOMAN
        person = self._people.person(age, sex, head.ethnicity, head.family_name, rng)
        self._add(household, person, SIBLING, self._standings.visiting(age, rng), rng)

    def _add(
        self,
        household: Household,
        person: NaturalPerson,
        relationship: int,
        standing: Standing,
        rng: Random,
    ) -> None:
        self._number(person, standing, rng)
        household.records.append(record(person, relationship, standing))

    def _number(self, person: NaturalPerson, standing: Standing, rng: Random) -> None:
        """Gives an identification number, except to some infants and some with a pending hukou."""
        draw = rng.random()
        if standing.registered == _PENDING:
            unnumbered = _UNNUMBERED_PENDING if person.age else _UNNUMBERED_PENDING_INFANT
        else:
            unnumbered = 0.0 if person.age else _UNNUMBERED_INFANT
        if draw < unnumbered:
            return
        draw = rng.random()
        home = self._identities.home
        if standing.registered_county is not None:
            county = standing.registered_county if draw < _NUMBER_OF_HUKOU else home
        elif draw < _NUMBER_OF_HERE:
            county = home
        else:
            county = self._standings.county(rng, in_province=draw < 0.95)
        person.id_number = self._identities.issue(county, person.birth, person.sex)

    def _natural_persons(self, members: tuple[Member, ...], rng: Random) -> list[NaturalPerson]:
        """Persons of a family: surnames and ethnicity run in it."""
        ethnicities = self._people.ethnicities
        head = self._people.person(members[0].age, members[0].sex, ethnicities.draw(rng), None, rng)
        persons = [head]
        father = head
        partner = head
        for relationship, sex, age in members[1:]:
            ethnicity, family = head.ethnicity, None
            if relationship in {SPOUSE, CHILD_IN_LAW}:
                if rng.random() < _MIXED_COUPLES:
                    ethnicity = ethnicities.draw(rng)
            elif relationship == OTHER:
                ethnicity = ethnicities.draw(rng)
            elif relationship == PARENT_IN_LAW:
                ethnicity = partner.ethnicity
            elif relationship == CHILD:
                ethnicity = father.ethnicity
                family = father.family_name
            elif relationship == SIBLING or sex == MAN:
                family = head.family_name
            elif relationship == GRANDCHILD:
                family = father.family_name
            person = self._people.person(age, sex, ethnicity, family, rng)
            if relationship == SPOUSE:
                partner = person
                father = person if sex == MAN else head
            persons.append(person)
        return persons


def _may_be_empty(composition: Composition) -> bool:
    members = composition.members
    small = composition.kind == "family" and len(members) <= _LARGEST_EMPTY
    return small and all(m.age > 0 for m in members)


def _leave_no_child_alone(persons: list[NaturalPerson], places: list[Standing]) -> None:
    """Keeps the grown-up at home where only children would live in the household (H17)."""
    at_home = [p.age for p, s in zip(persons, places, strict=True) if s.lives == _LIVING]
    if any(a < _CHILD_UNDER for a in at_home) and not any(a >= _GROWN_UP for a in at_home):
        places[:] = [s if s.lives == _LIVING else AT_HOME for s in places]
