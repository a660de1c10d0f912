"""Blocks, and the households on their lists."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from api.commands.territory import ExpectedBody, ListBody
from api.edge import READS, WRITES, Area, BookCode, SignedIn, TheService, problems
from api.performing import perform_one
from api.receipts import ReceiptBody
from domain.canvass import BuildingKind, is_virtual
from domain.household import Household
from domain.permissions import Act, permit
from domain.status import Status
from ledger.error_translation import edited_entries

router = APIRouter(prefix="/books/{book}/blocks", tags=["blocks"])

BlockInPath = Annotated[str, Path(pattern=r"^[0-9]{15}$", description="普查小区代码，15 位")]


class BlockBody(BaseModel):
    """An enumeration block."""

    block: str
    urban_rural: str
    virtual: bool = Field(description="of what stands nowhere: 900 and above")
    closed: bool
    buildings: int = Field(description="how many are listed")
    units: int = Field(description="how many dwelling units are listed")
    households: int = Field(description="how many stand on its list")
    unconfirmed: list[str] = Field(description="numbers that await the supervisor")


class Blocks(BaseModel):
    """Blocks in the order of their codes; ``next`` goes on, null at the end."""

    blocks: list[BlockBody]
    next: str | None


class ListedBody(BaseModel):
    """A line of a block's list, and where the record stands."""

    household_id: UUID
    number: str
    status: Status
    version: int


class ListedHouseholds(BaseModel):
    """Households in the order of their numbers; ``next`` goes on, null at the end."""

    block: str
    households: list[ListedBody]
    next: str | None


class BuildingBody(BaseModel):
    """A building of the list with its dwelling units."""

    number: str
    kind: BuildingKind
    storeys: int | None
    units: list[str]


class LineBody(BaseModel):
    """A household of the list: where it lives, and what was told of it at the listing."""

    household_id: UUID
    number: str
    building: str
    unit: str
    expected: ExpectedBody | None
    unconfirmed: bool


class BlockListing(BaseModel):
    """The list of a block: its buildings, and its households in the order of their numbers."""

    block: str
    buildings: list[BuildingBody]
    households: list[LineBody]


@router.get("", summary="普查小区 / Blocks", responses=problems(*READS))
def blocks(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    area: Area = None,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{15}$", description="from next")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> Blocks:
    """The blocks of an area with the length of their lists."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_PROGRESS, place)
    roster = service.book(book).application.roster()
    codes = sorted(
        code for code in list(roster.blocks) if code.startswith(place) and code > (cursor or "")
    )
    page = [roster.blocks[code] for code in codes[:limit]]
    return Blocks(
        blocks=[
            BlockBody(
                block=b.code,
                urban_rural=b.urban_rural,
                virtual=is_virtual(b.code),
                closed=b.closed,
                buildings=len(b.buildings),
                units=len(b.units),
                households=len(b.households),
                unconfirmed=sorted(b.unconfirmed),
            )
            for b in page
        ],
        next=page[-1].code if len(codes) > limit else None,
    )


@router.post(
    "/{block}/listing",
    status_code=201,
    summary="摸底登记 / List households",
    response_model=ReceiptBody,
    responses=problems(*WRITES),
)
def post_listing(
    service: TheService, signed_in: SignedIn, book: BookCode, block: BlockInPath, given: ListBody
) -> Response:
    """Put households on the block's list; numbers are given once and never again."""
    envelope = given.envelope(signed_in.account, given.command(block))
    return perform_one(service, book, signed_in, envelope, status=201)


@router.get(
    "/{block}/listing",
    summary="小区底册 / The block's list",
    responses=problems(*READS),
)
def listing(
    service: TheService, signed_in: SignedIn, book: BookCode, block: BlockInPath
) -> BlockListing:
    """Buildings, dwelling units and lines of the block, for those who work there or review it."""
    permit(service.actor(signed_in, book), Act.READ_HOUSEHOLD, block)
    found = service.book(book).application.roster().block(block)
    units: dict[str, list[str]] = {number: [] for number in found.buildings}
    for building, unit in sorted(found.units):
        units[building].append(unit)
    return BlockListing(
        block=block,
        buildings=[
            BuildingBody(number=number, kind=kind, storeys=storeys, units=units[number])
            for number, (kind, storeys) in sorted(found.buildings.items())
        ],
        households=[
            LineBody(
                household_id=line.household_id,
                number=line.number,
                building=line.building,
                unit=line.unit,
                expected=None if line.expected is None else ExpectedBody.of(line.expected),
                unconfirmed=line.number in found.unconfirmed,
            )
            for _, line in sorted(found.households.items())
        ],
    )


@router.get(
    "/{block}/households",
    summary="小区户名册 / The block's households",
    responses=problems(*READS),
)
def households(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    block: BlockInPath,
    cursor: Annotated[str | None, Query(pattern=r"^[0-9]{3}$", description="from next")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> ListedHouseholds:
    """Number, status and version of each household: no dwelling, and nothing of its persons."""
    permit(service.actor(signed_in, book), Act.READ_PROGRESS, block)
    application = service.book(book).application
    listed = application.roster().block(block).households
    numbers = sorted(number for number in list(listed) if number > (cursor or ""))
    page = [listed[number] for number in numbers[:limit]]
    records = {line.household_id: Household(line.household_id) for line in page}
    with edited_entries():
        for recorded in application.events_of(list(records)):
            records[recorded.event.originator_id].fold((recorded.event,))
    return ListedHouseholds(
        block=block,
        households=[
            ListedBody(
                household_id=line.household_id,
                number=line.number,
                status=records[line.household_id].status,
                version=records[line.household_id].version,
            )
            for line in page
        ],
        next=page[-1].number if len(numbers) > limit else None,
    )
