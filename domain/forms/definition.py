"""What a form is: items with their kinds, codes and wording, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from domain.forms.skip import Condition

Answer: TypeAlias = int | str | None
"""One answer in its stored shape; None is an empty one."""

Answers: TypeAlias = Mapping[str, Answer]
"""Answers by item code; an item that is not there has no answer."""


class Kind(Enum):
    """What sort of answer an item takes.

    CODE: a code of the item's list; INTEGER: a count or size of 0-99999; MONTH: ``YYYY-MM``;
    TEXT: any text; PREFECTURE, DIVISION: six digits of a prefecture (ending in 00) or of a county;
    ID_NUMBER: GB 11643.
    """

    CODE = "code"
    INTEGER = "integer"
    MONTH = "month"
    TEXT = "text"
    PREFECTURE = "prefecture"
    DIVISION = "division"
    ID_NUMBER = "id-number"


INTEGER_MAXIMUM = 99_999


@dataclass(frozen=True, slots=True)
class Item:
    """One question, or one part of a compound one.

    ``codes`` names the code list of a CODE item; a ``sealed`` item is in the declarant's own words
    or names somebody, and is never stored in clear; ``skip`` are the conditions under which it is
    asked (none: of all); ``of`` is the official number on the form of what this belongs to (H2 for
    H2a, C15 for D11 on the long form).
    """

    code: str
    name_zh: str
    name_en: str
    kind: Kind
    codes: str | None
    sealed: bool
    skip: tuple[Condition, ...]
    of: str


def item(
    code: str,
    name: tuple[str, str],
    kind: Kind,
    codes: str | None = None,
    *,
    sealed: bool = False,
    skip: tuple[Condition, ...] = (),
    of: str | None = None,
) -> Item:
    """An item as the forms' tables write one; without ``of`` it has an official number itself."""
    return Item(code, *name, kind, codes, sealed, skip, of or code)


# Compared and kept by identity: two editions are two objects, and a form is looked up for each
# household that comes in.
@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One edition of a form: code, official number, version, and items in the order of asking."""

    code: str
    number: str
    version: str
    name_zh: str
    name_en: str
    household_items: tuple[Item, ...]
    person_items: tuple[Item, ...]
    death_items: tuple[Item, ...]
