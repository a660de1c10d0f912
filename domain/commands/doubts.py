"""What is asked for in the cross-check: raising doubts, and answering them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from domain.attribution import Authority
from domain.commands.command import Command
from domain.doubt import FoundDoubt
from domain.events import DoubtOutcome, ExtractSource


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckingCommand(Command):
    """Brings what the rules found as of a position of the book, and which doubts were open then.

    The service computes these; the sender asks for no more than the check.
    """

    as_of: int = -1
    findings: tuple[FoundDoubt, ...] = ()
    open_doubts: tuple[UUID, ...] = ()

    @property
    def asked(self) -> Self:
        """What the sender asked for: sent again when the data have changed, it is the same."""
        return replace(self, as_of=-1, findings=(), open_doubts=())


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCheck(CheckingCommand):
    """Compare the records of an area with each other (比对复查)."""

    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareExtract(CheckingCommand):
    """Compare an extract of administrative records with the book.

    ``digest`` is a keyed digest of its lines, of which there are ``records``, in ``blocks``.
    """

    source: ExtractSource
    authority: Authority
    """The document under which the department supplied it."""
    digest: str
    records: int
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveDoubt(Command):
    """Answer a doubt, with an explanation that is sealed.

    ``household_ids`` are those that it is about, whose records say who may not answer it.
    """

    doubt_id: UUID
    household_ids: tuple[UUID, ...]
    outcome: DoubtOutcome
    explanation: str

    @property
    def needs_key(self) -> bool:
        """The explanation is sealed."""
        return True
