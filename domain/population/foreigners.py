"""Households of Hong Kong, Macao and Taiwan residents and of foreigners, on the form of their own.

Identity, sex, purpose and time of stay have the published shares. Ages, sizes, nationalities and
schooling are assumptions. They count in no total of the population.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from random import Random
from typing import NamedTuple

from domain.population.address import LAST_NUMBER, address
from domain.population.calibration import table
from domain.population.chance import Distribution
from domain.population.dwelling import dwelling
from domain.population.kinship import CHILD, HEAD, MAN, SPOUSE, WOMAN
from domain.population.names import full_name, surname
from domain.population.natural_person import Record, month_of_birth
from domain.population.short_form import Form
from domain.population.territory import Block, Territory

PERSONS_2020 = 1_430_695
"""Registered on this form in the nation."""

FOREIGN_SHARE = PERSONS_2020 / 1_411_778_724
"""Households on this form for each ordinary one: as many as there are persons for each resident."""

_FAMILY = 1
_ALONE, _COUPLE, _WITH_CHILD = 0.68, 0.18, 0.14
_PERSONS = _ALONE + 2 * _COUPLE + 3 * _WITH_CHILD
_CHILDREN = _WITH_CHILD / _PERSONS
_FOREIGNER = 4
_STUDY, _EMPLOYMENT, _BUSINESS = 3, 2, 1
# What a child comes for: codes of R5 with their weight.
_OF_CHILDREN = {3: 0.35, 4: 0.35, 5: 0.1, 6: 0.2}
# Least years lived here by code of R6; a child has lived no longer than it is old.
_LEAST_YEARS = {1: 0, 2: 1, 3: 1, 4: 1, 5: 2, 6: 5}
_PARENTS_AGES = 26, 52
_ADULT_AGES: Mapping[int, tuple[int, int]] = {
    _BUSINESS: (24, 62), _EMPLOYMENT: (21, 62), _STUDY: (18, 34), 4: (20, 84), 5: (20, 80),
    6: (20, 80),
}  # fmt: skip
_LEVELS = Distribution([(4, 14), (5, 22), (6, 16), (7, 36), (8, 10), (9, 2)])
_LEVELS_UNDER = ((3, None), (6, 2), (12, 3), (15, 4), (18, 5))
_ONSETS = ("k", "l", "m", "n", "r", "s", "t", "v", "d", "b", "sh", "g", "h", "z")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou")
_CODAS = ("", "", "n", "r", "l", "s", "m")


class _Person(NamedTuple):
    relationship: int
    sex: int
    age: int
    purpose: int
    stay: int


def foreign_households(
    territory: Territory, seed: int, share: float = FOREIGN_SHARE
) -> Iterator[Form]:
    """Forms of the territory in order of block; the same arguments always give the same ones.

    ``share``: households for each planned ordinary one (0..1). Their numbers and dwelling units
    follow those of the block's other households, as far as three digits reach. Raises
    ``ValueError`` for a share outside 0..1.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError("外籍户比例应在 0 到 1 之间 / The share of foreign households is in 0..1")
    return _stream(territory, seed, share)


def _stream(territory: Territory, seed: int, share: float) -> Iterator[Form]:
    rng = Random(f"{seed}: foreigners of {territory.county}")
    for block in territory.blocks:
        planned = block.planned_households
        number = planned
        for _ in range(planned):
            if rng.random() < share and number < LAST_NUMBER:
                number += 1
                yield _form(block, number, rng)


def _form(block: Block, number: int, rng: Random) -> Form:
    persons = _persons(rng)
    place = dwelling(_FAMILY, len(persons), rng)
    hh = f"{number:03d}"
    return {
        "form": "foreign",
        "id": f"{block.code15}-{hh}",
        "household": {
            **address(block, number, hh),
            "F1": _FAMILY,
            "F2": place["H5"],
            "F3": place["H6"],
            "F4": place["H7"],
        },
        "persons": persons,
    }


def _persons(rng: Random) -> list[Record]:
    """The members of one household: they have one identity, and foreigners one nationality."""
    identity = _identities().draw(rng)
    nationality = _nationalities().draw(rng) if identity == _FOREIGNER else None
    family = _syllable(rng) if identity == _FOREIGNER else surname(rng)
    found = []
    for member in _members(identity, rng):
        own = rng.random()
        name = family if member.relationship != SPOUSE else ""
        record: Record = {
            "R1": _name(identity, name, member.sex, rng),
            "R2": member.relationship,
            "R3": member.sex,
            "R4": month_of_birth(member.age, 1 + int(own * 12)),
            "R5": member.purpose,
            "R6": member.stay,
            "R7": _education(member.age, rng),
            "R8": identity,
        }
        if nationality is not None:
            record["R8_nationality"] = nationality
        found.append(record)
    return found


def _members(identity: int, rng: Random) -> list[_Person]:
    draw = rng.random()
    if draw < _ALONE:
        sex = MAN if rng.random() < _men_alone(identity) else WOMAN
        return [_adult(HEAD, sex, None, rng)]
    sex = MAN if rng.random() < 0.5 else WOMAN
    head = _adult(HEAD, sex, None, rng)
    with_child = draw >= _ALONE + _COUPLE
    if with_child:
        youngest, oldest = _PARENTS_AGES
        head = head._replace(age=min(max(head.age, youngest), oldest))
    spouse = _adult(SPOUSE, MAN + WOMAN - sex, head.age, rng)
    return [head, spouse, _child(identity, head.age, rng)] if with_child else [head, spouse]


def _adult(relationship: int, sex: int, partner: int | None, rng: Random) -> _Person:
    purpose, stay = _adult_purposes().draw(rng), _stays().draw(rng)
    if partner is None:
        first, last = _ADULT_AGES[purpose]
        age = first + int(rng.random() ** 1.4 * (last - first + 1))
    else:
        age = max(20, partner + max(-5, min(5, round(rng.gauss(0, 3)))))
    return _Person(relationship, sex, age, purpose, stay)


def _child(identity: int, head_age: int, rng: Random) -> _Person:
    """A child of a head of that age, old enough to have lived here as long as drawn."""
    sex = MAN if rng.random() < _share_of_men(identity) else WOMAN
    stay = _stays().draw(rng)
    purpose = Distribution(_OF_CHILDREN.items()).draw(rng)
    age = rng.randint(_LEAST_YEARS[stay], min(head_age - 20, 17))
    return _Person(CHILD, sex, age, purpose, stay)


def _education(age: int, rng: Random) -> int | None:
    """R7; None under three."""
    level = _LEVELS.draw(rng)
    for limit, usual in _LEVELS_UNDER:
        if age < limit:
            return usual
    return level if age >= 27 else min(level, 7 if age >= 20 else 5)


def _name(identity: int, family: str, sex: int, rng: Random) -> str:
    if identity != _FOREIGNER:
        return full_name(family or surname(rng), sex, rng)
    given = (_syllable(rng) + _syllable(rng)).capitalize()
    return f"{given} {(family or _syllable(rng)).capitalize()}"


def _syllable(rng: Random) -> str:
    return rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS)


def _share_of_men(identity: int) -> float:
    row = next(row for row in table("foreigners_identity") if int(row["code"]) == identity)
    men, women = int(row["male"]), int(row["female"])
    return men / (men + women)


@cache
def _men_alone(identity: int) -> float:
    """Share of men among those who live alone, so that all together have the published one."""
    couples = 2 * (_COUPLE + _WITH_CHILD) / _PERSONS
    alone = _ALONE / _PERSONS
    men = _share_of_men(identity)
    return (men - men * _CHILDREN - couples / 2) / alone


@cache
def _identities() -> Distribution[int]:
    rows = table("foreigners_identity")
    return Distribution((int(row["code"]), int(row["male"]) + int(row["female"])) for row in rows)


@cache
def _nationalities() -> Distribution[str]:
    return Distribution((row["country"], float(row["weight"])) for row in table("nationality"))


@cache
def _stays() -> Distribution[int]:
    """Codes of R6 as published."""
    rows = (row for row in table("foreigners_stay") if row["item"] == "R6")
    return Distribution((int(row["code"]), float(row["persons"])) for row in rows)


@cache
def _adult_purposes() -> Distribution[int]:
    """Codes of R5 of grown-up people, so that with their children all have the published shares."""
    rows = [row for row in table("foreigners_stay") if row["item"] == "R5"]
    total = sum(float(row["persons"]) for row in rows)
    return Distribution(
        (
            int(row["code"]),
            float(row["persons"]) / total - _CHILDREN * _OF_CHILDREN.get(int(row["code"]), 0.0),
        )
        for row in rows
    )
