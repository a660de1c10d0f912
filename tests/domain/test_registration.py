"""The four forms on one record: which is taken when, and what the record says afterwards."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.coding import Codes
from domain.commands import Revision
from domain.events import (
    CodingMethod,
    DeathsRegistered,
    ForeignPersonRegistered,
    IndustryCoded,
    LongFormRegistered,
    OccupationCoded,
    PersonLongFormRegistered,
)
from domain.forms import LONG_FORM, SHORT_FORM, HouseholdForm, parse_form
from domain.forms.definition import Answers
from domain.household_record import HouseholdRecord
from domain.refusal import (
    AuthorityNeeded,
    FormRefused,
    LongFormDiffers,
    NobodyLeft,
    NothingChanged,
    NothingToCode,
    RulesViolated,
    ShortAnswersApproved,
    StaleVersion,
    WrongStatus,
)
from domain.rules.sound_form import sound_form
from domain.status import Level, Status
from tests.domain.records import AUTHORITY, at, by, listed, registered
from tests.domain.rules.synthetic import dead_man, form, person

_SHORT_ITEMS = {item.code for item in (*SHORT_FORM.household_items, *SHORT_FORM.person_items)}


def long_form() -> HouseholdForm:
    """A sound long form of three persons."""
    return parse_form(sound_form("long-family", {}))


def short_part(filled: HouseholdForm) -> HouseholdForm:
    """The short form that a long one repeats."""

    def short(answers: Answers) -> Answers:
        return {item: answer for item, answer in answers.items() if item in _SHORT_ITEMS}

    return replace(
        filled,
        form="short",
        version=SHORT_FORM.version,
        answers=short(filled.answers),
        persons=tuple(map(short, filled.persons)),
    )


def foreign_form() -> HouseholdForm:
    """A sound form of a foreigner."""
    return parse_form(sound_form("foreign", {}))


def take(record: HouseholdRecord, filled: HouseholdForm) -> list[UUID]:
    """Register a form; the ids meant for its persons."""
    ids = [uuid4() for _ in filled.persons]
    record.register(by("enumerator"), filled, ids, ())
    return ids


def with_long_form() -> HouseholdRecord:
    """A household that answered both, the one after the other."""
    record = registered(short_part(long_form()))
    record.collect_events()
    take(record, long_form())
    return record


def test_a_long_form_adds_what_the_short_one_does_not_ask() -> None:
    record = with_long_form()
    first, *others = record.collect_events()
    assert isinstance(first, LongFormRegistered)
    assert not _SHORT_ITEMS.intersection(first.answers)
    assert [type(e) for e in others] == [PersonLongFormRegistered] * 3
    assert record.form() == replace(
        long_form(), id=str(record.household.id), address=record.form().address
    )
    assert record.household.form_version == LONG_FORM.version


def test_a_long_form_sends_a_record_in_review_back_to_its_enumerator() -> None:
    record = registered(short_part(long_form()))
    record.submit(by("enumerator"), "self-declared", ())
    record.approve(by("supervisor"), Level.SUPERVISOR)
    take(record, long_form())
    assert record.household.status is Status.REGISTERED


def test_a_long_form_that_differs_from_the_record_is_refused_with_the_places() -> None:
    record = registered(short_part(long_form()))
    other = long_form()
    changed = replace(other, persons=({**other.persons[0], "D11": 5}, *other.persons[1:]))
    with pytest.raises(LongFormDiffers) as refused:
        take(record, replace(changed, answers={**changed.answers, "H6": 77}))
    assert set(refused.value.pointers) == {"/household/H6", "/persons/0/D11"}
    with pytest.raises(LongFormDiffers):
        take(record, replace(other, persons=other.persons[:-1]))


@pytest.mark.parametrize("status", [Status.COUNTY_ACCEPTED, Status.WITHDRAWN])
def test_a_long_form_comes_too_late_for_an_accepted_record(status: Status) -> None:
    with pytest.raises(WrongStatus):
        take(at(status), long_form())


def test_a_household_may_answer_the_long_form_at_once_and_no_form_twice() -> None:
    record = listed()
    take(record, long_form())
    assert record.household.form == "long"
    for again in (long_form(), short_part(long_form())):
        with pytest.raises(WrongStatus):
            take(record, again)


def test_an_amendment_of_a_long_form_is_judged_by_its_own_items() -> None:
    record = with_long_form()
    head = record.household.person_ids[0]
    revision = Revision(persons={head: {"C29": 1}})
    with pytest.raises(RulesViolated) as refused:
        record.amend(by("enumerator"), revision, (), ())
    assert "P94" in str(refused.value.details())


def with_long_form_on(level: Level) -> HouseholdRecord:
    """A record whose short answers a level approved before the long form came."""
    filled = long_form()
    record = listed(filled.address.number)
    take(record, short_part(filled))
    record.submit(by("enumerator"), "self-declared", ())
    for reached in Level:
        record.approve(by(reached.value), reached)
        if reached is level:
            break
    take(record, filled)
    record.collect_events()
    return record


@pytest.mark.parametrize("level", [Level.SUPERVISOR, Level.COMMUNITY, Level.TOWNSHIP])
def test_the_long_form_opens_approved_short_answers_to_no_other_change(level: Level) -> None:
    record = with_long_form_on(level)
    head, *_, child = record.household.person_ids
    assert record.household.status is Status.REGISTERED
    refused = (
        Revision(household={"H6": 12}),
        Revision(persons={head: {"D1": "某丙"}}),
        Revision(removed=(child,)),
        Revision(persons={head: {"C20_text": "某镇学校；教学", "D1": "某丙"}}),
    )
    for revision in refused:
        with pytest.raises(ShortAnswersApproved):
            record.amend(by("enumerator"), revision, (), ())
    for other in (foreign_form(), deaths_of(long_form())):
        with pytest.raises(ShortAnswersApproved):
            take(record, other)
    with pytest.raises(AuthorityNeeded):
        record.withdraw(by("supervisor"), None)
    record.amend(by("enumerator"), Revision(persons={head: {"C20_text": "某镇学校；教学"}}), (), ())
    record.submit(by("enumerator"), "self-declared", ())
    record.send_back(by("supervisor"), Level.SUPERVISOR, ())
    record.amend(by("enumerator"), Revision(persons={head: {"D1": "某丙"}}), (), ())


def test_short_answers_that_nobody_approved_are_amended_after_the_long_form() -> None:
    record = with_long_form()
    head = record.household.person_ids[0]
    record.amend(by("enumerator"), Revision(persons={head: {"D1": "某丙"}}), (), ())
    assert not record.household.approved


def test_foreigners_stand_beside_the_household_and_on_their_own_form() -> None:
    record = registered()
    record.collect_events()
    [foreigner] = take(record, foreign_form())
    assert [type(e) for e in record.collect_events()][1:] == [ForeignPersonRegistered]
    assert record.household.foreign_ids == (foreigner,)
    assert foreigner not in record.household.person_ids
    assert not {"F1", "F2"}.intersection(record.form().answers)
    told = record.foreign_form()
    assert told is not None
    assert told.persons == foreign_form().persons
    record.amend(by("enumerator"), Revision(persons={foreigner: {"R5": 3}}), (), ())
    assert record.persons[foreigner].answers["R5"] == 3
    with pytest.raises(RulesViolated):
        record.amend(by("enumerator"), Revision(persons={foreigner: {"R3": None}}), (), ())
    with pytest.raises(WrongStatus):
        take(record, foreign_form())


def test_the_last_foreigner_is_not_taken_off_a_household_s_only_form() -> None:
    record = listed()
    [foreigner] = take(record, foreign_form())
    with pytest.raises(NobodyLeft):
        record.amend(by("enumerator"), Revision(removed=(foreigner,)), (), ())


def test_a_missed_foreigner_is_added() -> None:
    record = listed()
    [foreigner] = take(record, foreign_form())
    another, missed = dict(foreign_form().persons[0]), uuid4()
    another |= {"R2": 9}
    record.amend(by("enumerator"), Revision(foreign_added=(another,)), [missed], ())
    assert record.household.foreign_ids == (foreigner, missed)
    assert record.persons[missed].answers["R2"] == 9


def test_a_household_of_foreigners_alone_goes_the_whole_way() -> None:
    record = listed()
    take(record, foreign_form())
    record.submit(by("enumerator"), "signed-on-device", ())
    for level in Level:
        record.approve(by(level.value), level)
    assert record.household.status is Status.COUNTY_ACCEPTED
    [foreigner] = record.household.foreign_ids
    revision = Revision(persons={foreigner: {"R6": 2}})
    record.correct(by("county-1", authority=AUTHORITY, second="county-2"), revision, (), ())
    assert record.persons[foreigner].answers["R6"] == 2


def test_an_item_of_another_form_is_refused_in_an_amendment() -> None:
    record = registered()
    [own] = record.household.person_ids
    for revision in (Revision(persons={own: {"R5": 2}}), Revision(household={"F1": 1})):
        with pytest.raises((FormRefused, ValueError)):
            record.amend(by("enumerator"), revision, (), ())


def deaths_of(filled: HouseholdForm) -> HouseholdForm:
    """The death form with the lines of a household's form."""
    raw = {
        "form": "death",
        "household": {
            **{k: getattr(filled.address, k) for k in ("county", "township", "district", "block")},
            "building": filled.address.building,
            "unit": filled.address.unit,
            "hh": filled.address.number,
        },
        "deaths": [dict(line) for line in filled.deaths],
    }
    return parse_form(raw)


def test_the_dead_of_a_form_of_their_own_wait_for_the_household_s() -> None:
    household = form(person(0), deaths=(dead_man(),))
    record = listed()
    take(record, deaths_of(household))
    assert record.household.status is Status.LISTED
    assert not record.household.registered
    with pytest.raises(RulesViolated):
        take(record, replace(household, deaths=(), answers={**household.answers, "H4m": 0}))
    take(record, replace(household, deaths=()))
    assert record.household.deaths == household.deaths


def test_a_death_form_must_agree_with_the_household_s_counts() -> None:
    record = registered()
    with pytest.raises(RulesViolated) as refused:
        take(record, deaths_of(form(person(0), deaths=(dead_man(),))))
    assert "H26" in str(refused.value.details())


def test_a_death_form_says_again_what_stands_and_is_refused() -> None:
    household = form(person(0), deaths=(dead_man(),))
    record = registered(household)
    with pytest.raises(NothingChanged):
        take(record, deaths_of(household))
    # Another line of the same man: the list of the dead is another one from now on.
    take(record, deaths_of(replace(household, deaths=(dead_man(education=4),))))
    assert isinstance(record.household.collect_events()[-1], DeathsRegistered)
    assert record.household.deaths[0]["education"] == 4


def codes(record: HouseholdRecord, person_id: UUID, **given: object) -> Codes:
    return Codes(
        **{  # type: ignore[arg-type]  # what the test gives
            "industry": ("P", "83"),
            "occupation": "2",
            "of_version": record.persons[person_id].version,
            "method": CodingMethod.READING,
            **given,
        }
    )


def test_a_coder_s_codes_name_the_version_whose_text_was_read() -> None:
    record = with_long_form()
    head = record.household.person_ids[0]
    record.collect_events()
    record.code(by("coder"), head, codes(record, head))
    industry, occupation = record.collect_events()
    assert isinstance(industry, IndustryCoded)
    assert isinstance(occupation, OccupationCoded)
    assert (industry.section, industry.division, occupation.major) == ("P", "83", "2")
    assert industry.of_version == occupation.of_version == 2
    assert record.persons[head].answers["C20_division"] == "83"


def test_a_code_that_no_list_has_or_of_another_text_is_refused() -> None:
    record = with_long_form()
    head, _, child = record.household.person_ids
    with pytest.raises(RulesViolated):
        record.code(by("coder"), head, codes(record, head, industry=("A", "83")))
    with pytest.raises(RulesViolated):
        record.code(by("coder"), head, codes(record, head, occupation="7"))
    with pytest.raises(StaleVersion):
        record.code(by("coder"), head, codes(record, head, of_version=1))
    with pytest.raises(NothingToCode):
        record.code(by("coder"), child, codes(record, child))


@pytest.mark.parametrize("item", ["C20_section", "C20_division", "C21_major"])
def test_a_code_is_nobody_else_s_to_give_change_or_empty(item: str) -> None:
    record = with_long_form()
    head = record.household.person_ids[0]
    record.code(by("coder"), head, codes(record, head))
    coded = {"C20_section": "A", "C20_division": "01", "C21_major": 5}[item]
    for answer in (coded, None):
        for given in (
            Revision(persons={head: {item: answer}}),
            Revision(added=({"D1": "某丙", item: answer},)),
        ):
            with pytest.raises(FormRefused) as refused:
                record.amend(by("enumerator"), given, (), ())
            assert [(f.code, f.item) for f in refused.value.faults] == [("coders-item", item)]
    record.submit(by("enumerator"), "self-declared", ())
    record.approve(by("supervisor"), Level.SUPERVISOR)
    with pytest.raises(FormRefused):
        record.correct(
            by("township", authority=AUTHORITY), Revision(persons={head: {item: coded}}), (), ()
        )


def test_a_text_that_changes_is_to_be_coded_anew() -> None:
    record = with_long_form()
    head = record.household.person_ids[0]
    record.code(by("coder"), head, codes(record, head))
    record.amend(by("enumerator"), Revision(persons={head: {"C20_text": "某镇学校；教学"}}), (), ())
    answers = record.persons[head].answers
    assert "C20_section" not in answers
    assert "C20_division" not in answers
    assert answers["C21_major"] == 2
