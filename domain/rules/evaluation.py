"""Running the rules over a form."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from domain.census import CENSUS_2020, CensusDefinition
from domain.forms.household import BlockContext, HouseholdForm
from domain.rules.catalogue import HOUSEHOLD_RULES, PERSON_RULES, RULES
from domain.rules.death_lines import DEATH_RULES
from domain.rules.death_view import DeathView
from domain.rules.household_view import HouseholdView
from domain.rules.person_view import PersonView
from domain.rules.rule import Fault, Rule, Severity, Stage, Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation found: the rule, how bad, and where.

    ``person`` is the index of a person on the form, ``line`` that of a line of the dead; both are
    None for the household. ``items`` are item codes. No answer is told. The wording is looked up,
    so that a stored finding stays small.
    """

    rule: str
    severity: Severity
    person: int | None
    items: tuple[str, ...]
    line: int | None = None

    @property
    def message_zh(self) -> str:
        """What is wrong, in Chinese."""
        return RULES[self.rule].zh

    @property
    def message_en(self) -> str:
        """What is wrong, in English."""
        return RULES[self.rule].en


_PersonChecks: TypeAlias = tuple[tuple[Callable[[PersonView], Verdict], Rule], ...]
_LineChecks: TypeAlias = tuple[tuple[Callable[[DeathView], Verdict], Rule], ...]
_HouseholdChecks: TypeAlias = tuple[tuple[Callable[[HouseholdView], Verdict], Rule], ...]


@cache
def _checks(form: str) -> tuple[tuple[_PersonChecks, _LineChecks, _HouseholdChecks], ...]:
    """What is asked of a form of that code: for each stage of persons, lines and household."""
    shared = ((r.line_check, r) for r in PERSON_RULES if r.line_check is not None)
    of_persons: _PersonChecks = tuple((r.check, r) for r in PERSON_RULES if form in r.forms)
    of_household: _HouseholdChecks = tuple((r.check, r) for r in HOUSEHOLD_RULES if form in r.forms)
    of_lines: _LineChecks = (*shared, *((r.check, r) for r in DEATH_RULES if form in r.forms))
    return tuple(
        (
            tuple(pair for pair in of_persons if pair[1].stage is stage),
            tuple(pair for pair in of_lines if pair[1].stage is stage),
            tuple(pair for pair in of_household if pair[1].stage is stage),
        )
        for stage in Stage
    )


def check(
    form: HouseholdForm,
    census: CensusDefinition = CENSUS_2020,
    context: BlockContext | None = None,
) -> tuple[Finding, ...]:
    """Everything the rules find in a form.

    Ranges and filters come first; of each, persons, then lines of the dead, then the household.

    ``context`` is what the office knows of the block; without it what came with the form is used.
    A rule that needs an answer which is missing or out of code is silent: that answer has a rule
    of its own. Raises :class:`UnknownEditionError` for an edition of a form that the census has
    not.
    """
    view = HouseholdView(form, census, form.block_context if context is None else context)
    lines = [DeathView(index, line, view) for index, line in enumerate(form.deaths)]
    found: list[Finding] = []
    for of_persons, of_lines, of_household in _checks(form.form):
        for person in view.persons:
            for judge_person, rule in of_persons:
                verdict = judge_person(person)
                if verdict:
                    found.extend(_findings(rule, verdict, person.index, None))
        for line in lines:
            for judge_line, rule in of_lines:
                verdict = judge_line(line)
                if verdict:
                    found.extend(_findings(rule, verdict, None, line.index))
        for judge, rule in of_household:
            verdict = judge(view)
            if verdict:
                found.extend(_findings(rule, verdict, None, None))
    return tuple(found)


def _findings(
    rule: Rule, verdict: Severity | Sequence[Fault], person: int | None, line: int | None
) -> Iterable[Finding]:
    if isinstance(verdict, Severity):
        return (Finding(rule.id, verdict, person, rule.items, line),)
    return [Finding(rule.id, f.severity, f.person, f.items or rule.items, line) for f in verdict]
