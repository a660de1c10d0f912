"""The columns of the projected rows, in the order in which they are written.

The answers' columns follow from the definitions of the four forms: one an item that is not sealed,
called like the item in lower case. `sql/schema.sql` must agree, and a test says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.codes import code_list
from domain.forms import DEATH_FORM, FOREIGN_FORM, LONG_FORM, SHORT_FORM
from domain.forms.definition import Item, Kind

ROWS_VERSION = 2
"""Counts up whenever the same entries give other rows than before.

Rows of an older version are made anew from the book before anything is added to them.
"""


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
    """A column for every item but those that are sealed; an item of several forms has one."""
    by_code = {item.code: item for item in items if not item.sealed}
    return tuple(
        AnswerColumn(code.lower(), code, _sql_type(item)) for code, item in by_code.items()
    )


HOUSEHOLD_ANSWERS = answer_columns(LONG_FORM.household_items)
FOREIGN_HOUSEHOLD_ANSWERS = answer_columns(FOREIGN_FORM.household_items)
PERSON_ANSWERS = answer_columns((*SHORT_FORM.person_items, *LONG_FORM.person_items))
FOREIGNER_ANSWERS = answer_columns(FOREIGN_FORM.person_items)
# The line's own household number says again where the line stands.
DEATH_ANSWERS = answer_columns(i for i in DEATH_FORM.death_items if i.code != "household")

_ORIGIN = ("event", "account", "appointment_id", "reason", "recorded_at")


@dataclass(frozen=True, slots=True)
class RowTable:
    """A table of rows with history; ``key`` says within a book which thing a row is about.

    ``answers`` are those of its columns that keep answers.
    """

    name: str
    key: str
    key_type: str
    columns: tuple[str, ...]
    answers: tuple[AnswerColumn, ...] = ()


def _names(answers: Iterable[AnswerColumn]) -> tuple[str, ...]:
    return tuple(column.name for column in answers)


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
        *("long", "form_version", "foreign_version", "death_version"),
        *_names((*HOUSEHOLD_ANSWERS, *FOREIGN_HOUSEHOLD_ANSWERS)),
        *_ORIGIN,
    ),
    (*HOUSEHOLD_ANSWERS, *FOREIGN_HOUSEHOLD_ANSWERS),
)
PERSON_ROW = RowTable(
    "person_row",
    "person_id",
    "uuid",
    (
        *("book_id", "person_id", "valid_from", "valid_to", "household_id", "block"),
        *_names(PERSON_ANSWERS),
        *("birth_year", "birth_month", "age", "residence_rule", "resident"),
        *_ORIGIN,
    ),
    PERSON_ANSWERS,
)
DEATH_ROW = RowTable(
    "death_row",
    "death_id",
    "uuid",
    (
        *("book_id", "death_id", "valid_from", "valid_to", "household_id", "block", "line"),
        *_names(DEATH_ANSWERS),
        *_ORIGIN,
    ),
    DEATH_ANSWERS,
)
FOREIGNER_ROW = RowTable(
    "foreigner_row",
    "person_id",
    "uuid",
    (
        *("book_id", "person_id", "valid_from", "valid_to", "household_id", "block"),
        *_names(FOREIGNER_ANSWERS),
        *_ORIGIN,
    ),
    FOREIGNER_ANSWERS,
)
ROW_TABLES = (BLOCK_ROW, HOUSEHOLD_ROW, PERSON_ROW, DEATH_ROW, FOREIGNER_ROW)
