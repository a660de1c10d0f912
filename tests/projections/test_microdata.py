from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from domain.forms.short import IDENTIFIER_ITEMS
from ledger.database import Database
from projections.errors import PositionNotReached
from projections.follower import Follower
from projections.microdata import write_households, write_persons
from projections.row_store import Connection
from tests.projections.written_book import WrittenBook, household, person


@pytest.fixture
def book(projection_database: Database, new_book: Callable[[], WrittenBook]) -> WrittenBook:
    book = new_book()
    block = book.delineate(1, 1, 1, "121")
    first, second, _, gone = [book.list_household(block) for _ in range(4)]
    head = person(D1="某甲", D3="500112198005071236", D8=4, D8_county="370811", D9=6, D10=0)
    book.register(first, [head, person(D2=1, D4=2, D6="06", D7=5, D7_county="110101", D9=5)])
    book.register(second, [person()], household(H1=2, H5=2, H6=None, H7=None))
    book.register(gone, [person()])
    book.withdraw(gone)
    Follower(book, projection_database).catch_up()
    return book


def read(text: io.StringIO) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.getvalue())))


def test_households_on_record_are_written_with_the_items_of_the_form(
    connection: Connection, book: WrittenBook
) -> None:
    out = io.StringIO()
    assert write_households(connection, book.book, out) == 2
    assert out.getvalue().splitlines()[0] == (
        "book,block15,building,unit,household_no,long,urban_rural,"
        "H1,H2a,H2b,H3m,H3f,H4m,H4f,H5,H6,H7"
    )
    first, second = read(out)
    assert first["book"] == book.book
    assert first["block15"] == book.blocks[0]
    assert (first["household_no"], first["long"], first["urban_rural"]) == ("001", "0", "121")
    assert (first["H1"], first["H6"]) == ("1", "89")
    assert (second["household_no"], second["H1"], second["H6"]) == ("002", "2", "")


def test_persons_are_written_without_identifiers(connection: Connection, book: WrittenBook) -> None:
    out = io.StringIO()
    assert write_persons(connection, book.book, out) == 3
    assert out.getvalue().splitlines()[0] == (
        "record_id,block15,household_no,D2,D4,D5,D6,D7,D8,D9,D10,D11,D12,D7_area,D8_area"
    )
    assert "某甲" not in out.getvalue()
    assert "500112198005071236" not in out.getvalue()
    rows = read(out)
    assert not IDENTIFIER_ITEMS & rows[0].keys()
    by_relation = {(row["household_no"], row["D2"]): row for row in rows}
    assert by_relation["001", "0"]["D8_area"] == "370811"
    assert by_relation["001", "1"]["D7_area"] == "110101"
    assert by_relation["001", "1"]["D6"] == "06"
    assert {row["record_id"] for row in rows} <= {str(e.event.originator_id) for e in book.entries}


def test_microdata_can_be_had_as_of_a_position(connection: Connection, book: WrittenBook) -> None:
    before_the_withdrawal = book.last - 1
    out = io.StringIO()
    assert write_households(connection, book.book, out, as_of=before_the_withdrawal) == 3
    assert write_persons(connection, book.book, io.StringIO(), as_of=before_the_withdrawal) == 4
    with pytest.raises(PositionNotReached):
        write_persons(connection, book.book, io.StringIO(), as_of=book.last + 1)


def test_microdata_of_another_area_are_empty(connection: Connection, book: WrittenBook) -> None:
    out = io.StringIO()
    assert write_persons(connection, book.book, out, area=f"{book.book}002") == 0
    assert len(out.getvalue().splitlines()) == 1
