"""Items and answers of every form have their labels."""

from __future__ import annotations

import pytest

from domain.forms import FORMS, Answer
from projections.labels import (
    DEATH_ITEMS,
    HOUSEHOLD_ITEMS,
    PERSON_ITEMS,
    answer_label,
    entered_items,
)


def test_every_item_of_every_form_is_known() -> None:
    for form in FORMS.values():
        assert {item.code for item in form.household_items} <= HOUSEHOLD_ITEMS.keys()
        assert {item.code for item in form.person_items} <= PERSON_ITEMS.keys()
        assert {item.code for item in form.death_items} <= DEATH_ITEMS.keys()


@pytest.mark.parametrize(
    ("topic", "answered", "sealed"),
    [
        ("PersonRegistered", {"D4"}, {"D1", "D3"}),
        ("PersonRegistered", {"D4", "C13"}, {"D1", "D3", "C20_text", "C21_text"}),
        ("PersonTransferredIn", {"R3"}, {"R1"}),
        ("PersonLongFormRegistered", {"C13"}, {"C20_text", "C21_text"}),
        ("ForeignPersonRegistered", {"R3"}, {"R1"}),
        ("PersonAmended", {"D4"}, set()),
    ],
)
def test_a_person_is_entered_with_the_items_of_one_form(
    topic: str, answered: set[str], sealed: set[str]
) -> None:
    items = entered_items(topic, answered)
    assert {item.code for item in items.values() if item.sealed} == sealed


@pytest.mark.parametrize(
    ("item", "answer", "zh"),
    [
        ("C24", 4, "丧偶"),
        ("C13_province", "51", "四川省"),
        ("C14_prefecture", "130100", "石家庄市"),
        ("C14_county", "500112", "渝北区"),
        ("R8_nationality", "FRA", "法国"),
    ],
)
def test_an_answer_of_another_form_has_its_label(item: str, answer: Answer, zh: str) -> None:
    label = answer_label(PERSON_ITEMS[item], answer)
    assert label is not None
    assert label.zh == zh


@pytest.mark.parametrize(
    ("item", "answer"),
    [("C14_prefecture", "999900"), ("C18_hours", 40), ("C24", 9), ("C24", None)],
)
def test_what_no_list_knows_has_no_label(item: str, answer: Answer) -> None:
    assert answer_label(PERSON_ITEMS[item], answer) is None
