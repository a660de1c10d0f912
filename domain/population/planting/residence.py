"""Mistakes that rules P20-P37 own: where a person lives and is registered, since when and why."""

from collections.abc import Callable, Mapping

from domain.population.natural_person import Record
from domain.population.planting.draft import (
    HERE,
    HUKOU_HERE,
    NOT_LEFT,
    Draft,
    Planter,
    age,
    has_left,
)

_OTHER_COUNTY_LIVES, _OTHER_COUNTY_HUKOU, _PENDING = 5, 4, 5
_TEN_YEARS, _SOME_YEARS = 9, 4
_OTHER_REASON = 9
_WORK, _STUDY, _WITH_FAMILY, _MARRIAGE = 0, 1, 2, 5
_GRANDCHILDREN, _SCHOOLING, _OLD_AGE = 6, 7, 8


def _neither_here_nor_of_here(draft: Draft) -> bool:
    person = draft.pick(lambda p: p["D7"] == HERE and p["D8"] in {3, 4})
    if person is None or draft.living < 2 or not _grown_up_remains(draft, person):
        return False
    _changed(person, D7=_OTHER_COUNTY_LIVES, D7_county=_elsewhere(draft))
    draft.recount()
    return True


def _residence_without_county(draft: Draft) -> bool:
    own = str(draft.household["county"])
    return _changed(
        draft.pick(lambda p: p["D7"] == _OTHER_COUNTY_LIVES),
        D7_county=draft.rng.choice((None, own)),
    )


def _hukou_without_county(draft: Draft) -> bool:
    own = str(draft.household["county"])
    return _changed(
        draft.pick(lambda p: p["D8"] == _OTHER_COUNTY_HUKOU),
        D8_county=draft.rng.choice((None, own)),
    )


def _pending_with_absence(draft: Draft) -> bool:
    return _changed(draft.pick(lambda p: p["D8"] == _PENDING), D9=NOT_LEFT)


def _pending_elsewhere(draft: Draft) -> bool:
    person = draft.pick(lambda p: p["D8"] == _PENDING)
    if person is None or not _grown_up_remains(draft, person):
        return False
    _changed(person, D7=4)
    draft.recount()
    return True


def _absence_unanswered(draft: Draft) -> bool:
    return _changed(draft.pick(lambda p: p["D9"] == NOT_LEFT), D9=None)


def _reason_without_absence(draft: Draft) -> bool:
    return _changed(draft.pick(lambda p: p["D9"] == NOT_LEFT), D10=_OTHER_REASON)


def _absence_without_reason(draft: Draft) -> bool:
    return _changed(draft.pick(has_left), D10=None)


def _elsewhere_but_not_left(draft: Draft) -> bool:
    person = draft.pick(lambda p: p["D7"] == HERE and p["D8"] in {3, 4})
    return _changed(person, D9=NOT_LEFT, D10=None)


def _of_here_but_left(draft: Draft) -> bool:
    person = draft.pick(lambda p: p["D7"] == HERE and p["D9"] == NOT_LEFT and age(p) >= 16)
    return _changed(person, D9=_SOME_YEARS, D10=_OTHER_REASON)


def _away_but_not_left(draft: Draft) -> bool:
    person = draft.pick(lambda p: p["D7"] in {4, 5, 6, 7})
    return _changed(person, D9=NOT_LEFT, D10=None)


def _left_before_birth(draft: Draft) -> bool:
    person = draft.pick(lambda p: has_left(p) and p["D9"] != 2 and age(p) < 9)
    return _changed(person, D9=_TEN_YEARS)


def _left_for(reason: int, fits: Callable[[int], bool]) -> Planter:
    """Plants a reason that nobody of that age usually has."""

    def plant(draft: Draft) -> bool:
        return _changed(draft.pick(lambda p: has_left(p) and fits(age(p))), D10=reason)

    return plant


def _grown_up_remains(draft: Draft, person: Record) -> bool:
    """Whether somebody of eighteen and over lives here besides the person."""
    return any(p is not person and p["D7"] == HERE and age(p) >= 18 for p in draft.persons)


def _elsewhere(draft: Draft) -> str:
    return draft.rng.choice(draft.identities.counties_of_province)


def _changed(person: Record | None, **answers: int | str | None) -> bool:
    if person is None:
        return False
    person.update(answers)
    return True


def away_for_work(draft: Draft, person: Record) -> None:
    """Lets someone with the hukou here live in another county, for work if grown up."""
    _changed(
        person,
        D7=_OTHER_COUNTY_LIVES,
        D7_county=_elsewhere(draft),
        D8=HUKOU_HERE,
        D9=_SOME_YEARS,
        D10=_WORK if age(person) >= 16 else _WITH_FAMILY,
    )
    draft.recount()


RESIDENCE_MISTAKES: Mapping[str, Planter] = {
    "P20": _neither_here_nor_of_here,
    "P21": _residence_without_county,
    "P22": _hukou_without_county,
    "P23": _pending_with_absence,
    "P24": _pending_elsewhere,
    "P25": _absence_unanswered,
    "P26": _reason_without_absence,
    "P27": _absence_without_reason,
    "P28": _elsewhere_but_not_left,
    "P29": _of_here_but_left,
    "P30": _away_but_not_left,
    "P31": _left_before_birth,
    "P32": _left_for(_WORK, lambda years: years < 16),
    "P33": _left_for(_STUDY, lambda years: years < 3 or years > 60),
    "P34": _left_for(_MARRIAGE, lambda years: years < 15),
    "P35": _left_for(_GRANDCHILDREN, lambda years: years < 40),
    "P36": _left_for(_SCHOOLING, lambda years: years < 20),
    "P37": _left_for(_OLD_AGE, lambda years: years < 50),
}

RESIDENCE_ODDITIES: Mapping[str, Planter] = {
    "P32": _left_for(_WORK, lambda years: years == 15),
    "P33": _left_for(_STUDY, lambda years: 60 < years < 75),
    "P35": _left_for(_GRANDCHILDREN, lambda years: 36 <= years < 40),
    "P37": _left_for(_OLD_AGE, lambda years: 45 <= years < 50),
}
