"""Bulletins, made from what is on record as of a position."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import AwareDatetime, BaseModel, Field

from api.office_past import office_asked
from api.past import AskedPast
from api.service import Service
from projections.bulletin import bulletin_figures
from projections.bulletin_text import BulletinText, bulletin_text


class BulletinBody(BaseModel):
    """A bulletin as of a position: the same position always gives the same bytes."""

    position: int
    recorded_at: AwareDatetime
    area: str
    zh: str = Field(description="Markdown, in Chinese")
    en: str = Field(description="Markdown, in English")
    figures: dict[str, Any]
    sha256: str = Field(description="hex, over the figures and both texts")


def made_bulletin(service: Service, book: str, as_of: AskedPast, area: str) -> BulletinBody:
    """The bulletin on an area as of a position.

    Raises:
        PositionNotReached, NothingRecordedYet: the book was not there.
        UnknownArea: the book has no such area.
        FollowerStopped, FollowerBehind: the rows have not come so far in time.
    """
    asked = office_asked(service, book, as_of, rows=True)
    doubts = service.book(book).application.replay.doubts(asked.then.position)
    with service.connection() as connection:
        text: BulletinText = bulletin_text(
            bulletin_figures(connection, asked.then, doubts, area, asked.past.on)
        )
    return BulletinBody(
        position=asked.past.position,
        recorded_at=asked.past.recorded_at,
        area=area,
        zh=text.zh,
        en=text.en,
        figures=orjson.loads(text.json),
        sha256=text.sha256,
    )
