"""A book's office, kept in memory."""

from __future__ import annotations

from domain.office import Office
from ledger.kept_fold import KeptFold
from ledger.recorder import BookRecorder
from ledger.records import Records


class KeptOffice(KeptFold[Office]):
    """The office's own work as a book has it, as fresh as the book at each use."""

    def __init__(self, recorder: BookRecorder, records: Records) -> None:
        super().__init__(Office(), recorder.select_office, records)
