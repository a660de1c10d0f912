from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

import pytest

from domain.refusal import UnknownArea
from ledger.database import Database
from projections.errors import PositionNotReached, UnknownTable
from projections.follower import Follower
from projections.row_store import Connection, connect, delete_book
from projections.tables import TABLES, Cell, CensusTable, table, write_csv
from projections.tracking import tracked_position
from tests.projections.answers import death, foreigner, household, person
from tests.projections.folded_book import FoldedBook, FoldedPerson
from tests.projections.random_book import write_at_random
from tests.projections.written_book import WrittenBook

NewBook = Callable[[], WrittenBook]
Cells = dict[tuple[str, int, str, str], int | Decimal]

GROUPS = ["0", "1-4", *(f"{a}-{a + 4}" for a in range(5, 100, 5)), "100+"]


def ratio(above: int, below: int, times: int) -> Decimal:
    return (Decimal(above * times) / below).quantize(Decimal("0.01"), ROUND_HALF_UP)


class BruteForce:
    """The four tables by counting every resident one after the other."""

    def __init__(self, book: WrittenBook, as_of: int) -> None:
        self.folded = FoldedBook(book.entries[: as_of + 1])

    def places(self, block: str) -> Iterator[tuple[str, int]]:
        kind = {"111": 1, "122": 2, "220": 3}[self.folded.classes[block]]
        for digits in (6, 9, 12, 15):
            yield block[:digits], 0
            yield block[:digits], kind

    def residents(self) -> Iterator[tuple[UUID, FoldedPerson, str, str]]:
        for someone in self.folded.persons.values():
            home = self.folded.households[someone.household_id]
            if someone.resident:
                sex = "M" if someone.answers["D4"] == 1 else "F"
                yield someone.household_id, someone, sex, home.block

    def table(self, table_id: str) -> Cells:
        cells: Cells = {
            "1-1": self.households,
            "1-5": self.age_groups,
            "1-7": self.education,
            "3-1": self.single_ages,
        }[table_id]()
        return {key: value for key, value in cells.items() if value}

    def count(self, row_of: Callable[[FoldedPerson], str | None]) -> Counter[tuple[str, ...]]:
        counts: Counter[tuple[str, ...]] = Counter()
        for _, someone, sex, block in self.residents():
            row = row_of(someone)
            if row is None:
                continue
            for area, kind in self.places(block):
                for shown in (row, "all"):
                    for column in (sex, "T"):
                        counts[area, kind, shown, column] += 1
        return counts

    def age_groups(self) -> Cells:
        def group(someone: FoldedPerson) -> str:
            for label in GROUPS[:-1]:
                low, _, high = label.partition("-")
                if int(low) <= someone.age <= int(high or low):
                    return label
            return "100+"

        return dict(self.count(group))

    def education(self) -> Cells:
        return dict(self.count(lambda p: str(p.answers["D11"]) if p.age >= 3 else None))

    def single_ages(self) -> Cells:
        counts = self.count(lambda p: str(p.age) if p.age < 100 else "100+")
        cells: Cells = dict(counts)
        for (area, kind, row, column), value in counts.items():
            everybody = counts[area, kind, "all", "T"]
            cells[area, kind, row, f"{column}_percent"] = ratio(value, everybody, 100)
            women = counts[area, kind, row, "F"]
            if column == "T" and women:
                cells[area, kind, row, "sex_ratio"] = ratio(value - women, women, 100)
        return cells

    def households(self) -> Cells:
        counts: Counter[tuple[str, int, str, str]] = Counter()
        homes: defaultdict[UUID, list[str]] = defaultdict(list)
        for household_id, _, sex, _ in self.residents():
            homes[household_id].append(sex)
        for household_id, sexes in homes.items():
            home = self.folded.households[household_id]
            kind_of_household = "family" if home.answers["H1"] == 1 else "collective"
            for area, kind in self.places(home.block):
                for row in ("all", kind_of_household):
                    counts[area, kind, row, "households"] += home.number != "999"
                    counts[area, kind, row, "T"] += len(sexes)
                    counts[area, kind, row, "M"] += sexes.count("M")
                    counts[area, kind, row, "F"] += sexes.count("F")
        cells: Cells = dict(counts)
        for area, kind, row, column in list(counts):
            place = area, kind, row
            if column == "F" and counts[*place, "F"]:
                cells[*place, "sex_ratio"] = ratio(counts[*place, "M"], counts[*place, "F"], 100)
            if column == "households" and row == "family" and counts[*place, "households"]:
                cells[*place, "household_size"] = ratio(
                    counts[*place, "T"], counts[*place, "households"], 1
                )
        return cells


def cells_of(census_table: CensusTable) -> Cells:
    return {(c.area, c.residence, c.row, c.col): c.value for c in census_table.cells}


def value(connection: Connection, book: WrittenBook, table_id: str, row: str, col: str) -> object:
    """The county's value at the last position; 0 where the cell is left out."""
    cells = cells_of(table(connection, book.book, table_id))
    return cells.get((book.book, 0, row, col), 0)


@pytest.fixture(scope="module")
def random_book(projection_database: Database, new_book: NewBook) -> WrittenBook:
    book = new_book()
    write_at_random(book, 2020, 900)
    Follower(book, projection_database).catch_up()
    return book


@pytest.mark.parametrize("table_id", TABLES)
@pytest.mark.parametrize("part", [0.3, 0.7, 1.0])
def test_a_table_as_of_a_position_equals_a_count_of_every_resident(
    connection: Connection, random_book: WrittenBook, table_id: str, part: float
) -> None:
    as_of = int(random_book.last * part)
    found = table(connection, random_book.book, table_id, as_of=as_of)
    expected = BruteForce(random_book, as_of).table(table_id)
    assert len(expected) > 50
    assert cells_of(found) == expected


def test_a_table_of_an_area_is_that_part_of_the_table_of_the_county(
    connection: Connection, random_book: WrittenBook
) -> None:
    community = random_book.blocks[0][:12]
    whole = cells_of(table(connection, random_book.book, "1-5"))
    part = cells_of(table(connection, random_book.book, "1-5", area=community))
    assert part == {key: value for key, value in whole.items() if key[0].startswith(community)}
    assert part


@pytest.fixture
def book(new_book: NewBook) -> WrittenBook:
    written = new_book()
    written.delineate(1, 1, 1, "111")
    return written


def test_only_residents_make_a_household_and_its_size(
    connection: Connection, projection_database: Database, book: WrittenBook
) -> None:
    block = book.blocks[0]
    away = {"D7": 5, "D8": 1, "D9": 5}
    book.register(book.list_household(block), [person(), person(D2=1, D4=2, **away)])
    book.register(book.list_household(block), [person(**away)])
    book.register(book.list_household(block), [])
    Follower(book, projection_database).catch_up()
    assert value(connection, book, "1-1", "all", "households") == 1
    assert value(connection, book, "1-1", "all", "T") == 1
    assert value(connection, book, "1-1", "family", "household_size") == Decimal("1.00")


def test_household_999_counts_no_household(
    connection: Connection, projection_database: Database, book: WrittenBook
) -> None:
    book.register(book.list_household(book.blocks[0], "999"), [], household(H3f=1, H4f=1))
    book.register(book.list_household(book.blocks[0]), [person()])
    Follower(book, projection_database).catch_up()
    assert value(connection, book, "1-1", "all", "households") == 1


def test_a_record_counts_from_registration_until_it_is_withdrawn(
    connection: Connection, projection_database: Database, book: WrittenBook
) -> None:
    household_id = book.list_household(book.blocks[0])
    listed = book.last
    book.register(household_id, [person(), person(D2=1, D4=2)])
    registered = book.last
    book.withdraw(household_id)
    Follower(book, projection_database).catch_up()
    for as_of, persons in ((listed, None), (registered, 2), (book.last, None)):
        cells = cells_of(table(connection, book.book, "1-1", as_of=as_of))
        assert cells.get((book.book, 0, "all", "T")) == persons


def test_somebody_whose_hukou_is_pending_counts_where_living(
    connection: Connection, projection_database: Database, book: WrittenBook
) -> None:
    infant = person(D2=2, D5="2020-09", D8=5, D9=None, D11=None, D12=None)
    book.register(book.list_household(book.blocks[0]), [person(), infant])
    Follower(book, projection_database).catch_up()
    assert value(connection, book, "1-5", "0", "T") == 1
    assert value(connection, book, "1-7", "all", "T") == 1


@pytest.mark.parametrize(
    ("birth", "group", "year"),
    [
        ("2020-10", "0", "0"),
        ("2019-11", "0", "0"),
        ("2019-10", "1-4", "1"),
        ("2015-11", "1-4", "4"),
        ("2015-10", "5-9", "5"),
        ("1920-11", "95-99", "99"),
        ("1920-10", "100+", "100+"),
        ("1905-01", "100+", "100+"),
    ],
)
def test_a_birthday_up_to_the_reference_time_counts_as_reached(
    connection: Connection,
    projection_database: Database,
    book: WrittenBook,
    birth: str,
    group: str,
    year: str,
) -> None:
    book.register(book.list_household(book.blocks[0]), [person(D5=birth)])
    Follower(book, projection_database).catch_up()
    assert value(connection, book, "1-5", group, "M") == 1
    assert value(connection, book, "3-1", year, "M") == 1


def test_a_ratio_is_rounded_half_away_from_zero_and_absent_without_a_base(
    connection: Connection, projection_database: Database, book: WrittenBook
) -> None:
    men, women = [person()] * 1, [person(D4=2)] * 800
    book.register(book.list_household(book.blocks[0]), [*men, *women])
    other = book.delineate(1, 1, 2, "220")
    book.register(book.list_household(other), [person()])
    Follower(book, projection_database).catch_up()
    cells = cells_of(table(connection, book.book, "1-1"))
    assert cells[book.book, 1, "all", "sex_ratio"] == Decimal("0.13")
    assert (book.book, 3, "all", "sex_ratio") not in cells


def test_a_block_of_another_class_moves_its_people_from_that_position_on(
    connection: Connection, projection_database: Database, book: WrittenBook
) -> None:
    book.register(book.list_household(book.blocks[0]), [person()])
    before = book.last
    book.delineate(1, 1, 1, "122")
    Follower(book, projection_database).catch_up()
    for as_of, residence in ((before, 1), (book.last, 2)):
        cells = cells_of(table(connection, book.book, "1-5", as_of=as_of))
        assert {key[1] for key in cells} == {0, residence}


def test_another_book_in_the_same_database_is_not_counted(
    connection: Connection, projection_database: Database, new_book: NewBook
) -> None:
    first, second = new_book(), new_book()
    for book in (first, second):
        book.register(book.list_household(book.delineate(1, 1, 1, "111")), [person()])
        Follower(book, projection_database).catch_up()
    assert value(connection, first, "1-1", "all", "T") == 1


def test_a_table_is_of_the_moment_at_which_its_position_was_read(
    connection: Connection,
    projection_database: Database,
    new_book: NewBook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = new_book()
    household_id = book.list_household(book.delineate(1, 1, 1, "111"))
    book.register(household_id, [person()])
    Follower(book, projection_database).catch_up()
    before = table(connection, book.book, "1-1")

    def position_and_then_no_rows(session: Connection, code: str) -> int:
        position = tracked_position(session, code)
        with connect(projection_database) as another, another.transaction():
            delete_book(another, code)
        return position

    monkeypatch.setattr("projections.tables.tracked_position", position_and_then_no_rows)
    assert table(connection, book.book, "1-1") == before


def test_a_position_that_is_not_projected_is_refused(
    connection: Connection, random_book: WrittenBook
) -> None:
    for as_of in (-1, random_book.last + 1):
        with pytest.raises(PositionNotReached) as raised:
            table(connection, random_book.book, "1-1", as_of=as_of)
        assert raised.value.details() == {"asked": as_of, "reached": random_book.last}


@pytest.mark.parametrize("area", ["", "1", "999999", "50011", "10000x"])
def test_an_area_outside_the_book_is_refused(
    connection: Connection, random_book: WrittenBook, area: str
) -> None:
    with pytest.raises(UnknownArea):
        table(connection, random_book.book, "1-1", area=area)


def test_an_unknown_table_is_refused(connection: Connection, random_book: WrittenBook) -> None:
    with pytest.raises(UnknownTable) as raised:
        table(connection, random_book.book, "9-9")
    assert raised.value.details() == {"known": ["1-1", "1-5", "1-7", "3-1"]}


def test_a_book_that_nobody_followed_gives_an_empty_table(connection: Connection) -> None:
    empty = table(connection, "999998", "1-1")
    assert (empty.as_of, empty.cells) == (-1, ())


def test_the_long_form_is_a_line_a_cell_in_the_order_of_the_definition(
    connection: Connection, random_book: WrittenBook
) -> None:
    census_table = table(connection, random_book.book, "1-1")
    out = io.StringIO()
    write_csv(census_table, out)
    header, first, *rest = csv.reader(io.StringIO(out.getvalue()))
    assert header == ["table", "area", "residence", "row", "col", "value"]
    assert first[:5] == ["1-1", random_book.book, "0", "all", "households"]
    assert first[5].isdigit()
    assert 1 + len(rest) == len(census_table.cells)
    decimals = {line[4]: line[5].partition(".")[2] for line in rest}
    assert len(decimals["sex_ratio"]) == 2
    assert decimals["T"] == ""


def test_the_wide_form_of_1_1_has_a_line_an_area_of_the_next_level(
    connection: Connection, random_book: WrittenBook
) -> None:
    census_table = table(connection, random_book.book, "1-1")
    wide = census_table.wide()
    assert [heading.code for heading, _ in wide.lines] == [
        random_book.book,
        f"{random_book.book}001",
        f"{random_book.book}002",
    ]
    assert {len(values) for _, values in wide.lines} == {len(wide.headings)}
    assert wide.headings[0].zh == "合计：户数"
    total = cells_of(census_table)[random_book.book, 0, "all", "households"]
    assert wide.lines[0][1][0] == total


def test_the_wide_form_of_other_tables_has_the_rows_of_one_area(
    connection: Connection, random_book: WrittenBook
) -> None:
    census_table = table(connection, random_book.book, "1-7")
    wide = census_table.wide(residence=1)
    assert [heading.code for heading, _ in wide.lines] == ["all", *"123456789"]
    men = Cell(random_book.book, 1, "all", "M", 0)
    assert wide.lines[0][1][1] == cells_of(census_table)[men[:4]]


@pytest.mark.parametrize("table_id", TABLES)
def test_foreigners_and_the_dead_stand_in_no_table_of_the_population(
    connection: Connection,
    projection_database: Database,
    new_book: Callable[[], WrittenBook],
    table_id: str,
) -> None:
    book = new_book()
    write_at_random(book, 6, 60)
    follower = Follower(book, projection_database)
    follower.catch_up()
    before = table(connection, book.book, table_id)
    with_residents = next(i for i, h in book.households.items() if h.persons)
    guests = book.list_household(book.blocks[0])
    for household_id in (with_residents, guests):
        book.register_foreigners(household_id, [foreigner(), foreigner(R3=1)])
        book.register_deaths(household_id, [death()])
    follower.catch_up()
    assert table(connection, book.book, table_id).cells == before.cells
