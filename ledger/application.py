"""A book in use: takes commands, loads what they are decided on, and adds what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias, cast
from uuid import UUID

from domain.bearers import id_numbers_given
from domain.census import CensusDefinition
from domain.commands import (
    DestroyBookKeys,
    DestroyHouseholdKey,
    Envelope,
)
from domain.events import PersonEvent
from domain.household_record import HouseholdRecord
from domain.office import Office
from domain.refusal import KeyDestroyed, Refusal, UnknownHousehold, UnknownPerson
from domain.roster import Roster
from ledger.acts import HANDLERS, Decision, Needs, Situation, decide, situate
from ledger.aggregate_ids import AggregateIds
from ledger.append import Append, Appended, RecordedCommand
from ledger.attempts import attempts
from ledger.book_census import census_of
from ledger.database import Database, Datastore
from ledger.destruction import KeyDestroyer
from ledger.error_translation import database_errors
from ledger.errors import LedgerError, VersionConflict
from ledger.fingerprint import Fingerprints
from ledger.group_commit import GroupCommit
from ledger.kept_office import KeptOffice
from ledger.kept_roster import KeptRoster
from ledger.mapper import SealingMapper
from ledger.receipt import Receipt
from ledger.recorder import BookRecorder, Head
from ledger.records import RecordedEvent, Records
from ledger.replay import Replay
from ledger.turns import Turns
from ledger.vault import Vault
from ledger.wake import Waker
from ledger.waves import blocks_listed, waves

__all__ = ["Answer", "BookApplication", "RecordedEvent"]

Answer: TypeAlias = Receipt | Refusal | LedgerError

DECISIONS_MAXIMUM = 20
"""How often a command is decided anew when the record changes under it."""


class BookApplication:
    """One county's book in this process. Safe for threads; every method may block on the database.

    The writer thread of ``_commit`` alone appends.
    """

    def __init__(
        self,
        book: str,
        database: Database,
        *,
        waker: Waker | None = None,
    ) -> None:
        self.book = book
        self._census: CensusDefinition | None = None
        self._datastore = Datastore(database.service_url, schema="ledger", waker=waker)
        self.recorder = BookRecorder(book, self._datastore)
        self._vault = Vault(book, database)
        self._mapper = SealingMapper(book, self._vault, self._key_destroyed)
        self._destroyer = KeyDestroyer(self._vault)
        self._fingerprints = Fingerprints(self._vault)
        self._records = Records(self.recorder, self._mapper, self._vault, lambda: self.census)
        self.ids = AggregateIds(self._vault)
        self._commit = GroupCommit(self.recorder)
        self._roster = KeptRoster(self.recorder, self._records)
        self._office = KeptOffice(self.recorder, self._records)
        self._turns = Turns()
        self.replay = Replay(
            self.recorder,
            self._records,
            lambda: self.census,
            self._roster.fresh,
            self._office.fresh,
        )

    @property
    def census(self) -> CensusDefinition:
        """The census that the book is kept under.

        Raises:
            CensusUnknown: neither the program nor the book defines it.
        """
        if self._census is None:
            with database_errors():
                first = [recorded.event for recorded in self._records.clear(0, 1)]
            census = census_of(first[0] if first else None)
            if not first:
                return census
            self._census = census
        return self._census

    def close(self) -> None:
        """Finish what waits and give the connections back."""
        self._commit.close()
        self._vault.close()
        self._datastore.close()

    def execute(self, envelopes: Sequence[Envelope]) -> list[Answer]:
        """Carry out commands in order; each is answered alone, a refused one recorded not at all.

        Raises:
            LedgerError: nothing could be decided (no book, no database).
        """
        answers: dict[int, Answer] = {}
        for wave in waves(envelopes):
            try:
                with self._turns.taken(blocks_listed(envelopes, wave)):
                    self._until_decided(envelopes, wave, answers)
            except LedgerError as error:
                if not any(isinstance(answer, Receipt) for answer in answers.values()):
                    raise
                # What is recorded must be told; the rest gets the error as its answer.
                return [answers.get(i, error) for i in range(len(envelopes))]
        return [answers[i] for i in range(len(envelopes))]

    def roster(self) -> Roster:
        """The roster as of now; the keys that it says are destroyed are gone when it is given."""
        roster = self._roster.fresh()
        self._destroy_keys(roster)
        return roster

    def office(self) -> Office:
        """The office's own work as of now."""
        return self._office.fresh()

    def household_record(self, household_id: UUID) -> HouseholdRecord:
        """A household with its persons, identifiers opened.

        Raises:
            UnknownHousehold: there is none of that id.
            KeyMissing, SealBroken: what is personal cannot be opened.
        """
        with database_errors():
            record = self._records.households([household_id], {household_id}).get(household_id)
        if record is None:
            raise UnknownHousehold
        if isinstance(record, LedgerError):
            raise record
        return record

    def household_records(
        self, household_ids: Sequence[UUID]
    ) -> dict[UUID, HouseholdRecord | LedgerError]:
        """Households with their persons, identifiers opened; one that cannot be, as its error."""
        with database_errors():
            return self._records.households(household_ids, set(household_ids))

    def person_household(self, person_id: UUID) -> UUID:
        """The household on whose form a person stands, or stood last.

        Raises:
            UnknownPerson: there is no person of that id.
        """
        for recorded in reversed(self.events_of([person_id])):
            if isinstance(recorded.event, PersonEvent):
                return recorded.event.household_id
        raise UnknownPerson

    def person_hints(self, id_number: str) -> list[tuple[UUID, UUID]]:
        """Persons who may bear an ID number, each with the household; the record confirms it.

        Raises:
            KeyDestroyed: the book's key to find persons was destroyed.
        """
        with database_errors():
            return self._index().find_person(id_number)

    def indexed_persons(self, near: Sequence[UUID] | None = None) -> list[tuple[bytes, UUID, UUID]]:
        """Where bearers of ID numbers may stand; see :meth:`ledger.vault.Vault.indexed_persons`.

        Raises as :meth:`person_hints` does.
        """
        with database_errors():
            return self._index().indexed_persons(near)

    def id_digests(self, id_numbers: Sequence[str]) -> list[bytes]:
        """The digests under which ID numbers are noted; raises as :meth:`person_hints` does."""
        with database_errors():
            return self._index().digests(id_numbers)

    def index_persons(self, start: int, limit: int) -> int:
        """Note anew where the persons of these entries stand; how many numbers they gave.

        For a vault without its index: of a book from before there was one, or restored without.

        Raises:
            KeyDestroyed: the book's key to find persons was destroyed.
            KeyMissing, SealBroken: what is personal cannot be opened; nothing is noted.
        """
        vault = self._index()
        entries = self.read(start, limit, with_personal=True)
        given = [found for entry in entries for found in id_numbers_given(entry.event)]
        with database_errors():
            vault.index_persons(given)
        return len(given)

    def _index(self) -> Vault:
        if self.roster().book_destroyed is not None:
            raise KeyDestroyed
        return self._vault

    def head(self) -> Head:
        """The book's size and root.

        Raises:
            BookNotOpen: there is no such book.
            BookRolledBack: it is shorter than it was.
        """
        with database_errors():
            return self.recorder.head()

    def read(self, start: int, limit: int, *, with_personal: bool = False) -> list[RecordedEvent]:
        """Events from a position on; without ``with_personal`` no key is touched."""
        with database_errors():
            if not with_personal:
                return self._records.clear(start, limit)
            found = self.recorder.select_positions(start, limit)
            return self._records.events(found, with_personal=True)

    def events_of(
        self, aggregate_ids: Sequence[UUID], *, with_personal: bool = False
    ) -> list[RecordedEvent]:
        """All events of some aggregates, in the order of the book."""
        with database_errors():
            found = self.recorder.select_aggregates(aggregate_ids)
            return self._records.events(found, with_personal=with_personal)

    def _until_decided(
        self, envelopes: Sequence[Envelope], wave: Sequence[int], answers: dict[int, Answer]
    ) -> None:
        """Carry out commands, anew where something changed under them meanwhile."""
        waiting = wave
        for _ in range(DECISIONS_MAXIMUM):
            self._carry_out(envelopes, waiting, answers)
            waiting = [i for i in waiting if isinstance(answers[i], VersionConflict)]
            if not waiting:
                break
        self._confirm_destroyed(envelopes, wave, answers)

    def _carry_out(
        self, envelopes: Sequence[Envelope], wave: Sequence[int], answers: dict[int, Answer]
    ) -> None:
        with database_errors():
            ids = [envelopes[i].command_id for i in wave]
            recorded = self.recorder.recorded_commands(ids)
            for i in wave:
                answer = self._first_answer(envelopes[i], recorded)
                if answer is not None:
                    answers[i] = answer
            open_ones = [i for i in wave if envelopes[i].command_id not in recorded]
            decisions = self._decide(envelopes, open_ones, answers)
            self._add(envelopes, decisions, answers)
            self._look_again(envelopes, open_ones, answers)

    def _decide(
        self, envelopes: Sequence[Envelope], wave: Sequence[int], answers: dict[int, Answer]
    ) -> dict[int, Decision]:
        situations: dict[int, Situation[Any]] = {}
        needs: dict[int, Needs] = {}
        roster = self._roster.fresh()
        # Read once for all commands of the wave, if any of them asks for it.
        look_at_office = cache(self._office.fresh)
        for i in wave:
            try:
                situation = situate(
                    self.book, self.ids, self.census, envelopes[i], roster, look_at_office
                )
                situations[i] = situation
                needs[i] = HANDLERS[type(envelopes[i].command)].needs(situation)
            except Refusal as refusal:
                answers[i] = refusal
        read = self._records.read(needs.values())
        decisions: dict[int, Decision] = {}
        for i, needed in needs.items():
            broken = read.broken(needed)
            if broken is not None:
                answers[i] = broken
                continue
            try:
                decisions[i] = decide(read.given_to(situations[i], needed))
            except (Refusal, LedgerError) as refusal:
                answers[i] = refusal
        refused = (
            (situation, answer)
            for i, situation in situations.items()
            if isinstance(answer := answers.get(i), Refusal)
        )
        tried = attempts(self._mapper, refused)
        if tried:
            # What was tried before is on record; a conflict of versions says so.
            self._commit.append(tried)
        return decisions

    def _add(
        self,
        envelopes: Sequence[Envelope],
        decisions: dict[int, Decision],
        answers: dict[int, Answer],
    ) -> None:
        if not decisions:
            return
        self._vault.create(s for d in decisions.values() for s in d.subjects)
        self._vault.load(e.subject_id for d in decisions.values() for e in d.events if e.subject_id)
        self._vault.index_persons(
            found for d in decisions.values() for e in d.events for found in id_numbers_given(e)
        )
        appends: dict[int, Append] = {}
        for i, decision in decisions.items():
            try:
                events = self._mapper.drafts(decision.events)
            except LedgerError as error:
                household_id = decision.events[0].subject_id
                gone = household_id and self._key_destroyed(household_id, look_again=True)
                answers[i] = KeyDestroyed() if gone else error
                continue
            command = RecordedCommand(
                envelopes[i].command_id,
                self._fingerprints.of(envelopes[i], destroyed=self._destroyed()),
                decision.result,
            )
            appends[i] = Append(events, command, decision.rests_on)
        if not appends:
            return
        outcomes = self._commit.append(list(appends.values()))
        for i, outcome in zip(appends, outcomes, strict=True):
            answers[i] = (
                cast(Receipt, outcome.receipt) if isinstance(outcome, Appended) else outcome
            )

    def _look_again(
        self, envelopes: Sequence[Envelope], wave: Sequence[int], answers: dict[int, Answer]
    ) -> None:
        """Find commands that another sending recorded while these were decided and refused."""
        refused = [i for i in wave if isinstance(answers[i], Refusal)]
        if refused:
            recorded = self.recorder.recorded_commands([envelopes[i].command_id for i in refused])
            for i in refused:
                answers[i] = self._first_answer(envelopes[i], recorded) or answers[i]

    def _first_answer(
        self, envelope: Envelope, recorded: dict[UUID, tuple[bytes, Receipt]]
    ) -> Answer | None:
        if envelope.command_id not in recorded:
            return None
        fingerprint, receipt = recorded[envelope.command_id]
        try:
            self._fingerprints.compare(envelope, fingerprint, destroyed=self._destroyed())
        except LedgerError as error:
            return error
        return receipt

    def _destroyed(self) -> bool:
        return self._known_roster().book_destroyed is not None

    def _key_destroyed(self, subject: UUID, *, look_again: bool = False) -> bool:
        roster = self.roster() if look_again else self._known_roster()
        return roster.key_destroyed(subject)

    def _known_roster(self) -> Roster:
        """The roster as this process knows it, which may have grown meanwhile."""
        roster = self._roster.known
        return roster if roster.position >= 0 else self.roster()

    def _destroy_keys(self, roster: Roster) -> None:
        with database_errors():
            self._destroyer.carry_out(
                roster.last_destruction,
                roster.sealed_for_good,
                whole_book=roster.book_destroyed is not None,
            )

    def _confirm_destroyed(
        self, envelopes: Sequence[Envelope], wave: Sequence[int], answers: dict[int, Answer]
    ) -> None:
        """Answer an order to destroy keys with its receipt only once they are gone."""
        orders = [
            i
            for i in wave
            if isinstance(envelopes[i].command, DestroyHouseholdKey | DestroyBookKeys)
            and isinstance(answers[i], Receipt)
        ]
        if not orders:
            return
        try:
            self.roster()
        except LedgerError as error:
            answers.update(dict.fromkeys(orders, error))
