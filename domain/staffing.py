"""Whether every place has its people: gaps, overlaps, overload, and who is about to leave.

责任明确、不留死角: each block has an enumerator and each district a supervisor; how many households
or persons one enumerator sees is the norm of the census definition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.area import DISTRICT
from domain.census import Staffing
from domain.permissions import covers
from domain.post import FIELD_ROLES, Appointment
from domain.roster import Roster
from domain.status import Role


@dataclass(frozen=True, slots=True)
class Load:
    """The households and persons of a block that somebody has to see."""

    households: int
    persons: int


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A place without its person: a block without enumerator, or a district's blocks without
    supervisor."""

    role: Role
    place: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """A block that several enumerators have; nobody is sure whose it is."""

    block: str
    accounts: tuple[str, ...]


class Shared(StrEnum):
    """What two posts have in common that each person has for one post alone."""

    ACCOUNT = "account"
    CREDENTIAL = "credential"


@dataclass(frozen=True, slots=True)
class InTwoPosts:
    """Appointments that seem to be one person's, by what they share."""

    shared: Shared
    value: str
    appointments: tuple[Appointment, ...]


@dataclass(frozen=True, slots=True)
class Overload:
    """An enumerator with more than the norm; a block's load is shared among its enumerators."""

    account: str
    areas: tuple[str, ...]
    households: float
    persons: float
    ratio: float
    """Of the load to the norm, by whichever of the two is heavier."""


class Loss(StrEnum):
    """Why a place is about to lose its person, or has lost the person for a time."""

    DEPARTURE = "departure"
    CREDENTIAL_EXPIRES = "credential-expires"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class AboutToLose:
    """Somebody whose areas will be without a person; ``on`` is the last day (ISO), if there is."""

    loss: Loss
    appointment: Appointment
    on: str | None


@dataclass(frozen=True, slots=True)
class StaffingReport:
    """The live check of an area on a day."""

    area: str
    today: str
    blocks: int
    gaps: tuple[Uncovered, ...]
    overlaps: tuple[Overlap, ...]
    in_two_posts: tuple[InTwoPosts, ...]
    overloads: tuple[Overload, ...]
    about_to_lose: tuple[AboutToLose, ...]
    uncertified: tuple[Appointment, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing at all was found."""
        found = (
            self.gaps,
            self.overlaps,
            self.in_two_posts,
            self.overloads,
            self.about_to_lose,
            self.uncertified,
        )
        return not any(found)


def check_staffing(
    roster: Roster,
    area: str,
    *,
    norm: Staffing,
    loads: Mapping[str, Load],
    today: date,
    within_days: int,
) -> StaffingReport:
    """Look at all blocks and posts of an area.

    ``loads`` by block of the county; a block that is not among them has nobody yet. A departure or
    the end of a credential counts when it lies at most ``within_days`` after ``today``.
    """
    day = today.isoformat()
    blocks = sorted(code for code in roster.blocks if covers(area, code))
    held = _in_area(roster, area)
    acting = [a for a in held if a.acts(day)]
    enumerators = by_block(acting, Role.ENUMERATOR, blocks)
    # Whoever has a block here may have others elsewhere, which weigh as much.
    everywhere = by_block(_acting(roster, day), Role.ENUMERATOR, list(roster.blocks))
    here = {a.account for some in enumerators.values() for a in some}
    return StaffingReport(
        area=area,
        today=day,
        blocks=len(blocks),
        gaps=(
            *_without_enumerator(blocks, enumerators),
            *_without_supervisor(blocks, by_block(acting, Role.SUPERVISOR, blocks)),
        ),
        overlaps=tuple(
            Overlap(block, tuple(sorted(a.account for a in some)))
            for block, some in sorted(enumerators.items())
            if len(some) > 1
        ),
        in_two_posts=tuple(_in_two_posts(held)),
        overloads=tuple(o for o in _overloads(everywhere, loads, norm) if o.account in here),
        about_to_lose=tuple(_about_to_lose(held, today, within_days)),
        uncertified=tuple(a for a in held if not a.certified(day)),
    )


def by_block(
    appointments: Iterable[Appointment], role: Role, blocks: Sequence[str]
) -> dict[str, list[Appointment]]:
    """The appointments of a role that answer for each block; blocks without any are left out."""
    by_area: dict[str, list[Appointment]] = defaultdict(list)
    for appointment in appointments:
        if appointment.role is role:
            for area in appointment.areas:
                by_area[area].append(appointment)
    found = {
        block: [a for digits in (DISTRICT, len(block)) for a in by_area.get(block[:digits], ())]
        for block in blocks
    }
    return {block: some for block, some in found.items() if some}


def _acting(roster: Roster, day: str) -> list[Appointment]:
    held = (post.appointment for post in roster.posts.values())
    return [appointment for appointment in held if appointment and appointment.acts(day)]


def _in_area(roster: Roster, area: str) -> list[Appointment]:
    """The appointments of now that answer for something of an area, or for all of it."""
    held = (post.appointment for post in roster.posts.values())
    found = [
        appointment
        for appointment in held
        if appointment is not None
        and any(covers(area, own) or covers(own, area) for own in appointment.areas)
    ]
    return sorted(found, key=lambda appointment: appointment.account)


def _without_enumerator(
    blocks: Sequence[str], enumerators: Mapping[str, Sequence[Appointment]]
) -> list[Uncovered]:
    return [
        Uncovered(Role.ENUMERATOR, block, (block,)) for block in blocks if block not in enumerators
    ]


def _without_supervisor(
    blocks: Sequence[str], supervisors: Mapping[str, Sequence[Appointment]]
) -> list[Uncovered]:
    missing: dict[str, list[str]] = defaultdict(list)
    for block in blocks:
        if block not in supervisors:
            missing[block[:DISTRICT]].append(block)
    return [Uncovered(Role.SUPERVISOR, district, tuple(some)) for district, some in missing.items()]


def _in_two_posts(held: Sequence[Appointment]) -> Iterable[InTwoPosts]:
    for shared in Shared:
        by_value: dict[str, list[Appointment]] = defaultdict(list)
        for appointment in held:
            by_value[getattr(appointment, shared.value)].append(appointment)
        for value, some in sorted(by_value.items()):
            if value and len(some) > 1:
                yield InTwoPosts(shared, value, tuple(some))


def _overloads(
    enumerators: Mapping[str, Sequence[Appointment]], loads: Mapping[str, Load], norm: Staffing
) -> Iterable[Overload]:
    households: dict[str, float] = defaultdict(float)
    persons: dict[str, float] = defaultdict(float)
    areas: dict[str, tuple[str, ...]] = {}
    for block, some in enumerators.items():
        load = loads.get(block, Load(0, 0))
        for appointment in some:
            areas[appointment.account] = appointment.areas
            households[appointment.account] += load.households / len(some)
            persons[appointment.account] += load.persons / len(some)
    for account in sorted(areas):
        ratio = max(households[account] / norm.households, persons[account] / norm.persons)
        if ratio > 1:
            yield Overload(
                account, areas[account], households[account], persons[account], round(ratio, 2)
            )


def _about_to_lose(
    held: Sequence[Appointment], today: date, within_days: int
) -> Iterable[AboutToLose]:
    until = (today + timedelta(days=within_days)).isoformat()
    for appointment in held:
        if appointment.suspended:
            yield AboutToLose(Loss.SUSPENDED, appointment, None)
        if appointment.last_day is not None and appointment.last_day <= until:
            yield AboutToLose(Loss.DEPARTURE, appointment, appointment.last_day)
        ends = appointment.valid_until
        if appointment.role in FIELD_ROLES and ends and today.isoformat() <= ends <= until:
            yield AboutToLose(Loss.CREDENTIAL_EXPIRES, appointment, ends)
