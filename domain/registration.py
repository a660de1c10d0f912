"""Taking in an answered form, of each of the four kinds, on a household's record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from domain.attribution import Attribution
from domain.census import CensusDefinition
from domain.commands import GivenExplanation
from domain.events import (
    DeathsRegistered,
    ForeignFormRegistered,
    ForeignPersonRegistered,
    HouseholdRegistered,
    LongFormRegistered,
    PersonLongFormRegistered,
    PersonRegistered,
    RecordedFinding,
)
from domain.findings import explanations_on, recorded, require_no_errors
from domain.forms.definition import Answers
from domain.forms.household import HouseholdForm
from domain.forms.kinds import Place, kind_faults
from domain.household import Household, Person
from domain.refusal import (
    FormRefused,
    LongFormDiffers,
    NothingChanged,
    ShortAnswersApproved,
    WrongStatus,
)
from domain.rules import RULE_SET_VERSION, check
from domain.sheet import Sheet, judge, own_line
from domain.status import AMENDABLE, Status

_OPEN_TO_LONG_FORM = frozenset(Status) - {
    Status.LISTED,
    Status.COUNTY_ACCEPTED,
    Status.WITHDRAWN,
}


class Registration:
    """Adds one answered form to a household and its persons.

    The sheet is what the record says so far; ``persons`` are its persons by id, to which those who
    are entered now are added.
    """

    def __init__(
        self,
        household: Household,
        persons: dict[UUID, Person],
        sheet: Sheet,
        census: CensusDefinition,
    ) -> None:
        self._household = household
        self._persons = persons
        self._sheet = sheet
        self._census = census

    def take(
        self,
        by: Attribution,
        form: HouseholdForm,
        new_ids: Sequence[UUID],
        explanations: Sequence[GivenExplanation],
    ) -> None:
        """Record the form; ``new_ids`` are for its persons, where they are entered now.

        Raises:
            WrongStatus: the record is at a step at which such a form is not taken.
            ShortAnswersApproved: the long form came to an approved record, and another comes now.
            RulesViolated: a rule of severity error speaks.
            FormRefused: an answer that no rule asks about is not of its item's kind.
            LongFormDiffers: a long form says of a short item what the record does not (X08).
            NothingChanged: a death form holds the lines that are on record.
        """
        if self._household.short_approved:
            raise ShortAnswersApproved
        match form.form:
            case "death":
                self._deaths(by, form, explanations)
            case "foreign":
                self._foreigners(by, form, new_ids, explanations)
            case "long" if self._household.form:
                self._long_answers(by, form, explanations)
            case _:
                self._household_form(by, form, new_ids, explanations)

    def _household_form(
        self,
        by: Attribution,
        form: HouseholdForm,
        new_ids: Sequence[UUID],
        explanations: Sequence[GivenExplanation],
    ) -> None:
        h = self._household
        if h.form or (h.status is not Status.LISTED and h.status not in AMENDABLE):
            raise WrongStatus(h.status.value)
        if h.deaths and not form.deaths:
            form = replace(form, deaths=h.deaths)
        findings = check(form, self._census, own_line(h))
        require_no_errors(findings)
        self._require_kinds(form)
        foreign = self._findings_of(h.foreign_ids)
        h.trigger(
            HouseholdRegistered,
            by,
            form=form.form,
            form_version=form.version,
            answers=form.answers,
            deaths=form.deaths,
            person_ids=tuple(new_ids),
            rule_set=RULE_SET_VERSION,
            findings=(*recorded(findings, new_ids), *foreign),
            explanations=explanations_on(explanations, new_ids),
        )
        for person_id, answers in zip(new_ids, form.persons, strict=True):
            person = self._persons[person_id] = Person(person_id)
            person.trigger(
                PersonRegistered,
                by,
                household_id=h.id,
                form_version=form.version,
                answers=answers,
            )

    def _long_answers(
        self, by: Attribution, form: HouseholdForm, explanations: Sequence[GivenExplanation]
    ) -> None:
        h, sheet = self._household, self._sheet
        if h.status not in _OPEN_TO_LONG_FORM or h.form == "long":
            raise WrongStatus(h.status.value)
        self._require_same_short_answers(form)
        answers = _added(form.answers, sheet.answers)
        persons = {
            person_id: _added(given, sheet.persons[person_id])
            for person_id, given in zip(h.person_ids, form.persons, strict=True)
        }
        whole = replace(
            sheet,
            form="long",
            version=form.version,
            answers={**sheet.answers, **answers},
            persons={i: {**sheet.persons[i], **given} for i, given in persons.items()},
        )
        findings = judge(h, whole, self._census, self._places(), own_line(h))
        h.trigger(
            LongFormRegistered,
            by,
            form_version=form.version,
            answers=answers,
            rule_set=RULE_SET_VERSION,
            findings=findings,
            explanations=explanations_on(explanations, h.everyone),
        )
        for person_id, given in persons.items():
            self._persons[person_id].trigger(
                PersonLongFormRegistered,
                by,
                household_id=h.id,
                form_version=form.version,
                answers=given,
            )

    def _foreigners(
        self,
        by: Attribution,
        form: HouseholdForm,
        new_ids: Sequence[UUID],
        explanations: Sequence[GivenExplanation],
    ) -> None:
        h = self._household
        taken = h.status in AMENDABLE or h.status is Status.LISTED
        if not taken or h.foreign_version:
            raise WrongStatus(h.status.value)
        foreigners = dict(zip(new_ids, form.persons, strict=True))
        whole = replace(
            self._sheet,
            foreign_version=form.version,
            answers={**self._sheet.answers, **form.answers},
            foreigners=foreigners,
        )
        places: dict[UUID, Place] = {i: ("persons", n) for n, i in enumerate(new_ids)}
        findings = judge(h, whole, self._census, {**self._places(), **places}, own_line(h))
        h.trigger(
            ForeignFormRegistered,
            by,
            form_version=form.version,
            answers=form.answers,
            person_ids=tuple(new_ids),
            rule_set=RULE_SET_VERSION,
            findings=findings,
            explanations=explanations_on(explanations, new_ids),
        )
        for person_id, answers in foreigners.items():
            person = self._persons[person_id] = Person(person_id)
            person.trigger(
                ForeignPersonRegistered,
                by,
                household_id=h.id,
                form_version=form.version,
                answers=answers,
            )

    def _deaths(
        self, by: Attribution, form: HouseholdForm, explanations: Sequence[GivenExplanation]
    ) -> None:
        h = self._household
        if h.status not in AMENDABLE and h.status is not Status.LISTED:
            raise WrongStatus(h.status.value)
        if form.deaths == h.deaths:
            raise NothingChanged
        whole = replace(self._sheet, death_version=form.version, deaths=form.deaths)
        findings = judge(h, whole, self._census, self._places(), own_line(h))
        h.trigger(
            DeathsRegistered,
            by,
            form_version=form.version,
            deaths=form.deaths,
            rule_set=RULE_SET_VERSION,
            findings=findings,
            explanations=explanations_on(explanations, h.everyone),
        )

    def _require_kinds(self, form: HouseholdForm) -> None:
        places: list[Place] = [("persons", i) for i in range(len(form.persons))]
        faults = kind_faults(form, places, self._census)
        if faults:
            raise FormRefused(faults)

    def _places(self) -> dict[UUID, Place]:
        return {i: ("persons", str(i)) for i in self._household.everyone}

    def _findings_of(self, person_ids: Sequence[UUID]) -> tuple[RecordedFinding, ...]:
        return tuple(f for f in self._household.findings if f.person_id in person_ids)

    def _require_same_short_answers(self, form: HouseholdForm) -> None:
        """Hold a long form to what the record says already (X08).

        Raises:
            LongFormDiffers: with the items that differ.
        """
        h, sheet = self._household, self._sheet
        if len(form.persons) != len(h.person_ids):
            raise LongFormDiffers(("persons",))
        short = self._census.forms.edition(h.form, h.form_version)
        differing = [
            f"/household/{item.code}"
            for item in short.household_items
            if form.answers.get(item.code) != sheet.answers.get(item.code)
        ]
        for index, (person_id, given) in enumerate(zip(h.person_ids, form.persons, strict=True)):
            on_record = sheet.persons[person_id]
            differing += [
                f"/persons/{index}/{item.code}"
                for item in short.person_items
                if given.get(item.code) != on_record.get(item.code)
            ]
        if form.deaths and form.deaths != h.deaths:
            differing.append("/deaths")
        if differing:
            raise LongFormDiffers(tuple(differing))


def _added(given: Answers, on_record: Answers) -> Answers:
    return {item: answer for item, answer in given.items() if item not in on_record}
