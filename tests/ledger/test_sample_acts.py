"""The draw in a book: the seed before registration, the draw after it, the form for the drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from domain.attribution import Authority
from domain.commands import (
    ClosePhase,
    DelineateBlock,
    DrawLongForm,
    FixSampleSeed,
    ListHouseholds,
    ListingLine,
    OpenPhase,
    RegisterHousehold,
)
from domain.events import LongFormDrawn, SampleSeedFixed
from domain.forms import parse_form
from domain.phase import CensusPhase
from domain.refusal import (
    DrawTooEarly,
    NotDrawn,
    SecondPersonNeeded,
    SeedNotFixed,
    SeedTooLate,
    UnfitArea,
)
from domain.rules.sound_form import sound_form
from domain.sample import draw, frame_of
from ledger.application import BookApplication
from ledger.database import Database
from ledger.opening import open_book
from ledger.receipt import Receipt
from tests.databases import Installed, KeptDatabase
from tests.ledger.books import BLOCK, BOOK, MOMENT, STAFF, act, envelope, post, registration

DISTRICT = BLOCK[:12]
SEED = FixSampleSeed(seed="0f" * 32, second_account="county-2")
DRAW = DrawLongForm(district=DISTRICT)
DOCUMENT = Authority(document="试验文件〔2020〕1号", issued_by="试验普查办公室")


def phase(kind: type[OpenPhase | ClosePhase], name: CensusPhase) -> OpenPhase | ClosePhase:
    return kind(phase=name, authority=DOCUMENT)


@pytest.fixture
def early(kept_database: KeptDatabase[Installed], database: Database) -> Iterator[BookApplication]:
    """A book at the time of listing."""
    open_book(
        database,
        BOOK,
        name_zh="渝北区",
        founders=[post(*member) for member in STAFF[:3]],
        device="console",
        device_time=MOMENT,
        phases=[CensusPhase.LISTING],
    )
    application = BookApplication(BOOK, database)
    setup = [DelineateBlock(code=BLOCK, urban_rural="111"), post(*STAFF[6])]
    for answer in application.execute([envelope("county-1", command) for command in setup]):
        assert isinstance(answer, Receipt)
    lines = tuple(ListingLine(number=None, building="0001", unit="0001") for _ in range(12))
    act(application, "enumerator", ListHouseholds(block=BLOCK, households=lines))
    yield application
    application.close()


def test_the_seed_comes_before_registration_and_is_signed_by_two(early: BookApplication) -> None:
    with pytest.raises(SecondPersonNeeded):
        act(early, "county-1", replace(SEED, second_account=None))
    size = early.head().size
    act(early, "county-1", SEED)
    [fixed] = early.read(size, 10)
    assert isinstance(fixed.event, SampleSeedFixed)
    assert fixed.event.by.second_account == "county-2"


def test_a_seed_after_registration_began_is_refused(early: BookApplication) -> None:
    act(early, "county-1", phase(OpenPhase, CensusPhase.SHORT_REGISTRATION))
    act(early, "county-1", phase(ClosePhase, CensusPhase.SHORT_REGISTRATION))
    with pytest.raises(SeedTooLate):
        act(early, "county-1", SEED)


def test_nothing_is_drawn_before_the_short_forms_are_in(early: BookApplication) -> None:
    act(early, "county-1", SEED)
    with pytest.raises(DrawTooEarly):
        act(early, "county-1", DRAW)
    act(early, "county-1", phase(OpenPhase, CensusPhase.SHORT_REGISTRATION))
    with pytest.raises(DrawTooEarly):
        act(early, "county-1", DRAW)


def test_the_drawn_answer_the_long_form_and_nobody_else(early: BookApplication) -> None:
    act(early, "county-1", SEED)
    act(early, "county-1", phase(OpenPhase, CensusPhase.SHORT_REGISTRATION))
    act(early, "county-1", phase(OpenPhase, CensusPhase.LONG_REGISTRATION))
    homes = {}
    for number in range(1, 12):
        told = act(early, "enumerator", registration(f"{number:03d}")).result["household_id"]
        homes[UUID(str(told))] = f"{number:03d}"
    with pytest.raises(DrawTooEarly):
        act(early, "county-1", DRAW)
    act(early, "county-1", phase(ClosePhase, CensusPhase.SHORT_REGISTRATION))
    with pytest.raises(UnfitArea):
        act(early, "county-1", DrawLongForm(district=BOOK + "011009"))
    size = early.head().size
    act(early, "county-1", DRAW)
    [entry] = early.read(size, 10)
    drawn = entry.event
    assert isinstance(drawn, LongFormDrawn)
    # Whoever has the book can draw again: from the records as they stood, by the seed.
    then = early.replay.households(list(homes), entry.position - 1)
    frame = frame_of(then.values(), early.census.sampling)
    again = draw(SEED.seed, DISTRICT, frame, early.census.sampling)
    assert (drawn.frame_size, drawn.household_ids) == (11, again.household_ids)
    assert drawn.frame_digest == again.frame_digest
    other = next(i for i in homes if i not in drawn.household_ids)
    raw = sound_form("long-family", {})
    raw["household"]["hh"] = homes[other]
    with pytest.raises(NotDrawn):
        act(early, "enumerator", RegisterHousehold(form=parse_form(raw)))


def test_a_draw_needs_a_seed(early: BookApplication) -> None:
    act(early, "county-1", phase(OpenPhase, CensusPhase.SHORT_REGISTRATION))
    act(early, "county-1", phase(ClosePhase, CensusPhase.SHORT_REGISTRATION))
    with pytest.raises(SeedNotFixed):
        act(early, "county-1", DRAW)
