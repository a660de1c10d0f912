"""People who are entered on a wrong form at first, as it happens, and where they belong.

The wrong forms pass the rules: only looking at two forms together shows what is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from api.simulation.cases import Case, Fate, RawForm, warnings_of
from api.verdict import verdict
from domain.forms import parse_form
from domain.rules import Severity

HEAD, OTHER = 0, 9
_BORN_BEFORE = "1995"
FAMILY, COLLECTIVE = 1, 2


class Wrong(Enum):
    """What went wrong."""

    MOVED = auto()
    """Somebody of one household stands on the form of another."""
    TWO_AS_ONE = auto()
    """A person living alone stands on the neighbours' form."""
    ONE_AS_TWO = auto()
    """Somebody of a household was registered as a household of one."""
    TWICE = auto()
    """Somebody stands on the own form, and as living on another one."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Somebody on the form of ``wrong`` who belongs on that of ``right``.

    ``relationship`` is the code of D2 there. The person is the last on both forms. ``truth`` are
    the two forms as they should be, of ``wrong`` and of ``right``; None where there is to be none.
    """

    kind: Wrong
    wrong: Case
    right: Case
    relationship: int
    truth: tuple[RawForm | None, RawForm]


def misplace(cases: Sequence[Case], each: int) -> Iterator[Misplaced]:
    """Enter some people wrongly: ``each`` of every kind, where the cases allow it.

    Changes the forms of the cases, and their warnings. Neighbours follow each other in ``cases``.
    """
    numbers = Counter(p.get("D3") for case in cases for p in case.form["persons"])
    plain = [case for case in cases if _is_plain(case, numbers)]
    half = len(plain) // 2
    pairs = {
        Wrong.MOVED: list(zip(plain[0:half:2], plain[1:half:2], strict=False)),
        Wrong.TWO_AS_ONE: list(zip(plain[half::2], plain[half + 1 :: 2], strict=False)),
        Wrong.TWICE: _across_blocks(plain),
    }
    taken: set[int] = set()
    for kind, some in pairs.items():
        free = (pair for pair in some if not {id(case) for case in pair} & taken)
        found = filter(None, (_misplaced(kind, *pair) for pair in free))
        for one in islice(found, each):
            taken.update((id(one.wrong), id(one.right)))
            yield one


def _is_plain(case: Case, numbers: Counter[str | None]) -> bool:
    """A family whose members stand on no other form, without deaths, births or oddities."""
    household, persons = case.form["household"], case.form["persons"]
    return (
        case.fate is Fate.PLAIN
        and not case.warnings
        and household.get("H1") == FAMILY
        and bool(persons)
        and not any(household.get(item) for item in ("H3m", "H3f", "H4m", "H4f"))
        and all(p.get("D3") is not None and numbers[p["D3"]] == 1 for p in persons)
    )


def _across_blocks(plain: Sequence[Case]) -> list[tuple[Case, Case]]:
    """Pairs of two blocks of one district."""
    by_block: dict[str, list[Case]] = {}
    for case in plain:
        by_block.setdefault(case.block, []).append(case)
    blocks = list(by_block)
    return [
        pair
        for one, two in zip(blocks[::2], blocks[1::2], strict=False)
        if one[:12] == two[:12]
        for pair in zip(by_block[one], by_block[two], strict=False)
    ]


def _misplaced(kind: Wrong, wrong: Case, right: Case) -> Misplaced | None:
    """The two cases with the mistake put in; None where the rules would see it."""
    here, there = wrong.form, right.form
    person = there["persons"][-1]
    fits = person["D7"] == 1 and person["D5"] < _BORN_BEFORE and len(here["persons"]) > 1
    alone = len(there["persons"]) == 1
    if not fits or alone != (kind is Wrong.TWO_AS_ONE):
        return None
    host = with_guest(here, person)
    rest = without_last(there) if kind is Wrong.MOVED else there
    if not _stands(host) or not _stands(rest):
        return None
    wrong.form, right.form = host, rest
    wrong.warnings, right.warnings = warnings_of(host), warnings_of(rest)
    return Misplaced(kind, wrong, right, person["D2"], (here, there))


def with_guest(form: RawForm, person: RawForm) -> RawForm:
    """The form with one more person who lives there, as ``other``."""
    household = form["household"]
    return {
        **form,
        "household": {**household, "H2a": household["H2a"] + 1},
        "persons": [*form["persons"], {**person, "D2": OTHER}],
    }


def without_last(form: RawForm) -> RawForm:
    """The form without its last person, who lives there."""
    household = form["household"]
    return {
        **form,
        "household": {**household, "H2a": household["H2a"] - 1},
        "persons": form["persons"][:-1],
    }


def alone(form: RawForm, number: str) -> RawForm:
    """A form of the last person alone, as head of a household of one in the same dwelling."""
    household = form["household"]
    nothing = dict.fromkeys(("H2b", "H3m", "H3f", "H4m", "H4f"), 0)
    return {
        **form,
        "id": f"{household['district']}{household['block']}-{number}",
        "household": {**household, **nothing, "H2a": 1, "hh": number},
        "persons": [{**form["persons"][-1], "D2": HEAD}],
        "deaths": [],
    }


def part_in_two(cases: Sequence[Case], each: int) -> Iterator[Misplaced]:
    """Register somebody of a household as a household of one, ``each`` times.

    The new line of the list gets a number that no other case of its block has.
    """
    highest: dict[str, int] = {}
    for case in cases:
        if case.number != "999":
            highest[case.block] = max(highest.get(case.block, 0), int(case.number))
    numbers = Counter(p.get("D3") for case in cases for p in case.form["persons"])
    found = (_parted(case, highest) for case in cases[3::7] if _is_plain(case, numbers))
    yield from islice(filter(None, found), each)


def _parted(case: Case, highest: dict[str, int]) -> Misplaced | None:
    whole = case.form
    person = whole["persons"][-1]
    if len(whole["persons"]) < 3 or person["D7"] != 1 or person["D5"] >= _BORN_BEFORE:
        return None
    number = f"{highest[case.block] + 1:03d}"
    parted, rest = alone(whole, number), without_last(whole)
    if not _stands(parted) or not _stands(rest):
        return None
    highest[case.block] += 1
    new = Case(case.block, number, Fate.PLAIN, parted, warnings=warnings_of(parted), kept=True)
    case.form, case.warnings = rest, warnings_of(rest)
    return Misplaced(Wrong.ONE_AS_TWO, new, case, person["D2"], (None, whole))


def _stands(form: RawForm) -> bool:
    findings = verdict(parse_form(form)).findings
    return not any(f.severity == Severity.ERROR.value for f in findings)
