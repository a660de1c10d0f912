"""Which position of a book a question about the past means: one that is named, or a moment's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeAlias

from fastapi import Depends, Query
from pydantic import AwareDatetime, BaseModel, Field

from api.position import Position
from ledger.application import BookApplication
from projections.errors import PositionNotReached

_At: TypeAlias = Annotated[
    Position | None,
    Query(ge=0, lt=2**63, description="position of the book; default: that of at_time, or last"),
]
_AtTime: TypeAlias = Annotated[
    AwareDatetime | None, Query(description="server time, RFC 3339: the last position by then")
]


class Past(BaseModel):
    """A state holds the entry at its position and all before."""

    position: int
    recorded_at: AwareDatetime = Field(description="server time of the entry at the position")


@dataclass(frozen=True, slots=True)
class AskedPast:
    """A position, a moment, both or neither, of a book that is told when it may be read."""

    at: int | None
    at_time: datetime | None

    def in_book(self, application: BookApplication) -> Past:
        """The position asked about; of both a position and a moment, the earlier.

        Raises:
            PositionNotReached: the book is shorter.
            NothingRecordedYet: it began after the moment.
        """
        reached = application.head().size - 1
        position = reached if self.at is None else self.at
        if position > reached:
            raise PositionNotReached(asked=position, reached=reached)
        if self.at_time is not None:
            position = min(position, application.replay.position_at(self.at_time))
        return Past(position=position, recorded_at=application.replay.recorded_at(position))


def _asked_past(at: _At = None, at_time: _AtTime = None) -> AskedPast:
    return AskedPast(at, at_time)


AsOf: TypeAlias = Annotated[AskedPast, Depends(_asked_past)]
"""What the query of an address asks about."""
