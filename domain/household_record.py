"""A household with its persons: what one command is decided on, and what it changes together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from domain.attribution import Attribution
from domain.census import CENSUS_2020, CensusDefinition
from domain.commands import GivenExplanation, GivenRemark, Revision
from domain.events import (
    Event,
    Explanation,
    HouseholdAmended,
    HouseholdApproved,
    HouseholdCorrected,
    HouseholdListed,
    HouseholdRegistered,
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
    answers_after,
    answers_changed,
)
from domain.forms.definition import Answers
from domain.forms.household import BlockContext, HouseholdAddress, HouseholdForm
from domain.forms.kinds import Place, kind_faults
from domain.forms.revision import shaped_answers
from domain.forms.short import FORMS
from domain.household import Household, Person
from domain.refusal import (
    AuthorityNeeded,
    FormRefused,
    NothingChanged,
    OwnWork,
    RulesViolated,
    SecondPersonNeeded,
    StaleVersion,
    UnknownPerson,
    WarningsUnexplained,
    WrongStatus,
)
from domain.rules import RULE_SET_VERSION, Finding, Severity, check
from domain.status import AMENDABLE, CORRECTABLE, REVIEWABLE, Level, Status

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
        """The record as a filled-in form."""
        h = self.household
        return self._form(h.answers, [self.persons[i].answers for i in h.person_ids], h.deaths)

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
        """Take in the answered form, whose dwelling must be the one on the list (H39).

        Raises:
            WrongStatus: the household was registered before.
            RulesViolated: a rule of severity error speaks.
            FormRefused: an answer that no rule asks about is not of its item's kind.
        """
        self._in(Status.LISTED)
        h = self.household
        listed = BlockContext(listed_units=frozenset({f"{h.building}-{h.unit}"}))
        findings = check(form, self.census, listed)
        self._no_errors(findings)
        _all_of_kind(form, [("persons", i) for i in range(len(form.persons))])
        h.trigger(
            HouseholdRegistered,
            by,
            form=form.form,
            form_version=FORMS[form.form].version,
            answers=form.answers,
            deaths=form.deaths,
            person_ids=tuple(person_ids),
            rule_set=RULE_SET_VERSION,
            findings=_recorded(findings, person_ids),
            explanations=_explained(explanations, person_ids),
        )
        for person_id, answers in zip(person_ids, form.persons, strict=True):
            self._enter(by, person_id, answers)

    def submit(
        self, by: Attribution, declaration: str, explanations: Sequence[GivenExplanation]
    ) -> None:
        """Send the record to review.

        Raises:
            WrongStatus: it is in review, or beyond.
            WarningsUnexplained: a warning has no explanation yet.
        """
        self._in(*AMENDABLE)
        given = _explained(explanations, self.household.person_ids)
        self._all_explained(self.household.findings, given, self.household.person_ids)
        self.household.trigger(HouseholdSubmitted, by, declaration=declaration, explanations=given)

    def send_back(self, by: Attribution, level: Level, remarks: Sequence[GivenRemark]) -> None:
        """Return the record to its enumerator.

        Raises:
            WrongStatus: it is not this level's turn.
            OwnWork: the reviewer worked on it.
        """
        self._reviewed_by(by, level)
        ids = self.household.person_ids
        self.household.trigger(
            HouseholdReturned,
            by,
            level=level,
            remarks=tuple(
                Remark(item=r.item, person_id=_person_at(ids, r.person), text=r.text)
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
        self._on_ground(by)
        self._revise(HouseholdCorrected, by, revision, new_ids, explanations)

    def withdraw(self, by: Attribution, duplicate_of: UUID | None) -> None:
        """Let the registration count no more; once approved, on the same ground as a correction.

        Raises:
            WrongStatus: there is no registration, or it is withdrawn already.
            AuthorityNeeded: a level approved the record and no document is named.
            SecondPersonNeeded: the county accepted the record and no other person countersigns.
        """
        self._in(*_WITHDRAWABLE)
        self._on_ground(by)
        self.household.trigger(HouseholdWithdrawn, by, duplicate_of=duplicate_of)

    def _form(
        self, answers: Answers, persons: Sequence[Answers], deaths: tuple[Answers, ...]
    ) -> HouseholdForm:
        h = self.household
        district, block = h.block[:12], h.block[12:]
        address = HouseholdAddress(
            county=district[:6],
            township=district[:9],
            district=district,
            block=block,
            building=h.building,
            unit=h.unit,
            number=h.number,
        )
        return HouseholdForm(h.form, str(h.id), address, answers, tuple(persons), deaths)

    def _in(self, *statuses: Status) -> None:
        if self.household.status not in statuses:
            raise WrongStatus(self.household.status.value)

    def _on_ground(self, by: Attribution) -> None:
        """Let an approved record change on an authority only, an accepted one under four eyes."""
        if self.household.status in CORRECTABLE and by.authority is None:
            raise AuthorityNeeded
        accepted = self.household.status is Status.COUNTY_ACCEPTED
        if accepted and by.second_account in (None, by.account):
            raise SecondPersonNeeded

    def _reviewed_by(self, by: Attribution, level: Level) -> None:
        self._in(REVIEWABLE[level])
        if by.account in self.household.worked_by:
            raise OwnWork

    def _enter(self, by: Attribution, person_id: UUID, answers: Answers) -> None:
        person = self.persons[person_id] = Person(person_id)
        person.trigger(
            PersonRegistered,
            by,
            household_id=self.household.id,
            form_version=self.household.form_version,
            answers=answers,
        )

    def _revise(
        self,
        event_class: type[HouseholdRevision],
        by: Attribution,
        given: Revision,
        new_ids: Sequence[UUID],
        explanations: Sequence[GivenExplanation],
    ) -> None:
        h = self.household
        revision = shaped_answers(FORMS[h.form], given)
        standing, leaving = set(h.person_ids), set(revision.removed)
        twice = len(leaving) < len(revision.removed)
        if twice or not standing.issuperset({*revision.persons, *leaving}):
            raise UnknownPerson
        changes = answers_changed(h.answers, revision.household)
        person_changes = {
            i: found
            for i, answers in revision.persons.items()
            if i not in revision.removed
            and (found := answers_changed(self.persons[i].answers, answers))
        }
        deaths = None if revision.deaths in (None, h.deaths) else revision.deaths
        if not (changes or person_changes or revision.added or revision.removed) and deaths is None:
            raise NothingChanged
        person_ids = (*(i for i in h.person_ids if i not in revision.removed), *new_ids)
        added = dict(zip(new_ids, revision.added, strict=True))
        form = self._form(
            answers_after(h.answers, changes),
            [
                added[i]
                if i in added
                else answers_after(self.persons[i].answers, person_changes.get(i, ()))
                for i in person_ids
            ],
            h.deaths if deaths is None else deaths,
        )
        findings = check(form, self.census)
        self._no_errors(findings)
        _all_of_kind(
            form,
            [
                ("added", new_ids.index(i)) if i in added else ("persons", str(i))
                for i in person_ids
            ],
        )
        recorded, explained = _recorded(findings, person_ids), _explained(explanations, person_ids)
        if event_class is HouseholdCorrected:
            self._all_explained(recorded, explained, person_ids)
        h.trigger(
            event_class,
            by,
            changes=changes,
            deaths=deaths,
            person_ids=person_ids,
            rule_set=RULE_SET_VERSION,
            findings=recorded,
            explanations=explained,
        )
        person_event = PersonAmended if event_class is HouseholdAmended else PersonCorrected
        for person_id, found in person_changes.items():
            self.persons[person_id].trigger(person_event, by, household_id=h.id, changes=found)
        for person_id in revision.removed:
            self.persons[person_id].trigger(PersonWithdrawn, by, household_id=h.id)
        for person_id, answers in added.items():
            self._enter(by, person_id, answers)

    def _no_errors(self, findings: Iterable[Finding]) -> None:
        errors = [f for f in findings if f.severity is Severity.ERROR]
        if errors:
            raise RulesViolated(errors)

    def _all_explained(
        self,
        findings: Iterable[RecordedFinding],
        given: Iterable[Explanation],
        person_ids: Sequence[UUID],
    ) -> None:
        explained = self.household.explanations.keys() | {(e.rule, e.person_id) for e in given}
        missing = [f for f in findings if (f.rule, f.person_id) not in explained]
        if missing:
            raise WarningsUnexplained(
                [
                    Finding(
                        rule=f.rule,
                        severity=Severity(f.severity),
                        person=None if f.person_id is None else person_ids.index(f.person_id),
                        items=f.items,
                    )
                    for f in missing
                ]
            )


def _all_of_kind(form: HouseholdForm, places: Sequence[Place]) -> None:
    """Refuse answers that no rule asks about and that are not of their item's kind."""
    faults = kind_faults(form, places)
    if faults:
        raise FormRefused(faults)


def _person_at(person_ids: Sequence[UUID], index: int | None) -> UUID | None:
    if index is None:
        return None
    if not 0 <= index < len(person_ids):
        raise UnknownPerson
    return person_ids[index]


def _recorded(
    findings: Iterable[Finding], person_ids: Sequence[UUID]
) -> tuple[RecordedFinding, ...]:
    return tuple(
        RecordedFinding(
            rule=f.rule,
            severity=f.severity.value,
            person_id=_person_at(person_ids, f.person),
            items=f.items,
        )
        for f in findings
    )


def _explained(
    explanations: Iterable[GivenExplanation], person_ids: Sequence[UUID]
) -> tuple[Explanation, ...]:
    return tuple(
        Explanation(rule=e.rule, person_id=_person_at(person_ids, e.person), text=e.text)
        for e in explanations
        if e.text.strip()
    )
