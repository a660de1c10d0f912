"""A transfer between two books, of which this one records its half once."""

from __future__ import annotations

from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.events import BookTransferRecorded, Event
from domain.refusal import TransferTaken


class BookTransfer(Aggregate):
    """One half of a transfer, leaving or coming; its id is made of the half and the transfer's."""

    def record(self, by: Attribution, transfer_id: UUID, household_id: UUID) -> None:
        """Put on record which household the persons leave or enter.

        Raises:
            TransferTaken: that is on record already.
        """
        if self.version:
            raise TransferTaken
        self.trigger(BookTransferRecorded, by, transfer_id=transfer_id, household_id=household_id)

    def apply(self, event: Event) -> None:
        """A half is recorded once and never changes."""
        if not isinstance(event, BookTransferRecorded):
            super().apply(event)
