"""Acts pass in their phase alone, and a phase keeps to its plan or cites a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from domain.attribution import Attribution, Authority, Channel
from domain.book import Book
from domain.census import CENSUS_2020
from domain.permissions import Act
from domain.phase import (
    EARLY,
    FROM_REGISTRATION_ON,
    NEEDED,
    REGISTRATION,
    WORKING,
    CensusPhase,
    as_planned,
    plan,
)
from domain.refusal import (
    AreaNotReady,
    AuthorityNeeded,
    CensusClosed,
    OutsidePhase,
    PhaseUnchanged,
    SecondPersonNeeded,
)

COUNTY, TOWNSHIP, BLOCK = "500112", "500112011", "500112011001001"
BY = Attribution(
    command_id=uuid4(),
    account="county-1",
    appointment_id=uuid4(),
    device="desk",
    device_time="2020-11-01T08:00:00+08:00",
    channel=Channel.OFFICE,
)
GROUND = replace(
    BY,
    authority=Authority(document="国统字〔2020〕9号", issued_by="上级普查办公室"),
    second_account="county-2",
    second_appointment_id=uuid4(),
)
FIRST, LAST = date(2020, 11, 1), date(2020, 11, 15)
SHORT, LISTING = CensusPhase.SHORT_REGISTRATION, CensusPhase.LISTING


def opened(*phases: CensusPhase) -> Book:
    book = Book(uuid4())
    book.open(
        BY, book=COUNTY, name_zh="县", census="CN-2020", suite="aes-256-gcm", phases_open=phases
    )
    return book


def passes(book: Book, act: Act, *, form: str | None = None, own: bool = False) -> bool:
    try:
        book.require_phase(act, BLOCK, CENSUS_2020, form=form, own=own)
    except OutsidePhase:
        return False
    return True


@pytest.mark.parametrize("phase", sorted(WORKING))
@pytest.mark.parametrize("act", sorted(NEEDED))
def test_act_passes_in_one_of_its_phases_alone(act: Act, phase: CensusPhase) -> None:
    form = "short" if act is Act.REGISTER else None
    expected = phase is SHORT if act is Act.REGISTER else phase in NEEDED[act]
    assert passes(opened(phase), act, form=form) is expected


@pytest.mark.parametrize(
    ("form", "phase"),
    [
        ("short", SHORT),
        ("foreign", SHORT),
        ("death", SHORT),
        ("long", CensusPhase.LONG_REGISTRATION),
    ],
)
def test_each_form_is_registered_in_its_own_phase(form: str, phase: CensusPhase) -> None:
    assert passes(opened(phase), Act.REGISTER, form=form)
    assert not passes(opened(*(WORKING - {phase})), Act.REGISTER, form=form)


@pytest.mark.parametrize("act", [Act.REGISTER, Act.AMEND, Act.SUBMIT])
def test_household_acts_for_itself_during_self_registration_alone(act: Act) -> None:
    form = "short" if act is Act.REGISTER else None
    assert passes(opened(CensusPhase.SELF_REGISTRATION), act, form=form, own=True)
    others = WORKING - {CensusPhase.SELF_REGISTRATION}
    assert not passes(opened(*others), act, form=form, own=True)


@pytest.mark.parametrize("act", sorted(FROM_REGISTRATION_ON))
def test_review_begins_with_registration_and_outlasts_it(act: Act) -> None:
    assert not passes(opened(LISTING), act)
    book = opened(SHORT)
    book.close_phase(GROUND, SHORT, CENSUS_2020, FIRST)
    assert passes(book, act)


@pytest.mark.parametrize("act", [Act.CORRECT, Act.WITHDRAW_APPROVED, Act.APPOINT, Act.TRACE])
def test_act_that_hangs_on_no_phase_passes_always(act: Act) -> None:
    assert passes(opened(), act)
    assert passes(opened(CensusPhase.CLOSED), act)


def test_refusal_tells_the_phase_and_its_plan() -> None:
    with pytest.raises(OutsidePhase) as refused:
        opened(LISTING).require_phase(Act.REGISTER, BLOCK, CENSUS_2020, form="short")
    assert refused.value.details() == {
        "phases": [
            {
                "phase": "short_registration",
                "planned_first": "2020-11-01",
                "planned_last": "2020-11-15",
            }
        ]
    }


@pytest.mark.parametrize(
    ("phase", "day", "ends", "kept"),
    [
        (LISTING, date(2020, 10, 10), False, False),
        (LISTING, date(2020, 10, 11), False, True),
        (LISTING, date(2020, 11, 1), False, False),
        (LISTING, date(2020, 10, 30), True, False),
        (LISTING, date(2020, 10, 31), True, True),
        (LISTING, date(2020, 11, 1), True, True),
        (LISTING, date(2020, 11, 2), True, False),
        (CensusPhase.CODING, date(2021, 1, 1), False, True),
        (CensusPhase.PUBLICATION, date(2030, 1, 1), True, True),
        (CensusPhase.CLOSED, date(2022, 12, 31), False, True),
    ],
)
def test_phase_begins_and_ends_on_its_days(
    phase: CensusPhase, day: date, ends: bool, kept: bool
) -> None:
    assert as_planned(plan(CENSUS_2020, phase), day, ends=ends) is kept


def test_other_day_than_the_planned_one_takes_a_document() -> None:
    book, late = opened(), date(2020, 11, 20)
    assert BY.device_time.startswith("2020-11-01")
    with pytest.raises(AuthorityNeeded):
        book.open_phase(BY, SHORT, CENSUS_2020, late)
    book.open_phase(GROUND, SHORT, CENSUS_2020, late)
    with pytest.raises(AuthorityNeeded):
        book.close_phase(BY, SHORT, CENSUS_2020, late)
    book.close_phase(GROUND, SHORT, CENSUS_2020, late)
    assert (book.phases_open, book.phases_begun) == (frozenset(), {SHORT})


def test_planned_day_takes_none() -> None:
    book = opened()
    book.open_phase(BY, SHORT, CENSUS_2020, FIRST)
    with pytest.raises(PhaseUnchanged):
        book.open_phase(BY, SHORT, CENSUS_2020, FIRST)
    book.close_phase(BY, SHORT, CENSUS_2020, LAST)
    with pytest.raises(PhaseUnchanged):
        book.close_phase(BY, SHORT, CENSUS_2020, LAST)


@pytest.mark.parametrize("phase", sorted(REGISTRATION))
def test_who_is_listed_while_others_register_is_listed_late_unless_listing_is_open(
    phase: CensusPhase,
) -> None:
    assert not opened(LISTING).listed_late(BLOCK)
    assert not opened(LISTING, phase).listed_late(BLOCK)
    assert opened(phase).listed_late(BLOCK)
    book = opened(LISTING, phase)
    book.close_phase(GROUND, LISTING, CENSUS_2020, FIRST)
    assert book.listed_late(BLOCK)


def test_who_is_listed_in_a_township_that_registers_early_is_listed_late() -> None:
    book = opened()
    book.approve_early(GROUND, TOWNSHIP)
    assert book.listed_late(BLOCK)
    assert not book.listed_late("500112012001001")


@pytest.mark.parametrize("act", sorted(EARLY))
def test_approved_township_works_before_registration_opens(act: Act) -> None:
    form = "short" if act is Act.REGISTER else None
    book = opened()
    assert not passes(book, act, form=form)
    book.approve_early(GROUND, TOWNSHIP)
    assert passes(book, act, form=form)
    with pytest.raises(OutsidePhase):
        book.require_phase(act, "500112012001001", CENSUS_2020, form=form)


def test_early_registration_is_neither_for_long_forms_nor_for_households_alone() -> None:
    book = opened()
    book.approve_early(GROUND, TOWNSHIP)
    assert not passes(book, Act.REGISTER, form="long")
    assert not passes(book, Act.REGISTER, form="short", own=True)


def test_early_registration_ends_where_registration_begins() -> None:
    book = opened()
    book.approve_early(GROUND, TOWNSHIP)
    book.open_phase(BY, SHORT, CENSUS_2020, FIRST)
    book.close_phase(GROUND, SHORT, CENSUS_2020, FIRST)
    assert not passes(book, Act.REGISTER, form="short")
    with pytest.raises(PhaseUnchanged):
        book.approve_early(GROUND, "500112012")


def test_early_registration_takes_a_document_and_two_persons() -> None:
    book = opened()
    with pytest.raises(AuthorityNeeded):
        book.approve_early(BY, TOWNSHIP)
    with pytest.raises(SecondPersonNeeded):
        book.approve_early(replace(BY, authority=GROUND.authority), TOWNSHIP)
    book.approve_early(GROUND, TOWNSHIP)
    with pytest.raises(PhaseUnchanged):
        book.approve_early(GROUND, TOWNSHIP)


def test_census_closes_once_the_county_is_closed_and_stays_so() -> None:
    book = opened(*WORKING)
    with pytest.raises(AreaNotReady):
        book.open_phase(BY, CensusPhase.CLOSED, CENSUS_2020, FIRST)
    book.close_area(BY, COUNTY, ())
    book.open_phase(BY, CensusPhase.CLOSED, CENSUS_2020, FIRST)
    assert book.phases_open == {CensusPhase.CLOSED}
    for act in (Act.APPROVE, Act.REGISTER, Act.LIST, Act.REOPEN_HOUSEHOLD):
        with pytest.raises(CensusClosed):
            book.require_phase(act, BLOCK, CENSUS_2020)
    with pytest.raises(CensusClosed):
        book.open_phase(BY, SHORT, CENSUS_2020, FIRST)
    with pytest.raises(CensusClosed):
        book.close_phase(BY, CensusPhase.CLOSED, CENSUS_2020, FIRST)
    with pytest.raises(CensusClosed):
        book.reopen_areas_of(GROUND, BLOCK)


def test_reopening_a_block_reopens_every_area_that_it_lies_in() -> None:
    book = opened(*WORKING)
    for area in ("500112011001", "500112011", "500112012", COUNTY):
        book.close_area(BY, area, ())
    book.collect_events()
    book.reopen_areas_of(GROUND, BLOCK)
    assert book.closed_areas == {"500112012"}
    assert len(book.collect_events()) == 3
