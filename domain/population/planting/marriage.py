"""Mistakes that rules P38, P80-P84 and H05 own: marital status and first marriage."""

from collections.abc import Mapping

from domain.population.kinship import HEAD, SPOUSE
from domain.population.natural_person import Record
from domain.population.planting.draft import Draft, Planter, age, has_left, month_later, set_answers

_NEVER, _MARRIED, _DIVORCED = 1, 2, 3
_MARRIAGE = 5
_LEGAL = {1: 22, 2: 20}
_CHILDLESS, _WOMAN = 1, 2


def _left_for_marriage(draft: Draft) -> bool:
    return set_answers(draft.pick(lambda p: _single(p) and has_left(p)), D10=_MARRIAGE)


def _status_unanswered(draft: Draft) -> bool:
    return set_answers(draft.pick(_single), C24=None)


def _married_under_age(draft: Draft) -> bool:
    person = draft.pick(lambda p: _single(p) and 18 <= age(p) < _LEGAL[int(str(p["D4"]))])
    if person is None:
        return False
    childless = _CHILDLESS if person["D4"] == _WOMAN else None
    return set_answers(
        person, C24=_MARRIED, C25=month_later(str(person["D5"]), 18 * 12), C26=childless
    )


def _month_misplaced(draft: Draft) -> bool:
    person = draft.pick(lambda p: p.get("C24") is not None and age(p) >= 25)
    if person is None:
        return False
    month = month_later(str(person["D5"]), 24 * 12) if _single(person) else None
    return set_answers(person, C25=month)


def _impossible_month(draft: Draft) -> bool:
    person = draft.pick(lambda p: _married_once(p) and age(p) <= 60)
    if person is None:
        return False
    months = ("2020-12", month_later(str(person["D5"]), 11 * 12))
    return set_answers(person, C25=draft.rng.choice(months))


def _unusual_month(draft: Draft) -> bool:
    person = draft.pick(_married_once)
    if person is None:
        return False
    years = draft.rng.randint(12, 17)
    return set_answers(person, C25=month_later(str(person["D5"]), years * 12))


def _divorced_couple(draft: Draft) -> bool:
    if draft.relative(SPOUSE) is None:
        return False
    return set_answers(
        draft.pick(lambda p: p["D2"] in {HEAD, SPOUSE} and age(p) < 60), C24=_DIVORCED
    )


def _single(person: Record) -> bool:
    return person.get("C24") == _NEVER


def _married_once(person: Record) -> bool:
    return person.get("C24") is not None and not _single(person)


MARRIAGE_MISTAKES: Mapping[str, Planter] = {
    "H05": _divorced_couple,
    "P38": _left_for_marriage,
    "P80": _status_unanswered,
    "P81": _married_under_age,
    "P82": _month_misplaced,
    "P83": _impossible_month,
    "P84": _unusual_month,
}
