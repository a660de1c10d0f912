"""What a recorded command is answered with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.problems import ProblemDetails
from ledger.receipt import Receipt

REPLAY_HEADER = "Idempotent-Replay"


class ReceiptBody(BaseModel):
    """The command is recorded: durable, and sealed under ``root`` at ``tree_size``."""

    book: str
    command_id: UUID
    first_position: int = Field(description="position of the first entry of the command")
    entries: int = Field(description="how many entries the command made")
    tree_size: int
    root: str = Field(description="RFC 6962 root over the first tree_size entries, base64")
    recorded_at: str = Field(description="server time, RFC 3339")
    result: dict[str, Any] = Field(
        description="what came of it: household_id, version, status, person_ids, ..."
    )


class ItemAnswer(BaseModel):
    """The answer to one item of a batch: a receipt, or a problem."""

    index: int
    status: int = Field(description="the HTTP status that the item alone would have")
    repeated: bool | None = Field(default=None, description="the first answer, given again")
    receipt: ReceiptBody | None = None
    problem: ProblemDetails | None = None


class BatchAnswer(BaseModel):
    """Every item answered on its own, in the order given."""

    items: list[ItemAnswer]


def receipt_response(
    receipt: Receipt, status: int, headers: dict[str, str] | None = None
) -> Response:
    """The answer to one command."""
    said = {"Cache-Control": "no-store", **(headers or {})}
    if receipt.repeated:
        said[REPLAY_HEADER] = "true"
    return Response(
        orjson.dumps(receipt.to_json()),
        status_code=status,
        headers=said,
        media_type="application/json",
    )
