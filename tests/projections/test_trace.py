from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from domain.attribution import Authority
from domain.codes import Label
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    Command,
    CorrectHousehold,
    GivenExplanation,
    GivenRemark,
    ReturnHousehold,
    Revision,
    SubmitHousehold,
    WithdrawHousehold,
)
from domain.events import TOPICS
from domain.reasons import AmendReason, CorrectReason, ReturnReason, WithdrawReason
from domain.refusal import UnknownHousehold, UnknownPerson
from ledger.application import BookApplication
from ledger.database import Database
from ledger.receipt import Receipt
from projections.follower import Follower
from projections.labels import EVENTS, PERSON_ITEMS, answer_label, reason_label
from projections.trace import trace_household, trace_person
from projections.trace_step import About, TracedChange, TraceStep
from tests.ledger.books import (
    BLOCK,
    envelope,
    key_destruction,
    listed,
    opened,
    received,
    registration,
)


class Story:
    """A household of a real book, listed and registered, and what happens to it."""

    def __init__(self, application: BookApplication) -> None:
        self.application = application
        (self.household_id,) = listed(application)
        number = application.household_record(self.household_id).household.number
        self.head, self.spouse = self.persons_after("enumerator", registration(number))

    def go_all_the_way(self) -> None:
        """Returned, amended, approved at all levels, corrected, and withdrawn in the end."""
        self.submit()
        self.act(
            "supervisor",
            ReturnHousehold(
                household_id=self.household_id,
                expected_version=self.version,
                reason=ReturnReason.MISSED_PERSON,
                remarks=(
                    GivenRemark(item="D11", person=0, text="请核对受教育程度"),
                    GivenRemark(item="D11", person=1, text="配偶亦请核对"),
                ),
            ),
        )
        self.act(
            "enumerator",
            AmendHousehold(
                household_id=self.household_id,
                expected_version=self.version,
                revision=Revision(persons={self.head: {"D11": 5, "D1": "某丙"}}),
                reason=AmendReason.AFTER_RETURN,
            ),
        )
        self.submit()
        for account in ("supervisor", "community", "township", "county-1"):
            self.act(
                account,
                ApproveHousehold(household_id=self.household_id, expected_version=self.version),
            )
        self.act(
            "county-1",
            CorrectHousehold(
                household_id=self.household_id,
                expected_version=self.version,
                revision=Revision(household={"H6": 95}, persons={self.spouse: {"D11": 7}}),
                reason=CorrectReason.INSPECTION,
                authority=Authority(document="试验〔2020〕1号", issued_by="试验普查办"),
                second_account="county-2",
            ),
        )
        self.act(
            "county-1",
            WithdrawHousehold(
                household_id=self.household_id,
                expected_version=self.version,
                reason=WithdrawReason.NOT_IN_BLOCK,
                authority=Authority(document="试验〔2020〕2号", issued_by="试验普查办"),
                second_account="county-2",
            ),
        )

    @property
    def version(self) -> int:
        return self.application.household_record(self.household_id).household.version

    def act(self, account: str, command: Command) -> Receipt:
        return received(self.application.execute([envelope(account, command)])[0])

    def persons_after(self, account: str, command: Command) -> list[UUID]:
        told = self.act(account, command).result["person_ids"]
        assert isinstance(told, list)
        return [UUID(person_id) for person_id in told]

    def submit(self, *explanations: GivenExplanation) -> None:
        self.act(
            "enumerator",
            SubmitHousehold(
                household_id=self.household_id,
                expected_version=self.version,
                declaration="signed-on-device",
                explanations=explanations,
            ),
        )


@pytest.fixture(scope="module")
def story(projection_database: Database) -> Iterator[Story]:
    application = opened(projection_database)
    story = Story(application)
    story.go_all_the_way()
    yield story
    application.close()


def changed(step: TraceStep) -> dict[str, TracedChange]:
    return {change.item: change for change in step.changes}


def step_of(steps: list[TraceStep], topic: str) -> TraceStep:
    return next(step for step in steps if step.topic == topic)


def test_the_trace_of_a_household_has_every_event_of_it_and_its_persons(story: Story) -> None:
    steps = trace_household(story.application, story.household_id)
    assert [step.topic for step in steps] == [
        "HouseholdListed",
        "HouseholdRegistered",
        "PersonRegistered",
        "PersonRegistered",
        "HouseholdSubmitted",
        "HouseholdReturned",
        "HouseholdAmended",
        "PersonAmended",
        "HouseholdSubmitted",
        *["HouseholdApproved"] * 4,
        "HouseholdCorrected",
        "PersonCorrected",
        "HouseholdWithdrawn",
    ]
    positions = [step.position for step in steps]
    assert positions == sorted(positions)
    assert [step.level for step in steps if step.topic == "HouseholdApproved"] == [
        "supervisor",
        "community",
        "township",
        "county",
    ]


def test_a_step_says_who_when_where_and_why(story: Story) -> None:
    returned = step_of(trace_household(story.application, story.household_id), "HouseholdReturned")
    assert (returned.event_zh, returned.event_en) == ("审核退回", "Returned by review")
    assert (returned.actor.account, returned.actor.role) == ("supervisor", "supervisor")
    assert (returned.actor.title_zh, returned.actor.area) == ("试验岗位", BLOCK[:12])
    assert (returned.device, returned.device_time) == ("device-1", "2020-11-01T09:00:00+08:00")
    assert (returned.channel, returned.channel_en) == ("enumerator", "enumerator on the spot")
    assert (returned.reason, returned.reason_zh) == ("missed-person", "疑似漏登人口")
    assert (returned.level, returned.level_zh) == ("supervisor", "普查指导员")
    assert returned.recorded_at.tzinfo is not None


def test_a_registration_shows_all_answers_with_their_labels(story: Story) -> None:
    steps = trace_household(story.application, story.household_id)
    household = changed(step_of(steps, "HouseholdRegistered"))
    assert (household["H1"].before, household["H1"].after) == (None, 1)
    assert (household["H1"].after_zh, household["H1"].after_en) == ("家庭户", "Family household")
    assert (household["H6"].after, household["H6"].after_zh) == (89, None)
    person = changed(step_of(steps, "PersonRegistered"))
    assert (person["D4"].item_zh, person["D4"].after_zh) == ("性别", "男")
    assert (person["D6"].after, person["D6"].after_zh) == ("01", "汉族")


def test_a_change_shows_what_stood_there_before(story: Story) -> None:
    steps = trace_household(story.application, story.household_id)
    education = changed(step_of(steps, "PersonAmended"))["D11"]
    assert (education.before, education.after) == (6, 5)
    assert (education.before_zh, education.after_zh) == ("大学专科", "高中")
    corrected = step_of(steps, "HouseholdCorrected")
    assert (changed(corrected)["H6"].before, changed(corrected)["H6"].after) == (89, 95)
    assert corrected.authority_document == "试验〔2020〕1号"
    assert corrected.authority_issued_by == "试验普查办"
    assert corrected.second is not None
    assert corrected.second.account == "county-2"
    assert corrected.reason_en == "found by an inspection"


def test_personal_data_stay_sealed_unless_asked_for(story: Story) -> None:
    closed = trace_household(story.application, story.household_id)
    assert "某" not in repr(closed)
    assert "500112198506151232" not in repr(closed)
    assert "请核对" not in repr(closed)
    name = changed(step_of(closed, "PersonAmended"))["D1"]
    assert (name.sealed, name.before, name.after) == (True, None, None)
    assert {step.actor.holder for step in closed} == {None}

    opened_trace = trace_household(story.application, story.household_id, with_personal=True)
    name = changed(step_of(opened_trace, "PersonAmended"))["D1"]
    assert (name.sealed, name.before, name.after) == (False, "某甲", "某丙")
    assert {step.actor.holder for step in opened_trace} == {"某甲"}
    returned = step_of(opened_trace, "HouseholdReturned")
    assert [note.text for note in returned.notes] == ["请核对受教育程度", "配偶亦请核对"]


def test_the_trace_of_a_person_marks_the_events_of_the_household(story: Story) -> None:
    steps = trace_person(story.application, story.head, with_personal=True)
    assert [step.topic for step in steps if not step.bears_on] == [
        "PersonRegistered",
        "PersonAmended",
    ]
    assert {step.about for step in steps if step.bears_on} == {About.HOUSEHOLD}
    assert [step.topic for step in steps if step.bears_on] == [
        "HouseholdRegistered",
        "HouseholdSubmitted",
        "HouseholdReturned",
        "HouseholdAmended",
        "HouseholdSubmitted",
        *["HouseholdApproved"] * 4,
        "HouseholdWithdrawn",
    ]
    returned = step_of(steps, "HouseholdReturned")
    assert [note.text for note in returned.notes] == ["请核对受教育程度"]
    assert step_of(steps, "HouseholdRegistered").changes == ()


def test_a_person_added_and_removed_is_traced_for_that_time_alone(
    story: Story,
) -> None:
    story = Story(story.application)
    third = {
        "D1": "某丁",
        "D2": 2,
        "D4": 1,
        "D5": "2012-03",
        "D6": "01",
        "D7": 1,
        "D8": 1,
        "D9": 1,
        "D11": 3,
    }
    amend = AmendHousehold(
        household_id=story.household_id,
        expected_version=story.version,
        revision=Revision(household={"H2a": 3}, added=(third,)),
        reason=AmendReason.MISSED_PERSON,
    )
    *_, child = story.persons_after("enumerator", amend)
    story.submit(GivenExplanation(rule="P09", person=2, text="证件正在办理"))
    story.act(
        "supervisor",
        ReturnHousehold(
            household_id=story.household_id,
            expected_version=story.version,
            reason=ReturnReason.EXTRA_PERSON,
        ),
    )
    remove = AmendHousehold(
        household_id=story.household_id,
        expected_version=story.version,
        revision=Revision(household={"H2a": 2}, removed=(child,)),
        reason=AmendReason.EXTRA_PERSON,
    )
    assert story.persons_after("enumerator", remove) == [story.head, story.spouse]
    story.submit()
    steps = trace_person(story.application, child, with_personal=True)
    assert [(step.topic, step.reason) for step in steps] == [
        ("HouseholdAmended", "missed-person"),
        ("PersonRegistered", "missed-person"),
        ("HouseholdSubmitted", None),
        ("HouseholdReturned", "extra-person"),
        ("HouseholdAmended", "extra-person"),
        ("PersonWithdrawn", "extra-person"),
    ]
    entered = step_of(steps, "HouseholdAmended")
    assert (entered.about, entered.bears_on) == (About.HOUSEHOLD, True)
    assert (entered.subject_id, entered.changes) == (story.household_id, ())
    assert [(finding.rule, finding.person_id) for finding in entered.findings] == [("P09", child)]
    submitted = step_of(steps, "HouseholdSubmitted")
    assert [(note.rule, note.text) for note in submitted.notes] == [("P09", "证件正在办理")]
    whole = trace_household(story.application, story.household_id)
    assert child in {step.subject_id for step in whole}
    [finding] = step_of(whole, "HouseholdAmended").findings
    assert (finding.rule, finding.severity, finding.person_id) == ("P09", "warning", child)
    assert finding.message_zh


def test_a_line_of_the_dead_shows_its_items_and_keeps_the_name_sealed(story: Story) -> None:
    story = Story(story.application)
    record = story.application.household_record(story.household_id)
    dead: dict[str, int | str] = {
        "household": int(record.household.number),
        "name": "某戊",
        "id": "",
        "sex": 1,
        "birth": "1940-03",
        "death": "2020-02",
        "age": 79,
        "ethnicity": "01",
        "education": 3,
        "marital": 4,
    }
    for deaths, number in (((dead,), 1), ((dead | {"age": 80, "death": "2020-04"},), 1), ((), 0)):
        story.act(
            "enumerator",
            AmendHousehold(
                household_id=story.household_id,
                expected_version=story.version,
                revision=Revision(household={"H4m": number}, deaths=deaths),
                reason=AmendReason.RESPONDENT_CORRECTED,
            ),
        )
    steps = trace_household(story.application, story.household_id)
    entered, mended, removed = (
        [change for change in step.changes if change.death_line == 1]
        for step in steps
        if step.topic == "HouseholdAmended"
    )
    assert {c.item: c.after_zh for c in entered if c.after_zh}["sex"] == "男"
    assert "name" not in {change.item for change in entered}
    assert [(c.item, c.before, c.after) for c in mended] == [
        ("death", "2020-02", "2020-04"),
        ("age", 79, 80),
    ]
    assert {change.after for change in removed} == {None}
    opened_trace = trace_household(story.application, story.household_id, with_personal=True)
    assert changed(step_of(opened_trace, "HouseholdAmended"))["name"].after == "某戊"
    story.act("county-1", key_destruction(story.application, story.household_id))
    steps = trace_household(story.application, story.household_id, with_personal=True)
    for step, sealed in zip(
        (step for step in steps if step.topic == "HouseholdAmended"),
        ({"name", "id"}, set(), {"name", "id"}),
        strict=True,
    ):
        assert {c.item for c in step.changes if c.sealed} == sealed


def test_a_county_is_called_by_its_name() -> None:
    county = PERSON_ITEMS["D8_county"]
    assert answer_label(county, "370811") == Label("任城区", "任城区")
    assert answer_label(county, "999999") is None
    assert answer_label(PERSON_ITEMS["D4"], 7) is None


def test_what_nobody_registered_has_no_trace(story: Story) -> None:
    with pytest.raises(UnknownHousehold):
        trace_household(story.application, uuid4())
    with pytest.raises(UnknownHousehold):
        trace_household(story.application, story.head)
    with pytest.raises(UnknownPerson):
        trace_person(story.application, uuid4())


def test_the_real_book_can_be_followed(story: Story, projection_database: Database) -> None:
    follower = Follower(story.application, projection_database)
    assert follower.catch_up(batch_size=7) == story.application.head().size - 1


def test_every_event_has_a_name_in_both_languages() -> None:
    assert EVENTS.keys() == TOPICS.keys()
    assert all(label.zh and label.en for label in EVENTS.values())


def test_a_reason_is_worded_by_the_list_it_comes_from() -> None:
    returned = reason_label("HouseholdReturned", "missed-person")
    amended = reason_label("PersonRegistered", "missed-person")
    assert returned is not None
    assert amended is not None
    assert (returned.zh, amended.zh) == ("疑似漏登人口", "补登漏登人口")
    assert reason_label("HouseholdRegistered", None) is None
    assert reason_label("HouseholdReturned", "duplicate") is None
