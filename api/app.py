"""The HTTP service put together: middleware, routes, and the answers to what goes wrong."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

import psycopg
from eventsourcing.persistence import PersistenceError
from fastapi import FastAPI, Request
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
    MethodNotAllowed,
    NotFound,
    Problem,
    SaysItself,
    WrongMediaType,
    problem_response,
    says_itself,
)
from api.request_log import RequestLog, chain_of
from api.routes import ROUTERS
from api.service import Service
from api.settings import Settings
from domain.refusal import Refusal
from ledger.database import Database
from ledger.errors import LedgerError, database_errors
from projections.errors import ProjectionError

_LOG = logging.getLogger(__name__)

_OF_FRAMEWORK: dict[int, type[Problem]] = {
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
            used = database or await run_in_threadpool(
                stack.enter_context, open_database(settings)
            )
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
        docs_url="/docs",
        redoc_url=None,
    )
    for router in ROUTERS:
        app.include_router(router)
    app.openapi = described(app)  # type: ignore[method-assign]  # the way that FastAPI documents
    for kind in (Problem, Refusal, LedgerError, ProjectionError):
        app.add_exception_handler(kind, _say)
    for kind in (psycopg.Error, PersistenceError):
        app.add_exception_handler(kind, _say_of_database)
    app.add_exception_handler(RequestValidationError, _say_of_request)
    app.add_exception_handler(HTTPException, _say_of_framework)
    app.add_middleware(BodyGate, limit=settings.body_limit)
    app.add_middleware(RequestLog)
    return app


def _answer(request: Request, error: SaysItself) -> Response:
    return problem_response(error, request.scope)


async def _say(request: Request, error: Exception) -> Response:
    assert says_itself(error)
    if error.code in {"key-missing", "seal-broken", "entries-not-dense", "unfit-entry"}:
        _LOG.error("%s: %s", error.code, chain_of(error))
    return _answer(request, error)


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
    assert isinstance(error, RequestValidationError)
    return _answer(request, request_problem(error.errors()))


async def _say_of_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = _OF_FRAMEWORK.get(error.status_code)
    if said is None:
        _LOG.error("answered %d: %s", error.status_code, chain_of(error))
        return _answer(request, InternalFault())
    response = _answer(request, said())
    if error.headers:
        response.headers.update(error.headers)
    return response
