"""A household's record: what may go on it, and on what ground an approved one changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.age import month_parts
from domain.codes import code_list
from domain.commands import Revision
from domain.divisions import counties
from domain.event_codec import encode
from domain.events import Event
from domain.forms import SHORT_FORM, Answer, Answers, HouseholdForm, Item, Kind
from domain.household_record import HouseholdRecord
from domain.refusal import (
    AuthorityNeeded,
    FormRefused,
    RulesViolated,
    SecondPersonNeeded,
    WrongStatus,
)
from domain.status import AMENDABLE, CORRECTABLE, Status
from tests.domain.records import AUTHORITY, at, by, listed, registered
from tests.domain.rules.synthetic import AWAY, MOVED_IN, all_dead, dead_man, form, person

MARK = "某甲住某路八号"
SITUATIONS: Mapping[str, HouseholdForm] = {
    "living": form(person(0), person(1, "1982-03", 2)),
    "moved in": form(person(0, **MOVED_IN)),
    "all absent": form(person(0, **AWAY)),
    "no dwelling": form(person(0), H5=3, H6=None, H7=None),
    "absent, no dwelling": form(person(0, **AWAY), H5=3, H6=None, H7=None),
    "hukou pending": form(person(0), person(2, "2015-05", D8=5, D9=None)),
    "baby": form(person(0), person(2, "2020-03")),
    "one died": form(person(0), deaths=(dead_man(),)),
    "all dead": all_dead(),
}
PARTS = {
    "household": SHORT_FORM.household_items,
    "persons": SHORT_FORM.person_items,
    "deaths": SHORT_FORM.death_items,
}
CLEAR = {item.code: item for part in PARTS.values() for item in part if not item.sealed}
JUNK = st.one_of(
    st.sampled_from(
        [MARK, "13800000000", "110105194912310021", "99", "2020-13", "2020-06", "999999", "370811"]
    ),
    st.integers(-3, 12),
    st.sampled_from([99_999, 100_000, 13_800_000_000]),
    st.text(min_size=1, max_size=9),
)


def is_of_kind(item: Item, answer: Answer) -> bool:
    match item.kind:
        case Kind.CODE:
            return answer in code_list(item.codes or "").answers
        case Kind.INTEGER:
            return isinstance(answer, int) and 0 <= answer <= 99_999
        case Kind.MONTH:
            return month_parts(answer) is not None
        case Kind.DIVISION:
            return answer in counties()
        case _:
            return False


def places(filled: HouseholdForm) -> list[tuple[str, int, str]]:
    """Every place on a form that takes an answer: part, line and item."""
    lines = {"household": 1, "persons": len(filled.persons), "deaths": len(filled.deaths)}
    return [
        (part, line, item.code)
        for part, items in PARTS.items()
        for line in range(lines[part])
        for item in items
    ]


def with_answer(
    filled: HouseholdForm, place: tuple[str, int, str], answer: Answer
) -> HouseholdForm:
    part, line, item = place
    if part == "household":
        return replace(filled, answers={**filled.answers, item: answer})
    lines = list(getattr(filled, part))
    lines[line] = {**lines[line], item: answer}
    return replace(filled, **{part: tuple(lines)})


def clear_answers(events: Iterable[Event]) -> Iterable[tuple[str, Answer]]:
    """Every answer that stands in the clear part of events."""
    for event in events:
        clear: Any = encode(event).clear
        for answers in (clear.get("answers", {}), *clear.get("deaths", ())):
            yield from answers.items()
        for item, *values in clear.get("changes", ()):
            yield from ((item, value) for value in values)


def taken(filled: HouseholdForm) -> list[Event] | None:
    """The events of registering a form, None where it is refused."""
    try:
        return registered(filled).collect_events()
    except (RulesViolated, FormRefused):
        return None


@pytest.mark.parametrize("situation", SITUATIONS)
def test_form_without_junk_is_taken(situation: str) -> None:
    assert taken(SITUATIONS[situation])


@pytest.mark.parametrize("situation", SITUATIONS)
def test_text_in_any_item_never_stands_in_clear(situation: str) -> None:
    filled = SITUATIONS[situation]
    for place in places(filled):
        events = taken(with_answer(filled, place, MARK))
        if place[2] in CLEAR:
            assert events is None, place
        for event in events or ():
            assert MARK not in json.dumps(encode(event).clear, ensure_ascii=False), place


@settings(max_examples=300)
@given(st.data())
def test_junk_is_refused_or_of_its_items_kind(data: st.DataObject) -> None:
    filled = SITUATIONS[data.draw(st.sampled_from(sorted(SITUATIONS)))]
    for place in data.draw(st.lists(st.sampled_from(places(filled)), min_size=1, max_size=3)):
        filled = with_answer(filled, place, data.draw(JUNK))
    for item, answer in clear_answers(taken(filled) or ()):
        assert is_of_kind(CLEAR[item], answer), item


@pytest.mark.parametrize(
    ("situation", "part", "line", "item", "junk"),
    [
        ("absent, no dwelling", "household", 0, "H6", MARK),
        ("absent, no dwelling", "household", 0, "H7", "三"),
        ("living", "persons", 1, "D7_county", "999999"),
        ("living", "persons", 0, "D8_county", MARK),
    ],
)
def test_answer_that_no_rule_asks_about_is_named_by_its_place(
    situation: str, part: str, line: int, item: str, junk: Answer
) -> None:
    filled = with_answer(SITUATIONS[situation], (part, line, item), junk)
    record = listed()
    with pytest.raises(FormRefused) as refused:
        record.register(by("enumerator"), filled, [uuid4() for _ in filled.persons], ())
    place = f"/{part}/{item}" if part == "household" else f"/{part}/{line}/{item}"
    assert [(f.code, f.pointer, f.item) for f in refused.value.faults] == [
        ("wrong-code", place, item)
    ]
    assert str(junk) not in str(refused.value.details())
    assert record.household.status is Status.LISTED


def test_item_of_no_form_is_refused() -> None:
    filled = with_answer(SITUATIONS["living"], ("persons", 0, "C99"), 1)
    with pytest.raises(FormRefused) as refused:
        registered(filled)
    assert [(f.code, f.pointer) for f in refused.value.faults] == [
        ("unknown-item", "/persons/0/C99")
    ]


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.SUPERVISOR_APPROVED])
def test_revision_is_held_to_the_kinds_too(status: Status) -> None:
    record = at(status)
    [standing] = record.household.person_ids
    child: Answers = {**person(2, "2015-05"), "D9": 1, "D3": None, "D10": None}
    given = Revision(
        household={"H2a": 2},
        persons={standing: {"D7_county": MARK}},
        added=({**child, "D8_county": "八号"},),
    )
    act = record.amend if status in AMENDABLE else record.correct
    with pytest.raises(FormRefused) as refused:
        act(by("office", authority=AUTHORITY), given, [uuid4()], ())
    assert [f.pointer for f in refused.value.faults] == [
        f"/persons/{standing}/D7_county",
        "/added/0/D8_county",
    ]
    assert record.collect_events() == []


def corrected(record: HouseholdRecord, **ground: Any) -> None:
    record.correct(by("office", **ground), Revision(household={"H6": 95}), (), ())


def withdrawn(record: HouseholdRecord, **ground: Any) -> None:
    record.withdraw(by("office", **ground), None)


CHANGES = pytest.mark.parametrize("change", [corrected, withdrawn])


@CHANGES
@pytest.mark.parametrize("status", sorted(CORRECTABLE))
def test_approved_record_changes_on_an_authority_only(change: Any, status: Status) -> None:
    record = at(status)
    with pytest.raises(AuthorityNeeded):
        change(record, second="other")
    assert record.collect_events() == []
    change(record, authority=AUTHORITY, second="other")
    assert [e.by.authority for e in record.collect_events()] == [AUTHORITY]


@CHANGES
@pytest.mark.parametrize("second", [None, "office"])
def test_accepted_record_changes_under_four_eyes_only(change: Any, second: str | None) -> None:
    with pytest.raises(SecondPersonNeeded):
        change(at(Status.COUNTY_ACCEPTED), authority=AUTHORITY, second=second)
    change(at(Status.TOWNSHIP_ACCEPTED), authority=AUTHORITY, second=None)


@pytest.mark.parametrize("status", sorted(AMENDABLE | {Status.SUBMITTED}))
def test_record_that_nobody_approved_is_withdrawn_without_a_document(status: Status) -> None:
    record = at(status)
    withdrawn(record)
    assert record.household.status is Status.WITHDRAWN


def test_nothing_is_withdrawn_twice() -> None:
    with pytest.raises(WrongStatus):
        withdrawn(at(Status.WITHDRAWN), authority=AUTHORITY, second="other")
