"""The dwelling on the long form (H8-H19), within what rules H33-H37 allow and find usual."""

from collections.abc import Mapping
from functools import cache
from random import Random

from domain.population.calibration import table
from domain.population.chance import Distribution
from domain.population.natural_person import Record

CONVENTIONAL = 1
_SINGLE_STOREY, _MULTI_STOREY, _HIGH_RISE, _TOWER = 1, 2, 3, 4
_LIFT, _NO_LIFT = 1, 2
_LIFTS_SINCE, _NEWEST = 7, 9
_NO_PIPED_WATER = 2
_FLUSH = frozenset({1, 2})
_PUBLIC_RENT, _OTHER_RENT, _FORMER_PUBLIC = 1, 2, 5
_RENTED = frozenset({_PUBLIC_RENT, _OTHER_RENT})
_MIGRANT_TENANTS, _LOCAL_TENANTS = 0.58, 0.05
# Codes of H9 and H10 by code of H8.
_STRUCTURES = {
    1: Distribution([(1, 80), (2, 330), (3, 540), (4, 40), (5, 10)]),
    2: Distribution([(1, 420), (2, 510), (3, 60), (4, 2), (5, 8)]),
    3: Distribution([(1, 970), (2, 30)]),
    4: Distribution([(1, 1000)]),
}
_PERIODS = {
    1: Distribution([(1, 15), (2, 20), (3, 40), (4, 110), (5, 280), (6, 270), (7, 160), (8, 70),
                     (9, 35)]),
    2: Distribution([(3, 5), (4, 25), (5, 130), (6, 280), (7, 310), (8, 160), (9, 90)]),
    3: Distribution([(6, 40), (7, 280), (8, 390), (9, 290)]),
    4: Distribution([(7, 150), (8, 400), (9, 450)]),
}  # fmt: skip
_LIFTS_IN_OLD_HIGH_RISES, _LIFTS_IN_MULTI_STOREY = 0.9, 0.08


def housing(migrant: bool, rural: bool, rng: Random) -> Record:
    """H8-H19 of a conventional dwelling.

    ``migrant``: the head's hukou is in another township. ``rural``: the district is a village.
    """
    draw = {item: choices.draw(rng) for item, choices in _choices()[rural].items()}
    storeys = int(draw["H8"])
    period = _PERIODS[storeys].draw(rng)
    source = _source(migrant, period, int(draw["H17"]), rng)
    toilet = int(draw["H15"])
    if draw["H13"] == str(_NO_PIPED_WATER) and toilet in _FLUSH:
        toilet = 4 if rural else 3
    answers: Record = {
        "H8": storeys,
        "H9": _STRUCTURES[storeys].draw(rng),
        "H10": period,
        **_lift(storeys, period, rng),
        **{item: int(draw[item]) for item in ("H12", "H13", "H14", "H16", "H19")},
        "H15": toilet,
        "H17": source,
    }
    if source in _RENTED:
        answers["H18"] = draw["H18"]
    return answers


def _lift(storeys: int, period: int, rng: Random) -> Record:
    """H11, which is not asked of single-storey houses."""
    draw = rng.random()
    if storeys == _SINGLE_STOREY:
        return {}
    if storeys == _MULTI_STOREY:
        return {"H11": _LIFT if draw < _LIFTS_IN_MULTI_STOREY else _NO_LIFT}
    always = storeys == _TOWER or period >= _LIFTS_SINCE
    return {"H11": _LIFT if always or draw < _LIFTS_IN_OLD_HIGH_RISES else _NO_LIFT}


def _source(migrant: bool, period: int, drawn: int, rng: Random) -> int:
    draw = rng.random()
    if draw < (_MIGRANT_TENANTS if migrant else _LOCAL_TENANTS):
        return _OTHER_RENT
    return 3 if drawn == _FORMER_PUBLIC and period == _NEWEST else drawn


@cache
def _choices() -> Mapping[bool, Mapping[str, Distribution[str]]]:
    """Codes of each item with their shares, in villages (True) and elsewhere."""
    found: dict[bool, dict[str, Distribution[str]]] = {}
    rows = table("housing")
    for rural, name in ((False, "urban"), (True, "rural")):
        items = dict.fromkeys(row["item"] for row in rows)
        found[rural] = {
            item: Distribution((r["code"], float(r[name])) for r in rows if r["item"] == item)
            for item in items
        }
    return found
