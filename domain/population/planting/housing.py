"""Mistakes that rules H33-H37 and H43 own on the long form: the dwelling."""

from collections.abc import Mapping

from domain.population.planting.draft import HERE, Draft, Planter

_SINGLE_STOREY, _HIGH_RISE, _TOWER = 1, 3, 4
_ADOBE, _LIFT, _NO_LIFT, _LIFTS_SINCE = 4, 1, 2, 7
_RENTED = frozenset({1, 2})
_NO_PIPED_WATER = 2
_FLUSH = frozenset({1, 2})


def _rent(draft: Draft) -> bool:
    if "H17" not in draft.household:
        return False
    rented = draft.household["H17"] in _RENTED
    draft.household["H18"] = None if rented else "03"
    return True


def _flimsy_tower(draft: Draft) -> bool:
    storeys = draft.household.get("H8")
    if storeys not in {_HIGH_RISE, _TOWER}:
        return False
    if storeys == _TOWER and draft.rng.random() < 0.5:
        draft.household["H11"] = _NO_LIFT
    else:
        draft.household["H9"] = _ADOBE
    return True


def _lift_misplaced(draft: Draft) -> bool:
    storeys = draft.household.get("H8")
    if storeys == _SINGLE_STOREY:
        draft.household["H11"] = _LIFT
        return True
    if storeys == _HIGH_RISE and draft.household["H10"] >= _LIFTS_SINCE:
        draft.household["H11"] = _NO_LIFT
        return True
    return False


def _flush_without_water(draft: Draft) -> bool:
    if draft.household.get("H15") not in _FLUSH:
        return False
    draft.household["H13"] = _NO_PIPED_WATER
    return True


def _dwelling_of_no_dwelling(draft: Draft) -> bool:
    if draft.household.get("H5") not in {2, 3, 4, 5}:
        return False
    draft.household["H12"] = 1
    return True


def _unanswered(draft: Draft) -> bool:
    if "H12" not in draft.household or not any(p["D7"] == HERE for p in draft.persons):
        return False
    draft.household[draft.rng.choice(("H9", "H12", "H14", "H16", "H19"))] = None
    return True


HOUSING_MISTAKES: Mapping[str, Planter] = {
    "H33": _rent,
    "H34": _flimsy_tower,
    "H35": _lift_misplaced,
    "H36": _flush_without_water,
    "H37": _dwelling_of_no_dwelling,
    "H43": _unanswered,
}
