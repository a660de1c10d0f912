import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forms import FORMS, Kind
from domain.forms.answers import UnstorableAnswerError, shape, shaper
from domain.forms.definition import item

STORABLE = st.characters(codec="utf-8", exclude_characters="\0")

ITEMS = {
    one.code: one
    for form in FORMS.values()
    for one in (*form.household_items, *form.person_items, *form.death_items)
}
TEXTS = {code for code, one in ITEMS.items() if one.kind is Kind.TEXT}


@pytest.mark.parametrize(
    ("item", "raw", "stored"),
    [
        ("D2", "0", 0),
        ("D2", 9, 9),
        ("D2", " 3 ", 3),
        ("D6", 1, "01"),
        ("D6", "1", "01"),
        ("D6", "01", "01"),
        ("H6", "89", 89),
        ("H6", "007", 7),
        ("D5", " 1985-06 ", "1985-06"),
        ("D1", " 甲 ", "甲"),
        ("D8_county", 110101, "110101"),
        ("C14_prefecture", 5001, "500100"),
        ("C14_prefecture", "5001", "500100"),
        ("C14_prefecture", 500100, "500100"),
        ("C13_province", 50, "50"),
        ("H18", 1, "01"),
        ("C20_division", "1", "01"),
        ("C20_section", "A", "A"),
        ("R8_nationality", " Fr ", "FRA"),
        ("R8_nationality", "法国", "FRA"),
        ("D3", " 11010519491231002ｘ ", "11010519491231002X"),
        ("D3", 500112198506151232, "500112198506151232"),
    ],
)
def test_an_answer_gets_its_stored_shape(item, raw, stored):
    assert shape(ITEMS[item], raw) == stored
    assert type(shape(ITEMS[item], raw)) is type(stored)


@pytest.mark.parametrize(
    ("item", "raw"),
    [
        ("D4", 3),
        ("D4", "男"),
        ("D6", 99),
        ("D5", "1985-13"),
        ("D5", 198506),
        ("H6", "8.5"),
        ("H6", "１２"),
        ("H6", -1),
        ("H6", "100000"),
        ("D7_county", "重庆"),
        ("C14_prefecture", "重庆"),
        ("R8_nationality", "某国"),
        ("D3", "无"),
    ],
)
def test_a_value_that_is_no_answer_is_kept_for_the_rules(item, raw):
    assert shape(ITEMS[item], raw) == raw


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000\t\n"])
def test_blanks_are_an_empty_answer(item, raw):
    assert shape(ITEMS[item], raw) is None


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("raw", [True, False, 1.0, 1.5, [], [1], {}, {"a": 1}, b"1", 10**18])
def test_a_value_of_another_type_is_refused(item, raw):
    with pytest.raises(UnstorableAnswerError) as refused:
        shape(ITEMS[item], raw)
    assert refused.value.code == "wrong-type"


def test_a_number_is_no_text():
    with pytest.raises(UnstorableAnswerError):
        shape(ITEMS["D1"], 1)


@pytest.mark.parametrize("item", ITEMS)
def test_a_very_long_text_is_refused(item):
    with pytest.raises(UnstorableAnswerError) as refused:
        shape(ITEMS[item], "长" * 201)
    assert refused.value.code == "too-long"


def test_a_coded_item_without_a_list_is_refused():
    uncoded = item("X1", ("某项", "Some item"), Kind.CODE)
    with pytest.raises(ValueError, match="X1"):
        shaper(uncoded)


@given(
    st.sampled_from(sorted(ITEMS)), st.integers(-(10**17), 10**17) | st.text(STORABLE, max_size=200)
)
def test_shaping_a_shaped_answer_changes_nothing(item, raw):
    if item in TEXTS and isinstance(raw, int):
        return
    once = shape(ITEMS[item], raw)
    assert shape(ITEMS[item], once) == once
