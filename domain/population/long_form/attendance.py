"""Completion of schooling (C16), by level and age within what rules P56 and P57 find usual."""

from bisect import bisect_right
from collections.abc import Mapping
from random import Random

from domain.population.chance import Distribution
from domain.population.long_form.respondent import Respondent

AT_SCHOOL, GRADUATED, DROPPED_OUT = 1, 2, 4
_LEFT_EARLY, _OTHER = 3, 5
_PRIMARY, _LAST_COMPULSORY_AGE = 3, 14
_STUDY = 1
# Chance to be at school by code of D11, from each first age on.
_AT_SCHOOL: Mapping[int, tuple[tuple[int, ...], tuple[float, ...]]] = {
    3: ((0, 14, 17), (1.0, 0.5, 0.0)),
    4: ((0, 16, 17, 18, 20), (0.98, 0.5, 0.15, 0.03, 0.0)),
    5: ((0, 18, 19, 20, 22), (0.96, 0.75, 0.25, 0.1, 0.0)),
    6: ((0, 21, 22, 23, 31), (0.93, 0.6, 0.2, 0.03, 0.0)),
    7: ((0, 22, 23, 24, 25, 31), (0.96, 0.7, 0.3, 0.12, 0.03, 0.0)),
    8: ((0, 26, 29, 33), (0.8, 0.2, 0.05, 0.0)),
    9: ((0, 29, 33, 40), (0.85, 0.4, 0.1, 0.0)),
}
_OLDEST_STUDENT = {3: 16, 4: 19}
_NO_LONGER = Distribution([(GRADUATED, 900), (_LEFT_EARLY, 50), (DROPPED_OUT, 42), (_OTHER, 8)])


def completion(person: Respondent, rng: Random) -> int | None:
    """C16; None for those who never went beyond pre-school."""
    level = person.education
    if level is None or level < _PRIMARY or person.age is None:
        return None
    draw, then = rng.random(), _NO_LONGER.draw(rng)
    age = person.age
    if age <= _LAST_COMPULSORY_AGE:
        return AT_SCHOOL
    ages, chances = _AT_SCHOOL[level]
    left_to_study = person.reason == _STUDY and age <= _OLDEST_STUDENT.get(level, 26)
    if left_to_study or draw < chances[bisect_right(ages, age) - 1]:
        return AT_SCHOOL
    # Who left school at fifteen has finished it: a drop-out of that age is doubtful.
    return GRADUATED if age == _LAST_COMPULSORY_AGE + 1 else then
