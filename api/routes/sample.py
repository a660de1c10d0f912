"""The long-form sample: its seed, its draws, and all that somebody needs to repeat them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.edge import READS, BookCode, SignedIn, TheService, problems
from domain.area import DISTRICT
from domain.permissions import Act, permit
from domain.refusal import UnfitArea
from domain.sample import Draw, frame_of

router = APIRouter(prefix="/books/{book}/sample", tags=["sample"])

_District = Annotated[str, Path(pattern=r"^[0-9]{12}$", description="普查区代码，12 位")]


class DrawBody(BaseModel):
    """A district's draw."""

    district: str
    position: int = Field(description="where in the book the draw stands")
    frame_size: int
    frame_digest: str = Field(description="SHA-256 of the frame's lines, hex")
    interval: int
    start: int = Field(description="the first line drawn, from 1")
    household_ids: list[UUID]


class SampleBody(BaseModel):
    """The seed, null before it is fixed, and the districts drawn so far."""

    seed: str | None
    districts: list[str]


class FrameLineBody(BaseModel):
    """A household that was drawn from."""

    block: str
    number: str
    household_id: UUID


class FrameBody(BaseModel):
    """A district's draw with the seed, and the lines that it was drawn from, in order."""

    seed: str
    seed_position: int = Field(description="where in the book the seed stands")
    percent: int = Field(description="share of the households that is drawn")
    draw: DrawBody
    frame: list[FrameLineBody]


@router.get("", summary="长表抽样 / The long-form sample", responses=problems(*READS))
def sample(service: TheService, signed_in: SignedIn, book: BookCode) -> SampleBody:
    """The seed of the county's draw, and which districts were drawn."""
    actor = service.actor(signed_in, book)
    permit(actor, Act.READ_PROGRESS, actor.area)
    roster = service.book(book).application.roster()
    plan = roster.sample_plan
    return SampleBody(seed=plan.seed if plan else None, districts=sorted(roster.samples))


@router.get(
    "/{district}", summary="一个普查区的抽样 / A district's draw", responses=problems(*READS)
)
def district_sample(
    service: TheService, signed_in: SignedIn, book: BookCode, district: _District
) -> FrameBody:
    """The draw and its frame as it stood then, so that anybody can repeat it.

    No dwelling and nothing of the persons: block, number and id of each household.
    """
    permit(service.actor(signed_in, book), Act.READ_PROGRESS, district)
    application = service.book(book).application
    roster = application.roster()
    drawn, plan = roster.samples.get(district), roster.sample_plan
    if drawn is None or drawn.draw is None or plan is None:
        raise UnfitArea
    [entry] = application.events_of([drawn.id])
    [fixed] = application.events_of([plan.id])
    listed = [
        line.household_id
        for code, block in application.replay.roster(entry.position).blocks.items()
        if code[:DISTRICT] == district
        for line in block.households.values()
    ]
    households = application.replay.households(listed, entry.position - 1)
    frame = frame_of(households.values(), application.census.sampling)
    return FrameBody(
        seed=plan.seed,
        seed_position=fixed.position,
        percent=application.census.sampling.percent,
        draw=_draw_body(district, drawn.draw, entry.position),
        frame=[
            FrameLineBody(block=f.block, number=f.number, household_id=f.household_id)
            for f in frame
        ],
    )


def _draw_body(district: str, drawn: Draw, position: int) -> DrawBody:
    return DrawBody(
        district=district,
        position=position,
        frame_size=drawn.frame_size,
        frame_digest=drawn.frame_digest,
        interval=drawn.interval,
        start=drawn.start,
        household_ids=list(drawn.household_ids),
    )
