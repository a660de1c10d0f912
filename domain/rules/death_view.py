"""A line of the dead as the rules read it, beside the household that it came with."""

from domain.age import ages_between, month_parts
from domain.census import CensusDefinition
from domain.forms.definition import Answers
from domain.forms.household import household_number
from domain.id_number import is_valid
from domain.rules.household_view import HouseholdView
from domain.rules.reading import month, numbers, whole

_SEX = numbers("sex")
_EDUCATION = numbers("education")
_MARITAL = numbers("marital_status")


class DeathView:
    """A line of the dead as the rules read one.

    ``household_number`` is the one named, or the form's own where none is named.
    ``birth`` and ``death`` are months ``YYYY-MM``, ``age_given`` the completed age that was filled
    in, ``sex``, ``education`` and ``marital`` codes, ``number`` a valid ID number; None when
    missing or out of code. ``ages`` are the completed ages at death that the two months allow:
    two where they are the same month, none where birth is later or one of them is not known.
    ``age`` is the one to judge by: the age given where the months allow it or tell nothing, else
    the one that they tell (in the month of birth, with the birthday reached).
    """

    __slots__ = (
        "age",
        "age_given",
        "ages",
        "answers",
        "birth",
        "census",
        "death",
        "education",
        "household",
        "household_number",
        "index",
        "marital",
        "number",
        "sex",
    )

    def __init__(self, index: int, answers: Answers, household: HouseholdView) -> None:
        """Takes the line at ``index`` of the household's form."""
        given = answers.get
        self.index = index
        self.answers = answers
        self.household = household
        self.census: CensusDefinition = household.census
        self.birth = month(given("birth"))
        self.death = month(given("death"))
        named = given("household")
        self.household_number = household.number if named is None else household_number(named)
        self.sex = _SEX.get(given("sex"))
        self.education = _EDUCATION.get(given("education"))
        self.marital = _MARITAL.get(given("marital"))
        number = given("id")
        self.number = number if isinstance(number, str) and is_valid(number) else None
        self.age_given = whole(given("age"))
        self.ages: tuple[int, ...] = ()
        birth, death = month_parts(self.birth), month_parts(self.death)
        if birth is not None and death is not None and birth <= death:
            self.ages = ages_between(birth, death)
        self.age = self.age_given
        if self.ages and self.age_given not in self.ages:
            self.age = self.ages[-1]
