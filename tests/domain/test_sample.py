"""The long-form draw: systematic, from a seed that stands beforehand, the same for everybody."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.census import CENSUS_2020
from domain.household import Household
from domain.refusal import AlreadyEstablished, NotDrawn, UnfitSeed
from domain.roster import Roster
from domain.sample import (
    FrameLine,
    Sample,
    SamplePlan,
    draw,
    frame_digest,
    frame_of,
    require_drawn,
)
from tests.domain.records import by, listed, registered
from tests.domain.rules.synthetic import all_dead

SEED = hashlib.sha256(b"a made-up seed").hexdigest()
DISTRICT = "500112011001"
SAMPLING = CENSUS_2020.sampling
SEEDS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def frame(size: int) -> list[FrameLine]:
    """Lines of two blocks, in order."""
    return [
        FrameLine(f"{DISTRICT}{1 + n // 500:03d}", f"{1 + n % 500:03d}", UUID(int=n))
        for n in range(size)
    ]


@given(SEEDS, st.integers(0, 997))
def test_a_tenth_is_drawn_at_equal_distances(seed: str, size: int) -> None:
    lines = frame(size)
    drawn = draw(seed, DISTRICT, lines, SAMPLING)
    assert len(drawn.household_ids) in {size // 10, -(-size // 10)}
    places = [i.int for i in drawn.household_ids]
    assert places == list(range(drawn.start - 1, size, 10))
    assert 1 <= drawn.start <= 10


@given(SEEDS)
def test_the_draw_follows_from_seed_district_and_frame_alone(seed: str) -> None:
    assert draw(seed, DISTRICT, frame(60), SAMPLING) == draw(seed, DISTRICT, frame(60), SAMPLING)


def test_every_start_is_as_likely_as_another() -> None:
    starts = [
        draw(hashlib.sha256(bytes([a, b])).hexdigest(), DISTRICT, (), SAMPLING).start
        for a in range(20)
        for b in range(50)
    ]
    assert all(60 <= starts.count(start) <= 145 for start in range(1, 11))


def test_the_start_is_worked_out_as_the_page_says() -> None:
    digest = hashlib.sha256(f"{SEED}/{DISTRICT}".encode()).hexdigest()
    assert draw(SEED, DISTRICT, frame(30), SAMPLING).start == int(digest, 16) % 10 + 1
    told = "".join(f"{line.block}/{line.number}/{line.household_id}\n" for line in frame(30))
    assert frame_digest(frame(30)) == hashlib.sha256(told.encode()).hexdigest()


def test_households_without_a_short_form_are_not_drawn_from() -> None:
    records = [registered(), listed("002"), registered(all_dead())]
    records[0].collect_events()
    withdrawn = registered()
    withdrawn.withdraw(by("supervisor"), None)
    lines = frame_of([r.household for r in (*records, withdrawn)], SAMPLING)
    assert [line.household_id for line in lines] == [records[0].household.id]


def test_seed_and_draw_stand_once() -> None:
    plan = SamplePlan(uuid4())
    for unfit in ("", "seed", SEED.upper(), SEED[:-1]):
        with pytest.raises(UnfitSeed):
            plan.fix(by("county-1"), unfit)
    plan.fix(by("county-1"), SEED)
    with pytest.raises(AlreadyEstablished):
        plan.fix(by("county-1"), SEED)
    sample = Sample(uuid4())
    sample.record(by("county-1"), DISTRICT, draw(SEED, DISTRICT, frame(25), SAMPLING))
    with pytest.raises(AlreadyEstablished):
        sample.record(by("county-1"), DISTRICT, draw(SEED, DISTRICT, frame(26), SAMPLING))


def test_only_drawn_households_answer_the_long_form() -> None:
    drawn, other = at_home(), at_home()
    sample = Sample(uuid4())
    lines = [FrameLine(drawn.block, "001", drawn.id)] * 10
    sample.record(by("county-1"), DISTRICT, draw(SEED, DISTRICT, lines, SAMPLING))
    roster = Roster().fold(enumerate(sample.collect_events()))
    require_drawn(roster, drawn)
    with pytest.raises(NotDrawn):
        require_drawn(roster, other)
    with pytest.raises(NotDrawn):
        require_drawn(Roster(), drawn)


def at_home() -> Household:
    """A registered household."""
    return registered().household
