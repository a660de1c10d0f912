"""The office in memory is as fresh as the book, and no household act asks for it."""

from __future__ import annotations

import re

import pytest

from domain.events import OFFICE_TOPICS
from domain.office import Office
from ledger.application import BookApplication
from ledger.kept_office import KeptOffice
from ledger.records import Records
from ledger.sql import queries, script
from tests.ledger.books import act, registered
from tests.ledger.office_acts import budget_line


def kept(book: BookApplication) -> KeptOffice:
    """A second process's copy of the office."""
    records = Records(book.recorder, book._mapper, book._vault, lambda: book.census)
    return KeptOffice(book.recorder, records)


def test_office_is_that_of_the_head_and_the_one_given_before_stays(book: BookApplication) -> None:
    office = kept(book)
    before = office.fresh()
    act(book, "county-1", budget_line())
    after = office.fresh()
    assert before.lines == {}
    assert list(after.lines) == ["PAY-1"]
    assert office.fresh() is after


def test_household_act_asks_nothing_of_the_office(
    book: BookApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: KeptOffice) -> Office:
        raise AssertionError("the office was read")

    monkeypatch.setattr(KeptOffice, "fresh", refuse)
    registered(book)


def test_office_is_selected_by_the_topics_of_the_office() -> None:
    wanted = {f"'{topic}'" for topic in OFFICE_TOPICS}
    index = script("ledger", "schema.sql").partition("entry_of_office")[2]
    for text in (index, queries("ledger", "book.sql")["select_office"]):
        listed_topics = re.search(r"topic IN \(([^)]*)\)", text)
        assert listed_topics is not None
        assert set(re.findall(r"'\w+'", listed_topics[1])) == wanted
