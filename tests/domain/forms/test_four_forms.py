"""Each of the four forms comes into shape, is refused with its faults, and goes out again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forms import FORMS, FormError, HouseholdForm, Kind, form_json, parse_form
from domain.forms.kinds import kind_faults
from tests.domain.forms.examples import ADDRESS, EXAMPLES


def faults_of(raw: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(FormError) as refused:
        parse_form(raw)
    return [(fault.code, fault.pointer) for fault in refused.value.faults]


def kinds_of(form: HouseholdForm) -> list[str]:
    places = [("persons", index) for index in range(len(form.persons))]
    return [fault.pointer for fault in kind_faults(form, places)]


@pytest.mark.parametrize("code", FORMS)
def test_a_form_comes_back_from_its_object(code: str) -> None:
    form = parse_form(EXAMPLES[code])
    assert (form.form, form.version) == (code, FORMS[code].version)
    assert parse_form(form_json(form)) == form


@pytest.mark.parametrize("code", FORMS)
def test_answers_to_every_item_are_of_their_kind(code: str) -> None:
    assert kinds_of(parse_form(EXAMPLES[code])) == []


def test_answers_of_the_long_form_get_their_stored_shape() -> None:
    form = parse_form(EXAMPLES["long"])
    assert form.answers["H18"] == "04"
    [person] = form.persons
    shaped = {
        "C13_province": "51",
        "C14_province": "50",
        "C14_prefecture": "500100",
        "C14_county": "500101",
        "C18_hours": 40,
        "C20_section": "C",
        "C20_division": "13",
        "C21_major": 6,
    }
    assert {item: person[item] for item in shaped} == shaped


@pytest.mark.parametrize("spelling", ["USA", "us", "美国", "United States", "united states"])
def test_a_nationality_may_be_spelled_in_several_ways(spelling: str) -> None:
    person = EXAMPLES["foreign"]["persons"][0] | {"R8_nationality": spelling}
    form = parse_form(EXAMPLES["foreign"] | {"persons": [person]})
    assert form.persons[0]["R8_nationality"] == "USA"


def test_a_death_form_has_lines_and_no_persons() -> None:
    form = parse_form(EXAMPLES["death"])
    assert form.answers == {}
    assert form.persons == ()
    assert [line.get("household") for line in form.deaths] == [None, 4]
    assert "persons" not in form_json(form)


@pytest.mark.parametrize(
    ("code", "part", "pointer"),
    [
        ("death", {"persons": [{}]}, "/persons"),
        ("foreign", {"deaths": [{"sex": 1}]}, "/deaths"),
        ("death", {"household": {**ADDRESS, "H1": 1}}, "/household/H1"),
        ("foreign", {"household": {**ADDRESS, "H5": 1}}, "/household/H5"),
        ("short", {"household": {**ADDRESS, "H8": 1}}, "/household/H8"),
        ("long", {"persons": [{"C1": "甲"}]}, "/persons/0/C1"),
        ("long", {"persons": [{"C15": 3}]}, "/persons/0/C15"),
        ("foreign", {"persons": [{"D4": 1}]}, "/persons/0/D4"),
    ],
)
def test_what_the_form_does_not_have_is_named(
    code: str, part: dict[str, Any], pointer: str
) -> None:
    assert faults_of(EXAMPLES[code] | part) == [("unknown-item", pointer)]


@pytest.mark.parametrize("code", ["death", "foreign"])
def test_an_empty_part_that_the_form_does_not_have_is_no_fault(code: str) -> None:
    parse_form({"persons": [], "deaths": []} | EXAMPLES[code])


@pytest.mark.parametrize(("code", "taken"), [("long", True), ("death", False)])
def test_the_mark_of_a_foreigner_is_kept_where_there_are_persons(code: str, taken: bool) -> None:
    raw = EXAMPLES[code] | {"persons": [{"R8": "4"}]}
    if taken:
        assert parse_form(raw).persons[0]["R8"] == 4
    else:
        assert faults_of(raw) == [("unknown-item", "/persons")]


@pytest.mark.parametrize(
    ("code", "item", "unfit"),
    [
        ("long", "C14_prefecture", "500199"),
        ("long", "C20_division", "98"),
        ("long", "C13_province", "99"),
        ("foreign", "R8_nationality", "CHN"),
    ],
)
def test_an_answer_of_no_kind_is_named(code: str, item: str, unfit: str) -> None:
    person = EXAMPLES[code]["persons"][0] | {item: unfit}
    assert kinds_of(parse_form(EXAMPLES[code] | {"persons": [person]})) == [f"/persons/0/{item}"]


@pytest.mark.parametrize("item", ["C20_text", "C21_text"])
def test_a_sealed_text_may_be_anything(item: str) -> None:
    person = EXAMPLES["long"]["persons"][0] | {item: "某单位；某业务" * 10}
    assert kinds_of(parse_form(EXAMPLES["long"] | {"persons": [person]})) == []


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9)
ANSWERS = {
    (code, part): st.dictionaries(
        st.sampled_from([item.code for item in items if item.kind is not Kind.TEXT]),
        st.none() | st.integers(0, 10**6) | TEXT,
        max_size=12,
    )
    for code, form in FORMS.items()
    for part, items in (
        ("household", form.household_items),
        ("persons", form.person_items),
        ("deaths", form.death_items),
    )
    if items
}


@pytest.mark.parametrize("code", FORMS)
@given(data=st.data())
def test_any_answers_come_back_from_the_forms_object(code: str, data: st.DataObject) -> None:
    raw: dict[str, Any] = {"form": code, "household": dict(ADDRESS)}
    if (code, "household") in ANSWERS:
        raw["household"] |= data.draw(ANSWERS[code, "household"])
    for part in ("persons", "deaths"):
        if (code, part) in ANSWERS:
            raw[part] = data.draw(st.lists(ANSWERS[code, part], max_size=2))
    form = parse_form(raw)
    assert parse_form(form_json(form)) == form
