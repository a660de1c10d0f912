"""The acts on the calendar, and those that close and reopen blocks and areas."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from api.commands.sender import (
    BlockCode,
    CitedAuthority,
    CountersignedItem,
    Item,
    ServedItem,
)
from api.service import Service
from api.tokens import SignIn
from domain.commands import (
    ApproveEarlyRegistration,
    CloseArea,
    CloseBlock,
    ClosePhase,
    OpenPhase,
    ReopenBlock,
)
from domain.doubt import BlockDoubts
from domain.phase import CensusPhase
from domain.reasons import ReopenReason
from ledger.acts.doubts import block_doubts_id
from ledger.error_translation import edited_entries

_OffPlan: TypeAlias = Annotated[
    CitedAuthority | None,
    Field(description="needed where the day differs from the plan of the census"),
]


class OpenPhaseItem(Item):
    """``open-phase``: begin a phase of the census."""

    act: Literal["open-phase"]
    phase: CensusPhase
    authority: _OffPlan = None

    def asked(self) -> OpenPhase:
        """As the domain has it."""
        authority = None if self.authority is None else self.authority.given()
        return OpenPhase(phase=self.phase, authority=authority)


class ClosePhaseItem(Item):
    """``close-phase``: end a phase of the census."""

    act: Literal["close-phase"]
    phase: CensusPhase
    authority: _OffPlan = None

    def asked(self) -> ClosePhase:
        """As the domain has it."""
        authority = None if self.authority is None else self.authority.given()
        return ClosePhase(phase=self.phase, authority=authority)


class ApproveEarlyItem(CountersignedItem):
    """``approve-early-registration``: let a whole township register early, as approved above."""

    act: Literal["approve-early-registration"]
    township: Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
    authority: CitedAuthority

    def asked_with(self, second_account: str | None) -> ApproveEarlyRegistration:
        """As the domain has it."""
        return ApproveEarlyRegistration(
            township=self.township,
            authority=self.authority.given(),
            second_account=second_account,
        )


class CloseBlockItem(ServedItem):
    """``close-block``: close a block whose households are all accepted or withdrawn.

    A doubt that another command of the same batch raises keeps the block open.
    """

    act: Literal["close-block"]
    block: BlockCode

    def asked_of(self, service: Service, signed_in: SignIn) -> CloseBlock:
        """As the domain has it, with the doubts that were raised about the block.

        Whoever may not close it is refused by the book itself, which keeps the attempt on record.
        """
        application = service.book(signed_in.book).application
        doubts_id = block_doubts_id(application.ids, self.block)
        with edited_entries():
            doubted = BlockDoubts(doubts_id).fold(
                recorded.event for recorded in application.events_of([doubts_id])
            )
        return CloseBlock(block=self.block, doubts=tuple(sorted(doubted.doubt_ids)))


class ReopenBlockItem(Item):
    """``reopen-block``: open a closed block again, and the closed areas that it lies in."""

    act: Literal["reopen-block"]
    block: BlockCode
    reason: ReopenReason
    authority: CitedAuthority

    def asked(self) -> ReopenBlock:
        """As the domain has it."""
        return ReopenBlock(block=self.block, reason=self.reason, authority=self.authority.given())


class CloseAreaItem(Item):
    """``close-area``: close a district, a township or the county whose parts are all closed."""

    act: Literal["close-area"]
    area: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$")]

    def asked(self) -> CloseArea:
        """As the domain has it."""
        return CloseArea(area=self.area)


ITEMS = (
    OpenPhaseItem,
    ClosePhaseItem,
    ApproveEarlyItem,
    CloseBlockItem,
    ReopenBlockItem,
    CloseAreaItem,
)
