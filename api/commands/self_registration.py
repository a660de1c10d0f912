"""The act that lets a household register itself."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.commands.sender import Item
from domain.commands import IssueSelfRegistration


class IssueItem(Item):
    """``issue-self-registration``: hand a household its code; the device keeps no copy."""

    act: Literal["issue-self-registration"]
    household_id: UUID
    code_digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="SHA-256 of the code in hex; the code itself is never sent"
    )

    def asked(self) -> IssueSelfRegistration:
        """As the domain has it."""
        return IssueSelfRegistration(household_id=self.household_id, code_digest=self.code_digest)


ITEMS = (IssueItem,)
