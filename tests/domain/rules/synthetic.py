"""Small synthetic households to put a rule to: consistent unless a test changes something."""

from collections.abc import Mapping
from datetime import date

from domain import id_number
from domain.age import age_in_years, month_parts
from domain.census import CENSUS_2020
from domain.forms import (
    DEATH_FORM,
    FORMS,
    LONG_FORM,
    Answer,
    Answers,
    BlockContext,
    HouseholdAddress,
    HouseholdForm,
)
from domain.rules import Severity, check
from domain.rules.sound_form import completed

COUNTY = "500112"
OTHER_COUNTY = "370811"
# What to add to a person who lives here with a hukou in another township, or the other way round.
MOVED_IN: Mapping[str, Answer] = {"D7": 1, "D8": 3, "D9": 3, "D10": 2}
AWAY: Mapping[str, Answer] = {"D7": 4, "D8": 1, "D9": 3, "D10": 0}


def age_of(birth: object) -> int:
    """Completed age; -1 for what is no month before the reference time."""
    month = month_parts(birth)
    return -1 if month is None else age_in_years(month, CENSUS_2020)


def usual_education(age: int) -> int | None:
    """The level that most people of that age attend or have attended."""
    for limit, level in ((3, None), (6, 2), (12, 3), (15, 4), (18, 5)):
        if age < limit:
            return level
    return 4


def person(relation: Answer, birth: Answer = "1980-05", sex: Answer = 1, /, **changes: Answer):
    """A person living here; D3 follows from D5 and D4 unless it is among the changes."""
    age = age_of(birth)
    answers: dict[str, Answer] = {
        "D1": "甲",
        "D2": relation,
        "D4": sex,
        "D5": birth,
        "D6": "01",
        "D7": 1,
        "D8": 1,
        "D9": 1,
        "D11": usual_education(age),
        "D12": 1 if age >= 15 else None,
    }
    return answers | changes


def form(
    *persons: Mapping[str, Answer],
    number: str = "001",
    code: str = "short",
    deaths: tuple[Answers, ...] = (),
    context: BlockContext | None = None,
    **changes: Answer,
) -> HouseholdForm:
    """A household whose counts follow from its persons and dead, unless changed."""
    numbered = tuple(_numbered(index, answers) for index, answers in enumerate(persons))
    living = sum(p["D7"] == 1 for p in numbered)
    absent = sum(p["D7"] != 1 and p["D8"] == 1 for p in numbered)
    born = [p["D4"] for p in numbered if age_of(p["D5"]) == 0]
    born += [d.get("sex") for d in deaths if CENSUS_2020.in_window(str(d.get("birth")))]
    dead = [d.get("sex") for d in deaths]
    answers: dict[str, Answer] = {
        "H1": 1,
        "H2a": living,
        "H2b": absent,
        "H3m": born.count(1),
        "H3f": born.count(2),
        "H4m": dead.count(1),
        "H4f": dead.count(2),
        "H5": 1,
        "H6": 89,
        "H7": 3,
    }
    address = HouseholdAddress(
        county=COUNTY,
        township="500112011",
        district="500112011001",
        block="001",
        building="0001",
        unit="0001",
        number=number,
    )
    answers |= changes
    if code == "long":
        answers = completed(LONG_FORM.household_items, answers)
        numbered = tuple(completed(LONG_FORM.person_items, p) for p in numbered)
    given = {item: answer for item, answer in answers.items() if answer is not None}
    version = FORMS[code].version
    return HouseholdForm(code, None, address, given, numbered, deaths, context, version=version)


def all_dead(**changes: Answer) -> HouseholdForm:
    """Household 999: one man died, nothing but births and deaths is filled in."""
    empty = dict.fromkeys(("H1", "H2a", "H2b", "H5", "H6", "H7"))
    return form(number="999", deaths=(dead_man(household=999),), **(empty | changes))


def dead_man(**changes: Answer) -> Answers:
    """The line of a man who died in the window."""
    answers: dict[str, Answer] = {
        "household": 1,
        "name": "乙",
        "sex": 1,
        "birth": "1940-03",
        "death": "2020-02",
        "age": 79,
        "ethnicity": "01",
        "education": 3,
        "marital": 4,
    }
    if "birth" in changes:
        answers = {k: a for k, a in answers.items() if k not in {"age", "education", "marital"}}
        answers = completed(DEATH_FORM.death_items, answers | changes)
    return {item: answer for item, answer in (answers | changes).items() if answer is not None}


def verdict(household: HouseholdForm, context: BlockContext | None = None) -> set[str]:
    """What the rules find: an id with "!" for each error, one with "?" for each warning."""
    found = check(household, CENSUS_2020, context)
    return {f.rule + ("!" if f.severity is Severity.ERROR else "?") for f in found}


def id_of(birth: str, sex: int, index: int = 0, division: str = COUNTY) -> str:
    """A valid number; ``index`` keeps persons of the same birth and sex apart."""
    born = date(int(birth[:4]), int(birth[5:]), 15)
    return id_number.make(division, born, 2 * index + (1 if sex == 1 else 2))


def _numbered(index: int, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    filled = dict(answers)
    birth, sex = filled["D5"], filled["D4"]
    if "D3" not in filled and month_parts(birth) is not None:
        filled["D3"] = id_of(str(birth), 2 if sex == 2 else 1, index)
    return {item: answer for item, answer in filled.items() if answer is not None} | {
        item: None for item in ("D2", "D4", "D5", "D7", "D8") if filled[item] is None
    }
