"""The books and their heads."""

from __future__ import annotations

from base64 import b64encode
from contextlib import suppress
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.edge import READS, BookCode, SignedIn, TheService, problems
from domain.permissions import Act, permit
from ledger.log.publishing import UNSAFE

router = APIRouter(prefix="/books", tags=["books"])


class BookBody(BaseModel):
    """A county's book."""

    book: str = Field(description="县级区划代码 / the county's code")
    name_zh: str
    census: str = Field(description="the census that it is kept for")


class Books(BaseModel):
    """The books of this service."""

    books: list[BookBody]


class HeadBody(BaseModel):
    """Where a book ends: the tree over its first ``size`` entries has this root."""

    book: str
    size: int
    root: str = Field(description="RFC 6962 root, base64")
    recorded_at: datetime | None = Field(description="server time of the last entry")


@router.get("", summary="账簿 / The books", responses=problems())
def books(service: TheService) -> Books:
    """Which counties' books are kept in the database; told to anybody.

    A book that must not be used is not among them; ``/ready`` says why.
    """
    found = []
    for code in service.books():
        with suppress(*UNSAFE):
            book = service.book(code).application.roster().book
            if book is not None:
                found.append(BookBody(book=code, name_zh=book.name_zh, census=book.census))
    return Books(books=found)


@router.get("/{book}/head", summary="账簿末端 / Head of the book", responses=problems(*READS))
def head(service: TheService, signed_in: SignedIn, book: BookCode) -> HeadBody:
    """Size, root and time of the book's last entry."""
    actor = service.actor(signed_in, book)
    permit(actor, Act.READ_BOOK, actor.area)
    last = service.book(book).application.head()
    return HeadBody(
        book=book,
        size=last.size,
        root=b64encode(last.root).decode(),
        recorded_at=last.recorded_at,
    )
