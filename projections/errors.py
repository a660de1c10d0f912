"""What can go wrong between the book and its projection.

ProjectionError
├── BookBehindProjection  the book ends before what was projected: it was emptied or replaced
├── EntriesNotDense       a position is missing or comes twice
├── UnfitEntry            an entry does not fit the rows before it
├── PositionNotReached    asked about a position that is past the last one
└── UnknownTable          no such table is defined
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class ProjectionError(Exception):
    """Says itself once, in Chinese and English; ``details()`` holds no personal data."""

    code: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]

    def __init__(self, **details: object) -> None:
        """Keep what a client may need to know, as JSON values."""
        super().__init__(self.code, *(f"{name}={value}" for name, value in details.items()))
        self._details = details

    def details(self) -> Mapping[str, object]:
        """The particulars by name."""
        return self._details


class BookBehindProjection(ProjectionError):
    """``tracked`` is the last position projected, ``size`` the number of entries in the book."""

    code = "book-behind-projection"
    zh = "账本条目少于已投影的位置：账本可能被清空或替换，投影已停止；核实后请重建投影"
    en = (
        "The book ends before the position that was projected: it was emptied or replaced. "
        "The projection stands still; rebuild it once the book is verified"
    )


class EntriesNotDense(ProjectionError):
    """The entry at ``expected`` was due and that of ``found`` came; None: none came."""

    code = "entries-not-dense"
    zh = "账本位置不连续，投影停在前一位置"
    en = "The positions of the book are not dense; the projection stops before the gap"


class UnfitEntry(ProjectionError):
    """The entry at ``position`` (``topic``) does not fit the rows; ``fault`` is a code of why."""

    code = "unfit-entry"
    zh = "账本条目与已有记录不符，投影停在前一位置"
    en = "An entry does not fit the rows before it; the projection stops before it"


class PositionNotReached(ProjectionError):
    """``reached`` is the last position that can be asked about (-1: none)."""

    code = "position-not-reached"
    zh = "账簿还没有到所问的位置"
    en = "The book has not come to the position asked about"


class UnknownTable(ProjectionError):
    """``known`` lists the tables that are defined."""

    code = "unknown-table"
    zh = "没有这张表"
    en = "There is no such table"
