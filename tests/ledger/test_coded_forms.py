"""Codes of industry and occupation come on a form by an office's file alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from domain.attribution import Channel
from domain.commands import RegisterHousehold
from domain.forms import parse_form
from domain.refusal import FormRefused
from ledger.application import BookApplication
from tests.domain.forms.examples import EXAMPLES
from tests.ledger.books import act, envelope, listed, received

CODES = ("C20_section", "C20_division", "C21_major")
PLACE = {"building": "0001", "unit": "0001", "hh": "001"}


def long_form(**household: int) -> RegisterHousehold:
    """A form of one person whose texts are coded."""
    raw: Mapping[str, Any] = EXAMPLES["long"]
    assert set(CODES) <= raw["persons"][0].keys()
    return RegisterHousehold(
        form=parse_form({**raw, "household": {**raw["household"], **PLACE, **household}})
    )


@pytest.fixture(autouse=True)
def _drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every household is drawn: who was is not asked here."""
    monkeypatch.setattr("ledger.acts.households.require_drawn", lambda *_: None)


@pytest.mark.parametrize(
    ("account", "channel"),
    [
        ("enumerator", Channel.ENUMERATOR),
        ("enumerator", Channel.IMPORT),
        ("township", Channel.OFFICE),
    ],
)
def test_codes_on_a_form_are_refused_with_their_places(
    book: BookApplication, account: str, channel: Channel
) -> None:
    listed(book)
    form = long_form(H1=2) if account == "township" else long_form()
    sent = replace(envelope(account, form), channel=channel)
    with pytest.raises(FormRefused) as refused:
        received(book.execute([sent])[0])
    assert [(f.code, f.pointer) for f in refused.value.faults] == [
        ("coders-item", f"/persons/0/{item}") for item in CODES
    ]


def test_office_hands_over_what_its_coders_coded_before(book: BookApplication) -> None:
    (household_id,) = listed(book)
    sent = replace(envelope("township", long_form(H1=2)), channel=Channel.IMPORT)
    received(book.execute([sent])[0])
    [person] = book.household_record(household_id).persons.values()
    assert [person.answers[item] for item in CODES] == ["C", "13", 6]


def test_form_without_codes_is_registered_by_its_enumerator(book: BookApplication) -> None:
    listed(book)
    filled = long_form().form
    [person] = filled.persons
    bare = {item: answer for item, answer in person.items() if item not in CODES}
    act(book, "enumerator", RegisterHousehold(form=replace(filled, persons=(bare,))))
