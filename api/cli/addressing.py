"""Which household is meant: an id, or the block's code and the household's number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import typer

from api.client import Client, SignedInAs
from domain.refusal import UnknownHousehold

_ADDRESS = re.compile(r"(?P<block>[0-9]{15})/(?P<number>[0-9]{1,3})")

_NO_ADDRESS = (
    "HOUSEHOLD 为小区代码/户编号，或户的 id / HOUSEHOLD is BLOCK/NUMBER, or a household's id"
)

HouseholdArgument = Annotated[
    str,
    typer.Argument(help="小区代码/户编号或 id / BLOCK/NUMBER or id", metavar="HOUSEHOLD"),
]


@dataclass(frozen=True, slots=True)
class Listed:
    """A household's id, and its version where the address told it."""

    household_id: str
    version: int | None


def household_at(client: Client, who: SignedInAs, given: str) -> Listed:
    """The household that an argument names.

    Raises:
        UnknownHousehold: the number is not on the block's list.
        typer.BadParameter: the argument is neither an address nor an id.
    """
    address = _ADDRESS.fullmatch(given)
    if address is None:
        try:
            return Listed(str(UUID(given)), None)
        except ValueError:
            raise typer.BadParameter(_NO_ADDRESS) from None
    number = int(address["number"])
    before = {"cursor": f"{number - 1:03d}"} if number > 1 else {}
    path = f"/books/{who.book}/blocks/{address['block']}/households"
    page = client.get(path, who, {"limit": 1, **before}).json()["households"]
    if not page or int(page[0]["number"]) != number:
        raise UnknownHousehold
    return Listed(page[0]["household_id"], page[0]["version"])
