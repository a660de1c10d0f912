"""What a reading says where names stay sealed for good: who had the key destroyed, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.roster import Roster
from projections.source import Recorded


class SealingBook(Protocol):
    """The book read; :class:`ledger.application.BookApplication` is one."""

    def roster(self) -> Roster:
        """Who holds and held which post, and what was destroyed."""

    def read(self, start: int, limit: int) -> Sequence[Recorded]:
        """Entries from a position on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedForGood:
    """A household's names, ID numbers and texts cannot be opened any more, by anybody.

    ``position`` is that of the entry that ordered it, ``destroyed_at`` its server time; ``title``
    and ``second_title`` are those of the posts held at that moment.
    """

    position: int
    destroyed_at: datetime
    whole_book: bool
    account: str
    title_zh: str
    title_en: str
    second_account: str
    second_title_zh: str
    second_title_en: str
    authority_document: str
    authority_issued_by: str
    said_zh: str
    said_en: str


def sealed_for_good(application: SealingBook, household_id: UUID) -> SealedForGood | None:
    """Who had a household's key destroyed and when; None where it was not."""
    roster = application.roster()
    found = roster.destruction_of(household_id)
    if found is None:
        return None
    [entry] = application.read(found.position, 1)
    first = roster.appointments[found.appointment_id]
    second = roster.appointments[found.second_appointment_id]
    moment = entry.recorded_at.isoformat(timespec="seconds")
    return SealedForGood(
        position=found.position,
        destroyed_at=entry.recorded_at,
        whole_book=found.whole_book,
        account=first.account,
        title_zh=first.title_zh,
        title_en=first.title_en,
        second_account=second.account,
        second_title_zh=second.title_zh,
        second_title_en=second.title_en,
        authority_document=found.authority.document,
        authority_issued_by=found.authority.issued_by,
        said_zh=(
            f"已密封；密钥已由{first.title_zh}（{first.account}）、"
            f"{second.title_zh}（{second.account}）于 {moment} 销毁"
        ),
        said_en=(
            f"sealed; key destroyed by {first.account} ({first.title_en}) and "
            f"{second.account} ({second.title_en}) on {moment}"
        ),
    )
