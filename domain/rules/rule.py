"""What a rule (审核关系) is: an id, a severity, the items it reads, its wording and its check."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

from domain.rules.death_view import DeathView
from domain.rules.example import Example, examples
from domain.rules.household_view import HouseholdView
from domain.rules.person_view import PersonView


class Severity(Enum):
    """ERROR blocks a record; a WARNING may be kept with an explanation on record."""

    ERROR = "error"
    WARNING = "warning"


class Stage(Enum):
    """When a rule runs: RANGE (codes, filters) before RELATION (items against each other)."""

    RANGE = "range"
    RELATION = "relation"


class Fault(NamedTuple):
    """A violation that names its place: person (index on the form) and items.

    Without items those of the rule are meant. What is said of a line of the dead needs no person.
    """

    severity: Severity
    person: int | None
    items: tuple[str, ...] = ()


Verdict: TypeAlias = Severity | Sequence[Fault] | None
"""What a check says: nothing wrong (None or empty), one violation, or several with their places."""


def faults_of(severity: Severity, persons: Iterable[PersonView]) -> tuple[Fault, ...]:
    """A fault of that severity at each of the persons."""
    return tuple(Fault(severity, person.index) for person in persons)


def faults_at(severity: Severity, person: PersonView, items: tuple[str, ...]) -> tuple[Fault, ...]:
    """One fault at a person that names the items; none where there are no items."""
    return (Fault(severity, person.index, items),) if items else ()


SHORT_AND_LONG = frozenset({"short", "long"})
LONG = frozenset({"long"})
WITH_HOUSEHOLD_ITEMS = frozenset({"short", "long", "foreign"})
WITH_DEATHS = frozenset({"short", "long", "death"})
ALL_FORMS = frozenset({"short", "long", "death", "foreign"})

Level: TypeAlias = Literal["person", "household", "death"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What all rules have. ``basis`` tells where the rule comes from; ``forms`` are form codes."""

    id: str
    severities: tuple[Severity, ...]
    items: tuple[str, ...]
    level: Level
    forms: frozenset[str] = SHORT_AND_LONG
    basis: str
    zh: str
    en: str
    stage: Stage = Stage.RELATION

    @property
    def example(self) -> Example:
        """A form that fails the rule, and one that passes."""
        return examples()[self.id]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRule(Rule):
    """A rule about one person's answers; ``line_check`` asks the same of a line of the dead."""

    level: Level = "person"
    check: Callable[[PersonView], Verdict]
    line_check: Callable[[DeathView], Verdict] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRule(Rule):
    """A rule about the household's answers, or several persons together."""

    level: Level = "household"
    check: Callable[[HouseholdView], Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathRule(Rule):
    """A rule about one line of the dead."""

    level: Level = "death"
    forms: frozenset[str] = WITH_DEATHS
    check: Callable[[DeathView], Verdict]


# Short names for the tables of rules.
E = (Severity.ERROR,)
W = (Severity.WARNING,)
EW = (Severity.ERROR, Severity.WARNING)
FORM = "the form's code lists and filters"
GUIDE = "filling instructions"
PRACTICE = "census editing practice"
LAW = "traceability of data quality (数据质量追溯和问责机制)"
