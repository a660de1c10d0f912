"""Coding: an industry's and an occupation's text gets the code of a list, by somebody, from a text.

Nobody but a coder gives or changes a code of a form that is on record. The rules P70-P73 judge a
code beside the answers that it belongs to; those of severity error refuse it, warnings stand in the
event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.attribution import Attribution
from domain.census import CensusDefinition
from domain.events import CodingMethod, IndustryCoded, OccupationCoded, RecordedFinding
from domain.findings import recorded, require_no_errors
from domain.forms.definition import Answer, Answers
from domain.forms.faults import FormFault, pointer
from domain.forms.household import HouseholdForm
from domain.forms.kinds import Place
from domain.household import Person
from domain.refusal import FormRefused, NothingToCode, StaleVersion, UnknownPerson
from domain.rules import RULE_SET_VERSION, check

CODED_FROM: Mapping[str, tuple[str, ...]] = {
    "C20_text": ("C20_section", "C20_division"),
    "C21_text": ("C21_major",),
}
"""The codes that a coder gives a text; another text is to be coded anew."""

_CODERS_ITEMS = frozenset(code for codes in CODED_FROM.values() for code in codes)
_INDUSTRY_RULES = frozenset({"P70", "P72"})
_OCCUPATION_RULES = frozenset({"P71", "P72", "P73"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What a coder gives: section and division of the industry, major group of the occupation.

    Either may be None; ``of_version`` is the version of the person's record that was read.
    """

    industry: tuple[str, str] | None
    occupation: str | None
    of_version: int
    method: CodingMethod


def code_person(
    by: Attribution,
    person_id: UUID,
    codes: Codes,
    form: HouseholdForm,
    persons: Mapping[UUID, Person],
    on_form: Sequence[UUID],
    census: CensusDefinition,
) -> None:
    """Give a person's texts their codes. ``on_form`` are the persons in the order of the form.

    Raises:
        UnknownPerson: the person does not stand on the form.
        StaleVersion: the person's record changed since the texts were read.
        NothingToCode: a code is given for a text that is not there, or none is given.
        RulesViolated: a rule on the codes speaks with an error.
    """
    if person_id not in on_form:
        raise UnknownPerson
    person = persons[person_id]
    if person.version != codes.of_version:
        raise StaleVersion(person.version)
    index = on_form.index(person_id)
    answers = {**person.answers, **_given(person, codes)}
    coded = replace(form, persons=(*form.persons[:index], answers, *form.persons[index + 1 :]))
    findings = [
        f
        for f in check(coded, census)
        if f.person == index and f.rule in _INDUSTRY_RULES | _OCCUPATION_RULES
    ]
    require_no_errors(findings)
    kept = recorded(findings, on_form)
    household_id = person.household_id
    if codes.industry is not None:
        section, division = codes.industry
        person.trigger(
            IndustryCoded,
            by,
            household_id=household_id,
            section=section,
            division=division,
            of_version=codes.of_version,
            method=codes.method,
            rule_set=RULE_SET_VERSION,
            findings=_of(kept, _INDUSTRY_RULES),
        )
    if codes.occupation is not None:
        person.trigger(
            OccupationCoded,
            by,
            household_id=household_id,
            major=codes.occupation,
            of_version=codes.of_version,
            method=codes.method,
            rule_set=RULE_SET_VERSION,
            findings=_of(kept, _OCCUPATION_RULES),
        )


def require_uncoded(*parts: tuple[Place, Answers]) -> None:
    """Let persons' answers pass that hold no code; each part stands at its place in what was sent.

    Raises:
        FormRefused: with each item that is a coder's.
    """
    faults = [
        FormFault("coders-item", pointer(*place, item), item)
        for place, answers in parts
        for item in answers
        if item in _CODERS_ITEMS
    ]
    if faults:
        raise FormRefused(faults)


def _given(person: Person, codes: Codes) -> dict[str, Answer]:
    given: dict[str, Answer] = {}
    if codes.industry is not None:
        if not person.answers.get("C20_text"):
            raise NothingToCode
        given["C20_section"], given["C20_division"] = codes.industry
    if codes.occupation is not None:
        if not person.answers.get("C21_text"):
            raise NothingToCode
        given["C21_major"] = int(codes.occupation)
    if not given:
        raise NothingToCode
    return given


def _of(findings: Sequence[RecordedFinding], rules: frozenset[str]) -> tuple[RecordedFinding, ...]:
    return tuple(f for f in findings if f.rule in rules)
