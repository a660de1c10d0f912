from random import Random

import pytest

from domain.population.fitting import Composition
from domain.population.kinship import Member
from domain.population.links import Links
from domain.population.natural_person import NaturalPerson, Standing
from domain.population.standing import AT_HOME, PENDING
from domain.population.territory import lay_out
from domain.residence import residence_rule

TERRITORY = lay_out("370871", "370871", 30_000)
COUPLE = Composition("family", 1, (Member(0, 1, 40), Member(1, 2, 39)))
RELATED = Composition("family", 1, (Member(0, 1, 20), Member(8, 2, 22)))
BLOCKS = TERRITORY.blocks


def person(age=40):
    return NaturalPerson("李", "李安", 1, age, "1980-06", "01", 4, 1, "500112198006151234")


def linked(standing, block):
    """Links with one person in them, the standing in the first record, and the links themselves."""
    links, rng = Links(TERRITORY), Random(1)
    here = None
    while here is None:
        here = links.leave(person(), standing, block, rng)
    return links, here, rng


def second_record(links, rng):
    """The block and link of the only waiting person, found by going on through the blocks."""
    for block in BLOCKS[1:]:
        links.enter(block)
        for _ in range(40):
            taken = links.take_in(COUPLE, 2, block, rng)
            if taken is not None:
                return block, taken[0]
    return None


@pytest.mark.parametrize("seed", range(8))
def test_the_first_record_is_the_only_resident_one(seed):
    links, rng = Links(TERRITORY), Random(seed)
    first = BLOCKS[0]
    here = None
    while here is None:
        here = links.leave(person(), AT_HOME, first, rng)
    block, link = second_record(links, rng)
    there = link.standing
    assert residence_rule(here.lives, here.registered, here.away).resident
    assert not residence_rule(there.lives, there.registered, there.away).resident
    assert there.lives == (2 if block.district == first.district else 3)
    assert here.registered == (1 if block.district == first.district else 2)
    assert block.township == first.township
    assert block.code15 != first.code15


def test_someone_from_another_township_of_the_county_is_entered_there_as_absent():
    links, here, rng = linked(Standing(1, 3, 6, 0), BLOCKS[0])
    block, link = second_record(links, rng)
    assert here == Standing(1, 3, 6, 0)
    assert link.standing == Standing(4, 1, 6, 0)
    assert block.township != BLOCKS[0].township


def test_someone_away_for_a_short_time_is_resident_at_the_place_of_hukou():
    links, here, rng = linked(Standing(5, 1, 2, 0, lives_county="370811"), BLOCKS[0])
    block, link = second_record(links, rng)
    assert here == Standing(4, 1, 2, 0)
    assert link.standing == Standing(1, 3, 2, 0)
    assert block.township != BLOCKS[0].township


@pytest.mark.parametrize("standing", [PENDING, Standing(1, 4, 6, 0, None, "110101")])
def test_those_of_elsewhere_and_the_pending_have_one_record(standing):
    links, rng = Links(TERRITORY), Random(1)
    assert all(links.leave(person(), standing, BLOCKS[0], rng) is None for _ in range(2000))


def test_nobody_waits_beyond_the_place_of_the_second_record():
    links, rng = Links(TERRITORY), Random(1)
    while links.leave(person(), AT_HOME, BLOCKS[0], rng) is None:
        pass
    elsewhere = next(b for b in BLOCKS if b.township != BLOCKS[0].township)
    links.enter(elsewhere)
    # Even back in the first township nobody is waiting any more.
    assert all(links.take_in(COUPLE, 2, BLOCKS[1], rng) is None for _ in range(100))


def test_a_large_household_takes_nobody_in():
    links, rng = Links(TERRITORY), Random(1)
    while links.leave(person(), AT_HOME, BLOCKS[0], rng) is None:
        pass
    assert all(links.take_in(COUPLE, 12, b, rng) is None for b in BLOCKS[1:])


def test_a_child_has_one_record():
    links, rng = Links(TERRITORY), Random(1)
    assert all(links.leave(person(10), AT_HOME, BLOCKS[0], rng) is None for _ in range(2000))


def test_nobody_of_the_last_block_waits_for_a_later_one():
    links, rng = Links(TERRITORY), Random(1)
    assert all(links.leave(person(), AT_HOME, BLOCKS[-1], rng) is None for _ in range(2000))


def test_someone_much_older_than_the_head_is_an_other_member_among_kin():
    links, rng = Links(TERRITORY), Random(1)
    while links.leave(person(70), AT_HOME, BLOCKS[0], rng) is None:
        pass
    for block in BLOCKS[1:]:
        links.enter(block)
        taken = next(filter(None, (links.take_in(RELATED, 2, block, rng) for _ in range(40))), None)
        if taken is not None:
            assert taken[1] == 9
            return
    pytest.fail("the second record never came")
