"""What the routes share: who is signed in, the service, and how problems are documented."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias, cast

from fastapi import Depends, Path, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.access import Purpose
from api.position import Position
from api.problems import MEDIA_TYPE, TokenMissing
from api.service import Service
from api.tokens import SignIn

BEARER = HTTPBearer(auto_error=False, bearerFormat="JWT", description="from POST /session")


async def _service(request: Request) -> Service:
    return cast(Service, request.app.state.service)


TheService: TypeAlias = Annotated[Service, Depends(_service)]


async def _signed_in(
    service: TheService,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> SignIn:
    """Whose token the request carries.

    Raises:
        TokenMissing, TokenExpired, TokenInvalid: answered with 401.
    """
    if credentials is None:
        raise TokenMissing
    return service.tokens.check(credentials.credentials)


SignedIn: TypeAlias = Annotated[SignIn, Depends(_signed_in)]
BookCode: TypeAlias = Annotated[
    str, Path(pattern=r"^[0-9]{6}$", description="县级区划代码 / the county's code")
]
Area: TypeAlias = Annotated[
    str | None,
    Query(
        pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15})$",
        description="county 6, township 9, district 12 or block 15 digits; default: one's own area",
    ),
]
AsOf: TypeAlias = Annotated[
    Position | None,
    Query(ge=0, lt=2**63, description="position of the book; default: the last one followed"),
]
ForPurpose: TypeAlias = Annotated[
    Purpose, Query(description="what the data are read for; it goes on record")
]
WithIdentifiers: TypeAlias = Annotated[
    bool, Query(description="whether names, ID numbers and free texts are needed")
]

_MEANINGS = {
    400: "malformed JSON",
    401: "nobody is signed in, or no longer",
    403: "the post may not do this, or not here",
    404: "no such thing in this book",
    409: "in conflict with what is on record",
    413: "body over the limit",
    415: "body is not application/json",
    422: "not of the right shape, or against the rules",
    429: "too many failures",
    503: "not at the moment; try again after Retry-After seconds",
}
PROBLEM_SCHEMA = {"$ref": "#/components/schemas/ProblemDetails"}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem answers of an endpoint, for its description; 500 and 503 are everybody's."""
    content = {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}}
    return {
        status: {"description": _MEANINGS[status], "content": content}
        for status in sorted({*statuses, 503})
    } | {"default": {"description": "any other problem", "content": content}}


READS = (401, 403, 404, 422)
"""Problems of every read behind a sign-in."""
WRITES = (400, 401, 403, 404, 409, 413, 415, 422)
"""Problems of every command."""
