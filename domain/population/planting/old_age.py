"""Mistakes that rules P94-P96 and H41 own: how old people live, and their health."""

from collections.abc import Mapping

from domain.population.kinship import PARENT, PARENT_IN_LAW
from domain.population.natural_person import Record
from domain.population.planting.draft import HERE, Draft, Planter, age, set_answers

_OLD = 60
_WITH_SPOUSE = frozenset({1, 2})
_MARRIED, _WIDOWED = 2, 4
_SPOUSE, _ALONE, _INSTITUTION = 2, 5, 6


def _misplaced(draft: Draft) -> bool:
    person = draft.pick(lambda _: True)
    if person is None:
        return False
    if age(person) < _OLD:
        return set_answers(person, C29=1)
    return set_answers(person, **{draft.rng.choice(("C28", "C29")): None})


def _with_a_spouse_who_is_none(draft: Draft) -> bool:
    person = draft.pick(lambda p: _is_old(p) and (_of_a_couple(p) or _alone_elsewhere(p)))
    if person is None:
        return False
    if _of_a_couple(person):
        return set_answers(person, C24=_WIDOWED)
    return set_answers(person, C28=_SPOUSE)


def _institution_at_home(draft: Draft) -> bool:
    return draft.is_family and set_answers(draft.pick(_is_old), C28=_INSTITUTION)


def _alone_among_others(draft: Draft) -> bool:
    person = draft.pick(lambda p: _is_old(p) and p["D7"] == HERE)
    return draft.living > 1 and set_answers(person, C28=_ALONE)


def _is_old(person: Record) -> bool:
    return person.get("C28") is not None


def _of_a_couple(person: Record) -> bool:
    # Of head and spouse H05 would speak, too.
    return person["D2"] in {PARENT, PARENT_IN_LAW} and person["C28"] in _WITH_SPOUSE


def _alone_elsewhere(person: Record) -> bool:
    return person["D7"] != HERE and person["C24"] != _MARRIED


OLD_AGE_MISTAKES: Mapping[str, Planter] = {
    "H41": _alone_among_others,
    "P94": _misplaced,
    "P95": _with_a_spouse_who_is_none,
    "P96": _institution_at_home,
}
