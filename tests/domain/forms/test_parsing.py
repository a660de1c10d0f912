from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forms import (
    SHORT_FORM,
    BlockContext,
    FormError,
    HouseholdAddress,
    HouseholdForm,
    form_json,
    parse_form,
)
from domain.forms.faults import FAULT_CODES
from domain.forms.household import household_number

STORABLE = st.characters(codec="utf-8", exclude_characters="\0")

RAW: dict[str, Any] = {
    "form": "short",
    "id": "A-1",
    "household": {
        "county": "500112",
        "township": "500112011",
        "district": "500112011001",
        "block": "001",
        "building": "0001",
        "unit": "0002",
        "hh": "003",
        "H1": "1",
        "H2a": 1,
        "H2b": "0",
        "H5": None,
        "H6": "89",
    },
    "persons": [{"D1": "甲", "D2": 0, "D4": "1", "D6": 1, "D10": None, "D11": " "}],
    "deaths": [{"household": "003", "name": "乙", "sex": "1", "birth": "1940-03"}],
    "block": {
        "listed_households": ["3", 4],
        "registered_households": [],
        "listed_units": ["1-2"],
        "other_living": [{"D3": "11010519491231002x"}, {}],
    },
}


def _changed(*place: str | int, value: object) -> dict[str, object]:
    raw = deepcopy(RAW)
    target: Any = raw
    for part in place[:-1]:
        target = target[part]
    target[place[-1]] = value
    return raw


def _faults(raw: dict[str, object]) -> list[tuple[str, str, str | None]]:
    with pytest.raises(FormError) as refused:
        parse_form(raw)
    return [(fault.code, fault.pointer, fault.item) for fault in refused.value.faults]


def test_an_object_becomes_a_household_form():
    assert parse_form(RAW) == HouseholdForm(
        form="short",
        version="2020.1",
        id="A-1",
        address=HouseholdAddress(
            county="500112",
            township="500112011",
            district="500112011001",
            block="001",
            building="0001",
            unit="0002",
            number="003",
        ),
        answers={"H1": 1, "H2a": 1, "H2b": 0, "H6": 89},
        persons=({"D1": "甲", "D2": 0, "D4": 1, "D6": "01"},),
        deaths=({"household": 3, "name": "乙", "sex": 1, "birth": "1940-03"},),
        block_context=BlockContext(
            listed_households=frozenset({"003", "004"}),
            registered_households=frozenset(),
            listed_units=frozenset({"0001-0002"}),
            other_living=frozenset({"11010519491231002X"}),
        ),
    )


def test_the_block_code_has_fifteen_digits():
    address = parse_form(RAW).address
    assert address.block_code == "500112011001001"
    assert address.unit_code == "0001-0002"


def test_address_codes_may_come_as_numbers():
    raw = deepcopy(RAW)
    raw["household"] |= {"county": 500112, "block": 1, "building": 1, "unit": "2", "hh": 3}
    assert parse_form(raw) == parse_form(RAW)


@pytest.mark.parametrize("part", ["persons", "deaths", "id", "block"])
@pytest.mark.parametrize("present", [True, False])
def test_parts_that_may_be_empty_may_be_absent_or_null(part, present):
    raw = _changed(part, value=None)
    if not present:
        del raw[part]
    assert not getattr(parse_form(raw), {"block": "block_context"}.get(part, part))


@pytest.mark.parametrize(
    ("given", "number"),
    [(1, "001"), ("1", "001"), ("0999", "999"), (0, "000"), ("1000", "1000")],
)
def test_a_household_number_has_three_digits(given, number):
    assert parse_form(_changed("household", "hh", value=given)).address.number == number


@pytest.mark.parametrize("given", [None, True, 1.0, -1, 10**6, "", "x", "１", "1" * 7])
def test_what_is_no_household_number_is_none(given):
    assert household_number(given) is None


@pytest.mark.parametrize(
    "key", ["county", "township", "district", "block", "building", "unit", "hh"]
)
@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "missing"),
        (" ", "missing"),
        (True, "wrong-type"),
        ([1], "wrong-type"),
        ("x", "wrong-address"),
        (-1, "wrong-address"),
        ("1" * 16, "wrong-address"),
    ],
)
def test_a_faulty_address_code_is_named(key, value, code):
    found = _faults(_changed("household", key, value=value))
    assert (code, f"/household/{key}", key) in found


def test_an_absent_address_code_is_missing():
    raw = deepcopy(RAW)
    del raw["household"]["unit"]
    assert _faults(raw) == [("missing", "/household/unit", "unit")]


@pytest.mark.parametrize(("key", "code"), [("township", "370871001"), ("district", "500112012001")])
def test_an_address_code_outside_the_one_above_is_refused(key, code):
    assert ("wrong-address", f"/household/{key}", key) in _faults(
        _changed("household", key, value=code)
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("tiny", "unknown-form"),
        (None, "missing"),
        (1, "wrong-type"),
        (["short"], "wrong-type"),
    ],
)
def test_another_form_is_refused(value, code):
    assert _faults(_changed("form", value=value)) == [(code, "/form", "form")]


@pytest.mark.parametrize(
    ("place", "pointer"),
    [
        (("H8",), "/H8"),
        (("household", "H8"), "/household/H8"),
        (("persons", 0, "C24"), "/persons/0/C24"),
        (("persons", 0, "a/b~c"), "/persons/0/a~1b~0c"),
        (("deaths", 0, "D1"), "/deaths/0/D1"),
        (("block", "D3"), "/block/D3"),
    ],
)
def test_an_item_that_the_form_does_not_have_is_named(place, pointer):
    assert _faults(_changed(*place, value=1)) == [("unknown-item", pointer, place[-1])]


@pytest.mark.parametrize(
    "place",
    [
        ("household",),
        ("persons",),
        ("deaths",),
        ("block",),
        ("id",),
        ("household", "H1"),
        ("persons", 0),
        ("persons", 0, "D1"),
        ("deaths", 0),
        ("deaths", 0, "sex"),
        ("block", "listed_households"),
        ("block", "listed_households", 0),
        ("block", "registered_households"),
        ("block", "listed_units"),
        ("block", "listed_units", 0),
        ("block", "other_living"),
        ("block", "other_living", 0),
    ],
)
@pytest.mark.parametrize("value", [True, 1.5])
def test_a_value_of_a_wrong_type_is_named(place, value):
    names = [part for part in place if isinstance(part, str)]
    pointer = "/" + "/".join(map(str, place))
    assert _faults(_changed(*place, value=value)) == [("wrong-type", pointer, names[-1])]


def test_a_missing_household_is_a_fault():
    raw = deepcopy(RAW)
    del raw["household"]
    assert _faults(raw) == [("missing", "/household", "household")]


def test_every_fault_of_a_form_is_told_at_once():
    raw = _changed("household", "H1", value=True)
    raw["persons"][0]["D4"] = []
    raw["persons"].append("x")
    assert [pointer for _, pointer, _ in _faults(raw)] == [
        "/household/H1",
        "/persons/0/D4",
        "/persons/1",
    ]


def test_a_fault_never_tells_the_value():
    with pytest.raises(FormError) as refused:
        parse_form(_changed("persons", 0, "D1", value=["机密"]))
    fault = refused.value.faults[0]
    assert "机密" not in f"{refused.value} {fault} {fault.zh} {fault.en}"
    assert {fault.zh, fault.en} == {"值的类型不对", "The value is of a wrong type"}
    assert fault.code in FAULT_CODES


def test_the_mark_of_another_form_is_kept_on_a_person():
    form = parse_form(_changed("persons", 0, "R8", value="4"))
    assert form.persons[0]["R8"] == 4


def test_a_form_comes_back_from_its_object():
    assert parse_form(form_json(parse_form(RAW))) == parse_form(RAW)


@pytest.mark.parametrize("known", sorted(RAW["block"]))
def test_what_is_not_known_of_the_block_stays_unknown(known):
    form = parse_form(_changed("block", value={known: RAW["block"][known]}))
    assert form_json(form)["block"].keys() == {known}
    assert parse_form(form_json(form)) == form


def test_an_object_leaves_out_what_is_not_there():
    raw = deepcopy(RAW)
    raw["deaths"], raw["block"], raw["id"] = [], None, None
    assert set(form_json(parse_form(raw))) == {"form", "version", "household", "persons"}


answers_of = {
    part: st.dictionaries(
        st.sampled_from([item.code for item in items]),
        st.none() | st.integers(0, 10**6) | st.text(STORABLE, max_size=20),
        max_size=len(items),
    )
    for part, items in {
        "household": SHORT_FORM.household_items,
        "persons": [i for i in SHORT_FORM.person_items if i.code != "D1"],
        "deaths": [i for i in SHORT_FORM.death_items if i.code != "name"],
    }.items()
}


@given(
    answers_of["household"],
    st.lists(answers_of["persons"], max_size=3),
    st.lists(answers_of["deaths"], max_size=2),
    st.none() | st.text(STORABLE, max_size=5),
)
def test_any_form_comes_back_from_its_object(household, persons, deaths, name):
    raw = deepcopy(RAW) | {"id": name, "persons": persons, "deaths": deaths}
    raw["household"] |= household
    form = parse_form(raw)
    assert parse_form(form_json(form)) == form


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(RAW, json_values)))
def test_an_object_without_a_whole_address_is_refused_with_its_faults(raw):
    with pytest.raises(FormError) as refused:
        parse_form(raw | {"household": {"county": raw}})
    assert refused.value.faults


@given(st.sampled_from(sorted(RAW)), json_values)
def test_any_part_replaced_is_parsed_or_refused(part, value):
    try:
        form = parse_form(_changed(part, value=value))
    except FormError as refused:
        codes = {fault.code for fault in refused.faults}
    else:
        codes = set()
        assert parse_form(form_json(form)) == form
    assert codes <= FAULT_CODES
