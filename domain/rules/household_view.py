"""A household's form as the rules read it: persons by relationship, counts, dwelling."""

from domain.census import CensusDefinition
from domain.forms.definition import Answers
from domain.forms.household import BlockContext, HouseholdForm, household_number
from domain.rules.person_view import PersonView
from domain.rules.reading import numbers, whole

_H1 = numbers("household_type")
_H5 = numbers("dwelling_type")

_HOUSING = {
    "H8": numbers("building_storeys"),
    "H9": numbers("load_bearing_type"),
    "H10": numbers("construction_period"),
    "H11": numbers("yes_no_have"),
    "H13": numbers("yes_no_have"),
    "H15": numbers("toilet"),
    "H17": numbers("housing_source"),
}

ALL_DEAD = "999"
"""The number of a household whose members have all died in the window."""


class HouseholdView:
    """A household as the rules read one.

    ``definition`` is the edition of the form. ``h1`` .. ``h7`` are None when missing or out of
    range. ``head`` is the only person with D2 = 0 (None without one, or with more);
    ``related[r]`` are the persons with D2 = r; ``living`` those with D7 = 1; ``relations_known``
    and ``places_known`` tell whether every D2 and D7 can be used; ``all_dead`` is household
    999.
    """

    __slots__ = (
        "all_dead",
        "answers",
        "census",
        "context",
        "definition",
        "form",
        "h1",
        "h2a",
        "h2b",
        "h3f",
        "h3m",
        "h4f",
        "h4m",
        "h5",
        "h6",
        "h7",
        "head",
        "living",
        "number",
        "persons",
        "places_known",
        "related",
        "relations_known",
    )

    def __init__(
        self, form: HouseholdForm, census: CensusDefinition, context: BlockContext | None
    ) -> None:
        """Takes a form and what is known of its block."""
        given = form.answers.get
        self.form = form
        self.answers = form.answers
        self.census = census
        self.context = context
        self.definition = definition = census.edition(form.form, form.version)
        self.number = household_number(form.address.number)
        self.all_dead = self.number == ALL_DEAD
        self.h1 = _H1.get(given("H1"))
        self.h2a = whole(given("H2a"))
        self.h2b = whole(given("H2b"))
        self.h3m = whole(given("H3m"))
        self.h3f = whole(given("H3f"))
        self.h4m = whole(given("H4m"))
        self.h4f = whole(given("H4f"))
        self.h5 = _H5.get(given("H5"))
        self.h6 = whole(given("H6"))
        self.h7 = whole(given("H7"))
        county = form.address.county
        self.persons = persons = [
            PersonView(index, answers, census, definition, county, self.h1)
            for index, answers in enumerate(form.persons)
        ]
        self.related: tuple[list[PersonView], ...] = tuple([] for _ in range(10))
        self.living: list[PersonView] = []
        self.relations_known = self.places_known = True
        for person in persons:
            if person.d2 is None:
                self.relations_known = False
            else:
                self.related[person.d2].append(person)
            if person.d7 is None:
                self.places_known = False
            elif person.d7 == 1:
                self.living.append(person)
        heads = self.related[0]
        self.head = heads[0] if len(heads) == 1 else None

    def code(self, item: str) -> int | None:
        """The code of a housing item of the long form; None when missing or out of code."""
        return _HOUSING[item].get(self.answers.get(item))

    def owns(self, line: Answers) -> bool:
        """Whether a line of the dead is of this household: it names it, or names none."""
        named = line.get("household")
        return named is None or household_number(named) == self.number

    def own_deaths(self) -> list[Answers]:
        """The lines of this household's dead; a line of another or an unknown household is none."""
        return [line for line in self.form.deaths if self.owns(line)]

    def known_households(self) -> frozenset[str] | None:
        """Numbers of the block's households, three digits each; None without a list of them."""
        if self.context is None or self.context.listed_households is None:
            return None
        taken = self.context.registered_households or frozenset()
        told = map(household_number, self.context.listed_households | taken)
        return frozenset(number for number in told if number is not None)
