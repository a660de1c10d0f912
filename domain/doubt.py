"""A doubt: what a rule across households, blocks and sources says, until somebody answers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import (
    BlockDoubted,
    DoubtOutcome,
    DoubtRaised,
    DoubtResolved,
    DoubtSettled,
    Event,
    ExtractCompared,
)
from domain.refusal import DoubtClosed

ASKED_WHEN_CLOSING = "X12"
"""The rule whose doubts keep no block open: closing a block asks the same of its records."""
UNMATCHED_TRANSFER = "T01"
"""A transfer between books whose other half is not on record; no rule of the census's own."""
_WIDTHS = (15, 12, 9, 6)
_RAISED_AGAIN = frozenset({DoubtOutcome.CORRECTED, DoubtOutcome.WITHDRAWN})
"""Outcomes after which the rule must speak no more."""


class DoubtState(StrEnum):
    """Where a doubt stands."""

    OPEN = "open"
    RESOLVED = "resolved"
    SETTLED = "settled"
    """The data changed, and the rule speaks no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDoubt:
    """What a rule finds: codes, ids and positions, nothing personal.

    ``blocks`` are those that it concerns; ``about`` tells findings apart whose rule and records are
    the same.
    """

    rule: str
    severity: str
    blocks: tuple[str, ...]
    household_ids: tuple[UUID, ...] = ()
    person_ids: tuple[UUID, ...] = ()
    items: tuple[str, ...] = ()
    about: str = ""

    @property
    def name(self) -> str:
        """The same for the same rule and records, however often they are found, in any order."""
        ids = sorted(i.hex for i in (*self.household_ids, *self.person_ids))
        # Whoever is at home in a block may change; where ids say what it is about, they alone do.
        return "/".join((self.rule, self.about, *(ids or sorted(self.blocks))))


def answering_area(blocks: Iterable[str]) -> str:
    """The smallest area that holds all blocks: block 15, district 12, township 9, county 6 digits.

    Who answers for it answers for the doubt.
    """
    codes = list(blocks)
    areas = ({code[:width] for code in codes} for width in _WIDTHS)
    return next((found.pop() for found in areas if len(found) == 1), "")


class Doubt(Aggregate):
    """A doubt from its raising to its end; it may be raised anew once it has settled."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.state: DoubtState | None = None
        self.rule = ""
        self.blocks: tuple[str, ...] = ()
        self.household_ids: tuple[UUID, ...] = ()
        self.outcome: DoubtOutcome | None = None

    @property
    def area(self) -> str:
        """The area whose staff may resolve it."""
        return answering_area(self.blocks)

    def found(self, by: Attribution, finding: FoundDoubt, as_of: int) -> bool:
        """Take in that the rule speaks; whether that raised the doubt.

        It does not where the doubt is open, or where somebody confirmed that all is right. Where
        somebody said that it was corrected, and the rule speaks still, it is raised again.
        """
        said_mended = self.outcome in _RAISED_AGAIN
        if self.state is DoubtState.OPEN:
            return False
        if self.state is DoubtState.RESOLVED and not said_mended:
            return False
        self.trigger(
            DoubtRaised,
            by,
            rule=finding.rule,
            severity=finding.severity,
            blocks=finding.blocks,
            household_ids=finding.household_ids,
            person_ids=finding.person_ids,
            items=finding.items,
            about=finding.about,
            as_of=as_of,
        )
        return True

    def not_found(self, by: Attribution, as_of: int) -> bool:
        """Take in that the rule speaks no more; whether that settled the doubt."""
        if self.state is not DoubtState.OPEN:
            return False
        self.trigger(DoubtSettled, by, as_of=as_of)
        return True

    def resolve(
        self, by: Attribution, outcome: DoubtOutcome, key_of: UUID, explanation: str
    ) -> None:
        """Answer the doubt; the explanation is sealed under the key of ``key_of``.

        Raises:
            DoubtClosed: it is resolved, or has settled.
        """
        if self.state is not DoubtState.OPEN:
            raise DoubtClosed
        self.trigger(DoubtResolved, by, outcome=outcome, key_of=key_of, explanation=explanation)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case DoubtRaised():
                self.state, self.outcome = DoubtState.OPEN, None
                self.rule, self.blocks = event.rule, event.blocks
                self.household_ids = event.household_ids
            case DoubtResolved():
                self.state, self.outcome = DoubtState.RESOLVED, event.outcome
            case DoubtSettled():
                self.state = DoubtState.SETTLED
            case _:
                super().apply(event)


class BlockDoubts(Aggregate):
    """The doubts that were ever raised about a block and keep it open until they are answered.

    What X12 asks is not among them: closing asks it of the records themselves.
    """

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.doubt_ids: frozenset[UUID] = frozenset()

    def raise_about(self, by: Attribution, block: str, doubt_ids: tuple[UUID, ...]) -> None:
        """Put on record that doubts about the block were raised, or raised again."""
        self.trigger(BlockDoubted, by, block=block, doubt_ids=doubt_ids)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case BlockDoubted():
                self.doubt_ids |= frozenset(event.doubt_ids)
            case _:
                super().apply(event)


class RecordExtract(Aggregate):
    """An extract of administrative records that was compared with the book."""

    def compare(self, by: Attribution, **fields: object) -> None:
        """Put on record that it was compared; ``fields`` are the event's."""
        self.trigger(ExtractCompared, by, **fields)

    def apply(self, event: Event) -> None:
        """An extract is compared once and never changes."""
        if not isinstance(event, ExtractCompared):
            super().apply(event)
