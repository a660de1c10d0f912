"""The two aggregates of a registration: the household and each person on its form."""

from __future__ import annotations

from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.destruction import require_ground
from domain.events import (
    Event,
    Explanation,
    HouseholdApproved,
    HouseholdKeyDestroyed,
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
    answers_after,
)
from domain.forms.definition import Answers
from domain.refusal import KeyDestroyed, WrongStatus
from domain.status import APPROVED, Status


class Household(Aggregate):
    """A household from its line on the list to the county's acceptance.

    ``answers`` holds H items, ``deaths`` the death lines, ``person_ids`` who stands on the form in
    its order; ``worked_by`` are the accounts that registered or changed it, who may not review it.
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
        self.answers: Answers = {}
        self.deaths: tuple[Answers, ...] = ()
        self.person_ids: tuple[UUID, ...] = ()
        self.findings: tuple[RecordedFinding, ...] = ()
        self.explanations: dict[tuple[str, UUID | None], Explanation] = {}
        self.worked_by: frozenset[str] = frozenset()
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
            case HouseholdRegistered():
                self.status = Status.REGISTERED
                self.form, self.form_version = event.form, event.form_version
                self.answers, self.deaths = event.answers, event.deaths
                self.person_ids, self.findings = event.person_ids, event.findings
                self._explained(event.explanations)
                self.worked_by |= {event.by.account}
            case HouseholdRevision():
                self.answers = answers_after(self.answers, event.changes)
                if event.deaths is not None:
                    self.deaths = event.deaths
                self.person_ids, self.findings = event.person_ids, event.findings
                self._forget_settled()
                self._explained(event.explanations)
                self.worked_by |= {event.by.account}
            case HouseholdSubmitted():
                self.status = Status.SUBMITTED
                self._explained(event.explanations)
                self.worked_by |= {event.by.account}
            case HouseholdReturned():
                self.status = Status.RETURNED
            case HouseholdApproved():
                self.status = APPROVED[event.level]
            case HouseholdWithdrawn():
                self.status = Status.WITHDRAWN
            case HouseholdKeyDestroyed():
                self.key_destroyed = True
            case _:
                super().apply(event)

    def _forget_settled(self) -> None:
        # Should a warning that went away come back, it is another one, to be explained anew.
        standing = {(f.rule, f.person_id) for f in self.findings}
        self.explanations = {k: e for k, e in self.explanations.items() if k in standing}

    def _explained(self, explanations: tuple[Explanation, ...]) -> None:
        self.explanations = self.explanations | {(e.rule, e.person_id): e for e in explanations}


class Person(Aggregate):
    """A person's registration in one household; ``answers`` holds D items.

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
            case PersonRegistered():
                self.household_id = event.household_id
                self.form_version, self.answers = event.form_version, event.answers
            case PersonAmended() | PersonCorrected():
                self.answers = answers_after(self.answers, event.changes)
            case PersonWithdrawn():
                self.withdrawn = True
            case _:
                super().apply(event)
