"""A timeline has every value of every field, end to end, and nothing that the trace has not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.commands import AmendHousehold, Revision
from domain.reasons import AmendReason
from ledger.application import BookApplication
from ledger.database import Database
from projections.timeline import STATUS, TimelineField, timeline
from projections.trace import trace_household, trace_person
from projections.trace_step import About
from tests.ledger.books import opened
from tests.projections.test_trace import Story


@pytest.fixture(scope="module")
def story(projection_database: Database) -> Iterator[Story]:
    application = opened(projection_database)
    story = Story(application)
    story.go_all_the_way()
    yield story
    application.close()


@pytest.fixture(scope="module")
def application(story: Story) -> BookApplication:
    return story.application


def fields_of(story: Story, *, with_personal: bool = False) -> list[TimelineField]:
    steps = trace_household(story.application, story.household_id, with_personal)
    return timeline(steps, with_personal=with_personal)


def field(fields: list[TimelineField], item: str, subject: object = None) -> TimelineField:
    [found] = [f for f in fields if f.item == item and subject in {None, f.subject_id}]
    return found


def test_status_has_every_step_of_the_record(story: Story) -> None:
    status = field(fields_of(story), STATUS)
    assert [value.value for value in status.values] == [
        "listed",
        "registered",
        "submitted",
        "returned",
        "submitted",
        "supervisor_approved",
        "community_accepted",
        "township_accepted",
        "county_accepted",
        "withdrawn",
    ]
    assert status.values[1].value_zh == "已登记"


def test_value_names_who_gave_it_and_why(story: Story) -> None:
    floor = field(fields_of(story), "H6")
    first, second = floor.values
    assert (first.value, second.value) == (89, 95)
    assert first.actor.account == "enumerator"
    assert first.reason is None
    assert (second.actor.account, second.topic) == ("county-1", "HouseholdCorrected")
    assert second.second is not None
    assert second.second.account == "county-2"
    assert (second.reason, second.reason_en) == ("inspection", "found by an inspection")
    assert second.authority_document == "试验〔2020〕1号"


def test_values_follow_each_other_without_a_gap(story: Story) -> None:
    for one in fields_of(story):
        for before, after in zip(one.values, one.values[1:], strict=False):
            assert before.to_position == after.from_position > before.from_position
            assert before.to_time == after.from_time
        assert (one.values[-1].to_position is None) == (one.values[-1].to_time is None)


def test_every_change_of_the_trace_is_a_value(story: Story) -> None:
    steps = trace_household(story.application, story.household_id, with_personal=True)
    changes = [
        (step.subject_id, change.item, change.death_line, step.position, change.after)
        for step in steps
        for change in step.changes
    ]
    values = [
        (one.subject_id, one.item, one.death_line, value.from_position, value.value)
        for one in timeline(steps, with_personal=True)
        if one.item != STATUS
        for value in one.values
    ]
    assert sorted(values, key=str) == sorted(changes, key=str)


def test_labels_of_codes_are_told(story: Story) -> None:
    education = field(fields_of(story), "D11", story.head)
    assert [value.value for value in education.values] == [6, 5]
    assert education.about is About.PERSON
    assert all(value.value_zh and value.value_en for value in education.values)


def test_sealed_fields_are_marked_and_opened_on_demand(story: Story) -> None:
    sealed = field(fields_of(story), "D1", story.head)
    assert sealed.sealed
    assert [value.value for value in sealed.values] == [None, None]
    opened_one = field(fields_of(story, with_personal=True), "D1", story.head)
    assert not opened_one.sealed
    assert [value.value for value in opened_one.values] == ["某甲", "某丙"]


def test_person_has_fields_of_the_own_alone(story: Story) -> None:
    fields = timeline(trace_person(story.application, story.spouse), with_personal=False)
    assert {one.subject_id for one in fields} == {story.spouse}
    assert [v.value for v in field(fields, "D11").values] == [6, 7]
    whole = {f.item for f in fields_of(story) if f.subject_id == story.spouse}
    assert {one.item for one in fields} == whole


def test_removed_person_ends_all_fields(application: BookApplication) -> None:
    other = Story(application)
    other.act(
        "enumerator",
        AmendHousehold(
            household_id=other.household_id,
            expected_version=other.version,
            revision=Revision(household={"H2a": 1}, removed=(other.spouse,)),
            reason=AmendReason.EXTRA_PERSON,
        ),
    )
    fields = fields_of(other)
    of_spouse = [f.values[-1].to_position for f in fields if f.subject_id == other.spouse]
    of_head = [f.values[-1].to_position for f in fields if f.subject_id == other.head]
    assert None not in of_spouse
    assert len(set(of_spouse)) == 1
    assert set(of_head) == {None}
