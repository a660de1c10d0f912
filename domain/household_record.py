"""A household with its persons: what one command is decided on, and what it changes together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from domain.attribution import Attribution
from domain.census import CENSUS_2020, CensusDefinition
from domain.coding import Codes, code_person
from domain.commands import GivenExplanation, GivenRemark, Revision
from domain.events import (
    Event,
    Explanation,
    ForeignPersonRegistered,
    HouseholdAmended,
    HouseholdApproved,
    HouseholdCorrected,
    HouseholdListed,
    HouseholdReopened,
    HouseholdReturned,
    HouseholdRevision,
    HouseholdSubmitted,
    HouseholdWithdrawn,
    PersonAmended,
    PersonCorrected,
    PersonRegistered,
    PersonWithdrawn,
    RecordedFinding,
    Remark,
)
from domain.findings import explanations_on, person_at, require_explained
from domain.forms.definition import Answers
from domain.forms.household import HouseholdForm
from domain.household import Household, Person
from domain.reasons import WithdrawReason
from domain.refusal import (
    AuthorityNeeded,
    OwnWork,
    SecondPersonNeeded,
    StaleVersion,
    UnfitWithdrawal,
    VisitNeeded,
    WrongStatus,
)
from domain.registration import Registration
from domain.revising import Revised, revised
from domain.rules import RULE_SET_VERSION
from domain.sheet import Sheet, foreign_form, own_form
from domain.status import AMENDABLE, APPROVED, CORRECTABLE, REVIEWABLE, Level, Status
from domain.visit import Visits

_WITHDRAWABLE = AMENDABLE | CORRECTABLE | {Status.SUBMITTED}


class HouseholdRecord:
    """The household and its persons by id; decides every act on them.

    Each method makes the events of one command, to be taken by :meth:`collect_events`, or raises a
    :class:`domain.refusal.Refusal` and makes none.
    """

    def __init__(
        self,
        household: Household,
        persons: Mapping[UUID, Person],
        census: CensusDefinition = CENSUS_2020,
    ) -> None:
        self.household = household
        self.persons = dict(persons)
        self.census = census

    def collect_events(self) -> list[Event]:
        """The events made, the household's first."""
        events = self.household.collect_events()
        for person in self.persons.values():
            events += person.collect_events()
        return events

    def form(self) -> HouseholdForm:
        """The short or long form on record, filled in; of a household without one, its dead."""
        return own_form(self.household, self.sheet(), self.census)

    def foreign_form(self) -> HouseholdForm | None:
        """The form for Hong Kong, Macao, Taiwan residents and foreigners; None without one."""
        if not self.household.foreign_version:
            return None
        return foreign_form(self.household, self.sheet(), self.census)

    def expect(self, version: int) -> None:
        """Refuse to act on a record that changed since it was read.

        Raises:
            StaleVersion: the household's version is another.
        """
        if self.household.version != version:
            raise StaleVersion(self.household.version)

    def list_at(
        self, by: Attribution, *, block: str, number: str, building: str, unit: str
    ) -> None:
        """Begin the record as a line of the block's list."""
        self.household.trigger(
            HouseholdListed, by, block=block, number=number, building=building, unit=unit
        )

    def register(
        self,
        by: Attribution,
        form: HouseholdForm,
        person_ids: Sequence[UUID],
        explanations: Sequence[GivenExplanation],
    ) -> None:
        """Take in an answered form of any kind, whose dwelling must be the one on the list (H39).

        Raises as :meth:`domain.registration.Registration.take` does.
        """
        taking = Registration(self.household, self.persons, self.sheet(), self.census)
        taking.take(by, form, person_ids, explanations)

    def submit(
        self, by: Attribution, declaration: str, explanations: Sequence[GivenExplanation]
    ) -> None:
        """Send the record to review.

        Raises:
            WrongStatus: it is in review, or beyond.
            WarningsUnexplained: a warning has no explanation yet.
        """
        self._in(*AMENDABLE)
        household = self.household
        given = explanations_on(explanations, household.everyone)
        self._require_explained(household.findings, given)
        household.trigger(HouseholdSubmitted, by, declaration=declaration, explanations=given)

    def send_back(self, by: Attribution, level: Level, remarks: Sequence[GivenRemark]) -> None:
        """Return the record to its enumerator.

        Raises:
            WrongStatus: it is not this level's turn.
            OwnWork: the reviewer worked on it.
        """
        self._reviewed_by(by, level)
        ids = self.household.everyone
        self.household.trigger(
            HouseholdReturned,
            by,
            level=level,
            remarks=tuple(
                Remark(
                    item=r.item,
                    person_id=person_at(ids, r.person),
                    reason=r.reason,
                    text=r.text,
                )
                for r in remarks
            ),
        )

    def approve(self, by: Attribution, level: Level) -> None:
        """Pass the record on to the next level.

        Raises:
            WrongStatus: it is not this level's turn.
            OwnWork: the reviewer worked on it.
        """
        self._reviewed_by(by, level)
        self.household.trigger(HouseholdApproved, by, level=level)

    def reopen(self, by: Attribution, level: Level) -> None:
        """Take back a level's approval, so that the enumerator holds the record again.

        Raises:
            WrongStatus: the level is not the last that approved the record.
            AuthorityNeeded: no document is named.
            SecondPersonNeeded: the county accepted the record and no other person countersigns.
        """
        self._in(APPROVED[level])
        self.require_ground(by)
        self.household.trigger(HouseholdReopened, by, level=level)

    def amend(
        self,
        by: Attribution,
        revision: Revision,
        new_ids: Sequence[UUID],
        explanations: Sequence[GivenExplanation],
    ) -> None:
        """Change the record while the enumerator holds it.

        ``new_ids`` are for the persons added. Raises as :meth:`register` does, and:
            NothingChanged: the revision leaves everything as it is.
            UnknownPerson: it names a person who does not stand on the form.
            ShortAnswersApproved: the short answers were approved before the long form came, and it
                touches them.
        """
        self._in(*AMENDABLE)
        self._revise(HouseholdAmended, by, revision, new_ids, explanations)

    def correct(
        self,
        by: Attribution,
        revision: Revision,
        new_ids: Sequence[UUID],
        explanations: Sequence[GivenExplanation],
    ) -> None:
        """Change an approved record; ``by`` carries the authority and the second person.

        Raises as :meth:`amend` does, and:
            AuthorityNeeded: it names no document.
            SecondPersonNeeded: the county accepted the record and no other person countersigns.
            WarningsUnexplained: a warning that the correction raises has no explanation.
        """
        self._in(*CORRECTABLE)
        self.require_ground(by)
        self._revise(HouseholdCorrected, by, revision, new_ids, explanations)

    def withdraw(
        self, by: Attribution, stays: Household | None, visits: Visits | None = None
    ) -> None:
        """Let the household count no more; once approved, on the same ground as a correction.

        ``stays`` is the household that a duplicate is one of. ``visits`` are those to the
        household: one that was never registered is withdrawn where the last of them found nobody
        who belongs there, or as a duplicate.

        Raises:
            WrongStatus: it is withdrawn already.
            UnfitWithdrawal: a duplicate names no other household that counts.
            VisitNeeded: it was never registered, and no visit found it vacant or moved.
            OwnWork: who withdraws it found that at the door.
            AuthorityNeeded: a level approved the record and no document is named.
            SecondPersonNeeded: the county accepted the record and no other person countersigns.
        """
        self._in(*_WITHDRAWABLE, Status.LISTED)
        self.require_ground(by)
        duplicate = by.reason == WithdrawReason.DUPLICATE
        if duplicate or stays is not None:
            self._require_staying(stays)
        if self.household.status is Status.LISTED and not duplicate:
            if visits is None or not visits.proposes_withdrawal:
                raise VisitNeeded
            if visits.last_by == by.account:
                raise OwnWork
        duplicate_of = None if stays is None else stays.id
        self.household.trigger(HouseholdWithdrawn, by, duplicate_of=duplicate_of)

    def code(self, by: Attribution, person_id: UUID, codes: Codes) -> None:
        """Give the texts of a person's industry and occupation their codes.

        Raises:
            WrongStatus: the record was withdrawn.
            UnknownPerson, StaleVersion, NothingToCode, RulesViolated: see
                :func:`domain.coding.code_person`.
        """
        self._in(*_WITHDRAWABLE)
        own = self.household.person_ids
        code_person(by, person_id, codes, self.form(), self.persons, own, self.census)

    def sheet(self) -> Sheet:
        """What the record says now; a person who was not read is left out."""
        h = self.household
        return Sheet(
            form=h.form,
            version=h.form_version,
            foreign_version=h.foreign_version,
            death_version=h.death_version,
            answers=h.answers,
            persons=self._answers_of(h.person_ids),
            foreigners=self._answers_of(h.foreign_ids),
            deaths=h.deaths,
        )

    def _answers_of(self, person_ids: Sequence[UUID]) -> dict[UUID, Answers]:
        return {i: self.persons[i].answers for i in person_ids if i in self.persons}

    def _in(self, *statuses: Status) -> None:
        if self.household.status not in statuses:
            raise WrongStatus(self.household.status.value)

    def require_ground(self, by: Attribution) -> None:
        """Let an approved record change on an authority only, an accepted one under four eyes.

        Raises:
            AuthorityNeeded: a level approved the record and no document is named.
            SecondPersonNeeded: the county accepted the record and no other person countersigns.
        """
        if self.household.approved and by.authority is None:
            raise AuthorityNeeded
        accepted = self.household.status is Status.COUNTY_ACCEPTED
        if accepted and by.second_account in (None, by.account):
            raise SecondPersonNeeded

    def _require_staying(self, stays: Household | None) -> None:
        h = self.household
        if stays is None or stays.id == h.id or stays.status is Status.WITHDRAWN:
            raise UnfitWithdrawal
        if h.registered and not stays.registered:
            raise UnfitWithdrawal

    def _reviewed_by(self, by: Attribution, level: Level) -> None:
        self._in(REVIEWABLE[level])
        if self.household.worked_on(by.account, by.appointment_id):
            raise OwnWork

    def _revise(
        self,
        event_class: type[HouseholdRevision],
        by: Attribution,
        given: Revision,
        new_ids: Sequence[UUID],
        explanations: Sequence[GivenExplanation],
    ) -> None:
        h = self.household
        found = revised(h, self.sheet(), given, new_ids, self.census)
        explained = explanations_on(explanations, (*found.person_ids, *found.foreign_ids))
        if event_class is HouseholdCorrected:
            self._require_explained(found.findings, explained, found)
        h.trigger(
            event_class,
            by,
            changes=found.changes,
            deaths=found.deaths,
            person_ids=found.person_ids,
            foreign_ids=found.foreign_ids,
            rule_set=RULE_SET_VERSION,
            findings=found.findings,
            explanations=explained,
        )
        person_event = PersonAmended if event_class is HouseholdAmended else PersonCorrected
        for person_id, changes in found.persons.items():
            self.persons[person_id].trigger(person_event, by, household_id=h.id, changes=changes)
        for person_id in found.removed:
            self.persons[person_id].trigger(PersonWithdrawn, by, household_id=h.id)
        self._enter(by, PersonRegistered, h.form_version, found.added)
        self._enter(by, ForeignPersonRegistered, h.foreign_version, found.foreign_added)

    def _enter(
        self,
        by: Attribution,
        event_class: type[PersonRegistered | ForeignPersonRegistered],
        version: str,
        persons: Mapping[UUID, Answers],
    ) -> None:
        for person_id, answers in persons.items():
            person = self.persons[person_id] = Person(person_id)
            person.trigger(
                event_class,
                by,
                household_id=self.household.id,
                form_version=version,
                answers=answers,
            )

    def _require_explained(
        self,
        findings: Iterable[RecordedFinding],
        given: Iterable[Explanation],
        after: Revised | None = None,
    ) -> None:
        explained = self.household.explanations.keys() | {(e.rule, e.person_id) for e in given}
        everyone = (
            self.household.everyone if after is None else (*after.person_ids, *after.foreign_ids)
        )
        require_explained(findings, frozenset(explained), everyone)
