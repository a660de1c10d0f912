"""Blocks of a county and their household lists (普查小区, 户主姓名底册)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import (
    BlockDelineated,
    BlockListExtended,
    BookOpened,
    Event,
    ListedHousehold,
)
from domain.refusal import NumberOutOfRange, NumberTaken

ALL_DEAD = "999"
"""The household number under which only deaths are entered (rule H27)."""
_NUMBER = re.compile(r"[0-9]{3}")


class Book(Aggregate):
    """The county whose book it is."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.book = ""
        self.name_zh = ""
        self.census = ""

    def open(self, by: Attribution, *, book: str, name_zh: str, census: str) -> None:
        """Begin the book."""
        self.trigger(BookOpened, by, book=book, name_zh=name_zh, census=census)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case BookOpened():
                self.book, self.name_zh, self.census = event.book, event.name_zh, event.census
            case _:
                super().apply(event)


class Block(Aggregate):
    """An enumeration block: ``code`` of 15 digits, and its list by household number."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.code = ""
        self.urban_rural = ""
        self.households: dict[str, ListedHousehold] = {}

    def delineate(self, by: Attribution, *, code: str, urban_rural: str) -> None:
        """Draw the block."""
        self.trigger(BlockDelineated, by, code=code, urban_rural=urban_rural)

    def extend_list(self, by: Attribution, households: tuple[ListedHousehold, ...]) -> None:
        """Add lines to the list.

        Raises:
            NumberOutOfRange: a number is neither 001-998 nor 999 (H38).
            NumberTaken: a number stands on the list already, or twice in the lines.
        """
        numbers = [line.number for line in households]
        if not all(_NUMBER.fullmatch(n) and n != "000" for n in numbers):
            raise NumberOutOfRange
        if len(set(numbers)) < len(numbers) or any(n in self.households for n in numbers):
            raise NumberTaken
        self.trigger(BlockListExtended, by, households=households)

    def free_numbers(self) -> Iterator[str]:
        """Numbers for lines that bring none, from one above the highest given so far.

        999 is never among them: it is the all-dead household's and is asked for by name.

        Raises:
            NumberOutOfRange: when a number is asked for after 998.
        """
        highest = max((int(n) for n in self.households if n != ALL_DEAD), default=0)
        yield from (f"{number:03d}" for number in range(highest + 1, int(ALL_DEAD)))
        raise NumberOutOfRange

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case BlockDelineated():
                self.code, self.urban_rural = event.code, event.urban_rural
            case BlockListExtended():
                self.households.update((line.number, line) for line in event.households)
            case _:
                super().apply(event)
