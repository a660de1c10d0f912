"""The special cases of registration (A.4): who registers the person as living, who counts them.

Each case is registered in a real book, in the block of residence and in that of hukou, and looked
up in the rows that the tables are made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import pytest

from domain.commands import DelineateBlock, ListHouseholds, ListingLine, RegisterHousehold
from domain.forms import parse_form
from domain.population.special_cases import SpecialCase, special_cases
from domain.population.territory import Block
from domain.status import Role
from ledger.application import BookApplication
from ledger.database import Database
from projections.follower import Follower
from projections.row_store import connect
from tests.ledger.books import BLOCK, BOOK, act, opened, post

ELSEWHERE = BOOK + "012001001"
"""A block of another township of the county."""
_FIRST = 101


@dataclass(frozen=True)
class Registered:
    """A case, and what the rows say of the person: block by whether living, and by counting."""

    case: SpecialCase
    living_in: list[str]
    counted_in: list[str]
    persons: int
    dead: int


def _listed_and_registered(book: BookApplication, form: Mapping[str, object]) -> UUID:
    household = form["household"]
    assert isinstance(household, dict)
    block = f"{household['district']}{household['block']}"
    account = "enumerator" if block == BLOCK else "elsewhere"
    line = ListingLine(
        number=f"{int(household['hh']):03d}",
        building=household["building"],
        unit=household["unit"],
    )
    act(book, account, ListHouseholds(block=block, households=(line,)))
    told = act(book, account, RegisterHousehold(form=parse_form(form))).result["household_id"]
    return UUID(str(told))


@pytest.fixture(scope="module")
def cases(projection_database: Database) -> Iterator[Mapping[str, Registered]]:
    book = opened(projection_database)
    act(book, "county-1", DelineateBlock(code=ELSEWHERE, urban_rural="111"))
    act(book, "county-1", post("elsewhere", Role.ENUMERATOR, ELSEWHERE))
    made = special_cases(
        Block(BLOCK, "111", BLOCK[:12], 80), Block(ELSEWHERE, "111", ELSEWHERE[:12], 80), 7, _FIRST
    )
    households = {c.code: [_listed_and_registered(book, form) for form in c.forms] for c in made}
    bearers = {
        c.code: {found for found, _ in book.person_hints(c.person)} if c.person else set()
        for c in made
    }
    Follower(book, projection_database).catch_up()
    found: dict[str, Registered] = {}
    with connect(projection_database) as connection:
        for case in made:
            rows = connection.execute(
                "SELECT person_id, block, d7, resident FROM projection.person_row"
                " WHERE book_id = %s AND valid_to IS NULL AND household_id = ANY(%s)",
                [BOOK, households[case.code]],
            ).fetchall()
            [(dead,)] = connection.execute(
                "SELECT count(*) FROM projection.death_row"
                " WHERE book_id = %s AND valid_to IS NULL AND household_id = ANY(%s)",
                [BOOK, households[case.code]],
            ).fetchall()
            own = [row for row in rows if row[0] in bearers[case.code]]
            found[case.code] = Registered(
                case,
                [block for _, block, d7, _ in own if d7 == 1],
                [block for _, block, _, resident in own if resident],
                len(own),
                dead,
            )
    yield found
    book.close()


def lives_away(found: Registered, *, counted_at_hukou: bool = False) -> None:
    """The person stands on two forms, lives at the one and counts at exactly one."""
    assert found.persons == 2
    assert found.living_in == [BLOCK]
    assert found.counted_in == [ELSEWHERE if counted_at_hukou else BLOCK]


def lives_at_home(found: Registered) -> None:
    """The person stands on one form, lives there and counts there."""
    assert found.persons == 1
    assert found.living_in == found.counted_in
    assert len(found.living_in) == 1


def test_a_student_who_rents_lives_where_the_rented_room_is(
    cases: Mapping[str, Registered],
) -> None:
    lives_away(cases["student-renting"])


def test_a_student_at_home_lives_at_home(cases: Mapping[str, Registered]) -> None:
    lives_at_home(cases["student-at-home"])


def test_a_boarder_of_junior_secondary_school_lives_at_the_usual_home_out_of_school(
    cases: Mapping[str, Registered],
) -> None:
    found = cases["junior-boarder"]
    lives_away(found)
    assert found.case.residence["household"]["H1"] == 1


def test_a_boarder_of_senior_secondary_school_lives_at_the_school(
    cases: Mapping[str, Registered],
) -> None:
    found = cases["senior-boarder"]
    lives_away(found)
    assert found.case.residence["household"]["H1"] == 2


def test_an_in_patient_of_less_than_half_a_year_lives_at_home(
    cases: Mapping[str, Registered],
) -> None:
    lives_at_home(cases["in-patient-short"])


def test_an_in_patient_of_half_a_year_lives_in_the_hospital(
    cases: Mapping[str, Registered],
) -> None:
    found = cases["in-patient-long"]
    lives_away(found)
    assert found.case.residence["household"]["H1"] == 2


def test_a_care_worker_lives_in_the_hospital_and_counts_at_the_hukou_before_half_a_year(
    cases: Mapping[str, Registered],
) -> None:
    lives_away(cases["care-worker"], counted_at_hukou=True)


def test_coming_home_for_the_harvest_does_not_begin_the_absence_anew(
    cases: Mapping[str, Registered],
) -> None:
    lives_away(cases["home-for-harvest"])


def test_a_return_delayed_by_the_epidemic_does_not_begin_the_absence_anew(
    cases: Mapping[str, Registered],
) -> None:
    lives_away(cases["delayed-by-epidemic"])


def test_a_night_shift_on_the_reference_night_is_a_night_at_home(
    cases: Mapping[str, Registered],
) -> None:
    lives_at_home(cases["night-shift"])


def test_a_newborn_who_died_is_a_birth_and_a_death_and_nobody_who_lives(
    cases: Mapping[str, Registered],
) -> None:
    found = cases["newborn-died"]
    household = found.case.residence["household"]
    assert household["H3m"] + household["H3f"] == 1
    assert household["H4m"] + household["H4f"] == found.dead == 1
    assert found.persons == 0


def test_a_household_whose_members_all_died_has_number_999_and_its_dead_alone(
    cases: Mapping[str, Registered],
) -> None:
    found = cases["everyone-died"]
    assert found.case.residence["household"]["hh"] == "999"
    assert found.case.residence["persons"] == []
    assert found.dead == 1


def test_every_case_of_the_list_has_a_test(cases: Mapping[str, Registered]) -> None:
    assert len(cases) == 12
