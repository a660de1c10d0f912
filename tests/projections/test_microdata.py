from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from pyarrow import parquet

from domain.forms import DEATH_IDENTIFIER_ITEMS, IDENTIFIER_ITEMS
from ledger.database import Database
from projections.errors import PositionNotReached
from projections.follower import Follower
from projections.microdata import Microdata, write_csv, write_parquet
from projections.row_store import Connection
from tests.projections.answers import death, dwelling, foreigner, household, person, work
from tests.projections.written_book import WrittenBook


@pytest.fixture
def book(projection_database: Database, new_book: Callable[[], WrittenBook]) -> WrittenBook:
    book = new_book()
    block = book.delineate(1, 1, 1, "121")
    first, second, _, guests, gone = [book.list_household(block) for _ in range(5)]
    head = person(D1="某甲", D3="500112198005071236", D8=4, D8_county="370811", D9=6, D10=0)
    spouse = person(D2=1, D4=2, D6="06", D7=5, D7_county="110101", D9=5)
    [head_id, _] = book.register(first, [head, spouse], deaths=(death(),))
    book.register_long_form(first, {head_id: work()})
    book.code(first, head_id, "C", "13", "6")
    book.register(second, [person()], household(H1=2, H5=2, H6=None, H7=None))
    book.register_foreigners(guests, [foreigner(R1="Kim")])
    book.register(gone, [person()], deaths=(death(),))
    book.withdraw(gone)
    Follower(book, projection_database).catch_up()
    return book


HEADERS = {
    Microdata.HOUSEHOLDS: "book,block15,building,unit,household_no,long,urban_rural,"
    "H1,H2a,H2b,H3m,H3f,H4m,H4f,H5,H6,H7,H8,H9,H10,H11,H12,H13,H14,H15,H16,H17,H18,H19",
    Microdata.PERSONS: "record_id,block15,household_no,D2,D4,D5,D6,D7,D8,D9,D10,D11,D12,"
    "D7_area,D8_area,C11,C12,C13,C13_province,C14,C14_province,C14_prefecture,C14_county,C16,"
    "C18,C18_hours,C19,C20_section,C20_division,C21_major,C22,C23,C24,C25,C26,C26_born_m,"
    "C26_born_f,C26_alive_m,C26_alive_f,C27,C27_month1,C27_sex1,C27_month2,C27_sex2,C28,C29",
    Microdata.DEATHS: "block15,household_no,S3,S4,S5,S6,S7,S8,S5_age",
    Microdata.FOREIGNERS: "block15,household_no,F1,F2,F3,F4,R2,R3,R4,R5,R6,R7,R8,R8_country",
}
"""As the exchange formats name them."""


def written(
    connection: Connection, book: WrittenBook, kind: Microdata, as_of: int | None = None
) -> list[dict[str, str]]:
    out = io.StringIO()
    count = write_csv(connection, book.book, kind, out, as_of=as_of)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert count == len(rows)
    return rows


@pytest.mark.parametrize("kind", Microdata)
def test_columns_are_those_of_the_exchange_formats(
    connection: Connection, book: WrittenBook, kind: Microdata
) -> None:
    out = io.StringIO()
    write_csv(connection, book.book, kind, out)
    assert out.getvalue().splitlines()[0] == HEADERS[kind]


def test_households_with_the_short_or_long_form_are_written(
    connection: Connection, book: WrittenBook
) -> None:
    first, second = written(connection, book, Microdata.HOUSEHOLDS)
    assert (first["book"], first["block15"]) == (book.book, book.blocks[0])
    assert (first["household_no"], first["long"], first["urban_rural"]) == ("001", "1", "121")
    assert (first["H1"], first["H6"]) == ("1", "89")
    assert (first["H8"], first["H18"]) == (str(dwelling()["H8"]), dwelling()["H18"])
    assert (second["household_no"], second["long"], second["H1"]) == ("002", "0", "2")
    assert second["H6"] == second["H8"] == ""


def test_persons_are_written_with_the_items_of_both_forms(
    connection: Connection, book: WrittenBook
) -> None:
    rows = written(connection, book, Microdata.PERSONS)
    by_relation = {(row["household_no"], row["D2"]): row for row in rows}
    assert len(rows) == len(by_relation) == 3
    head, spouse = by_relation["001", "0"], by_relation["001", "1"]
    assert head["D8_area"] == "370811"
    assert (spouse["D7_area"], spouse["D6"]) == ("110101", "06")
    assert (head["C13_province"], head["C18_hours"]) == ("51", "40")
    assert (head["C20_section"], head["C20_division"], head["C21_major"]) == ("C", "13", "6")
    assert spouse["C18_hours"] == ""
    assert {row["record_id"] for row in rows} <= {str(e.event.originator_id) for e in book.entries}


def test_lines_of_the_dead_and_foreigners_are_written(
    connection: Connection, book: WrittenBook
) -> None:
    [line] = written(connection, book, Microdata.DEATHS)
    assert list(line.values())[1:] == ["001", "2", "1940-03", "2020-02", "01", "3", "4", "79"]
    [guest] = written(connection, book, Microdata.FOREIGNERS)
    assert (guest["household_no"], guest["F1"], guest["F3"]) == ("004", "1", "60")
    assert (guest["R5"], guest["R8"], guest["R8_country"]) == ("3", "4", "KOR")


@pytest.mark.parametrize("kind", Microdata)
def test_nothing_that_is_sealed_is_written(
    connection: Connection, book: WrittenBook, kind: Microdata
) -> None:
    out = io.StringIO()
    write_csv(connection, book.book, kind, out)
    header = set(out.getvalue().splitlines()[0].split(","))
    assert not (IDENTIFIER_ITEMS | DEATH_IDENTIFIER_ITEMS) & header
    for personal in ("某甲", "500112198005071236", "某丁", "Kim", "粮食加工"):
        assert personal not in out.getvalue()


@pytest.mark.parametrize("kind", Microdata)
def test_parquet_says_the_same_as_csv(
    connection: Connection, book: WrittenBook, kind: Microdata
) -> None:
    out = io.BytesIO()
    write_parquet(connection, book.book, kind, out)
    table = parquet.read_table(io.BytesIO(out.getvalue()))
    told = [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in table.to_pylist()
    ]
    assert told == written(connection, book, kind)
    assert table.column_names == HEADERS[kind].split(",")


def test_microdata_can_be_had_as_of_a_position(connection: Connection, book: WrittenBook) -> None:
    before = book.last - 1
    counts = {kind: len(written(connection, book, kind, before)) for kind in Microdata}
    assert counts == {"households": 3, "persons": 4, "deaths": 2, "foreigners": 1}
    with pytest.raises(PositionNotReached):
        written(connection, book, Microdata.PERSONS, book.last + 1)


def test_microdata_of_another_area_are_empty(connection: Connection, book: WrittenBook) -> None:
    out = io.StringIO()
    assert write_csv(connection, book.book, Microdata.PERSONS, out, area=f"{book.book}002") == 0
    assert len(out.getvalue().splitlines()) == 1
