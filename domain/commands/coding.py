"""What is asked for of a coder of industries and occupations."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.commands.command import Command
from domain.events import CodingMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePerson(Command):
    """Give the texts of a person's industry and occupation their codes; either may be None.

    ``industry`` is section and division (GB/T 4754-2017), ``occupation`` the major group
    (GB/T 6565-2015); ``person_version`` the version whose texts were read.
    """

    household_id: UUID
    person_id: UUID
    person_version: int
    industry: tuple[str, str] | None
    occupation: str | None
    method: CodingMethod

    @property
    def needs_key(self) -> bool:
        """The rules see the whole form."""
        return True
