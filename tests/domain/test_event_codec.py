"""Events survive the codec, and what is personal is kept apart from what is not."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from dataclasses import replace
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attribution import Attribution, Channel
from domain.event_codec import decode, encode
from domain.events import (
    EVENT_CLASSES,
    ROSTER_TOPICS,
    TOPICS,
    Change,
    Event,
    Explanation,
    HouseholdKeyDestroyed,
    PersonAmended,
    PersonRegistered,
    PostFilled,
)
from domain.forms.definition import Answers
from domain.forms.short import SHORT_FORM

_TEXT = st.text(max_size=8)
_CLEAR = st.integers(0, 99_999) | st.from_regex(r"[0-9A-Za-z-]{1,7}", fullmatch=True)
_SEALED = st.text(min_size=1, max_size=20)
_ITEMS = (*SHORT_FORM.household_items, *SHORT_FORM.person_items, *SHORT_FORM.death_items)
_SEALED_ITEMS = st.sampled_from([i.code for i in _ITEMS if i.sealed])
_CLEAR_ITEMS = st.sampled_from([i.code for i in _ITEMS if not i.sealed])
_ANSWERS = st.builds(
    lambda clear, personal: clear | personal,
    st.dictionaries(_CLEAR_ITEMS, _CLEAR, max_size=6),
    st.dictionaries(_SEALED_ITEMS, _SEALED, max_size=2),
)


def changes(
    items: st.SearchStrategy[str], answers: st.SearchStrategy[Any]
) -> st.SearchStrategy[Change]:
    """Any change of one of the items."""
    return st.builds(Change, item=items, before=st.none() | answers, after=st.none() | answers)


_CHANGES = changes(_CLEAR_ITEMS, _CLEAR) | changes(_SEALED_ITEMS, _SEALED)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of an annotation that events use."""
    if hint is str:
        return _TEXT
    if hint is int:
        return st.integers(1, 9)
    if hint is bool:
        return st.booleans()
    if hint is UUID:
        return st.uuids()
    if hint == Answers:
        return _ANSWERS
    if hint is Change:
        return _CHANGES
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return objects(hint)
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is types.UnionType:
        return st.none() | values(arguments[0])
    return st.lists(values(arguments[0]), max_size=3).map(tuple)


def objects(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any object of a dataclass."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{f.name: values(hints[f.name]) for f in dataclasses.fields(kind)})


_EVENTS = st.sampled_from(EVENT_CLASSES).flatmap(objects)
_BY = Attribution(
    command_id=uuid4(),
    account="enumerator",
    appointment_id=uuid4(),
    device="device",
    device_time="2020-11-01T09:00:00+08:00",
    channel=Channel.ENUMERATOR,
)


def decoded(event: Event, clear: Any, sealed: Any) -> Event:
    place = event.originator_id, event.originator_version
    return decode(event.topic, *place, clear, sealed, event.class_version)


@given(_EVENTS)
def test_decoding_what_was_encoded_gives_the_event_again(event: Event) -> None:
    clear, sealed = json.loads(json.dumps(encode(event)))
    assert decoded(event, clear, sealed) == event


@given(_EVENTS)
def test_event_decodes_without_its_personal_part(event: Event) -> None:
    clear, _ = json.loads(json.dumps(encode(event)))
    found = decoded(event, clear, None)
    assert type(found) is type(event)
    assert found.by == event.by


@given(st.dictionaries(st.sampled_from(["D1", "D3", "D4"]), st.just("secret"), min_size=1))
def test_identifiers_stand_in_the_personal_part_alone(answers: dict[str, str]) -> None:
    event = PersonRegistered(
        originator_id=uuid4(),
        originator_version=1,
        by=_BY,
        household_id=uuid4(),
        form_version="1",
        answers=answers,
    )
    clear, sealed = encode(event)
    assert {"D1", "D3"}.isdisjoint(clear["answers"])
    assert set((sealed or {}).get("answers", {})) == {"D1", "D3"} & set(answers)


def test_change_of_an_identifier_is_personal_and_another_is_not() -> None:
    event = PersonAmended(
        originator_id=uuid4(),
        originator_version=2,
        by=_BY,
        household_id=uuid4(),
        changes=(
            Change(item="D1", before="某甲", after="某乙"),
            Change(item="D11", before=4, after=5),
        ),
    )
    clear, sealed = encode(event)
    assert clear["changes"] == [["D1"], ["D11", 4, 5]]
    assert sealed == {"changes": {"0": ["某甲", "某乙"]}}
    found = decoded(event, clear, None)
    assert isinstance(found, PersonAmended)
    assert found.changes[0] == Change(item="D1", before=None, after=None)


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("H6", "某路八号"),
        ("D7_county", "13800000000"),
        ("D10", "110105194912310021"),
        ("D11", 13800000000),
        ("D12", -1),
        ("D5", "1980-05 某"),
        ("某甲", 1),
    ],
)
def test_what_may_be_personal_never_stands_in_clear(item: str, answer: int | str) -> None:
    place = {"originator_id": uuid4(), "originator_version": 1, "by": _BY, "household_id": uuid4()}
    for event in (
        PersonRegistered(**place, form_version="1", answers={"D4": 1, item: answer}),
        PersonAmended(**place, changes=(Change(item=item, before=None, after=answer),)),
        PersonAmended(**place, changes=(Change(item=item, before=answer, after=None),)),
    ):
        with pytest.raises(ValueError, match="不能明文保存") as refused:
            encode(event)
        assert str(answer) not in str(refused.value)
        assert item not in str(refused.value)


def test_flag_of_a_device_stands_in_clear_and_older_events_have_none() -> None:
    plain = HouseholdKeyDestroyed(originator_id=uuid4(), originator_version=1, by=_BY)
    flagged = replace(plain, by=replace(_BY, device_flag="lost"))
    clear, _ = encode(plain)
    assert "device_flag" not in clear["by"]
    assert decoded(plain, clear, None).by.device_flag is None
    clear, _ = encode(flagged)
    assert clear["by"]["device_flag"] == "lost"
    assert decoded(flagged, clear, None) == flagged


def test_what_may_stand_in_clear_does_so_for_its_items_alone() -> None:
    place: dict[str, Any] = {
        "originator_id": uuid4(),
        "originator_version": 1,
        "by": _BY,
        "household_id": uuid4(),
    }
    for _ in range(2):
        event = PersonRegistered(**place, form_version="1", answers={"D4": 2, "D5": "1980-05"})
        assert encode(event).clear["answers"] == {"D4": 2, "D5": "1980-05"}
        with pytest.raises(ValueError, match="不能明文保存"):
            encode(dataclasses.replace(event, answers={"D4": 2, "某甲": "1980-05"}))


def test_events_of_two_commands_keep_their_own_attribution() -> None:
    place: dict[str, Any] = {
        "originator_id": uuid4(),
        "household_id": uuid4(),
        "form_version": "1",
        "answers": {},
    }
    first, second = _BY, dataclasses.replace(_BY, account="another")
    for by in (first, second, first, dataclasses.replace(second)):
        event = PersonRegistered(**place, originator_version=1, by=by)
        assert decoded(event, *encode(event)).by == by


def test_texts_that_people_write_are_personal() -> None:
    assert encode(
        PostFilled(
            originator_id=uuid4(),
            originator_version=2,
            by=_BY,
            appointment_id=uuid4(),
            account="enumerator",
            credential="1",
            holder="某甲",
        )
    ).sealed == {"holder": "某甲"}
    fields = {f.name: f for f in dataclasses.fields(Explanation)}
    assert fields["text"].metadata["sealed"]


def test_every_personal_event_names_its_subject() -> None:
    for kind in EVENT_CLASSES:
        names = {f.name for f in dataclasses.fields(kind)}
        personal = names & {"answers", "changes", "deaths", "holder", "explanations", "remarks"}
        owner = kind.subject_id is not Event.subject_id
        assert owner >= bool(personal), kind.topic


@given(_EVENTS, st.sampled_from(["reasons", "topic"]))
def test_field_that_an_event_has_not_is_an_error(event: Event, name: str) -> None:
    clear, sealed = encode(event)
    for changed in ({**clear, name: "x"}, {**clear, "by": {**clear["by"], name: "x"}}):
        with pytest.raises(TypeError):
            decoded(event, changed, sealed)


def test_unknown_topic_is_an_error() -> None:
    with pytest.raises(KeyError):
        decode("NeverHappened", uuid4(), 1, {}, None)


def test_topics_are_unique_and_the_rosters_among_them() -> None:
    assert len(TOPICS) == len(EVENT_CLASSES)
    assert TOPICS.keys() > ROSTER_TOPICS
