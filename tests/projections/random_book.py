"""A book of anything that may happen, written at random."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

from domain.status import AMENDABLE, CORRECTABLE, REVIEWABLE, Status
from tests.projections.answers import death, dwelling, foreigner, household, person, work
from tests.projections.written_book import WrittenBook

CLASSES = ("111", "122", "220")


def any_person(rng: random.Random) -> dict[str, Any]:
    """Somebody of any age, sex and place, consistent or not in where the hukou is."""
    year = rng.randint(1915, 2020)
    month = rng.randint(1, 10 if year == 2020 else 12)
    young = (year, month) > (2017, 10)
    hukou = rng.choice([(1, 1, 1), (1, 3, 5), (1, 4, 2), (1, 5, None), (2, 1, 1), (5, 1, 2)])
    d7, d8, d9 = rng.choice([hukou, (4, 1, 6), (7, 1, 9), (3, 4, 1)])
    return person(
        D2=rng.randint(0, 9),
        D4=rng.randint(1, 2),
        D5=f"{year}-{month:02}",
        D7=d7,
        D8=d8,
        D9=d9,
        D11=None if young else rng.randint(1, 9),
    )


def write_something(book: WrittenBook, rng: random.Random) -> None:
    """Append the events of one command that may come next, whatever ``rng`` picks."""
    if not book.blocks or rng.random() < 0.05:
        place = rng.randint(1, 2), rng.randint(1, 2), rng.randint(1, 2)
        book.delineate(*place, rng.choice(CLASSES))
        return
    open_ones = [i for i, h in book.households.items() if h.status is not Status.WITHDRAWN]
    if not open_ones or rng.random() < 0.15:
        book.list_household(rng.choice(book.blocks), "999" if rng.random() < 0.05 else None)
        return
    household_id = rng.choice(open_ones)
    standing = book.households[household_id]
    level = next((level for level, s in REVIEWABLE.items() if s is standing.status), None)
    if standing.status is Status.LISTED:
        _register_somehow(book, household_id, rng)
    elif rng.random() < 0.08:
        book.withdraw(household_id)
    elif level is not None and rng.random() < 0.5:
        if rng.random() < 0.3:
            book.send_back(household_id, level)
        else:
            book.approve(household_id, level)
    elif standing.status in AMENDABLE and rng.random() < 0.5:
        book.submit(household_id)
    elif standing.status in AMENDABLE and rng.random() < 0.6:
        _add_a_form(book, household_id, rng)
    elif standing.status in AMENDABLE | CORRECTABLE:
        _revise_somehow(book, household_id, rng)


def _register_somehow(book: WrittenBook, household_id: UUID, rng: random.Random) -> None:
    persons = [any_person(rng) for _ in range(rng.randint(0, 4))]
    answers = household(H1=rng.randint(1, 2))
    deaths = any_deaths(rng)
    match rng.randint(1, 8):
        case 1:
            long = [p | work(C18_hours=rng.randint(1, 60)) for p in persons]
            book.register(household_id, long, answers | dwelling(), deaths, form="long")
        case 2:
            book.register_foreigners(household_id, [foreigner(), foreigner(R8=1)])
        case 3:
            book.register_deaths(household_id, any_deaths(rng))
        case _:
            book.register(household_id, persons, answers, deaths)


def _add_a_form(book: WrittenBook, household_id: UUID, rng: random.Random) -> None:
    """What may come to a household that stands on a form: a form beside it, or a code."""
    standing = book.households[household_id]
    kind = rng.randint(1, 4)
    if kind == 1 and standing.persons:
        asked = {i: work(C28=rng.randint(1, 5)) for i in standing.persons}
        book.register_long_form(household_id, asked, dwelling(H8=rng.randint(1, 4)))
    elif kind == 2 and standing.persons:
        someone = rng.choice(list(standing.persons))
        book.code(household_id, someone, *rng.choice([("C", "13", "6"), ("A", "01", "5")]))
    elif kind == 3 and not standing.foreigners:
        book.register_foreigners(household_id, [foreigner(R3=rng.randint(1, 2))])
    else:
        book.register_deaths(household_id, any_deaths(rng))


def any_deaths(rng: random.Random) -> tuple[dict[str, Any], ...]:
    """No line, or some."""
    return tuple(death(sex=rng.randint(1, 2)) for _ in range(rng.choice([0, 0, 1, 1, 2, 3])))


def _revise_somehow(book: WrittenBook, household_id: UUID, rng: random.Random) -> None:
    standing = book.households[household_id]
    removed = [i for i in (*standing.persons, *standing.foreigners) if rng.random() < 0.2]
    changed = [i for i in standing.persons if i not in removed and rng.random() < 0.4]
    book.revise(
        household_id,
        items=rng.choice([{}, {"H6": rng.randint(10, 200)}, {"H7": None}, {"H1": 2}]),
        persons={
            i: rng.choice(
                [
                    *({"D4": 2}, {"D11": 3}, {"D5": "1999-01"}, {"D7": 5, "D8": 1, "D9": 5}),
                    *({"C29": 1}, {"C20_section": "G", "C20_division": None}),
                ]
            )
            for i in changed
        }
        | {i: {"R5": 1, "R7": None} for i in standing.foreigners if i not in removed},
        deaths=rng.choice([None, None, any_deaths(rng)]),
        added=[
            any_person(rng) for _ in range(rng.randint(0, 2) if "H1" in standing.answers else 0)
        ],
        removed=removed,
    )


def write_at_random(book: WrittenBook, seed: int, commands: int) -> None:
    """Append the events of that many commands."""
    rng = random.Random(seed)
    for _ in range(commands):
        write_something(book, rng)
