"""Which position of a book a question about the past means: one that is named, or a moment's."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, Field

from api.position import Position
from ledger.application import BookApplication
from projections.errors import PositionNotReached

At: TypeAlias = Annotated[
    Position | None,
    Query(ge=0, lt=2**63, description="position of the book; default: that of at_time, or last"),
]
AtTime: TypeAlias = Annotated[
    AwareDatetime | None, Query(description="server time, RFC 3339: the last position by then")
]


class Past(BaseModel):
    """A state holds the entry at its position and all before."""

    position: int
    recorded_at: AwareDatetime = Field(description="server time of the entry at the position")


def past(application: BookApplication, at: int | None, at_time: AwareDatetime | None) -> Past:
    """The position asked about; of both a position and a moment, the earlier.

    Raises:
        PositionNotReached: the book is shorter.
        NothingRecordedYet: it began after the moment.
    """
    reached = application.head().size - 1
    position = reached if at is None else at
    if position > reached:
        raise PositionNotReached(asked=position, reached=reached)
    if at_time is not None:
        position = min(position, application.replay.position_at(at_time))
    return Past(position=position, recorded_at=application.replay.recorded_at(position))
