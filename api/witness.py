"""A witness's HTTP service: a small application of its own, run by another office."""

from __future__ import annotations

import logging

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.request_log import chain_of
from ledger.errors import LedgerError
from ledger.log.errors import WitnessStateUnusable
from ledger.log.witness import LONGEST_REQUEST, PLAIN_TEXT, Witness

_LOG = logging.getLogger(__name__)


def create_witness_app(witness: Witness) -> Starlette:
    """``POST /add-checkpoint``, ``GET /<hex SHA-256 of origin>/checkpoint``, ``GET /witness-key``.

    The first two are C2SP tlog-witness's; all that they answer is public.
    """

    async def add_checkpoint(request: Request) -> Response:
        body = b""
        try:
            async for part in request.stream():
                body += part
                if len(body) > LONGEST_REQUEST:
                    return PlainTextResponse("request too long\n", 413)
        except ClientDisconnect:
            return Response(status_code=400)
        answer = await run_in_threadpool(witness.add_checkpoint, body)
        # The type goes out as it is prescribed: Starlette would add a character set.
        return Response(
            answer.text, status_code=answer.status, headers={"content-type": answer.media_type}
        )

    async def checkpoint(request: Request) -> Response:
        note = await run_in_threadpool(witness.latest, request.path_params["log"])
        if note is None:
            return PlainTextResponse("nothing seen of such a log\n", 404)
        return Response(note, headers={"content-type": PLAIN_TEXT, "cache-control": "no-cache"})

    async def witness_key(_: Request) -> Response:
        keys = "".join(f"{key.encode()}\n" for key in witness.verifier_keys)
        return Response(keys, headers={"content-type": PLAIN_TEXT})

    async def failed(_: Request, error: Exception) -> Response:
        # The state cannot be read or written: nothing is cosigned that might be forgotten.
        code = error.code if isinstance(error, LedgerError) else WitnessStateUnusable.code
        _LOG.error("witness: %s: %s", code, chain_of(error))
        return PlainTextResponse(f"{code}\n", 500)

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{log:str}/checkpoint", checkpoint, methods=["GET"]),
            Route("/witness-key", witness_key, methods=["GET"]),
        ],
        exception_handlers={LedgerError: failed, OSError: failed},
    )
