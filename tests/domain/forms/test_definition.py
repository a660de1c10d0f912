"""What holds for the definition of every form."""

from __future__ import annotations

import pytest

from domain.census import CENSUS_2020
from domain.codes import code_list
from domain.forms import (
    DEATH_IDENTIFIER_ITEMS,
    FORMS,
    IDENTIFIER_ITEMS,
    Form,
    Item,
    Kind,
    asked_of,
)
from domain.forms.skip import Aged, AgedAtDeath, AnswerIn

PARTS = {
    f"{code}-{part}": getattr(form, part)
    for code, form in FORMS.items()
    for part in ("household_items", "person_items", "death_items")
}
ITEMS = {f"{part}-{item.code}": item for part, items in PARTS.items() for item in items}


def test_there_are_four_forms_with_their_numbers() -> None:
    assert {form.code: form.number for form in FORMS.values()} == {
        "short": "R601",
        "long": "R602",
        "foreign": "R603",
        "death": "R604",
    }


def test_what_names_somebody_or_is_in_own_words_is_sealed() -> None:
    assert {"D1", "D3", "C20_text", "C21_text", "R1"} == IDENTIFIER_ITEMS
    assert {"name", "id"} == DEATH_IDENTIFIER_ITEMS


@pytest.mark.parametrize("items", PARTS.values(), ids=PARTS)
def test_item_codes_stand_once_in_each_part(items: tuple[Item, ...]) -> None:
    codes = [item.code for item in items]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_a_coded_item_names_a_code_list_and_no_other_item_does(item: Item) -> None:
    assert (item.codes is not None) == (item.kind is Kind.CODE)
    if item.codes is not None:
        assert len(code_list(item.codes)) > 1


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_text_and_id_numbers_are_sealed(item: Item) -> None:
    assert item.sealed == (item.kind in {Kind.TEXT, Kind.ID_NUMBER})


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_every_item_is_worded_in_both_languages(item: Item) -> None:
    assert all((item.name_zh, item.name_en, *asked_of(item, CENSUS_2020)))


@pytest.mark.parametrize("items", PARTS.values(), ids=PARTS)
def test_a_skip_hangs_on_an_item_of_the_same_part_that_comes_before(
    items: tuple[Item, ...],
) -> None:
    before: dict[str, Item] = {}
    for item in items:
        for condition in item.skip:
            match condition:
                case AnswerIn(on, codes, answers):
                    assert before[on].codes == codes
                    assert code_list(codes).answers.issuperset(answers)
                case Aged(_, birth):
                    assert before[birth].kind is Kind.MONTH
                case AgedAtDeath():
                    assert {"birth", "death", "age"} <= before.keys()
        before[item.code] = item


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_an_item_has_one_wording_on_all_forms(form: Form) -> None:
    named = {item.code: (item.name_zh, item.name_en) for item in ITEMS.values()}
    for item in (*form.household_items, *form.person_items, *form.death_items):
        assert named[item.code] == (item.name_zh, item.name_en)
