"""Rows as the values of their tables' columns, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from psycopg.rows import TupleRow

from domain.forms.definition import Answers
from domain.status import Status
from projections.columns import (
    BLOCK_ROW,
    DEATH_ROW,
    FOREIGNER_ROW,
    HOUSEHOLD_ROW,
    PERSON_ROW,
    ROW_TABLES,
    RowTable,
)
from projections.row_kinds import (
    BlockRow,
    DeathRow,
    ForeignerRow,
    HouseholdRow,
    Origin,
    PersonRow,
    Row,
)


def _items(table: RowTable) -> tuple[str, ...]:
    """The items of a table's answers, in the order of its columns."""
    return _ITEMS[table.name]


_ITEMS: Mapping[str, tuple[str, ...]] = {
    table.name: tuple(column.item for column in table.answers) for table in ROW_TABLES
}


def given_in(table: RowTable, rows: Iterable[Any]) -> tuple[str, ...]:
    """The items, of those that the table has columns for, to which some row has an answer."""
    if not table.answers:
        return ()
    given: set[str] = set()
    for row in rows:
        given.update(row.answers)
    return tuple(item for item in _items(table) if item in given)


def values_of(
    book: str, table: RowTable, rows: Iterable[Any], items: tuple[str, ...] | None = None
) -> Iterator[tuple[Any, ...]]:
    """The values of a table's rows in the order of its columns.

    Of the columns of answers only those of ``items``; None: all.
    """
    return map(partial(_VALUES[table.name], book, _items(table) if items is None else items), rows)


def _origin_values(origin: Origin) -> tuple[Any, ...]:
    return (
        origin.event,
        origin.account,
        origin.appointment_id,
        origin.reason,
        origin.recorded_at,
    )


def _block_values(book: str, _: tuple[str, ...], row: BlockRow) -> tuple[Any, ...]:
    start, origin = row.origin.position, _origin_values(row.origin)
    return (book, row.block, start, row.valid_to, row.urban_rural, *origin)


def _household_values(book: str, items: tuple[str, ...], row: HouseholdRow) -> tuple[Any, ...]:
    return (
        *(book, row.household_id, row.origin.position, row.valid_to),
        *(row.block, row.number, row.building, row.unit, row.status.value),
        *(row.long, row.form_version, row.foreign_version, row.death_version),
        *map(row.answers.get, items),
        *_origin_values(row.origin),
    )


def _person_values(book: str, items: tuple[str, ...], row: PersonRow) -> tuple[Any, ...]:
    return (
        *(book, row.person_id, row.origin.position, row.valid_to, row.household_id, row.block),
        *map(row.answers.get, items),
        *(row.birth_year, row.birth_month, row.age, row.residence_rule, row.resident),
        *_origin_values(row.origin),
    )


def _death_values(book: str, items: tuple[str, ...], row: DeathRow) -> tuple[Any, ...]:
    return (
        *(book, row.death_id, row.origin.position, row.valid_to),
        *(row.household_id, row.block, row.line),
        *map(row.answers.get, items),
        *_origin_values(row.origin),
    )


def _foreigner_values(book: str, items: tuple[str, ...], row: ForeignerRow) -> tuple[Any, ...]:
    return (
        *(book, row.person_id, row.origin.position, row.valid_to, row.household_id, row.block),
        *map(row.answers.get, items),
        *_origin_values(row.origin),
    )


def row_of(table: RowTable, values: TupleRow) -> Row:
    """The row of a table that has these values."""
    return _ROWS[table.name](values)


def _origin(position: int, values: Sequence[Any]) -> Origin:
    event, account, appointment_id, reason, recorded_at = values
    return Origin(position, event, account, appointment_id, reason, recorded_at)


def _answered(table: RowTable, values: Sequence[Any]) -> tuple[Answers, Sequence[Any]]:
    """The answers at the front of the values, and what comes after them."""
    items = _items(table)
    count = len(items)
    answers = {
        item: value for item, value in zip(items, values[:count], strict=True) if value is not None
    }
    return answers, values[count:]


def _block(values: TupleRow) -> BlockRow:
    _, block, start, valid_to, urban_rural, *origin = values
    return BlockRow(block, urban_rural, _origin(start, origin), valid_to)


def _household(values: TupleRow) -> HouseholdRow:
    _, household_id, start, valid_to, block, number, building, unit, status, *rest = values
    long, form_version, foreign_version, death_version, *rest = rest
    answers, origin = _answered(HOUSEHOLD_ROW, rest)
    return HouseholdRow(
        household_id=household_id,
        block=block,
        number=number,
        building=building,
        unit=unit,
        status=Status(status),
        answers=answers,
        origin=_origin(start, origin),
        long=long,
        form_version=form_version,
        foreign_version=foreign_version,
        death_version=death_version,
        valid_to=valid_to,
    )


def _person(values: TupleRow) -> PersonRow:
    _, person_id, start, valid_to, household_id, block, *rest = values
    answers, rest_after = _answered(PERSON_ROW, rest)
    birth_year, birth_month, age, rule, resident, *origin = rest_after
    return PersonRow(
        person_id=person_id,
        household_id=household_id,
        block=block,
        answers=answers,
        birth_year=birth_year,
        birth_month=birth_month,
        age=age,
        residence_rule=rule,
        resident=resident,
        origin=_origin(start, origin),
        valid_to=valid_to,
    )


def _death(values: TupleRow) -> DeathRow:
    _, _, start, valid_to, household_id, block, line, *rest = values
    answers, origin = _answered(DEATH_ROW, rest)
    return DeathRow(household_id, line, block, answers, _origin(start, origin), valid_to)


def _foreigner(values: TupleRow) -> ForeignerRow:
    _, person_id, start, valid_to, household_id, block, *rest = values
    answers, origin = _answered(FOREIGNER_ROW, rest)
    return ForeignerRow(person_id, household_id, block, answers, _origin(start, origin), valid_to)


_VALUES: Mapping[str, Callable[[str, tuple[str, ...], Any], tuple[Any, ...]]] = {
    BLOCK_ROW.name: _block_values,
    HOUSEHOLD_ROW.name: _household_values,
    PERSON_ROW.name: _person_values,
    DEATH_ROW.name: _death_values,
    FOREIGNER_ROW.name: _foreigner_values,
}
_ROWS: Mapping[str, Callable[[TupleRow], Row]] = {
    BLOCK_ROW.name: _block,
    HOUSEHOLD_ROW.name: _household,
    PERSON_ROW.name: _person,
    DEATH_ROW.name: _death,
    FOREIGNER_ROW.name: _foreigner,
}
