"""The acts on comments on a household's record."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from api.commands.sender import Item, ItemCode, Text
from domain.commands import MakeComment, ResolveComment


class CommentItem(Item):
    """``comment``: say something about an item of a record."""

    creates: ClassVar[bool] = True
    act: Literal["comment"]
    household_id: UUID
    item: ItemCode | None = None
    person_id: UUID | None = None
    text: Text = Field(description="sealed")

    def asked(self) -> MakeComment:
        """As the domain has it."""
        return MakeComment(
            household_id=self.household_id,
            item=self.item,
            person_id=self.person_id,
            text=self.text,
        )


class ResolveCommentItem(Item):
    """``resolve-comment``: say how a comment was settled."""

    act: Literal["resolve-comment"]
    household_id: UUID
    comment: Annotated[int, Field(ge=1, le=10_000)]
    text: Text = Field(description="sealed")

    def asked(self) -> ResolveComment:
        """As the domain has it."""
        return ResolveComment(household_id=self.household_id, comment=self.comment, text=self.text)


ITEMS = (CommentItem, ResolveCommentItem)
