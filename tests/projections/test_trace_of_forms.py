"""The trace and the timeline of the long form, the form of foreigners, the dead, and of coding."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from domain.events import (
    HouseholdSubmitted,
    LongFormDrawn,
    MembersTransferredIn,
    MembersTransferredOut,
    PersonTransferredIn,
    PersonTransferredOut,
    SampleSeedFixed,
)
from domain.events.bookkeeping import Transfer
from projections.timeline import STATUS, timeline
from projections.trace import trace_household, trace_person
from projections.trace_step import About, TracedChange, TraceStep
from tests.projections.answers import death, dwelling, foreigner, person, work
from tests.projections.traced_book import TracedWriting
from tests.projections.written_book import NOTHING_FOUND, WrittenBook


@dataclass
class Story:
    """A household that answered every form, and was coded."""

    book: WrittenBook
    household: UUID
    head: UUID
    foreigner: UUID

    def steps(self, *, with_personal: bool = False) -> list[TraceStep]:
        return trace_household(TracedWriting(self.book), self.household, with_personal)

    def step(self, topic: str, *, with_personal: bool = False) -> TraceStep:
        [found] = [s for s in self.steps(with_personal=with_personal) if s.topic == topic]
        return found


@pytest.fixture
def story() -> Story:
    book = WrittenBook("100000")
    household = book.list_household(book.delineate(1, 1, 1, "111"))
    [head] = book.register(household, [person(D1="某甲")])
    book.append(SampleSeedFixed, book.new_id(), seed="0" * 64)
    book.append(
        LongFormDrawn,
        book.new_id(),
        district=book.blocks[0][:12],
        frame_size=1,
        frame_digest="0" * 64,
        interval=10,
        start=1,
        household_ids=(household,),
    )
    book.register_long_form(household, {head: work()})
    book.code(household, head, "C", "13", "6")
    [guest] = book.register_foreigners(household, [foreigner(R1="Kim")])
    book.register_deaths(household, [death()])
    return Story(book, household, head, guest)


def changed(step: TraceStep) -> dict[str, TracedChange]:
    return {change.item: change for change in step.changes}


def test_a_trace_has_every_form_of_the_household_and_its_draw(story: Story) -> None:
    assert [step.topic for step in story.steps()] == [
        "HouseholdListed",
        "HouseholdRegistered",
        "PersonRegistered",
        "LongFormDrawn",
        "LongFormRegistered",
        "PersonLongFormRegistered",
        "IndustryCoded",
        "OccupationCoded",
        "ForeignFormRegistered",
        "ForeignPersonRegistered",
        "DeathsRegistered",
    ]
    assert all(step.event_zh and step.event_en for step in story.steps())


def test_a_household_that_was_not_drawn_has_no_draw_in_its_trace(story: Story) -> None:
    other = story.book.list_household(story.book.blocks[0])
    steps = trace_household(TracedWriting(story.book), other)
    assert [step.topic for step in steps] == ["HouseholdListed"]


def test_answers_of_the_long_form_are_told_with_their_labels(story: Story) -> None:
    of_household = changed(story.step("LongFormRegistered"))
    assert of_household.keys() == dwelling().keys()
    assert of_household["H17"].after_en is not None
    of_person = changed(story.step("PersonLongFormRegistered"))
    assert (of_person["C13_province"].after, of_person["C13_province"].after_zh) == ("51", "四川省")
    assert (of_person["C18_hours"].before, of_person["C18_hours"].after) == (None, 40)


def test_texts_of_industry_and_occupation_need_the_permission_for_identifiers(
    story: Story,
) -> None:
    hidden = changed(story.step("PersonLongFormRegistered"))
    assert not {"C20_text", "C21_text"} & hidden.keys()
    shown = changed(story.step("PersonLongFormRegistered", with_personal=True))
    assert (shown["C20_text"].after, shown["C20_text"].sealed) == (work()["C20_text"], False)


def test_coding_says_who_coded_what_from_which_version(story: Story) -> None:
    first = story.step("IndustryCoded")
    assert (first.actor.account, first.of_version) == ("e-1", 2)
    assert (first.method, first.method_zh) == ("reading", "阅读原文")
    assert {i: (c.before, c.after) for i, c in changed(first).items()} == {
        "C20_section": (None, "C"),
        "C20_division": (None, "13"),
    }
    story.book.code(story.household, story.head, "G", "54", "6")
    again = [step for step in story.steps() if step.topic == "IndustryCoded"][1]
    assert (changed(again)["C20_section"].before, changed(again)["C20_section"].after) == ("C", "G")
    assert again.of_version == 4
    assert changed(story.steps()[7])["C21_major"].after == 6


def test_foreigners_are_traced_with_their_own_form_alone(story: Story) -> None:
    steps = trace_person(TracedWriting(story.book), story.foreigner)
    assert [(step.topic, step.bears_on) for step in steps] == [
        ("ForeignFormRegistered", True),
        ("ForeignPersonRegistered", False),
    ]
    told = changed(steps[1])
    assert "R1" not in told
    assert (told["R8"].after, told["R8_nationality"].after_zh) == (4, "韩国")


def test_residents_are_traced_without_the_form_of_foreigners(story: Story) -> None:
    steps = trace_person(TracedWriting(story.book), story.head)
    assert [step.topic for step in steps] == [
        "HouseholdRegistered",
        "PersonRegistered",
        "LongFormRegistered",
        "PersonLongFormRegistered",
        "IndustryCoded",
        "OccupationCoded",
    ]
    assert all(not step.changes for step in steps if step.about is About.HOUSEHOLD)


def test_a_person_who_was_registered_on_the_long_form_shows_all_of_it() -> None:
    book = WrittenBook("100000")
    household = book.list_household(book.delineate(1, 1, 1, "111"))
    [head] = book.register(household, [person() | work()], form="long")
    [_, registered] = trace_person(TracedWriting(book), head)
    assert {"D4", "C13", "C18_hours"} <= changed(registered).keys()


def test_lines_of_the_dead_are_told_line_against_line(story: Story) -> None:
    story.book.register_deaths(story.household, [death(), death(sex=1)])
    last = story.steps()[-1]
    assert {change.death_line for change in last.changes} == {2}
    assert changed(last)["sex"].after_zh == "男"


def test_a_flagged_device_is_told(story: Story) -> None:
    fields = {"declaration": "self-declared", "explanations": ()}
    story.book.append(
        HouseholdSubmitted, story.household, story.book.by(device_flag="lost"), **fields
    )
    *before, last = story.steps()
    assert {step.device_flag for step in before} == {None}
    assert (last.device_flag, last.device_flag_zh) == ("lost", "已报失的设备")


def test_timeline_has_the_items_of_every_form(story: Story) -> None:
    fields = timeline(story.steps(), with_personal=False)
    of = {(field.subject_id, field.item): field for field in fields}
    assert [v.value for v in of[story.household, STATUS].values] == [
        *("listed", "registered", "registered", "registered")
    ]
    assert [v.value for v in of[story.head, "C20_section"].values] == ["C"]
    assert of[story.head, "C20_text"].sealed
    assert of[story.foreigner, "R1"].sealed
    assert (story.head, "R1") not in of
    assert of[story.household, "sex"].death_line == 1


def test_the_short_form_seals_no_text_that_it_does_not_ask() -> None:
    book = WrittenBook("100000")
    household = book.list_household(book.delineate(1, 1, 1, "111"))
    book.register(household, [person()])
    fields = timeline(trace_household(TracedWriting(book), household), with_personal=False)
    assert {field.item for field in fields if field.sealed} == {"D1", "D3"}


def moved(story: Story) -> UUID:
    """The head goes to another household's form; which."""
    book = story.book
    other = book.list_household(book.blocks[0])
    book.register(other, [person()])
    form = {"changes": (), "deaths": None, "foreign_ids": (), "transfer": Transfer.MOVE}
    for event_class, of, to, persons in (
        (MembersTransferredOut, story.household, other, ()),
        (MembersTransferredIn, other, story.household, (story.head,)),
    ):
        fields = {**form, **NOTHING_FOUND, "person_ids": persons, "other_household": to}
        book.append(event_class, of, **fields)
    book.append(PersonTransferredOut, story.head, household_id=story.household, to_household=other)
    book.append(
        PersonTransferredIn,
        story.head,
        household_id=other,
        from_household=story.household,
        form_version="2020.1",
        answers=dict(book.households[story.household].persons[story.head]) | {"D2": 2},
    )
    book.submit(other)
    return other


def test_a_person_who_moved_is_traced_through_both_households(story: Story) -> None:
    other = moved(story)
    steps = trace_person(TracedWriting(story.book), story.head)
    assert [step.topic for step in steps][-5:] == [
        "MembersTransferredOut",
        "MembersTransferredIn",
        "PersonTransferredOut",
        "PersonTransferredIn",
        "HouseholdSubmitted",
    ]
    gone, come = steps[-3], steps[-2]
    assert (gone.other_household, come.other_household) == (other, story.household)
    assert {i: c.after for i, c in changed(come).items()} == {"D2": 2}


def test_a_household_is_traced_with_a_person_only_while_that_stands_on_its_form(
    story: Story,
) -> None:
    other = moved(story)
    left = [s.topic for s in story.steps() if s.subject_id == story.head]
    assert (left[0], left[-1]) == ("PersonRegistered", "PersonTransferredOut")
    there = trace_household(TracedWriting(story.book), other)
    come = [step for step in there if step.subject_id == story.head]
    assert [step.topic for step in come] == ["PersonTransferredIn"]
    assert {"D2", "D4", "C18_hours"} <= changed(come[0]).keys()
