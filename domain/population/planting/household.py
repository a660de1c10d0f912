"""Mistakes that rules H20-H38, H42 and H43 own: counts, dwelling, number, and what is missing."""

from collections.abc import Mapping

from domain.population.names import full_name
from domain.population.planting.draft import HERE, Draft, Planter, age

_ALL_DEAD = "999"
_COLLECTIVE_QUARTERS = 2
_TOO_MANY_PERSONS = 16


def _more(item: str) -> Planter:
    """Plants a count that is one too high."""

    def plant(draft: Draft) -> bool:
        if item not in draft.household:
            return False
        draft.household[item] += 1
        return True

    return plant


def _nobody(draft: Draft) -> bool:
    if not draft.is_family or draft.form["deaths"]:
        return False
    draft.form["persons"] = []
    draft.household.update(H2a=0, H2b=0, H3m=0, H3f=0)
    return True


def _number_twice(draft: Draft) -> bool:
    numbered = [p for p in draft.persons if p["D3"] is not None]
    if len(numbered) < 2:
        return False
    numbered[1]["D3"] = numbered[0]["D3"]
    return True


def _living_under_999(draft: Draft) -> bool:
    if not draft.persons:
        return False
    return _renumbered(draft, _ALL_DEAD)


def _dwelling_without_size(draft: Draft) -> bool:
    if draft.household.get("H6") is None or not draft.living:
        return False
    item, answer = draft.rng.choice((("H6", None), ("H7", None), ("H7", 0)))
    draft.household[item] = answer
    return True


def _cramped(draft: Draft) -> bool:
    if draft.household.get("H6") is None or draft.living < 3:
        return False
    draft.household.update(H6=4 * draft.living - 1, H7=1)
    return True


def _many_rooms(draft: Draft) -> bool:
    if draft.household.get("H6") is None or not draft.living:
        return False
    draft.household.update(H6=max(draft.household["H6"], 160), H7=draft.rng.randint(21, 30))
    return True


def _family_in_collective_quarters(draft: Draft) -> bool:
    if not draft.is_family:
        return False
    draft.household.update(H5=_COLLECTIVE_QUARTERS, H6=None, H7=None)
    return True


def _too_many_siblings(draft: Draft) -> bool:
    if not draft.is_family or draft.persons[0]["D7"] != HERE or age(draft.persons[0]) < 18:
        return False
    head = draft.persons[0]
    while len(draft.persons) < _TOO_MANY_PERSONS:
        name = full_name(str(head["D1"])[0], int(str(head["D4"])), draft.rng)
        sibling = head | {"D1": name, "D2": 8}
        draft.renumber(sibling)
        draft.persons.append(sibling)
    draft.recount()
    if draft.household["H6"] is not None:
        draft.household.update(H6=180, H7=6)
    return True


def _number_zero(draft: Draft) -> bool:
    return _renumbered(draft, "000")


def _renumbered(draft: Draft, number: str) -> bool:
    """Another household number, on the lines of the dead as well."""
    draft.household["hh"] = number
    for line in draft.form["deaths"]:
        line["household"] = number
    return True


def _foreigner_on_short_form(draft: Draft) -> bool:
    person = draft.pick(lambda p: p["D7"] == HERE)
    if person is None:
        return False
    person["R8"] = draft.rng.randint(1, 4)
    return True


def _type_unanswered(draft: Draft) -> bool:
    if not draft.persons:
        return False
    draft.household["H1"] = draft.rng.choice((None, 3))
    return True


HOUSEHOLD_MISTAKES: Mapping[str, Planter] = {
    "H20": _more("H2a"),
    "H21": _more("H2b"),
    "H22": _nobody,
    "H23": _number_twice,
    "H24": _more("H3f"),
    "H26": _more("H4m"),
    "H27": _living_under_999,
    "H28": _dwelling_without_size,
    "H29": _cramped,
    "H30": _many_rooms,
    "H31": _family_in_collective_quarters,
    "H32": _too_many_siblings,
    "H38": _number_zero,
    "H42": _foreigner_on_short_form,
    "H43": _type_unanswered,
}

HOUSEHOLD_ODDITIES: Mapping[str, Planter] = {
    "H24": _more("H3f"),
    "H29": _cramped,
    "H30": _many_rooms,
    "H31": _family_in_collective_quarters,
}
