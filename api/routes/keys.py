"""Destroying keys: of one household, or of all households of a book."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from api.commands.sender import CitedAuthority, SecondToken, Sender, Version
from api.edge import WRITES, BookCode, SignedIn, TheService, problems
from api.performing import perform_one
from api.receipts import ReceiptBody
from domain.commands import DestroyBookKeys, DestroyHouseholdKey

router = APIRouter(prefix="/books/{book}", tags=["keys"])

_ACT: dict[str, Any] = {"response_model": ReceiptBody, "responses": problems(*WRITES)}


class DestroyKeysBody(Sender):
    """Destroy the keys of all households, on an authority and under four eyes."""

    authority: CitedAuthority
    second_token: SecondToken


class DestroyKeyBody(DestroyKeysBody):
    """Destroy one household's key, on an authority and under four eyes."""

    expected_version: Version


@router.post(
    "/households/{household_id}/destroy-key",
    summary="销毁户密钥 / Destroy a household's key",
    **_ACT,
)
def destroy_key(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    given: DestroyKeyBody,
) -> Response:
    """Seal what is personal of a household for good; answers, proofs and figures stay.

    The receipt comes once the order is on record and the key is gone.
    """
    command = DestroyHouseholdKey(
        household_id=household_id,
        expected_version=given.expected_version,
        authority=given.authority.given(),
        second_account=service.second_account(book, given.second_token),
    )
    return perform_one(service, book, signed_in, given.envelope(signed_in.account, command))


@router.post("/destroy-keys", summary="销毁全账簿密钥 / Destroy the keys of a book", **_ACT)
def destroy_keys(
    service: TheService, signed_in: SignedIn, book: BookCode, given: DestroyKeysBody
) -> Response:
    """Seal what is personal of every household for good, at the end of the census.

    Nothing can be registered, amended or corrected afterwards. The names of post holders stay.
    """
    command = DestroyBookKeys(
        authority=given.authority.given(),
        second_account=service.second_account(book, given.second_token),
    )
    return perform_one(service, book, signed_in, given.envelope(signed_in.account, command))
