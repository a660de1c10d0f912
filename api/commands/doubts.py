"""The acts of the cross-check; what the rules find is computed before a command is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from api.commands.sender import BlockCode, CitedAuthority, ServedItem, Strict, Text
from api.cross_checking import cross_checked
from api.extract_comparing import ExtractLine, compared
from api.service import Service
from api.tokens import SignIn
from domain.commands import CompareExtract, CrossCheck, ResolveDoubt
from domain.events import DoubtOutcome, DoubtRaised, ExtractSource
from domain.id_number import is_valid, normalise
from domain.permissions import Act, permit
from domain.refusal import UnknownDoubt

LINES_MAXIMUM = 5000
CROSS_CHECK = "cross-check"
"""The act that looks at a whole area: a batch has one."""


class CrossCheckItem(ServedItem):
    """``cross-check``: ask the rules across households of an area, and raise doubts.

    What other commands of the same batch change is not seen yet.
    """

    act: Literal["cross-check"]
    area: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15})$")]

    def asked_of(self, service: Service, signed_in: SignIn) -> CrossCheck:
        """As the domain has it."""
        reader = service.actor(signed_in, signed_in.book)
        return cross_checked(service, signed_in.book, reader, self.area)


def _id_number(text: str) -> str:
    number = normalise(text)
    if not is_valid(number):
        raise PydanticCustomError("string_pattern_mismatch", "not an ID number")
    return number


class ExtractLineGiven(Strict):
    """A line of an extract; the police's file names numbers, the others sex and month."""

    block: BlockCode
    id_number: Annotated[str, AfterValidator(_id_number)] | None = None
    sex: Annotated[int, Field(ge=1, le=2)] | None = None
    month: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")] | None = None

    def misfits(self, source: ExtractSource) -> Iterator[tuple[str, str]]:
        """What a line of the source lacks, and what it may not have: pydantic's type and item."""
        by_number = source is ExtractSource.POLICE_HUKOU
        for item in ("id_number", "sex", "month"):
            given, wanted = getattr(self, item) is not None, (item == "id_number") == by_number
            if given != wanted:
                yield "missing" if wanted else "extra_forbidden", item


class CompareExtractItem(ServedItem):
    """``compare-extract``: compare administrative records with the book; they are not kept."""

    act: Literal["compare-extract"]
    source: ExtractSource
    authority: CitedAuthority
    lines: Annotated[list[ExtractLineGiven], Field(min_length=1, max_length=LINES_MAXIMUM)]

    @field_validator("lines")
    @classmethod
    def _fit_source(
        cls, lines: list[ExtractLineGiven], info: ValidationInfo
    ) -> list[ExtractLineGiven]:
        """Let each line tell what its source tells: one that does not would settle doubts."""
        source = info.data.get("source")
        if source is None:
            return lines
        found = [
            InitErrorDetails(type=kind, loc=(index, item), input=None)
            for index, line in enumerate(lines)
            for kind, item in line.misfits(source)
        ]
        if found:
            raise ValidationError.from_exception_data("lines", found)
        return lines

    def asked_of(self, service: Service, signed_in: SignIn) -> CompareExtract:
        """As the domain has it."""
        officer = service.actor(signed_in, signed_in.book)
        lines = [ExtractLine(**line.model_dump()) for line in self.lines]
        return compared(
            service, signed_in.book, officer, self.source, self.authority.given(), lines
        )


class ResolveDoubtItem(ServedItem):
    """``resolve-doubt``: answer a doubt; the explanation is sealed."""

    act: Literal["resolve-doubt"]
    doubt_id: UUID
    outcome: DoubtOutcome
    explanation: Text

    def asked_of(self, service: Service, signed_in: SignIn) -> ResolveDoubt:
        """As the domain has it.

        Raises:
            NotPermitted: the sender may answer no doubts.
            UnknownDoubt: there is none of that id.
        """
        actor = service.actor(signed_in, signed_in.book)
        permit(actor, Act.RESOLVE_DOUBT, actor.area)
        application = service.book(signed_in.book).application
        raised = [
            entry.event
            for entry in application.events_of([self.doubt_id])
            if isinstance(entry.event, DoubtRaised)
        ]
        if not raised:
            raise UnknownDoubt
        return ResolveDoubt(
            doubt_id=self.doubt_id,
            household_ids=raised[-1].household_ids,
            outcome=self.outcome,
            explanation=self.explanation,
        )


ITEMS = (CrossCheckItem, CompareExtractItem, ResolveDoubtItem)
