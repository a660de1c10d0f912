"""What a form is: items with their kinds, codes and wording, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Answer: TypeAlias = int | str | None
"""One answer in its stored shape; None is an empty one."""

Answers: TypeAlias = Mapping[str, Answer]
"""Answers by item code; an item that is not there has no answer."""


class Kind(Enum):
    """What sort of answer an item takes.

    CODE: a code of the item's list; INTEGER: a count or size of 0-99999; MONTH: ``YYYY-MM``;
    TEXT: any text; DIVISION: six digits of a county; ID_NUMBER: GB 11643.
    """

    CODE = "code"
    INTEGER = "integer"
    MONTH = "month"
    TEXT = "text"
    DIVISION = "division"
    ID_NUMBER = "id-number"


INTEGER_MAXIMUM = 99_999


@dataclass(frozen=True, slots=True)
class Item:
    """One question, or one part of a compound one.

    ``codes`` names the code list of a CODE item; ``identifier`` marks what names a person and must
    be sealed; ``asked_*`` says of whom it is asked; ``of`` is the item on the form that this
    belongs to (H2 for H2a).
    """

    code: str
    name_zh: str
    name_en: str
    kind: Kind
    codes: str | None
    identifier: bool
    asked_zh: str
    asked_en: str
    of: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its code, official number, version, and items in the order of asking."""

    code: str
    number: str
    version: str
    household_items: tuple[Item, ...]
    person_items: tuple[Item, ...]
    death_items: tuple[Item, ...]
