"""Bulletins: made from what is on record as of a position, and those that were given out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.bulletin_making import BulletinBody, made_bulletin
from api.edge import READS, Area, BookCode, SignedIn, TheService, problems
from api.past import AskedPast, AsOf
from domain.bulletin import Bulletin
from domain.office import Office
from domain.permissions import Act, permit

router = APIRouter(prefix="/books/{book}", tags=["bulletins"])

NumberInPath = Annotated[
    str,
    Path(pattern=r"^[A-Z][A-Z0-9]{0,7}(-[A-Z0-9]{1,8}){0,4}$", description="期号 / number"),
]


class PublishedBody(BaseModel):
    """A bulletin that was given out."""

    number: str
    area: str
    position: int = Field(description="of the book, that it tells of")
    sha256: str
    published_at: int = Field(description="position of the entry that says so")


class Published(BaseModel):
    """Bulletins in the order in which they were given out."""

    bulletins: list[PublishedBody]


class PublishedBulletin(PublishedBody):
    """One that was given out, made anew: ``agrees`` tells whether it is the same."""

    agrees: bool
    bulletin: BulletinBody


@router.get("/bulletin", summary="通报 / A bulletin", responses=problems(*READS))
def bulletin(
    service: TheService, signed_in: SignedIn, book: BookCode, as_of: AsOf, area: Area = None
) -> BulletinBody:
    """How the work goes in an area: process indicators alone, no ranking (条例 33)."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_WORK_PLAN, place)
    return made_bulletin(service, book, as_of, place)


@router.get("/bulletins", summary="已发布的通报 / Bulletins given out", responses=problems(*READS))
def bulletins(service: TheService, signed_in: SignedIn, book: BookCode) -> Published:
    """The bulletins of one's area that were given out."""
    actor = service.actor(signed_in, book)
    permit(actor, Act.READ_WORK_PLAN, actor.area)
    office = service.book(book).application.office()
    known = [b for b in office.bulletins.values() if b.area.startswith(actor.area)]
    found = [_published(known_one, office) for known_one in known]
    return Published(bulletins=sorted(found, key=lambda body: body.published_at))


@router.get("/bulletins/{number}", summary="一期通报 / One given out", responses=problems(*READS))
def published_bulletin(
    service: TheService, signed_in: SignedIn, book: BookCode, number: NumberInPath
) -> PublishedBulletin:
    """A bulletin that was given out, made anew from the book and compared."""
    actor = service.actor(signed_in, book)
    office = service.book(book).application.office()
    known = office.bulletin(number)
    permit(actor, Act.READ_WORK_PLAN, known.area)
    made = made_bulletin(service, book, AskedPast(known.position, None), known.area)
    said = _published(known, office)
    return PublishedBulletin(**said.model_dump(), agrees=made.sha256 == known.sha256, bulletin=made)


def _published(known: Bulletin, office: Office) -> PublishedBody:
    return PublishedBody(
        number=known.number,
        area=known.area,
        position=known.position,
        sha256=known.sha256,
        published_at=office.positions[known.id][0],
    )
