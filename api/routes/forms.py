"""Asking the rules without recording anything."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from api.commands.households import form_of
from api.edge import BookCode, SignedIn, TheService, problems
from api.form_model import FormBody
from api.verdict import Verdict, verdict
from domain.permissions import Act, permit

router = APIRouter(prefix="/books/{book}", tags=["forms"])


@router.post(
    "/forms:check",
    summary="试审核 / Check a form",
    responses=problems(400, 401, 403, 413, 415, 422),
)
def check_form(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    given: Annotated[FormBody, Body()],
) -> Verdict:
    """What the rules find in a form; nothing is recorded, and the answer holds no answers."""
    actor = service.actor(signed_in, book)
    permit(actor, Act.READ_BOOK, actor.area)
    census = service.book(book).application.census
    return verdict(form_of(given, census), census)
