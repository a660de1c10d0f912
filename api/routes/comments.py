"""Comments on a household's record."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.edge import (
    READS,
    BookCode,
    ForPurpose,
    SignedIn,
    TheService,
    WithIdentifiers,
    problems,
)
from api.household_reading import find_household
from domain.comment import Comments
from domain.permissions import Act
from ledger.acts.comments import comments_id
from ledger.error_translation import edited_entries
from projections.destruction import sealed_for_good

router = APIRouter(prefix="/books/{book}/households", tags=["comments"])


class CommentBody(BaseModel):
    """A comment on an item, and how it was settled; the texts with identifiers only."""

    comment: int
    item: str | None
    person_id: UUID | None
    account: str
    text: str | None
    resolved_by: str | None = Field(description="null where nobody has settled it yet")
    resolution: str | None


class HouseholdComments(BaseModel):
    """The comments on a household, the first one first."""

    household_id: UUID
    unresolved: int
    comments: list[CommentBody]


@router.get("/{household_id}/comments", summary="批注 / Comments", responses=problems(*READS))
def comments(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    household_id: UUID,
    purpose: ForPurpose,
    identifiers: WithIdentifiers = False,
) -> HouseholdComments:
    """What was said about the record's items. The reading is put on record first."""
    actor = service.actor(signed_in, book)
    application = service.book(book).application
    found = find_household(application, actor, Act.READ_COMMENTS, household_id)
    service.readings.record(
        book,
        actor,
        Act.READ_COMMENTS,
        purpose,
        area=found.block,
        household_id=household_id,
        identifiers=identifiers,
    )
    opened = identifiers and sealed_for_good(application, household_id) is None
    made = Comments(comments_id(application.ids, household_id))
    with edited_entries():
        made.fold(r.event for r in application.events_of([made.id], with_personal=opened))
    return HouseholdComments(
        household_id=household_id,
        unresolved=len(made.unresolved),
        comments=[
            CommentBody(
                comment=comment.number,
                item=comment.item,
                person_id=comment.person_id,
                account=comment.account,
                text=comment.text if opened else None,
                resolved_by=comment.resolved_by,
                resolution=comment.resolution if opened else None,
            )
            for comment in made.by_number.values()
        ],
    )
