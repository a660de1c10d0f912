"""Mistakes that rules P13 and H43 own on the form for foreigners: answers missing or wrong."""

from collections.abc import Mapping

from domain.population.planting.draft import Draft, Planter

_NATIONALITY, _FOREIGNER = "R8_nationality", 4


def _person_unanswered(draft: Draft) -> bool:
    person = draft.rng.choice(draft.persons)
    items = ["R1", "R2", "R3", "R4", "R5", "R6", "R8"]
    if person["R8"] == _FOREIGNER:
        items.append(_NATIONALITY)
    item = draft.rng.choice(items)
    person[item] = None
    if item == "R4":
        person["R7"] = None
    return True


def _household_unanswered(draft: Draft) -> bool:
    draft.household[draft.rng.choice(("F1", "F2"))] = draft.rng.choice((None, 9))
    return True


FOREIGNER_MISTAKES: Mapping[str, Planter] = {
    "H43": _household_unanswered,
    "P13": _person_unanswered,
}
