"""The listing (摸底) of a whole census: buildings, dwellings, households, codes, first visits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from random import Random

from api.simulation.cases import Case, Fate
from api.simulation.crew import chunks
from api.simulation.fieldwork import LISTED_AT_ONCE, by_block, from_the_door
from api.simulation.review import supervisor
from api.simulation.whole.course import Command, Course
from api.simulation.whole.making_up import VACANT_BUILDING
from api.simulation.whole.misplaced import COLLECTIVE, FAMILY
from domain.canvass import BuildingKind, RegistrationMode, VisitOutcome
from domain.reasons import WithdrawReason
from domain.territory import ALL_DEAD

_STOREYS = 6
_SHOP = "9002"
_NOBODY_HOME, _REFUSED, _POSTPONED = 0.06, 0.004, 0.01
"""Shares of households whose first visit came to that."""


def choose_ways(course: Course) -> None:
    """Who registers each household.

    Families with nothing odd about them may wish to do it themselves; an office registers
    institutions, but for those whose first form has a mistake: these are visited.
    """
    course.institutions = [
        case
        for case in course.cases
        if case.sound is None and case.form["household"].get("H1") == COLLECTIVE
    ]
    rng = Random(f"{course.wish.seed}: who registers without a visit")
    elsewhere = {id(case) for one in course.misplaced for case in (one.wrong, one.right)}
    for case in course.cases:
        fit = (
            case.fate is Fate.PLAIN
            and case.form["household"].get("H1") == FAMILY
            and case.form["persons"]
            and not case.warnings
            and id(case) not in elsewhere
        )
        case.own = bool(fit) and rng.random() < course.wish.own


def list_everything(course: Course) -> None:
    """Each enumerator lists the buildings and dwellings of a block, then its households."""
    lines = [*course.cases, *course.vacant]
    by_block: dict[str, list[Case]] = {}
    for case in lines:
        by_block.setdefault(case.block, []).append(case)

    def work(block: Sequence[Case]) -> int:
        crew, first = course.crew, block[0]
        account = crew.enumerator(first.block)
        crew.carry_out(account, [_buildings(course, block)])
        for part in chunks(block, LISTED_AT_ONCE):
            command = {
                "act": "list",
                "block": first.block,
                "households": [{**case.line, "expected": _expected(case)} for case in part],
                **from_the_door(crew, part[0], "list"),
            }
            [result] = crew.carry_out(account, [command])
            for case, told in zip(part, result["households"], strict=True):
                case.household_id = told["household_id"]
        return len(block)

    course.crew.each("摸底 / listing", len(lines), list(by_block.values()), work)
    course.done("households listed", len(lines))


def _buildings(course: Course, block: Sequence[Case]) -> Command:
    units: dict[str, set[str]] = {}
    for case in block:
        units.setdefault(case.line["building"], set()).add(case.line["unit"])
    course.done("buildings listed", len(units) + 1)
    course.done("dwelling units listed", sum(map(len, units.values())))
    listed: list[dict[str, object]] = [
        {
            "number": number,
            "kind": BuildingKind.RESIDENTIAL.value,
            "storeys": 1 if number == VACANT_BUILDING else _STOREYS,
            "units": sorted(of_building),
        }
        for number, of_building in sorted(units.items())
    ]
    listed.append({"number": _SHOP, "kind": BuildingKind.SHOP.value, "storeys": 1, "units": []})
    sender = from_the_door(course.crew, block[0], "list-buildings")
    return {
        "act": "list-buildings",
        "block": block[0].block,
        "buildings": listed,
        **sender,
    }


def _expected(case: Case) -> dict[str, object]:
    """What the neighbours tell at the listing: who is there, and what forms it will take."""
    form = case.sound or case.form
    persons = form["persons"]
    return {
        "persons": len(persons),
        "absent": form["household"].get("H2b") or 0,
        "foreigners": form.get("form") == "foreign",
        "deaths": bool(form.get("deaths")),
        "mode": (RegistrationMode.SELF if case.own else RegistrationMode.VISIT).value,
    }


def code_of(course: Course, case: Case) -> str:
    """The code that a household is handed; made up, as its people are."""
    told = f"{course.wish.seed}: code of {case.block}/{case.number}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def hand_out_codes(course: Course) -> None:
    """Hand a code to each household that registers itself; the service learns its digest alone."""
    own = [case for case in course.cases if case.own]

    def issue(case: Case) -> Command:
        digest = hashlib.sha256(code_of(course, case).encode()).hexdigest()
        return {
            "act": "issue-self-registration",
            "household_id": case.household_id,
            "code_digest": digest,
            **from_the_door(course.crew, case, "issue"),
        }

    _at_the_doors(course, "自主填报码 / codes", own, issue)
    course.done("codes handed out", len(own))


def visit(course: Course) -> None:
    """The first visits: some find nobody, some are refused, some find the dwelling empty.

    Where the household refused, the supervisor goes there and is let in.
    """
    rng = Random(f"{course.wish.seed}: visits")
    outcomes: dict[int, VisitOutcome] = {id(case): VisitOutcome.VACANT for case in course.vacant}
    for case in course.cases:
        found = None if case.own else _outcome(rng.random())
        if found is not None and case.number != ALL_DEAD:
            outcomes[id(case)] = found
    visited = [case for case in (*course.cases, *course.vacant) if id(case) in outcomes]

    def made(case: Case) -> Command:
        outcome = outcomes[id(case)]
        later = outcome in {VisitOutcome.NOBODY_HOME, VisitOutcome.POSTPONED}
        return {
            "act": "visit",
            "household_id": case.household_id,
            "outcome": outcome.value,
            "next_visit": course.day.isoformat() if later else None,
            **from_the_door(course.crew, case, "visit"),
        }

    _at_the_doors(course, "入户 / visits", visited, made)
    for outcome in outcomes.values():
        course.done(f"visits: {outcome.value}")
    refused = [case for case in visited if outcomes[id(case)] is VisitOutcome.REFUSED]
    for case in refused:
        course.do(
            supervisor(case),
            "visit",
            case.household_id,
            household_id=case.household_id,
            outcome=VisitOutcome.MET.value,
        )
    course.done("visits: met after a refusal", len(refused))


def _outcome(draw: float) -> VisitOutcome | None:
    for share, outcome in (
        (_NOBODY_HOME, VisitOutcome.NOBODY_HOME),
        (_REFUSED, VisitOutcome.REFUSED),
        (_POSTPONED, VisitOutcome.POSTPONED),
    ):
        if draw < share:
            return outcome
        draw -= share
    return None


def withdraw_vacant(course: Course) -> None:
    """Supervisors confirm that nobody belongs to the dwellings that were found empty."""
    for case in course.vacant:
        account = supervisor(case)
        course.do(
            account,
            "withdraw",
            case.household_id,
            household_id=case.household_id,
            expected_version=course.version(account, case),
            reason=WithdrawReason.VACANT.value,
        )
    course.done("vacant dwellings withdrawn", len(course.vacant))


def _at_the_doors(
    course: Course, name: str, some: Sequence[Case], made: Callable[[Case], Command]
) -> None:
    """A command of the block's enumerator on each of the households."""

    def work(batch: Sequence[Case]) -> int:
        account = course.crew.enumerator(batch[0].block)
        return len(course.crew.carry_out(account, [made(case) for case in batch]))

    course.crew.each(name, len(some), by_block(some), work)
