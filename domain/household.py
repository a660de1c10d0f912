"""The two aggregates of a registration: the household and each person on its form."""

from __future__ import annotations

from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.destruction import require_ground
from domain.events import (
    DeathsRegistered,
    Event,
    Explanation,
    ForeignFormRegistered,
    ForeignPersonRegistered,
    HouseholdApproved,
    HouseholdKeyDestroyed,
    HouseholdListed,
    HouseholdRegistered,
    HouseholdReopened,
    HouseholdReturned,
    HouseholdRevision,
    HouseholdSubmitted,
    HouseholdWithdrawn,
    IndustryCoded,
    LongFormRegistered,
    OccupationCoded,
    PersonAmended,
    PersonCorrected,
    PersonLongFormRegistered,
    PersonRegistered,
    PersonTransferredIn,
    PersonTransferredOut,
    PersonWithdrawn,
    RecordedFinding,
    answers_after,
)
from domain.forms.definition import Answers
from domain.refusal import KeyDestroyed, WrongStatus
from domain.status import APPROVED, CORRECTABLE, Status


class Household(Aggregate):
    """A household from its line on the list to the county's acceptance.

    ``form`` is the short or long form that it answered, "" where there is none; ``person_ids`` who
    stands on it in its order, ``foreign_ids`` who stands on the form for Hong Kong, Macao, Taiwan
    residents and foreigners beside it. ``answers`` holds H and F items, ``deaths`` the death lines;
    ``worked_by`` are the accounts that registered or changed it, ``worked_under`` the appointments:
    a household that acts for itself does so under that of whoever handed its code out. None of them
    may review it. ``short_approved`` tells that the long form came to a record whose short answers
    a level had approved, and that nobody took that approval back.
    """

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.status = Status.LISTED
        self.block = ""
        self.number = ""
        self.building = ""
        self.unit = ""
        self.form = ""
        self.form_version = ""
        self.foreign_version = ""
        self.death_version = ""
        self.answers: Answers = {}
        self.deaths: tuple[Answers, ...] = ()
        self.person_ids: tuple[UUID, ...] = ()
        self.foreign_ids: tuple[UUID, ...] = ()
        self.findings: tuple[RecordedFinding, ...] = ()
        self.explanations: dict[tuple[str, UUID | None], Explanation] = {}
        self.worked_by: frozenset[str] = frozenset()
        self.worked_under: frozenset[UUID] = frozenset()
        self.short_approved = False
        self.key_destroyed = False

    def destroy_key(self, by: Attribution) -> None:
        """Order that the household's key be destroyed; the record stays at its step.

        Raises:
            WrongStatus: nothing was registered yet.
            KeyDestroyed: it is.
            AuthorityNeeded, SecondPersonNeeded: ``by`` carries no ground.
        """
        require_ground(by)
        if self.status is Status.LISTED:
            raise WrongStatus(self.status.value)
        if self.key_destroyed:
            raise KeyDestroyed
        self.trigger(HouseholdKeyDestroyed, by)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case HouseholdListed():
                self.block, self.number = event.block, event.number
                self.building, self.unit = event.building, event.unit
            case (
                HouseholdRegistered()
                | LongFormRegistered()
                | ForeignFormRegistered()
                | DeathsRegistered()
            ):
                self._take(event)
                self._judged(event, event.findings, event.explanations)
            case HouseholdRevision():
                self.answers = answers_after(self.answers, event.changes)
                if event.deaths is not None:
                    self.deaths = event.deaths
                self.person_ids, self.foreign_ids = event.person_ids, event.foreign_ids
                self._judged(event, event.findings, event.explanations)
            case HouseholdSubmitted():
                self.status = Status.SUBMITTED
                self._explained(event.explanations)
                self._worked(event.by)
            case HouseholdReturned() | HouseholdReopened():
                self.status, self.short_approved = Status.RETURNED, False
            case HouseholdApproved():
                self.status = APPROVED[event.level]
            case HouseholdWithdrawn():
                self.status = Status.WITHDRAWN
            case HouseholdKeyDestroyed():
                self.key_destroyed = True
            case _:
                super().apply(event)

    def _take(
        self,
        event: HouseholdRegistered | LongFormRegistered | ForeignFormRegistered | DeathsRegistered,
    ) -> None:
        if isinstance(event, DeathsRegistered):
            # A list of the dead alone is no registration: the household's form is still to come.
            self.death_version, self.deaths = event.form_version, event.deaths
            return
        if isinstance(event, LongFormRegistered):
            self.short_approved |= self.status in CORRECTABLE
        self.status = Status.REGISTERED
        self.answers = {**self.answers, **event.answers}
        match event:
            case HouseholdRegistered():
                self.form, self.form_version = event.form, event.form_version
                self.deaths, self.person_ids = event.deaths, event.person_ids
            case LongFormRegistered():
                self.form, self.form_version = "long", event.form_version
            case ForeignFormRegistered():
                self.foreign_version, self.foreign_ids = event.form_version, event.person_ids

    @property
    def registered(self) -> bool:
        """Whether a form was answered; a list of its dead alone is none."""
        return bool(self.form or self.foreign_version)

    @property
    def approved(self) -> bool:
        """Whether what it says was approved by a level: it changes on an authority only."""
        return self.status in CORRECTABLE or self.short_approved

    def worked_on(self, account: str, appointment_id: UUID) -> bool:
        """Whether somebody registered or changed it, under their account or a household's."""
        return account in self.worked_by or appointment_id in self.worked_under

    @property
    def everyone(self) -> tuple[UUID, ...]:
        """Who stands on its forms: on the short or long one, then on that of foreigners."""
        return (*self.person_ids, *self.foreign_ids)

    def _judged(
        self,
        event: Event,
        findings: tuple[RecordedFinding, ...],
        explanations: tuple[Explanation, ...],
    ) -> None:
        self.findings = findings
        # Should a warning that went away come back, it is another one, to be explained anew.
        standing = {(f.rule, f.person_id) for f in self.findings}
        self.explanations = {k: e for k, e in self.explanations.items() if k in standing}
        self._explained(explanations)
        self._worked(event.by)

    def _worked(self, by: Attribution) -> None:
        self.worked_by |= {by.account}
        self.worked_under |= {by.appointment_id}

    def _explained(self, explanations: tuple[Explanation, ...]) -> None:
        self.explanations = self.explanations | {(e.rule, e.person_id): e for e in explanations}


class Person(Aggregate):
    """A person's registration in one household; ``answers`` holds D and C items, or R items.

    The same natural person may stand in two households, where he or she lives and where the hukou
    is; that makes two of these.
    """

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.household_id: UUID | None = None
        self.form_version = ""
        self.answers: Answers = {}
        self.withdrawn = False

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        if self.withdrawn:
            raise ValueError(f"{self.id}: {event.topic} after the withdrawal")
        match event:
            case PersonRegistered() | ForeignPersonRegistered():
                self.household_id = event.household_id
                self.form_version, self.answers = event.form_version, event.answers
            case PersonLongFormRegistered():
                self.form_version = event.form_version
                self.answers = {**self.answers, **event.answers}
            case IndustryCoded():
                self.answers = {
                    **self.answers,
                    "C20_section": event.section,
                    "C20_division": event.division,
                }
            case OccupationCoded():
                self.answers = {**self.answers, "C21_major": int(event.major)}
            case PersonAmended() | PersonCorrected():
                self.answers = answers_after(self.answers, event.changes)
            case PersonWithdrawn():
                self.withdrawn = True
            case PersonTransferredOut():
                self.household_id = event.to_household
                self.withdrawn = event.to_household is None
            case PersonTransferredIn():
                self.household_id = event.household_id
                self.form_version, self.answers = event.form_version, event.answers
            case _:
                super().apply(event)
