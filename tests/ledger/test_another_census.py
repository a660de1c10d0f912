"""A book under another census: its definition is data, and the book itself holds it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

import pytest

from domain.census import CENSUS_2020, CensusDefinitionError
from domain.commands import DelineateBlock, RegisterHousehold
from domain.events import BookOpened
from domain.forms import HouseholdForm, parse_form
from domain.phase import WORKING
from domain.refusal import RulesViolated
from ledger.application import BookApplication
from ledger.book_census import census_of
from ledger.database import Database
from ledger.errors import CensusUnknown
from ledger.opening import open_book
from ledger.receipt import Receipt
from tests.databases import Installed, KeptDatabase
from tests.ledger.books import BLOCK, BOOK, MOMENT, STAFF, act, envelope, family, listed, post


def definition() -> str:
    """A made-up census of 2030."""
    text = (files("domain") / "data" / "censuses" / "CN-2020.json").read_text("utf-8")
    raw = json.loads(text)
    raw |= {
        "code": "XX-2030",
        "reference_time": "2030-11-01T00:00:00+08:00",
        "window": ["2029-11", "2030-10"],
        "work_week": ["2030-10-25", "2030-10-31"],
        "five_years_ago": "2025-11",
        "calendar": {phase: [None, None] for phase in raw["calendar"]},
    }
    return json.dumps(raw, ensure_ascii=False)


def dead_in(month: str, book: BookApplication) -> HouseholdForm:
    """The family with a man who died in a month, aged 79 or so."""
    form = family()
    year = int(month[:4])
    form["household"] |= {"H4m": 1}  # type: ignore[operator]  # a mapping, as family makes it
    line = {
        "household": "001",
        "name": "某丙",
        "sex": 1,
        "birth": f"{year - 80}-03",
        "death": month,
        "age": 79,
        "ethnicity": "01",
        "education": 3,
        "marital": 4,
    }
    return parse_form({**form, "deaths": [line]}, book.census)


@pytest.fixture
def later(kept_database: KeptDatabase[Installed], database: Database) -> Iterator[BookApplication]:
    open_book(
        database,
        BOOK,
        name_zh="渝北区",
        founders=[post(*member) for member in STAFF[:3]],
        device="console",
        device_time=MOMENT,
        definition=definition(),
        phases=WORKING,
    )
    application = BookApplication(BOOK, database)
    setup = [DelineateBlock(code=BLOCK, urban_rural="111"), post(*STAFF[6])]
    for answer in application.execute([envelope("county-1", command) for command in setup]):
        assert isinstance(answer, Receipt)
    yield application
    application.close()


def test_a_book_is_judged_by_the_census_that_it_holds(later: BookApplication) -> None:
    listed(later)
    assert later.census.code == "XX-2030"
    # Nobody yet at the census of 2030; at that of 2020 the household's form would be too.
    unborn = parse_form(family(D5="2035-01", D3=""), later.census)
    with pytest.raises(RulesViolated) as refused:
        act(later, "enumerator", RegisterHousehold(form=unborn))
    assert "P04" in str(refused.value.details())
    dead = dead_in("2030-02", later)
    with pytest.raises(RulesViolated) as refused:
        act(later, "enumerator", RegisterHousehold(form=dead_in("2020-02", later)))
    assert "S01" in str(refused.value.details())
    assert act(later, "enumerator", RegisterHousehold(form=dead)).result["status"] == "registered"


def test_another_process_reads_the_census_from_the_book(
    later: BookApplication, database: Database
) -> None:
    other = BookApplication(BOOK, database)
    try:
        assert other.census.code == later.census.code
        assert other.census.window_last == "2030-10"
    finally:
        other.close()


def test_a_definition_that_is_wrong_opens_no_book(database: Database) -> None:
    wrong = json.loads(definition()) | {"window": ["2030-10", "2029-11"]}
    for text in ("no JSON", "[]", json.dumps(wrong)):
        with pytest.raises(CensusDefinitionError):
            open_book(
                database,
                "370871",
                name_zh="济宁高新区",
                founders=[post(*member) for member in STAFF[:3]],
                device="console",
                device_time=MOMENT,
                definition=text,
            )


def test_a_census_that_nobody_defines_is_named(later: BookApplication) -> None:
    [opened] = later.read(0, 1)
    assert isinstance(opened.event, BookOpened)
    assert census_of(None) is CENSUS_2020
    with pytest.raises(CensusUnknown) as unknown:
        census_of(replace(opened.event, definition=None))
    assert unknown.value.details() == {"census": "XX-2030"}
