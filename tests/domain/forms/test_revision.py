"""Answers of a revision: shaped like a form's, with emptied ones told apart."""

from __future__ import annotations

from uuid import uuid4

import pytest

from domain.commands import Revision
from domain.forms import SHORT_FORM, FormError
from domain.forms.revision import shaped_answers


def test_answers_take_their_stored_shape() -> None:
    person = uuid4()
    given = Revision(
        household={"H6": "96", "H7": None},
        persons={person: {"D6": 1, "D11": "5", "D3": " 11010519491231002x"}},
        added=({"D1": " 某甲 ", "D12": ""},),
        deaths=({"sex": "1", "age": None},),
    )
    shaped = shaped_answers(SHORT_FORM, given)
    assert shaped.household == {"H6": 96, "H7": None}
    assert shaped.persons == {person: {"D6": "01", "D11": 5, "D3": "11010519491231002X"}}
    assert shaped.added == ({"D1": "某甲"},)
    assert shaped.deaths == ({"sex": 1},)


def test_every_fault_is_named_with_its_place() -> None:
    person = uuid4()
    given = Revision(
        household={"D1": "某甲"},
        persons={person: {"D1": "a\0b", "R8": 1}},
        added=({"D1": "half \ud800"},),
        deaths=({"name": "九" * 201},),
    )
    with pytest.raises(FormError) as error:
        shaped_answers(SHORT_FORM, given)
    assert [(f.code, f.pointer) for f in error.value.faults] == [
        ("unknown-item", "/household/D1"),
        ("wrong-type", f"/persons/{person}/D1"),
        ("unknown-item", f"/persons/{person}/R8"),
        ("wrong-type", "/added/0/D1"),
        ("too-long", "/deaths/0/name"),
    ]
