"""A book's roster, kept in memory and brought up to the head at each use."""

from __future__ import annotations

from threading import Lock

from domain.roster import Roster
from ledger.error_translation import database_errors, edited_entries
from ledger.recorder import BookRecorder
from ledger.records import Records


class KeptRoster:
    """The newest roster that this process knows of. Safe for threads.

    What it gives never changes any more: when the roster has grown, another takes its place. So
    whoever reads one needs no lock, and nobody waits for another's question to the database.
    ``_lock`` guards the change of ``known``.
    """

    def __init__(self, recorder: BookRecorder, records: Records) -> None:
        self._recorder = recorder
        self._records = records
        self._lock = Lock()
        self.known = Roster()
        """As this process knows it; the book may have grown meanwhile."""

    def fresh(self) -> Roster:
        """The roster as of the book's head when this was called, or later.

        Raises:
            BookNotOpen, BookRolledBack: the book is not there, or not all of it.
            BookInconsistent: its entries were edited.
        """
        known = self.known
        with database_errors():
            found = self._recorder.select_roster(known.position)
            events = [
                (recorded.position, recorded.event)
                for recorded in self._records.events(found, with_personal=False)
            ]
        if not events:
            return known
        with self._lock:
            # Another thread may have come this far, or farther, meanwhile.
            new = [(p, event) for p, event in events if p > self.known.position]
            if new:
                with edited_entries():
                    self.known = self.known.followed_by(new)
            return self.known
