"""Type of the place of hukou, land, birthplace and residence five years ago (C11-C14).

They follow from D7-D10: nobody who came from another county less than five years ago lived here
then. How many were born elsewhere is an assumption.
"""

from functools import cache
from random import Random

from domain.divisions import counties, prefectures
from domain.population.long_form.respondent import Respondent
from domain.population.natural_person import Record

_ASKED_AGE = 5
_HERE_OR_TOWNSHIP = frozenset({1, 2})
_SAME_COUNTY_HUKOU, _OTHER_COUNTY_HUKOU = 3, 4
_OTHER_COUNTY_LIVES = 5
_FIVE_YEARS = frozenset({8, 9})
_TOWNSHIP, _TOWN_VILLAGE, _TOWN_COMMUNITY, _STREET = 1, 2, 3, 4
_FIRST_TOWN, _FIRST_TOWNSHIP, _FIRST_VILLAGE = "100", "200", "200"
_HAS, _HAS_NOT = 1, 2
_THIS_COUNTY, _THIS_PROVINCE, _OTHER_PROVINCE = 1, 2, 3
_THEN_HERE, _THEN_ELSEWHERE = 1, 2
# Chances: born at the place of the hukou; a child under six born where the family now lives.
_BORN_AT_HUKOU, _CHILD_BORN_HERE = 0.88, 0.45
_BORN_IN_COUNTY, _BORN_IN_PROVINCE = 0.80, 0.15
_STAYED, _RETURNED = 0.97, 0.05
_LAND = {_TOWNSHIP: 0.85, _TOWN_VILLAGE: 0.80, _TOWN_COMMUNITY: 0.15, _STREET: 0.06}


def migration(person: Respondent, district: str, rng: Random) -> Record:
    """C11-C14 with their parts; ``district`` is the twelve digits of the household's own."""
    county = district[:6]
    hukou_place = _hukou_place(person, district, rng)
    answers: Record = {
        "C12": _HAS if rng.random() < _LAND[hukou_place] else _HAS_NOT,
        **_birthplace(person, county, rng),
    }
    if person.left and person.registered in {1, 2, 3, 4}:
        answers["C11"] = hukou_place
    if person.aged(_ASKED_AGE):
        answers |= _five_years_ago(person, county, rng)
    return answers


def place_type(district: str) -> int:
    """Code of C11 for a place of twelve digits."""
    township, community = district[6:9], district[9:]
    if township < _FIRST_TOWN:
        return _STREET
    if township < _FIRST_TOWNSHIP:
        return _TOWN_VILLAGE if community >= _FIRST_VILLAGE else _TOWN_COMMUNITY
    return _TOWNSHIP


def _hukou_place(person: Respondent, district: str, rng: Random) -> int:
    if person.registered in {_SAME_COUNTY_HUKOU, _OTHER_COUNTY_HUKOU}:
        draw = rng.random()
        if draw < 0.17:
            return _TOWNSHIP
        return _TOWN_VILLAGE if draw < 0.60 else _TOWN_COMMUNITY if draw < 0.74 else _STREET
    return place_type(district)


def _birthplace(person: Respondent, county: str, rng: Random) -> Record:
    hukou = person.registered_county
    from_elsewhere = person.registered == _OTHER_COUNTY_HUKOU and _is_other(hukou, county)
    if from_elsewhere and hukou is not None:
        born_here = _CHILD_BORN_HERE if person.aged(0, 5) else 0.04
        draw = rng.random()
        if draw < born_here:
            return {"C13": _THIS_COUNTY}
        if draw < born_here + (1 - born_here) * _BORN_AT_HUKOU:
            return _born_in(hukou, county)
        return _born_in(_elsewhere(county, rng), county)
    draw = rng.random()
    if draw < _BORN_IN_COUNTY:
        return {"C13": _THIS_COUNTY}
    if draw < _BORN_IN_COUNTY + _BORN_IN_PROVINCE:
        return {"C13": _THIS_PROVINCE}
    return _born_in(_elsewhere(county, rng), county)


def _born_in(place: str, county: str) -> Record:
    if place[:2] == county[:2]:
        return {"C13": _THIS_PROVINCE}
    return {"C13": _OTHER_PROVINCE, "C13_province": place[:2]}


def _five_years_ago(person: Respondent, county: str, rng: Random) -> Record:
    """C14; of those who live outside the mainland now, this county: the item names no other."""
    draw = rng.random()
    elsewhere: str | None = None
    long_away = person.away in _FIVE_YEARS
    if person.lives == _OTHER_COUNTY_LIVES:
        elsewhere = person.lives_county if long_away else None
    elif person.lives_here and person.registered == _OTHER_COUNTY_HUKOU:
        if not long_away or draw < _RETURNED:
            elsewhere = person.registered_county or _elsewhere(county, rng)
    elif person.lives_here and draw >= _STAYED:
        elsewhere = _elsewhere(county, rng)
    if elsewhere is not None and elsewhere == county:
        elsewhere = _elsewhere(county, rng)
    if elsewhere is None:
        return {"C14": _THEN_HERE}
    return {
        "C14": _THEN_ELSEWHERE,
        "C14_province": elsewhere[:2],
        "C14_prefecture": elsewhere[:4] + "00",
        "C14_county": elsewhere,
    }


def _is_other(place: str | None, county: str) -> bool:
    return place is not None and place != county


def _elsewhere(county: str, rng: Random) -> str:
    """Another county, more often than not of the same province."""
    near, far = _places(county)
    pool = near if near and rng.random() < 0.66 else far
    return pool[int(rng.random() * len(pool))]


@cache
def _places(county: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Counties of the same province and of the others, each with a prefecture that we list."""
    known = prefectures()
    listed = sorted(c for c in counties() if c != county and c[:4] + "00" in known)
    near = tuple(c for c in listed if c[:2] == county[:2])
    return near, tuple(c for c in listed if c[:2] != county[:2])
