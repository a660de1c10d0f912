"""Of whom an item is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.census import CENSUS_2020
from domain.forms import DEATH_FORM, FOREIGN_FORM, LONG_FORM, Answer, Item, asked, asked_of

ITEMS = {
    item.code: item
    for form in (DEATH_FORM, FOREIGN_FORM, LONG_FORM)
    for item in (*form.household_items, *form.person_items, *form.death_items)
}
CHILD, ADULT, OLD = "2017-11", "1985-06", "1960-10"


def is_asked(item: str, **answers: Answer) -> bool | None:
    return asked(ITEMS[item], answers, CENSUS_2020)


@pytest.mark.parametrize(
    ("item", "asked_with", "not_asked_with", "unknown_with"),
    [
        ("H6", {"H5": 1}, {"H5": 2}, {"H5": 9}),
        ("H11", {"H5": 1, "H8": 2}, {"H5": 1, "H8": 1}, {"H5": 1}),
        ("H18", {"H5": 1, "H17": 2}, {"H5": 1, "H17": 3}, {"H5": 1, "H17": "x"}),
        ("F3", {"F2": 1}, {"F2": 5}, {}),
        ("D9", {"D8": 4}, {"D8": 5}, {}),
        ("C11", {"D8": 4, "D9": 2}, {"D8": 4, "D9": 1}, {"D8": 4}),
        ("C14", {"D5": "2015-10"}, {"D5": "2015-11"}, {"D5": "2015-13"}),
        ("C16", {"D5": "2017-10", "D11": 3}, {"D5": CHILD, "D11": 3}, {"D5": ADULT}),
        ("C18", {"D5": "2005-10"}, {"D5": "2005-11"}, {"D5": "2020-11"}),
        ("C18_hours", {"D5": ADULT, "C18": 1}, {"D5": ADULT, "C18": 2}, {"D5": ADULT}),
        ("C22", {"D5": ADULT, "C18": 3}, {"D5": ADULT, "C18": 2}, {"C18": 3}),
        (
            "C26",
            {"D4": 2, "D5": "1955-11", "C24": 4},
            {"D4": 2, "D5": "1955-10", "C24": 4},
            {"D4": 2, "D5": "1955-11"},
        ),
        (
            "C27",
            {"D4": 2, "D5": "1969-11", "C26": 2},
            {"D4": 2, "D5": "1969-10", "C26": 2},
            {"D5": "1969-11", "C26": 2},
        ),
        ("C28", {"D5": OLD}, {"D5": "1960-11"}, {}),
        ("R7", {"R4": "2017-10"}, {"R4": CHILD}, {"D5": ADULT}),
        ("R8_nationality", {"R8": 4}, {"R8": 3}, {"R8": 5}),
    ],
)
def test_an_item_hangs_on_others(
    item: str,
    asked_with: dict[str, Answer],
    not_asked_with: dict[str, Answer],
    unknown_with: dict[str, Answer],
) -> None:
    assert is_asked(item, **asked_with) is True
    assert is_asked(item, **not_asked_with) is False
    assert is_asked(item, **unknown_with) is None


def test_an_item_without_a_skip_is_asked_of_all() -> None:
    assert is_asked("H5") is True


def test_one_condition_that_fails_settles_it_whatever_is_missing() -> None:
    assert is_asked("C26", D4=1) is False


@pytest.mark.parametrize("item", ["D3", "id", "household"])
def test_what_somebody_may_not_have_cannot_be_missed(item: str) -> None:
    assert is_asked(item) is None


@pytest.mark.parametrize("item", ["C20_section", "C20_division", "C21_major"])
def test_a_coders_answer_is_asked_of_nobody(item: str) -> None:
    assert is_asked(item, D5=ADULT, C18=1) is False


@pytest.mark.parametrize(
    ("birth", "death", "age", "of_whom"),
    [
        ("2017-03", "2020-04", None, True),
        ("2017-03", "2020-02", None, False),
        ("2017-03", "2020-03", None, None),
        ("2017-03", "2020-03", 3, True),
        ("2017-03", "2020-03", 2, False),
        ("2017-03", "2020-03", 9, None),
        ("2000-03", "2020-03", None, True),
        ("2020-03", "2020-03", None, False),
        ("2020-03", "2020-02", None, None),
        (None, "2020-03", 70, None),
    ],
)
def test_age_at_death_settles_what_is_asked_of_the_dead(
    birth: Answer, death: Answer, age: Answer, of_whom: bool | None
) -> None:
    assert is_asked("education", birth=birth, death=death, age=age) is of_whom


def test_ages_are_those_of_the_census() -> None:
    person = replace(CENSUS_2020.person, asked_old_age=65)
    later = replace(CENSUS_2020, person=person)
    assert asked(ITEMS["C29"], {"D5": OLD}, later) is False
    assert asked_of(ITEMS["C29"], later).zh == "年满65周岁"


@pytest.mark.parametrize(
    ("item", "zh", "en"),
    [
        ("H5", "全部", "all"),
        ("H18", "H5 = 1 普通住宅；H17 = 1–2", "H5 = 1 Conventional dwelling; H17 = 1–2"),
        ("C24", "年满15周岁", "aged 15 and over"),
        ("C26", "D4 = 2 女；15–64周岁；C24 = 2–4", "D4 = 2 Female; aged 15 to 64; C24 = 2–4"),
        ("marital", "死亡时年满15周岁", "died aged 15 and over"),
        ("id", "有则填报", "where there is one"),
        ("C21_major", "由编码员填写", "entered by a coder"),
    ],
)
def test_a_skip_is_told_in_words(item: str, zh: str, en: str) -> None:
    assert asked_of(ITEMS[item], CENSUS_2020) == (zh, en)


def test_codes_apart_from_each_other_are_told_one_by_one() -> None:
    condition = replace(ITEMS["H11"].skip[1], answers=(1, 3))
    item: Item = replace(ITEMS["H11"], skip=(condition,))
    assert asked_of(item, CENSUS_2020).en == "H8 = 1, 3"
