"""Past states: what the book said of a household, a person, a block or itself at any position."""

from __future__ import annotations

from collections import Counter
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.edge import (
    READS,
    Area,
    BookCode,
    ForPurpose,
    SignedIn,
    TheService,
    WithIdentifiers,
    problems,
)
from api.household_reading import find_household
from api.past import AsOf, Past
from api.routes.blocks import ListedBody
from api.routes.households import HouseholdBody, household_body
from domain.forms import IDENTIFIER_ITEMS, Answer
from domain.permissions import Act, covers, permit
from domain.roster import Roster
from domain.status import Role, Status
from projections.destruction import SealedForGood, sealed_for_good

router = APIRouter(prefix="/books/{book}", tags=["states"])

BlockInPath = Annotated[str, Path(pattern=r"^[0-9]{15}$", description="普查小区代码，15 位")]


class HouseholdState(Past):
    """A household's record as it stood, with the persons who were entered by then."""

    household: HouseholdBody


class PersonState(Past):
    """A person's registration as it stood."""

    person_id: UUID
    household_id: UUID
    withdrawn: bool = Field(description="stood on the form no more")
    version: int
    answers: dict[str, Answer]
    sealed_for_good: SealedForGood | None = Field(
        description="who had the key destroyed and when, if it was: identifiers stay sealed"
    )


class BlockState(Past):
    """A block's list as it stood, and where each record was."""

    block: str
    urban_rural: str
    households: list[ListedBody]


class PostState(BaseModel):
    """A post, and the account that its holder acted under; null: it was vacant."""

    post_id: UUID
    role: Role
    area: str
    title_zh: str
    title_en: str
    account: str | None


class BookState(Past):
    """The posts and blocks of an area as they stood, and how many records were at each step."""

    book: str
    name_zh: str
    census: str
    suite: str = Field(description="the ciphers that sealed texts began with")
    area: str
    posts: list[PostState]
    blocks: int
    households: dict[Status, int] = Field(description="how many there were, by status")


@router.get(
    "/households/{household_id}/state",
    summary="一户的历史状态 / A household at a position",
    responses=problems(*READS),
)
def household_state(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    purpose: ForPurpose,
    as_of: AsOf,
    identifiers: WithIdentifiers = False,
) -> HouseholdState:
    """The record as of a position or a moment; the reading is put on record first."""
    actor = service.actor(signed_in, book)
    application = service.book(book).application
    found = find_household(application, actor, Act.READ_HOUSEHOLD, household_id)
    then = as_of.in_book(application)
    service.readings.record(
        book,
        actor,
        Act.READ_HOUSEHOLD,
        purpose,
        area=found.block,
        household_id=household_id,
        identifiers=identifiers,
    )
    sealed = sealed_for_good(application, household_id)
    record = application.replay.record(
        household_id, then.position, with_personal=identifiers and sealed is None
    )
    body = household_body(record, identifiers, sealed)
    return HouseholdState(**then.model_dump(), household=body)


@router.get(
    "/persons/{person_id}/state",
    summary="一人的历史状态 / A person at a position",
    responses=problems(*READS),
)
def person_state(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    person_id: UUID,
    purpose: ForPurpose,
    as_of: AsOf,
    identifiers: WithIdentifiers = False,
) -> PersonState:
    """The registration as of a position or a moment; the reading is put on record first."""
    actor = service.actor(signed_in, book)
    application = service.book(book).application
    permit(actor, Act.READ_HOUSEHOLD, actor.area)
    household_id = application.person_household(person_id)
    found = find_household(application, actor, Act.READ_HOUSEHOLD, household_id)
    then = as_of.in_book(application)
    service.readings.record(
        book,
        actor,
        Act.READ_HOUSEHOLD,
        purpose,
        area=found.block,
        household_id=household_id,
        person_id=person_id,
        identifiers=identifiers,
    )
    sealed = sealed_for_good(application, household_id)
    person = application.replay.person(
        person_id, then.position, with_personal=identifiers and sealed is None
    )
    hidden = frozenset() if identifiers else IDENTIFIER_ITEMS
    return PersonState(
        **then.model_dump(),
        person_id=person_id,
        household_id=household_id,
        withdrawn=person.withdrawn,
        version=person.version,
        answers={item: answer for item, answer in person.answers.items() if item not in hidden},
        sealed_for_good=sealed,
    )


@router.get(
    "/blocks/{block}/state",
    summary="小区的历史状态 / A block at a position",
    responses=problems(*READS),
)
def block_state(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    block: BlockInPath,
    as_of: AsOf,
) -> BlockState:
    """Number, status and version of each household that was on the list."""
    permit(service.actor(signed_in, book), Act.READ_PROGRESS, block)
    application = service.book(book).application
    then = as_of.in_book(application)
    drawn = application.replay.block(block, then.position)
    lines = sorted(drawn.households.values(), key=lambda line: line.number)
    # A line stands on the list one entry before its household has an entry of its own.
    records = application.replay.households([line.household_id for line in lines], then.position)
    return BlockState(
        **then.model_dump(),
        block=block,
        urban_rural=drawn.urban_rural,
        households=[
            ListedBody(
                household_id=line.household_id,
                number=line.number,
                status=records[line.household_id].status,
                version=records[line.household_id].version,
            )
            for line in lines
            if line.household_id in records
        ],
    )


@router.get("/state", summary="账簿的历史状态 / The book at a position", responses=problems(*READS))
def book_state(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    as_of: AsOf,
    area: Area = None,
) -> BookState:
    """Posts, blocks and progress of an area as of a position or a moment."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_PROGRESS, place)
    application = service.book(book).application
    then = as_of.in_book(application)
    roster = application.replay.roster(then.position)
    blocks = [block for code, block in roster.blocks.items() if covers(place, code)]
    listed = [line.household_id for block in blocks for line in block.households.values()]
    standings = Counter(application.replay.standings(listed, then.position).values())
    opened = roster.book
    return BookState(
        **then.model_dump(),
        book=book,
        name_zh=opened.name_zh if opened else "",
        census=opened.census if opened else "",
        suite=opened.suite if opened else "",
        area=place,
        posts=_posts(roster, place),
        blocks=len(blocks),
        households={status: standings[status] for status in Status if standings[status]},
    )


def _posts(roster: Roster, place: str) -> list[PostState]:
    posts = (
        post for post in roster.posts.values() if any(covers(place, area) for area in post.areas)
    )
    return [
        PostState(
            post_id=post.id,
            role=post.role,
            area=post.area,
            title_zh=post.title_zh,
            title_en=post.title_en,
            account=post.appointment.account if post.appointment else None,
        )
        for post in sorted(posts, key=lambda post: (post.area, post.role, post.id))
    ]
