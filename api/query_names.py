"""What a query may ask: a name that an address does not know is refused, never passed over."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.faults import faults
from api.problems import InvalidRequest


async def refuse_unknown_names(request: Request) -> None:
    """Let a request pass whose query names what its address can be asked.

    Raises:
        InvalidRequest: it names something else; an answer would be to another question.
    """
    route = request.scope["route"]
    if not isinstance(route, APIRoute) or not request.query_params:
        return
    unknown = sorted(request.query_params.keys() - set(_names(route.dependant)))
    if unknown:
        raise InvalidRequest(
            faults({"type": "extra_forbidden", "loc": ("query", name)} for name in unknown)
        )


def _names(dependant: Dependant) -> Iterator[str]:
    """The names that an endpoint, or what it depends on, takes from the query."""
    yield from (field.alias for field in dependant.query_params)
    for needed in dependant.dependencies:
        yield from _names(needed)
