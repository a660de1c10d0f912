"""Blocks of a county and their household lists (普查小区, 户主姓名底册)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.destruction import require_ground
from domain.events import (
    BlockDelineated,
    BlockListExtended,
    BookKeysDestroyed,
    BookOpened,
    Event,
    ListedHousehold,
    LogEpochBegun,
)
from domain.refusal import AlreadyEstablished, KeyDestroyed, NumberOutOfRange, NumberTaken

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
        self.suite = ""
        self.keys_destroyed = False
        self.log_epoch = 1
        self.ended_log: LogEpochBegun | None = None
        """What is on record of the last log that ended."""

    def open(self, by: Attribution, *, book: str, name_zh: str, census: str, suite: str) -> None:
        """Begin the book; ``suite`` names the ciphers that seal what is personal from now on."""
        self.trigger(BookOpened, by, book=book, name_zh=name_zh, census=census, suite=suite)

    def destroy_keys(self, by: Attribution) -> None:
        """Order that the keys of all households be destroyed.

        Raises:
            KeyDestroyed: they are.
            AuthorityNeeded, SecondPersonNeeded: ``by`` carries no ground.
        """
        require_ground(by)
        if self.keys_destroyed:
            raise KeyDestroyed
        self.trigger(BookKeysDestroyed, by)

    def begin_log_epoch(self, by: Attribution, *, epoch: int, **ended: Any) -> None:
        """Put on record that the book's public log begins anew.

        ``ended`` are the other fields of the event.

        Raises:
            AlreadyEstablished: an epoch of that number, or a later one, was begun.
            AuthorityNeeded, SecondPersonNeeded: ``by`` carries no ground.
        """
        require_ground(by)
        if epoch <= self.log_epoch:
            raise AlreadyEstablished
        self.trigger(LogEpochBegun, by, epoch=epoch, **ended)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case BookOpened():
                self.book, self.name_zh = event.book, event.name_zh
                self.census, self.suite = event.census, event.suite
            case BookKeysDestroyed():
                self.keys_destroyed = True
            case LogEpochBegun():
                self.log_epoch, self.ended_log = event.epoch, event
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
