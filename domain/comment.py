"""Comments on a household's record, and how each was settled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import CommentMade, CommentResolved, Event
from domain.refusal import CommentSettled, UnknownComment


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment, its texts empty without the household's key; None: it is not settled yet."""

    number: int
    item: str | None
    person_id: UUID | None
    text: str
    account: str
    resolution: str | None = None
    resolved_by: str | None = None


class Comments(Aggregate):
    """The comments on one household, by number from 1."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.by_number: dict[int, Comment] = {}

    @property
    def unresolved(self) -> list[Comment]:
        """Those that nobody has settled yet."""
        return [c for c in self.by_number.values() if c.resolved_by is None]

    def make(
        self,
        by: Attribution,
        household_id: UUID,
        *,
        item: str | None,
        person_id: UUID | None,
        text: str,
    ) -> int:
        """Add a comment; gives its number."""
        number = len(self.by_number) + 1
        self.trigger(
            CommentMade,
            by,
            household_id=household_id,
            comment=number,
            item=item,
            person_id=person_id,
            text=text,
        )
        return number

    def resolve(self, by: Attribution, household_id: UUID, number: int, text: str) -> None:
        """Settle a comment.

        Raises:
            UnknownComment: there is none of that number.
            CommentSettled: it is settled.
        """
        found = self.by_number.get(number)
        if found is None:
            raise UnknownComment
        if found.resolved_by is not None:
            raise CommentSettled
        self.trigger(CommentResolved, by, household_id=household_id, comment=number, text=text)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case CommentMade():
                self.by_number[event.comment] = Comment(
                    number=event.comment,
                    item=event.item,
                    person_id=event.person_id,
                    text=event.text,
                    account=event.by.account,
                )
            case CommentResolved():
                self.by_number[event.comment] = replace(
                    self.by_number[event.comment],
                    resolution=event.text,
                    resolved_by=event.by.account,
                )
            case _:
                super().apply(event)
