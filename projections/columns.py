"""The columns of the projected rows, in the order in which they are written.

The answers' columns follow from the form definition: one a household item, one a person item that
names nobody, called like the item in lower case. `sql/schema.sql` must agree, and a test says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.codes import code_list
from domain.forms.definition import Item, Kind
from domain.forms.short import SHORT_FORM


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """The column that keeps the answer to an item; ``sql_type`` as the database calls it."""

    name: str
    item: str
    sql_type: str


def _sql_type(item: Item) -> str:
    if item.kind is Kind.INTEGER:
        return "integer"
    if item.codes is not None and code_list(item.codes).single_digit:
        return "smallint"
    return "text"


def answer_columns(items: Iterable[Item]) -> tuple[AnswerColumn, ...]:
    """A column for every item but those that name a person."""
    return tuple(
        AnswerColumn(item.code.lower(), item.code, _sql_type(item))
        for item in items
        if not item.identifier
    )


HOUSEHOLD_ANSWERS = answer_columns(SHORT_FORM.household_items)
PERSON_ANSWERS = answer_columns(SHORT_FORM.person_items)

_ORIGIN = ("event", "account", "appointment_id", "reason", "recorded_at")


@dataclass(frozen=True, slots=True)
class RowTable:
    """A table of rows with history; ``key`` says within a book which thing a row is about."""

    name: str
    key: str
    key_type: str
    columns: tuple[str, ...]


BLOCK_ROW = RowTable(
    "block_row",
    "block",
    "text",
    ("book_id", "block", "valid_from", "valid_to", "urban_rural", *_ORIGIN),
)
HOUSEHOLD_ROW = RowTable(
    "household_row",
    "household_id",
    "uuid",
    (
        *("book_id", "household_id", "valid_from", "valid_to"),
        *("block", "number", "building", "unit", "status"),
        *(column.name for column in HOUSEHOLD_ANSWERS),
        *_ORIGIN,
    ),
)
PERSON_ROW = RowTable(
    "person_row",
    "person_id",
    "uuid",
    (
        *("book_id", "person_id", "valid_from", "valid_to", "household_id", "block"),
        *(column.name for column in PERSON_ANSWERS),
        *("birth_year", "birth_month", "age", "residence_rule", "resident"),
        *_ORIGIN,
    ),
)
ROW_TABLES = (BLOCK_ROW, HOUSEHOLD_ROW, PERSON_ROW)
