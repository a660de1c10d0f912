"""Made-up forms in which everything is sound but for what an example changes.

An example names only the answers that matter. All others follow from them here: the ID number from
sex and birth, what is asked from the form's definition, the counts from persons and dead.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from domain import id_number
from domain.age import age_in_years, ages_between, month_parts
from domain.census import CENSUS_2020
from domain.forms.definition import Answer, Item
from domain.forms.skip import asked

Changes: TypeAlias = Mapping[str, Any]
"""Parts of a form of the exchange format: ``household``, ``persons``, ``deaths``, ``block``."""
Filled: TypeAlias = dict[str, Any]
"""Answers by item, or a whole form, as JSON has them."""

_COUNTY, _OTHER_COUNTY = "500112", "370811"
_ADDRESS = {
    "county": _COUNTY,
    "township": "500112011",
    "district": "500112011001",
    "block": "001",
    "building": "0001",
    "unit": "0001",
}
_ALL_DEAD = "999"
_MAN, _WOMAN = 1, 2

_FAMILY: tuple[Filled, ...] = (
    {"D2": 0, "D4": _MAN, "D5": "1980-05"},
    {"D2": 1, "D4": _WOMAN, "D5": "1982-03"},
    {"D2": 2, "D4": _WOMAN, "D5": "2008-07"},
)
_OLD_COUPLE: tuple[Filled, ...] = (
    {"D2": 0, "D4": _MAN, "D5": "1950-05"},
    {"D2": 1, "D4": _WOMAN, "D5": "1952-03"},
)


class Base(NamedTuple):
    """A sound form in words, its code, household number, persons and lines of the dead."""

    zh: str
    en: str
    form: str
    number: str
    persons: tuple[Filled, ...] = ()
    deaths: tuple[Filled, ...] = ()


BASES: Mapping[str, Base] = {
    "family": Base(
        "短表：户主 40 岁，妻 38 岁，女 12 岁",
        "short form: head of 40, wife of 38, daughter of 12",
        "short",
        "001",
        _FAMILY,
    ),
    "bereaved-family": Base(
        "短表：三口之家，一位老人死亡",
        "short form: a family of three, and an old man who died",
        "short",
        "001",
        _FAMILY,
        ({},),
    ),
    "all-dead": Base(
        "短表：999 号户，只有一名死者",
        "short form: household 999, a man who died",
        "short",
        _ALL_DEAD,
        (),
        ({},),
    ),
    "long-family": Base(
        "长表：户主 40 岁，妻 38 岁，女 12 岁",
        "long form: head of 40, wife of 38, daughter of 12",
        "long",
        "001",
        _FAMILY,
    ),
    "long-old-couple": Base(
        "长表：户主 70 岁，妻 68 岁",
        "long form: head of 70, wife of 68",
        "long",
        "001",
        _OLD_COUPLE,
    ),
    "death": Base("死亡表：一位 79 岁男子", "death form: a man of 79", "death", "001", (), ({},)),
    "foreign": Base(
        "港澳台居民和外籍人员表：一人",
        "form for residents of Hong Kong, Macao and Taiwan and for foreigners: one person",
        "foreign",
        "001",
        ({},),
    ),
}

_Default: TypeAlias = Answer | Callable[[Filled], Answer]

_HOUSEHOLD: Mapping[str, _Default] = {
    "H1": 1,
    "H5": 1,
    "H6": 90,
    "H7": 3,
    "H8": 2,
    "H9": 1,
    "H10": 7,
    "H11": 1,
    "H12": 1,
    "H13": 1,
    "H14": 1,
    "H15": 1,
    "H16": 2,
    "H17": 3,
    "H18": "03",
    "H19": 7,
    "F1": 1,
    "F2": 1,
    "F3": 60,
    "F4": 2,
}


def _age(person: Filled) -> int:
    month = month_parts(person.get("D5"))
    return -1 if month is None else age_in_years(month, CENSUS_2020)


def _by_age(person: Filled, *steps: tuple[int, Answer], older: Answer) -> Answer:
    """The answer of the first step below whose age the person is."""
    age = _age(person)
    return next((answer for below, answer in steps if age < below), older)


def _time_away(person: Filled) -> Answer:
    if person["D8"] in {3, 4} or person["D7"] in {4, 5, 6, 7}:
        return 3 if _age(person) >= 1 else 2
    return 1


def _first_marriage(person: Filled) -> Answer:
    birth = str(person["D5"])
    return f"{int(birth[:4]) + min(25, _age(person))}-{birth[5:]}"


_PERSON: Mapping[str, _Default] = {
    "D1": "示例",
    "D2": 9,
    "D4": _MAN,
    "D5": "1980-05",
    "D6": "01",
    "D7": 1,
    "D7_county": _OTHER_COUNTY,
    "D8": 1,
    "D8_county": _OTHER_COUNTY,
    "D9": _time_away,
    "D10": 9,
    "D11": lambda p: _by_age(p, (6, 2), (12, 3), (15, 4), (18, 5), older=4),
    "D12": 1,
    "C11": 2,
    "C12": 2,
    "C13": 1,
    "C13_province": "37",
    "C14": lambda p: 2 if p["D8"] == 4 else 1,
    "C14_province": "37",
    "C14_prefecture": "370800",
    "C14_county": _OTHER_COUNTY,
    "C16": lambda p: _by_age(p, (18, 1), older=2),
    "C18": lambda p: _by_age(p, (18, 3), (60, 1), older=3),
    "C18_hours": 40,
    "C19": 2,
    "C20_text": "某粮食加工厂；大米加工",
    "C21_text": "操作碾米机",
    "C22": lambda p: _by_age(p, (18, 1), (60, 3), older=2),
    "C23": lambda p: 1 if p["C18"] != 3 else _by_age(p, (60, 6), older=2),
    "C24": lambda p: _by_age(p, (25, 1), older=2),
    "C25": _first_marriage,
    "C26": 2,
    "C26_born_m": 0,
    "C26_born_f": 1,
    "C26_alive_m": 0,
    "C26_alive_f": 1,
    "C27": 1,
    "C27_month1": "2020-03",
    "C27_sex1": 2,
    "C28": 7,
    "C29": 1,
    "R1": "示例",
    "R2": 0,
    "R3": _WOMAN,
    "R4": "1985-05",
    "R5": 2,
    "R6": 4,
    "R7": 7,
    "R8": 4,
    "R8_nationality": "SGP",
}


def _age_at_death(line: Filled) -> Answer:
    birth, death = month_parts(line.get("birth")), month_parts(line.get("death"))
    if birth is None or death is None or birth > death:
        return 79
    return ages_between(birth, death)[-1]


_LINE: Mapping[str, _Default] = {
    "name": "示例亡",
    "sex": _MAN,
    "birth": "1940-03",
    "death": "2020-02",
    "age": _age_at_death,
    "ethnicity": "01",
    "education": 3,
    "marital": lambda line: 1 if (line.get("age") or 0) < 25 else 2,
}


_SOUND: Mapping[str, _Default] = {**_HOUSEHOLD, **_PERSON, **_LINE}
"""The sound answer to each item, where it is asked."""


def sound_form(base: str, changes: Changes) -> Filled:
    """The base with an example's changes, as an object of the exchange format.

    Of ``changes``, a person or line beyond those of the base is added; an answer given, null too,
    stands in place of the sound one.
    """
    _, _, form, number, persons, deaths = BASES[base]
    edition = CENSUS_2020.form(form)
    dead = [
        completed(edition.death_items, line) for line in _changed(deaths, changes.get("deaths", ()))
    ]
    living = [
        completed(edition.person_items, _numbered(person, index, form))
        for index, person in enumerate(_changed(persons, changes.get("persons", ())))
    ]
    given = {**_counts(living, dead, number, form), **changes.get("household", {})}
    # Of household 999 nothing but births and deaths is asked.
    items = () if number == _ALL_DEAD else edition.household_items
    household = {**_ADDRESS, "hh": number, **completed(items, given)}
    made: Filled = {"form": form, "household": household}
    if living:
        made["persons"] = living
    if dead:
        made["deaths"] = dead
    if "block" in changes:
        made["block"] = changes["block"]
    return made


def _changed(base: Iterable[Filled], changes: Iterable[Changes]) -> list[Filled]:
    seeds, changed = list(base), list(changes)
    length = max(len(seeds), len(changed))
    seeds += [{} for _ in range(length - len(seeds))]
    changed += [{} for _ in range(length - len(changed))]
    return [{**seed, **change} for seed, change in zip(seeds, changed, strict=True)]


def completed(items: Iterable[Item], given: Mapping[str, Any]) -> Filled:
    """What is given, and for each other item that is asked its sound answer."""
    answers = dict(given)
    for item in items:
        if item.code not in answers and asked(item, answers, CENSUS_2020):
            default = _SOUND.get(item.code)
            answers[item.code] = default(answers) if callable(default) else default
    return answers


def _numbered(person: Filled, index: int, form: str) -> Filled:
    """With a name and an ID number of its own, the number after sex and month of birth."""
    if form == "foreign":
        return person
    filled = {"D1": f"示例{index + 1}", "D4": _MAN, "D5": "1980-05", **person}
    birth = month_parts(filled["D5"])
    if "D3" not in filled and birth is not None:
        sequence = 2 * index + (2 if filled["D4"] == _WOMAN else 1)
        filled["D3"] = id_number.make(_COUNTY, date(*birth, 15), sequence)
    return filled


def _counts(living: list[Filled], dead: list[Filled], number: str, form: str) -> Filled:
    """H2-H4 as persons and dead have them."""
    if form not in {"short", "long"}:
        return {}
    born = [p.get("D4") for p in living if _age(p) == 0]
    born += [d.get("sex") for d in dead if CENSUS_2020.in_window(str(d.get("birth")))]
    deaths = [d.get("sex") for d in dead]
    counts: Filled = {"H4m": deaths.count(_MAN), "H4f": deaths.count(_WOMAN)}
    if number == _ALL_DEAD:
        return counts
    return {
        "H2a": sum(p.get("D7") == 1 for p in living),
        "H2b": sum(p.get("D7") != 1 and p.get("D8") == 1 for p in living),
        "H3m": born.count(_MAN),
        "H3f": born.count(_WOMAN),
        **counts,
    }
