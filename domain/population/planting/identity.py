"""Mistakes that rules P01-P13 own: who a person is."""

from collections.abc import Mapping

from domain.population.natural_person import Record
from domain.population.planting.draft import HERE, Draft, Planter, age

_NEVER_A_DIVISION = "370871"
"""A statistical code: no number was ever issued under it."""

_PENDING = 5


def _no_name(draft: Draft) -> bool:
    return _set(draft.pick(_anybody), "D1", "  ")


def _third_sex(draft: Draft) -> bool:
    return _set(draft.pick(lambda p: p["D3"] is None or age(p) > 0), "D4", 3)


def _thirteenth_month(draft: Draft) -> bool:
    person = draft.pick(lambda p: age(p) > 0)
    return person is not None and _set(person, "D5", f"{str(person['D5'])[:4]}-13")


def _born_after(draft: Draft) -> bool:
    person = draft.pick(lambda p: age(p) == 0)
    if person is None:
        return False
    person["D3"] = None
    return _set(person, "D5", f"2020-{draft.rng.choice((11, 12))}")


def _too_old(draft: Draft) -> bool:
    return _alone_of_age(draft, draft.rng.randint(121, 130))


def _very_old(draft: Draft) -> bool:
    return _alone_of_age(draft, draft.rng.randint(100, 104))


def _alone_of_age(draft: Draft, years: int) -> bool:
    person = draft.pick(lambda p: p["D9"] == 1 and age(p) >= 70)
    if person is None or len(draft.persons) > 1:
        return False
    draft.make_age(person, years)
    return True


def _wrong_check_character(draft: Draft) -> bool:
    person = draft.pick(_numbered)
    if person is None:
        return False
    number = str(person["D3"])
    return _set(
        person, "D3", number[:17] + draft.rng.choice([c for c in "0123456789X" if c != number[17]])
    )


def _number_of_another_month(draft: Draft) -> bool:
    person = draft.pick(_numbered)
    if person is None:
        return False
    birth = str(person["D5"])
    other = f"{birth[:5]}{int(birth[5:]) % 12 + 1:02d}"
    return _renumbered(draft, person, other, int(str(person["D4"])))


def _number_of_the_other_sex(draft: Draft) -> bool:
    person = draft.pick(_numbered)
    return person is not None and _renumbered(
        draft, person, str(person["D5"]), 3 - int(str(person["D4"]))
    )


def _number_missing(draft: Draft) -> bool:
    return _set(
        draft.pick(lambda p: _numbered(p) and p["D8"] != _PENDING and age(p) > 0), "D3", None
    )


def _number_of_no_division(draft: Draft) -> bool:
    person = draft.pick(_numbered)
    if person is None:
        return False
    draft.renumber(person, _NEVER_A_DIVISION)
    return True


def _unknown_ethnicity(draft: Draft) -> bool:
    return _set(draft.pick(_anybody), "D6", "77")


def _unknown_relationship(draft: Draft) -> bool:
    return _set(draft.pick(lambda p: p["D2"] in {8, 9}), "D2", 12)


def _hukou_unanswered(draft: Draft) -> bool:
    return _set(draft.pick(lambda p: p["D7"] == HERE), "D8", draft.rng.choice((None, 7)))


def _anybody(_: Record) -> bool:
    return True


def _numbered(person: Record) -> bool:
    return person["D3"] is not None


def _renumbered(draft: Draft, person: Record, birth: str, sex: int) -> bool:
    county = str(person["D3"])[:6]
    return _set(person, "D3", draft.identities.issue_spare(county, birth, sex))


def _set(person: Record | None, item: str, answer: int | str | None) -> bool:
    if person is None:
        return False
    person[item] = answer
    return True


IDENTITY_MISTAKES: Mapping[str, Planter] = {
    "P01": _no_name,
    "P02": _third_sex,
    "P03": _thirteenth_month,
    "P04": _born_after,
    "P05": _too_old,
    "P06": _wrong_check_character,
    "P07": _number_of_another_month,
    "P08": _number_of_the_other_sex,
    "P09": _number_missing,
    "P10": _number_of_no_division,
    "P11": _unknown_ethnicity,
    "P12": _unknown_relationship,
    "P13": _hukou_unanswered,
}

IDENTITY_ODDITIES: Mapping[str, Planter] = {"P05": _very_old, "P09": _number_missing}
