"""Mistakes that rules P60-P74 own: work, industry, occupation and livelihood."""

from collections.abc import Callable, Mapping

from domain.population.natural_person import Record
from domain.population.planting.draft import Draft, Planter, age, set_answers

_WORKED, _NO_WORK = 1, 3
_AT_WORK = frozenset({1, 2})
_LAND = 3
_SERVICEMEN, _PROFESSIONAL = 7, 2
_STUDENT, _RETIRED, _OTHER = 1, 2, 5
_LABOUR, _FAMILY = 1, 6
_GRADUATED = 2
_CANNOT_CARE_FOR_SELF = 4
_UNIT, _JOB = "某便利店；日用品零售", "商品销售和收银"


def _answer(fits: Callable[[Record], bool], **answers: int | str | None) -> Planter:
    """Plants answers with somebody who fits."""

    def plant(draft: Draft) -> bool:
        return set_answers(draft.pick(fits), **answers)

    return plant


def _works(person: Record) -> bool:
    return person.get("C18") in _AT_WORK


def _works_off_the_land(person: Record) -> bool:
    return _works(person) and person.get("C19") != _LAND


def _idle(person: Record) -> bool:
    return person.get("C18") == _NO_WORK


def _work_unanswered(draft: Draft) -> bool:
    person = draft.pick(lambda _: True)
    if person is None:
        return False
    if age(person) >= 15:
        return set_answers(person, C18=None)
    return set_answers(person, C23=_FAMILY)


def _wrong_hours(draft: Draft) -> bool:
    person = draft.pick(lambda p: p.get("C18") in {_WORKED, _NO_WORK})
    if person is None:
        return False
    hours = draft.rng.choice((None, 0)) if person["C18"] == _WORKED else 8
    return set_answers(person, C18_hours=hours)


def _long_hours(draft: Draft) -> bool:
    person = draft.pick(lambda p: p.get("C18") == _WORKED)
    return set_answers(person, C18_hours=draft.rng.randint(101, 140))


def _work_not_described(draft: Draft) -> bool:
    item = draft.rng.choice(("C19", "C20_text", "C21_text"))
    return set_answers(draft.pick(_works), **{item: None})


def _reason_misplaced(draft: Draft) -> bool:
    person = draft.pick(lambda p: p.get("C18") is not None)
    if person is None:
        return False
    return set_answers(person, C22=None if _idle(person) else _OTHER)


def _works_at_eighty(draft: Draft) -> bool:
    person = draft.pick(lambda p: age(p) >= 80 and p.get("C29") != _CANNOT_CARE_FOR_SELF)
    return set_answers(
        person, C18=_WORKED, C18_hours=20, C19=2, C20_text=_UNIT, C21_text=_JOB, C22=None
    )


WORK_MISTAKES: Mapping[str, Planter] = {
    "P60": _work_unanswered,
    "P61": _wrong_hours,
    "P62": _long_hours,
    "P63": _work_not_described,
    "P64": _answer(_idle, C19=1),
    "P65": _reason_misplaced,
    "P66": _works_at_eighty,
    "P67": _answer(lambda p: p.get("C22") == _STUDENT, C16=_GRADUATED),
    "P68": _answer(lambda p: _idle(p) and age(p) < 45, C22=_RETIRED),
    "P69": _answer(_idle, C23=_LABOUR),
    "P70": _answer(_works_off_the_land, C20_section="C", C20_division="01"),
    "P71": _answer(_works_off_the_land, C21_major=_SERVICEMEN),
    "P72": _answer(lambda p: p.get("C19") == _LAND, C20_section="C", C20_division="13"),
    "P73": _answer(
        lambda p: _works_off_the_land(p) and p["D11"] in {1, 2, 3}, C21_major=_PROFESSIONAL
    ),
    "P74": _answer(lambda p: p.get("C18") == _WORKED and "C29" in p, C29=_CANNOT_CARE_FOR_SELF),
}
