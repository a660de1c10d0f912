"""Whether the service lives, and whether it is ready to work."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.edge import TheService, problems
from api.problems import says_itself
from api.service import OpenBook, Service
from ledger.errors import LedgerError
from ledger.log.publishing import UNSAFE

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class BookReadiness(BaseModel):
    """One book: how far it goes, and how far the rows follow."""

    book: str
    ready: bool
    size: int | None = Field(description="entries in the book")
    followed: int | None = Field(description="last position in the rows; -1 for none")
    lag: int | None = Field(description="entries that the rows do not hold yet")
    following: bool
    problem: str | None = Field(description="code of what is wrong")


class Readiness(BaseModel):
    """Whether requests can be worked on; ``problem`` is the code of what is wrong."""

    status: Literal["ready", "not-ready"]
    database: bool
    problem: str | None
    books: list[BookReadiness]


@router.get("/health", summary="存活 / Alive", responses=problems())
async def health() -> Alive:
    """Answered as long as the process runs, whatever its database does."""
    return Alive()


@router.get(
    "/ready",
    summary="就绪 / Ready",
    response_model=Readiness,
    responses={503: {"model": Readiness, "description": "not ready"}},
)
def ready(service: TheService) -> JSONResponse:
    """Look at the database, its tables, every book, and whether the rows follow it."""
    try:
        service.reach()
        known = service.books()
        books = [_readiness_of(service, code) for code in known]
        # A book that was here before, if only before the start, and is gone now is missed.
        lost = service.lost_books(known)
        problem = "book-not-open" if lost or not books else None
        answer = Readiness(status="ready", database=True, problem=problem, books=books)
    except LedgerError as error:
        answer = Readiness(
            status="not-ready",
            database=error.code != "ledger-unavailable",
            problem=error.code,
            books=[],
        )
    if answer.problem is not None or not all(book.ready for book in answer.books):
        answer.status = "not-ready"
    return JSONResponse(answer.model_dump(), status_code=200 if answer.status == "ready" else 503)


def _readiness_of(service: Service, code: str) -> BookReadiness:
    """One book's; of one that must not be used, why."""
    try:
        return _book_readiness(service, service.book(code))
    except UNSAFE as refusal:
        return BookReadiness(
            book=code,
            ready=False,
            size=None,
            followed=None,
            lag=None,
            following=False,
            problem=refusal.code,
        )


def _book_readiness(service: Service, open_book: OpenBook) -> BookReadiness:
    failure = open_book.follower.failure
    following = open_book.following()
    facts: dict[str, Any] = {"size": None, "followed": None, "lag": None}
    problem = None
    try:
        size = open_book.application.head().size
        followed = service.tracked(open_book.application.book)
        facts = {"size": size, "followed": followed, "lag": size - 1 - followed}
    except LedgerError as error:
        problem = error.code
    if failure is not None:
        problem = failure.code if says_itself(failure) else "internal-fault"
    elif not following:
        problem = problem or "follower-stopped"
    return BookReadiness(
        book=open_book.application.book,
        ready=problem is None,
        following=following,
        problem=problem,
        **facts,
    )
