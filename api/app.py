"""The HTTP service put together: middleware, routes, and the answers to what goes wrong."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import cast

import psycopg
from eventsourcing.persistence import PersistenceError
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.body import BodyGate
from api.database import open_database
from api.faults import request_problem
from api.openapi import API_VERSION, TITLE, described, operation_id
from api.problems import (
    InternalFault,
    MalformedJson,
    MethodNotAllowed,
    NotFound,
    Problem,
    SaysItself,
    WrongMediaType,
    problem_response,
    status_of,
)
from api.query_names import refuse_unknown_names
from api.request_log import RequestLog, chain_of
from api.routes import ROUTERS
from api.service import Service
from api.settings import Settings
from domain.refusal import Refusal
from ledger.database import Database
from ledger.error_translation import database_errors
from ledger.errors import BookInconsistent, LedgerError
from projections.errors import ProjectionError

_LOG = logging.getLogger(__name__)

_OF_FRAMEWORK: dict[int, type[Problem]] = {
    400: MalformedJson,
    404: NotFound,
    405: MethodNotAllowed,
    415: WrongMediaType,
}


def create_app(settings: Settings, database: Database | None = None) -> FastAPI:
    """The service, which opens its database when it starts and lets go of it when it ends.

    ``database`` is one that is open already; without it the settings say which.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            used = database
            if used is None:
                used = await run_in_threadpool(stack.enter_context, open_database(settings))
            service = Service(used, settings)
            stack.callback(service.close)
            await run_in_threadpool(service.open)
            app.state.service = service
            yield

    app = FastAPI(
        title=TITLE,
        version=API_VERSION,
        lifespan=lifespan,
        generate_unique_id_function=operation_id,
        dependencies=[Depends(refuse_unknown_names)],
        # Its pages would be fetched from elsewhere; the description itself is at /openapi.json.
        docs_url=None,
        redoc_url=None,
    )
    for router in ROUTERS:
        app.include_router(router)
    app.openapi = described(app)  # type: ignore[method-assign]  # the way that FastAPI documents
    for said in (Problem, Refusal, LedgerError, ProjectionError):
        app.add_exception_handler(said, _say)
    for raised in (psycopg.Error, PersistenceError):
        app.add_exception_handler(raised, _say_of_database)
    app.add_exception_handler(RequestValidationError, _say_of_request)
    app.add_exception_handler(HTTPException, _say_of_framework)
    app.add_middleware(BodyGate, limit=settings.body_limit)
    app.add_middleware(RequestLog)
    return app


def _answer(request: Request, error: SaysItself) -> Response:
    return problem_response(error, request.scope)


async def _say(request: Request, error: Exception) -> Response:
    said = cast(SaysItself, error)
    # What looks like edited entries could be a fault of ours: where it came from is logged too.
    if status_of(said) == 500 or isinstance(error, BookInconsistent):
        _LOG.error("%s: %s", said.code, chain_of(error))
    return _answer(request, said)


async def _say_of_database(request: Request, error: Exception) -> Response:
    try:
        with database_errors():
            raise error
    except LedgerError as said:
        return _answer(request, said)
    except (psycopg.Error, PersistenceError):
        # The driver's own text may quote a row.
        _LOG.error("database: %s", chain_of(error))
        return _answer(request, InternalFault())


async def _say_of_request(request: Request, error: Exception) -> Response:
    return _answer(request, request_problem(cast(RequestValidationError, error).errors()))


async def _say_of_framework(request: Request, error: Exception) -> Response:
    raised = cast(HTTPException, error)
    said = _OF_FRAMEWORK.get(raised.status_code)
    if said is None:
        _LOG.error("answered %d: %s", raised.status_code, chain_of(error))
        return _answer(request, InternalFault())
    response = _answer(request, said())
    if raised.headers:
        response.headers.update(raised.headers)
    return response
