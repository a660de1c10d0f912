"""A book's roster, kept in memory."""

from __future__ import annotations

from domain.roster import Roster
from ledger.kept_fold import KeptFold
from ledger.recorder import BookRecorder
from ledger.records import Records


class KeptRoster(KeptFold[Roster]):
    """The roster of a book, as fresh as the book at each use."""

    def __init__(self, recorder: BookRecorder, records: Records) -> None:
        super().__init__(Roster(), recorder.select_roster, records)
