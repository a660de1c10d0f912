"""Mistakes that rules P40-P48 own: education and literacy."""

from collections.abc import Callable, Mapping

from domain.population.natural_person import Record
from domain.population.planting.draft import Draft, Planter, age

_PRESCHOOL, _PRIMARY, _SENIOR = 2, 3, 5
_READS, _READS_NOT = 1, 2
# A level at an age that is possible and yet unusual (P45).
_EARLY = {5: 3, 10: 4, 13: 5, 15: 7, 16: 7, 18: 8, 19: 8}


def _answer(item: str, answer: int | None, fits: Callable[[Record], bool]) -> Planter:
    """Plants one answer with somebody who fits."""

    def plant(draft: Draft) -> bool:
        person = draft.pick(fits)
        if person is None:
            return False
        person[item] = answer
        return True

    return plant


def _early_level(draft: Draft) -> bool:
    person = draft.pick(lambda p: age(p) in _EARLY)
    if person is None:
        return False
    years = age(person)
    person["D11"] = _EARLY[years]
    person["D12"] = _READS if years >= 15 else None
    return True


def _out_of_school(draft: Draft) -> bool:
    person = draft.pick(lambda p: 8 <= age(p) <= 17)
    if person is None:
        return False
    person["D11"] = _PRESCHOOL
    person["D12"] = _READS_NOT if age(person) >= 15 else None
    return True


def _schooled(person: Record, least: int, most: int = 9) -> bool:
    return isinstance(person["D11"], int) and least <= person["D11"] <= most


_cannot_read_after_primary = _answer(
    "D12", _READS_NOT, lambda p: age(p) >= 15 and _schooled(p, _PRIMARY, _PRIMARY)
)

EDUCATION_MISTAKES: Mapping[str, Planter] = {
    "P40": _answer("D11", None, lambda p: age(p) >= 3),
    "P41": _answer("D11", _PRESCHOOL, lambda p: age(p) < 3),
    "P42": _answer("D12", None, lambda p: age(p) >= 15),
    "P43": _answer("D12", _READS, lambda p: age(p) < 15 and _schooled(p, _PRIMARY)),
    "P44": _answer("D11", _SENIOR, lambda p: 3 <= age(p) < 13),
    "P45": _early_level,
    "P46": _out_of_school,
    "P47": _answer("D12", _READS_NOT, lambda p: age(p) >= 15 and _schooled(p, 4)),
    "P48": _cannot_read_after_primary,
}

EDUCATION_ODDITIES: Mapping[str, Planter] = {
    "P45": _early_level,
    "P46": _out_of_school,
    "P48": _cannot_read_after_primary,
}
