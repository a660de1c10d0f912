"""Handing commands to a book and passing its answers on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starlette.responses import Response

from api.problems import OtherBook
from api.receipts import receipt_response
from api.service import Service
from api.tokens import SignIn
from domain.attribution import Channel
from domain.commands import Envelope
from domain.refusal import Refusal
from ledger.errors import LedgerError
from ledger.receipt import Receipt


def perform(
    service: Service, book: str, signed_in: SignIn, envelopes: Sequence[Envelope]
) -> list[Receipt | Refusal | LedgerError]:
    """Have the book carry the commands out, each answered in its place.

    What the account may do is decided by the book with the command, on its roster as of then. What
    a household sends is its own, whatever it says of its channel.

    Raises:
        OtherBook: the account belongs to another book.
    """
    if signed_in.book != book:
        raise OtherBook
    if signed_in.respondent is not None:
        envelopes = [
            replace(e, respondent=signed_in.respondent, channel=Channel.SELF) for e in envelopes
        ]
    return service.book(book).application.execute(envelopes)


def perform_one(
    service: Service, book: str, signed_in: SignIn, envelope: Envelope, *, status: int = 200
) -> Response:
    """Have one command carried out and answer it.

    Raises:
        Refusal, LedgerError: it was not; nothing of it is recorded.
    """
    [outcome] = perform(service, book, signed_in, [envelope])
    if not isinstance(outcome, Receipt):
        raise outcome
    household = outcome.result.get("household_id")
    headers = {"Location": f"/books/{book}/households/{household}"} if status == 201 else {}
    return receipt_response(outcome, status, headers if household else {})
