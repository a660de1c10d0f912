"""Conservation: each natural person resident in one place, and no bookkeeping that changes totals.

A natural person is told by the ID number; who has none, by the registration itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

_FEWER_BY_ONE = "duplicate"
_OUT, _IN = "out", "in"


@dataclass(frozen=True, slots=True)
class Registration:
    """A person on a form: ``bearer`` is the same for the same natural person.

    ``rule`` is the residence rule, R1 to R9; ``here`` tells whether it lies in the area asked
    about, ``elsewhere`` whether it points out of the county.
    """

    bearer: object
    rule: str
    resident: bool
    here: bool = True
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """How many registrations and natural persons there are, and how often these count.

    ``never`` are those who count nowhere in the book, of them ``elsewhere`` those all of whose
    records point out of the county.
    """

    registrations: int
    residents: int
    by_rule: Mapping[str, int] = field(default_factory=dict)
    once: int
    more: int
    never: int
    elsewhere: int

    @property
    def persons(self) -> int:
        """Natural persons."""
        return self.once + self.more + self.never

    @property
    def conserved(self) -> bool:
        """Whether nobody counts twice, and nobody nowhere who should count here."""
        return self.more == 0 and self.never == self.elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What one bookkeeping command did to registrations and residents.

    ``before`` and ``after`` count those that it touched; ``persons`` those that went to another
    book, or came from it.
    """

    command_id: UUID
    kind: str
    first_position: int
    last_position: int
    before: int
    after: int
    residents_before: int
    residents_after: int
    persons: int | None = None

    @property
    def conserved(self) -> bool:
        """Whether the totals are as they were, or changed by just what the command names."""
        changed = self.after - self.before
        residents = self.residents_after - self.residents_before
        if self.kind == _FEWER_BY_ONE:
            return changed == -1 and residents in {-1, 0}
        if self.kind in {_OUT, _IN}:
            named = (self.persons or 0) * (1 if self.kind == _IN else -1)
            return changed == named and abs(residents) <= abs(named) and residents * named >= 0
        return changed == 0 and residents == 0


def population(registrations: Iterable[Registration]) -> Population:
    """The population of the area asked about, given all registrations of the book.

    A natural person belongs to it who has a registration in it, and counts wherever the others are.
    """
    rules: Counter[str] = Counter()
    residents = 0
    of: defaultdict[object, list[Registration]] = defaultdict(list)
    for registration in registrations:
        of[registration.bearer].append(registration)
        if registration.here:
            rules[registration.rule] += 1
            residents += registration.resident
    here = [own for own in of.values() if any(r.here for r in own)]
    counted = Counter(min(sum(r.resident for r in own), 2) for own in here)
    return Population(
        registrations=rules.total(),
        residents=residents,
        by_rule=dict(sorted(rules.items())),
        once=counted[1],
        more=counted[2],
        never=counted[0],
        elsewhere=sum(all(r.elsewhere for r in own) for own in here),
    )
