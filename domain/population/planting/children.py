"""Mistakes that rules P85-P93 and H25 own: children born, and births of the last year."""

from collections.abc import Mapping

from domain.population.natural_person import Record
from domain.population.planting.draft import Draft, Planter, age, cleared, month_later, set_answers

_MAN = 1
_CHILDLESS, _MOTHER = 1, 2
_NO_BIRTH, _GAVE_BIRTH = 1, 2
_OLDEST_LAST_YEAR, _OLDEST_USUAL = 50, 45
_COUNTS = ("C26_born_m", "C26_born_f", "C26_alive_m", "C26_alive_f")
_BORN = {1: "C26_born_m", 2: "C26_born_f"}
_ALIVE = {1: "C26_alive_m", 2: "C26_alive_f"}


def _asked_of_the_wrong(draft: Draft) -> bool:
    person = draft.pick(lambda p: p["D4"] == _MAN or (age(p) > _OLDEST_LAST_YEAR and "C26" in p))
    if person is None:
        return False
    if person["D4"] == _MAN:
        return set_answers(person, C26=_CHILDLESS)
    cleared(person, _COUNTS)
    return set_answers(person, C26=None)


def _children_of_the_childless(draft: Draft) -> bool:
    person = draft.pick(lambda p: "C26" in p and p.get("C27") != _GAVE_BIRTH)
    if person is None:
        return False
    if person["C26"] == _CHILDLESS:
        return set_answers(person, C26_born_m=1, C26_born_f=0, C26_alive_m=1, C26_alive_f=0)
    return set_answers(person, **dict.fromkeys(_COUNTS, 0))


def _more_alive_than_born(draft: Draft) -> bool:
    person = draft.pick(_is_mother)
    if person is None:
        return False
    sex = draft.rng.choice((1, 2))
    return set_answers(person, **{_ALIVE[sex]: _number(person, _BORN[sex]) + 1})


def _many_children(draft: Draft) -> bool:
    person = draft.pick(lambda p: _is_mother(p) and age(p) >= 40)
    return set_answers(person, C26_born_m=draft.rng.randint(9, 14))


def _last_year_misplaced(draft: Draft) -> bool:
    person = draft.pick(
        lambda p: p.get("C27") == _NO_BIRTH or (_is_mother(p) and age(p) > _OLDEST_LAST_YEAR)
    )
    if person is None:
        return False
    return set_answers(person, C27=None if "C27" in person else _NO_BIRTH)


def _month_without_birth(draft: Draft) -> bool:
    return set_answers(draft.pick(_no_birth), C27_month1="2020-03")


def _born_and_not_counted(draft: Draft) -> bool:
    person = draft.pick(lambda p: p.get("C27") == _GAVE_BIRTH)
    if person is None:
        return False
    sex = _number(person, "C27_sex1")
    other = 3 - sex
    return set_answers(
        person,
        **{
            _BORN[sex]: 0,
            _ALIVE[sex]: 0,
            _BORN[other]: _number(person, _BORN[other]) + 1,
        },
    )


def _late_birth(draft: Draft) -> bool:
    return _birth_added(draft.pick(lambda p: _no_birth(p) and age(p) > _OLDEST_USUAL))


def _birth_of_another(draft: Draft) -> bool:
    return _birth_added(draft.pick(lambda p: _no_birth(p) and 20 <= age(p) <= _OLDEST_USUAL))


def _birth_added(person: Record | None) -> bool:
    """A birth of the last year, one of the children that she bore."""
    if person is None:
        return False
    sex = 1 if _number(person, _BORN[1]) else 2
    return set_answers(person, C27=_GAVE_BIRTH, C27_month1="2020-05", C27_sex1=sex)


def _births_too_close(draft: Draft) -> bool:
    person = draft.pick(lambda p: p.get("C27") == _GAVE_BIRTH and "C27_month2" not in p)
    if person is None:
        return False
    sex, month = _number(person, "C27_sex1"), str(person["C27_month1"])
    months = draft.rng.randint(1, 5) * (1 if month < "2020-05" else -1)
    person[_BORN[sex]] = _number(person, _BORN[sex]) + 1
    return set_answers(person, C27_month2=month_later(month, months), C27_sex2=sex)


def _is_mother(person: Record) -> bool:
    return person.get("C26") == _MOTHER


def _no_birth(person: Record) -> bool:
    return person.get("C27") == _NO_BIRTH


def _number(person: Record, item: str) -> int:
    return int(str(person[item]))


CHILDREN_MISTAKES: Mapping[str, Planter] = {
    "H25": _birth_of_another,
    "P85": _asked_of_the_wrong,
    "P86": _children_of_the_childless,
    "P87": _more_alive_than_born,
    "P88": _many_children,
    "P89": _last_year_misplaced,
    "P90": _month_without_birth,
    "P91": _born_and_not_counted,
    "P92": _late_birth,
    "P93": _births_too_close,
}
