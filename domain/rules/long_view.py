"""What one person answers on the long form beyond the short one, as the rules read it."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from domain.codes import code_list
from domain.forms.definition import Answer, Answers
from domain.rules.reading import month, numbers, whole

_C11 = numbers("hukou_place_type")
_C13 = numbers("birthplace")
_C14 = numbers("residence_five_years_ago")
_C16 = numbers("school_completion")
_C18 = numbers("work_status")
_C19 = numbers("work_unit_type")
_C22 = numbers("reason_not_working")
_C23 = numbers("livelihood_source")
_C24 = numbers("marital_status")
_C26 = numbers("fertility_ever")
_C27 = numbers("fertility_last_year")
_C28 = numbers("elderly_living_arrangement")
_C29 = numbers("elderly_health")
_SEX = numbers("sex")
_OCCUPATION = numbers("occupation_major")
_SECTIONS = code_list("industry_section").answers


class LongAnswers:
    """The long form's answers of one person.

    ``c11`` .. ``c29`` are codes, ``c25`` is a month ``YYYY-MM``, ``born`` and ``alive`` are numbers
    of boys and girls, ``births`` the two births of C27 as they were filled in: month and sex;
    all None when missing or out of code. ``industry`` is the section of GB/T 4754, from the
    division where only that is coded; ``occupation`` the major group of GB/T 6565.
    """

    __slots__ = (
        "alive",
        "births",
        "born",
        "c11",
        "c13",
        "c14",
        "c16",
        "c18",
        "c19",
        "c22",
        "c23",
        "c24",
        "c25",
        "c26",
        "c27",
        "c28",
        "c29",
        "hours",
        "industry",
        "occupation",
    )

    def __init__(self, answers: Answers) -> None:
        """Takes the answers of the person."""
        given = answers.get
        self.c11 = _C11.get(given("C11"))
        self.c13 = _C13.get(given("C13"))
        self.c14 = _C14.get(given("C14"))
        self.c16 = _C16.get(given("C16"))
        self.c18 = _C18.get(given("C18"))
        self.hours = whole(given("C18_hours"))
        self.c19 = _C19.get(given("C19"))
        self.industry = _industry(given("C20_section"), given("C20_division"))
        self.occupation = _OCCUPATION.get(given("C21_major"))
        self.c22 = _C22.get(given("C22"))
        self.c23 = _C23.get(given("C23"))
        self.c24 = _C24.get(given("C24"))
        self.c25 = month(given("C25"))
        self.c26 = _C26.get(given("C26"))
        self.born = whole(given("C26_born_m")), whole(given("C26_born_f"))
        self.alive = whole(given("C26_alive_m")), whole(given("C26_alive_f"))
        self.c27 = _C27.get(given("C27"))
        self.births = (
            (month(given("C27_month1")), _SEX.get(given("C27_sex1"))),
            (month(given("C27_month2")), _SEX.get(given("C27_sex2"))),
        )
        self.c28 = _C28.get(given("C28"))
        self.c29 = _C29.get(given("C29"))

    @property
    def children_born(self) -> int | None:
        """How many children were born; None unless both numbers are known."""
        boys, girls = self.born
        return None if boys is None or girls is None else boys + girls


@cache
def industry_sections() -> Mapping[str, str]:
    """The section (A-T) of each two-digit division of GB/T 4754-2017."""
    return {
        f"{number:02d}": section
        for section, first, last in _section_ranges()
        for number in range(first, last + 1)
    }


def _section_ranges() -> list[tuple[str, int, int]]:
    source = files("domain") / "data" / "rules" / "industry_division_ranges.csv"
    with source.open(encoding="utf-8") as lines:
        rows = [line.strip().split(",") for line in lines][1:]
    return [(section, int(first), int(last)) for section, first, last in rows]


def _industry(section: Answer, division: Answer) -> str | None:
    if isinstance(section, str) and section in _SECTIONS:
        return section
    return industry_sections().get(division) if isinstance(division, str) else None


NO_LONG_ANSWERS = LongAnswers({})
"""What a person has on a form that does not ask for these."""
