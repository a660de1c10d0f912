"""What a rule (审核关系) is: an id, a severity, the items it reads, its wording and its check."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple, TypeAlias

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

    Without items those of the rule are meant.
    """

    severity: Severity
    person: int | None
    items: tuple[str, ...] = ()


Verdict: TypeAlias = Severity | Sequence[Fault] | None
"""What a check says: nothing wrong (None or empty), one violation, or several with their places."""


def faults_of(severity: Severity, persons: Iterable[PersonView]) -> tuple[Fault, ...]:
    """A fault of that severity at each of the persons."""
    return tuple(Fault(severity, person.index) for person in persons)


SHORT_AND_LONG = frozenset({"short", "long"})
LONG = frozenset({"long"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What all rules have. ``basis`` tells where the rule comes from; ``forms`` are form codes."""

    id: str
    severities: tuple[Severity, ...]
    items: tuple[str, ...]
    level: Literal["person", "household"]
    forms: frozenset[str] = SHORT_AND_LONG
    basis: str
    zh: str
    en: str
    stage: Stage = Stage.RELATION


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRule(Rule):
    """A rule about one person's answers."""

    level: Literal["person", "household"] = "person"
    check: Callable[[PersonView], Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRule(Rule):
    """A rule about the household's answers, or several persons together."""

    level: Literal["person", "household"] = "household"
    check: Callable[[HouseholdView], Verdict]


# Short names for the tables of rules.
E = (Severity.ERROR,)
W = (Severity.WARNING,)
EW = (Severity.ERROR, Severity.WARNING)
FORM = "the form's code lists and filters"
GUIDE = "filling instructions"
PRACTICE = "census editing practice"
