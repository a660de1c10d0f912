"""An answer is of its item's kind, or is named with its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.forms import Answer
from domain.forms.kinds import kind_faults
from tests.domain.rules.synthetic import dead_man, form, person

CLEAN = form(person(0), deaths=(dead_man(),))


def pointers(part: str, item: str, answer: Answer) -> list[str]:
    """Where the faults of the clean form with one other answer are."""
    if part == "household":
        changed = replace(CLEAN, answers={**CLEAN.answers, item: answer})
    else:
        [line] = getattr(CLEAN, part)
        changed = replace(CLEAN, **{part: ({**line, item: answer},)})
    return [fault.pointer for fault in kind_faults(changed, [("persons", 0)])]


def test_clean_form_has_no_fault() -> None:
    assert kind_faults(CLEAN, [("persons", 0)]) == []


@pytest.mark.parametrize(
    ("part", "item", "fitting", "unfit"),
    [
        ("household", "H5", 3, 99),
        ("household", "H1", 1, True),
        ("household", "H6", 99_999, 100_000),
        ("household", "H7", 0, -1),
        ("household", "H7", 3, "3"),
        ("persons", "D6", "56", 56),
        ("persons", "D5", "1980-12", "1980-13"),
        ("persons", "D7_county", "370811", "370899"),
        ("persons", "D8_county", "370811", 370811),
        ("deaths", "death", "2020-01", 202001),
        ("deaths", "household", 1, "001"),
        ("deaths", "marital", 1, "一"),
    ],
)
def test_each_kind_has_its_answers(part: str, item: str, fitting: Answer, unfit: Answer) -> None:
    assert pointers(part, item, fitting) == []
    place = f"/{part}/{item}" if part == "household" else f"/{part}/0/{item}"
    assert pointers(part, item, unfit) == [place]


@pytest.mark.parametrize(
    ("part", "item"), [("persons", "D1"), ("persons", "D3"), ("deaths", "name"), ("deaths", "id")]
)
def test_identifiers_are_sealed_as_they_are(part: str, item: str) -> None:
    assert pointers(part, item, "某甲") == []


def test_empty_answer_is_of_every_kind() -> None:
    assert pointers("persons", "D12", None) == []


def test_item_that_the_form_has_not_is_unknown() -> None:
    changed = replace(CLEAN, answers={**CLEAN.answers, "D4": 1})
    assert [f.code for f in kind_faults(changed, [("persons", 0)])] == ["unknown-item"]
