"""Work and livelihood (C18-C23), with the industry and occupation that a coder would find."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import NamedTuple

from domain.population.calibration import table
from domain.population.chance import Distribution
from domain.population.kinship import MAN
from domain.population.long_form.attendance import AT_SCHOOL
from domain.population.long_form.respondent import Respondent
from domain.population.natural_person import Record

ASKED_AGE = 15
_WORKING_AGES = 16, 79
_WORKED, _ON_LEAVE, _NOT_WORKING = 1, 2, 3
_ON_LEAVE_SHARE = 0.025
_LEFT_FOR_WORK, _WORKING_STUDENTS = 0.96, 0.01
_WORK = 0
_UNABLE = 4
_FARMING, _FARMER = "A", 5
_UNIT, _SELF_EMPLOYED, _LAND, _FREELANCE = 1, 2, 3, 4
_STUDENT, _RETIRED, _HOUSEKEEPING, _INVALID, _OTHER = 1, 2, 3, 4, 5
_LABOUR, _PENSION, _ALLOWANCE, _BENEFIT, _PROPERTY, _FAMILY, _OTHERWISE = 1, 2, 3, 4, 5, 6, 7
_PENSION_AGE, _RETIREMENT = 45, {1: 60, 2: 52}
_PROFESSIONAL, _HIGHEST_UNSKILLED = 2, 3
_TERTIARY = 6
# Who has studied works the land seldom, and who is old often.
_YOUNG_FARMERS = 0.45
_OFFICES = frozenset("JPQS")
_HOURS = Distribution(
    [((8, 19), 3), ((20, 34), 8), ((35, 39), 5), ((40, 40), 34), ((42, 48), 20), ((49, 60), 22),
     ((61, 77), 7), ((78, 98), 1)]
)  # fmt: skip
_HOURS_OF_FARMERS = Distribution(
    [((4, 8), 5), ((9, 19), 13), ((20, 34), 30), ((35, 40), 22), ((42, 48), 14), ((49, 70), 16)]
)


class Work(NamedTuple):
    """Answers C18-C23, and the codes that the texts stand for: (section, division), major group."""

    answers: Record
    industry: tuple[str, str] | None = None
    occupation: int | None = None


def work(
    person: Respondent, completion: int | None, health: int | None, rural: bool, rng: Random
) -> Work:
    """What someone answers who completed school so (C16) and is in such health (C29)."""
    if not person.aged(ASKED_AGE):
        return Work({})
    employed = _is_employed(person, completion, health, rng)
    if not employed:
        reason = _why_not(person, completion, health, rng)
        return Work({"C18": _NOT_WORKING, "C22": reason, "C23": _livelihood(reason, rng)})
    section = _section(person, rural, rng)
    division, unit = _units()[section].draw(rng)
    major, job = _jobs(section, person.education).draw(rng)
    answers: Record = {
        "C18": _ON_LEAVE if rng.random() < _ON_LEAVE_SHARE else _WORKED,
        "C19": _kind_of_unit(section, major, rural, rng),
        "C20_text": unit,
        "C21_text": job,
        "C23": _LABOUR if rng.random() < 0.975 else _FAMILY,
    }
    if answers["C18"] == _WORKED:
        first, last = (_HOURS_OF_FARMERS if section == _FARMING else _HOURS).draw(rng)
        answers["C18_hours"] = first + int(rng.random() * (last - first + 1))
    return Work(answers, (section, division), major)


def _is_employed(
    person: Respondent, completion: int | None, health: int | None, rng: Random
) -> bool:
    draw = rng.random()
    if not person.aged(*_WORKING_AGES) or health == _UNABLE:
        return False
    if completion == AT_SCHOOL:
        return draw < _WORKING_STUDENTS
    if person.reason == _WORK and person.aged(16, 64):
        return draw < _LEFT_FOR_WORK
    ages, men, women = _employment()
    shares = men if person.sex == MAN else women
    return draw < shares[bisect_right(ages, person.age or 0) - 1]


def _why_not(person: Respondent, completion: int | None, health: int | None, rng: Random) -> int:
    """C22."""
    draw = rng.random()
    if completion == AT_SCHOOL:
        return _STUDENT
    if health == _UNABLE:
        return _INVALID
    if person.aged(_RETIREMENT.get(person.sex or MAN, _PENSION_AGE)):
        return _RETIRED if draw < 0.72 else _INVALID if draw < 0.84 else _HOUSEKEEPING
    if person.sex == MAN:
        return _OTHER if draw < 0.66 else _HOUSEKEEPING if draw < 0.82 else _INVALID
    return _HOUSEKEEPING if draw < 0.78 else _OTHER if draw < 0.95 else _INVALID


def _livelihood(reason: int, rng: Random) -> int:
    """C23 of somebody without work."""
    draw = rng.random()
    if reason == _RETIRED:
        return _PENSION if draw < 0.9 else _FAMILY
    if reason == _INVALID:
        return _ALLOWANCE if draw < 0.3 else _FAMILY
    if draw < 0.9 or reason == _STUDENT:
        return _FAMILY
    others = (_PROPERTY, _BENEFIT, _OTHERWISE, _ALLOWANCE)
    return others[int(rng.random() * len(others))]


def _section(person: Respondent, rural: bool, rng: Random) -> str:
    section = _sections()[rural].draw(rng)
    if section != _FARMING:
        # In a village the old are farmers beyond the share of all.
        old = rural and person.aged(55) and rng.random() < 0.5
        return _FARMING if old and (person.education or 0) < _TERTIARY else section
    young = person.aged(0, 34) or (person.education or 0) >= _TERTIARY
    if young and rng.random() >= _YOUNG_FARMERS:
        return _other_sections()[rural].draw(rng)
    return section


def _kind_of_unit(section: str, major: int, rural: bool, rng: Random) -> int:
    draw = rng.random()
    if section == _FARMING and major == _FARMER:
        return _LAND if draw < (0.92 if rural else 0.6) else _SELF_EMPLOYED
    if section in _OFFICES:
        return _UNIT
    return _UNIT if draw < 0.58 else _SELF_EMPLOYED if draw < 0.83 else _FREELANCE


@cache
def _employment() -> tuple[tuple[int, ...], tuple[float, ...], tuple[float, ...]]:
    """First ages, and the share at work of men and of women from each on."""
    rows = table("employment")
    men, women = (tuple(int(row[name]) / 1000 for row in rows) for name in ("men", "women"))
    return tuple(int(row["first_age"]) for row in rows), men, women


@cache
def _sections() -> Mapping[bool, Distribution[str]]:
    """Sections of industry, in villages (True) and elsewhere."""
    rows = table("industry")
    return {
        rural: Distribution((row["section"], float(row[name])) for row in rows)
        for rural, name in ((False, "urban"), (True, "rural"))
    }


@cache
def _other_sections() -> Mapping[bool, Distribution[str]]:
    rows = [row for row in table("industry") if row["section"] != _FARMING]
    return {
        rural: Distribution((row["section"], float(row[name])) for row in rows)
        for rural, name in ((False, "urban"), (True, "rural"))
    }


@cache
def _units() -> Mapping[str, Distribution[tuple[str, str]]]:
    """Division and text of the units of each section."""
    units: dict[str, list[tuple[tuple[str, str], float]]] = {}
    for row in table("units"):
        units.setdefault(row["section"], []).append(((row["division"], row["text"]), 1.0))
    return {section: Distribution(pairs) for section, pairs in units.items()}


@cache
def _jobs(section: str, education: int | None) -> Distribution[tuple[int, str]]:
    """Major group and text of the work done in a section by people of that level."""
    return Distribution(
        ((int(row["major"]), row["text"]), float(row["weight"]) * _leaning(row, education or 0))
        for row in table("jobs")
        if row["section"] == section
    )


def _leaning(row: Mapping[str, str], education: int) -> float:
    """How much oftener people of a level are in a major group; none below junior as experts."""
    major = int(row["major"])
    if major == _PROFESSIONAL and education <= _HIGHEST_UNSKILLED:
        return 0.0
    if major <= _HIGHEST_UNSKILLED:
        return 3.0 if education >= _TERTIARY else 0.5
    return 1.0
