"""Running the rules over a form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from domain.census import CENSUS_2020, CensusDefinition
from domain.forms.household import BlockContext, HouseholdForm
from domain.rules.catalogue import HOUSEHOLD_RULES, PERSON_RULES, RULES
from domain.rules.household_view import HouseholdView
from domain.rules.person_view import PersonView
from domain.rules.rule import Fault, HouseholdRule, PersonRule, Rule, Severity, Stage


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation found: the rule, how bad, and where.

    ``person`` is the index on the form, None for the household; ``items`` are item codes. No answer
    is told. The wording is looked up, so that a stored finding stays small.
    """

    rule: str
    severity: Severity
    person: int | None
    items: tuple[str, ...]

    @property
    def message_zh(self) -> str:
        """What is wrong, in Chinese."""
        return RULES[self.rule].zh

    @property
    def message_en(self) -> str:
        """What is wrong, in English."""
        return RULES[self.rule].en


_PersonRules: TypeAlias = tuple[PersonRule, ...]
_HouseholdRules: TypeAlias = tuple[HouseholdRule, ...]


@cache
def _person_rules(form: str, stage: Stage) -> _PersonRules:
    return tuple(r for r in PERSON_RULES if r.stage is stage and form in r.forms)


@cache
def _household_rules(form: str, stage: Stage) -> _HouseholdRules:
    return tuple(r for r in HOUSEHOLD_RULES if r.stage is stage and form in r.forms)


def check(
    form: HouseholdForm,
    census: CensusDefinition = CENSUS_2020,
    context: BlockContext | None = None,
) -> tuple[Finding, ...]:
    """Everything the rules find in a form, ranges and filters first, then persons, then household.

    ``context`` is what the office knows of the block; without it what came with the form is used.
    A rule that needs an answer which is missing or out of code is silent: that answer has a rule
    of its own.
    """
    view = HouseholdView(form, census, form.block_context if context is None else context)
    found: list[Finding] = []
    for stage in Stage:
        rules = _person_rules(form.form, stage)
        for person in view.persons:
            _check_person(rules, person, found)
        for rule in _household_rules(form.form, stage):
            verdict = rule.check(view)
            if verdict:
                found.extend(_findings(rule, None, verdict))
    return tuple(found)


def _check_person(rules: _PersonRules, person: PersonView, found: list[Finding]) -> None:
    for rule in rules:
        verdict = rule.check(person)
        if verdict:
            found.extend(_findings(rule, person.index, verdict))


def _findings(
    rule: Rule, person: int | None, verdict: Severity | Sequence[Fault]
) -> Iterable[Finding]:
    if isinstance(verdict, Severity):
        return (Finding(rule.id, verdict, person, rule.items),)
    return [Finding(rule.id, f.severity, f.person, f.items or rule.items) for f in verdict]
