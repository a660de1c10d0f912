"""When places were without their person: every interval, from a book's roster events.

Looked at while registration was open: from the first household on a list, as long as a phase of
registration was open. What one command changes takes effect at once, at its last entry.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from domain.area import BLOCK, DISTRICT
from domain.day import day_of, end_of
from domain.events import BlockDelineated, BlockListExtended, Event
from domain.phase import REGISTRATION
from domain.post import FIELD_ROLES, Post
from domain.roster import Roster
from domain.status import Role


@dataclass(frozen=True, slots=True)
class Moment:
    """A position of the book with the server's time."""

    position: int
    at: datetime


@dataclass(frozen=True, slots=True)
class UncoveredInterval:
    """A block had no acting enumerator, or a district not all of its supervisors.

    From ``begun`` on; until before ``ended``, None where it is so to this day. Where the day of a
    credential ran out, ``begun`` is that moment, with the position of the first roster event after
    it, or of where looking ended.
    """

    role: Role
    place: str
    begun: Moment
    ended: Moment | None


@dataclass(frozen=True, slots=True)
class RosterEvent:
    """A roster event with its place in the book."""

    position: int
    recorded_at: datetime
    event: Event


def uncovered_intervals(
    events: Iterable[RosterEvent], until: Moment
) -> tuple[UncoveredInterval, ...]:
    """Every interval in which a place had nobody, in the order in which they began.

    ``events`` are all roster events of a book in its order; ``until`` is where looking ends.
    """
    history = _History()
    for _, command in groupby(events, key=lambda recorded: recorded.event.by.command_id):
        history.take_in(list(command))
    history.pass_time(until)
    return history.intervals()


class _History:
    """A roster on its way through the book, with what is uncovered at the moment."""

    def __init__(self) -> None:
        self._roster = Roster()
        self._posts_at: defaultdict[str, set[UUID]] = defaultdict(set)
        self._areas_of: dict[UUID, tuple[str, ...]] = {}
        self._blocks_of: defaultdict[str, list[str]] = defaultdict(list)
        self._listed = False
        self._watching = False
        self._ends: list[tuple[datetime, UUID]] = []
        self._open: dict[tuple[Role, str], UncoveredInterval] = {}
        self._over: list[UncoveredInterval] = []

    def take_in(self, command: list[RosterEvent]) -> None:
        """The events of one command, which take effect together."""
        last = command[-1]
        self.pass_time(Moment(command[0].position, last.recorded_at))
        touched: set[str] = set()
        for recorded in command:
            self._roster.apply(recorded.position, recorded.event)
            touched |= self._touched_by(recorded.event)
        self._look(touched, Moment(last.position, last.recorded_at))

    def pass_time(self, until: Moment) -> None:
        """Let the days of credentials run out that ended by a moment."""
        while self._ends and self._ends[0][0] <= until.at:
            at, post_id = heapq.heappop(self._ends)
            self._look(set(self._areas_of[post_id]), Moment(until.position, at))

    def intervals(self) -> tuple[UncoveredInterval, ...]:
        """All of them, those that are not over among them."""
        found = [*self._over, *self._open.values()]
        return tuple(sorted(found, key=lambda i: (i.begun.position, i.place, i.role)))

    def _touched_by(self, event: Event) -> set[str]:
        """The areas in which an event may have changed who is there."""
        match event:
            case BlockDelineated():
                self._blocks_of[event.code[:DISTRICT]].append(event.code)
                return {event.code}
            case BlockListExtended():
                self._listed = True
        post = self._roster.posts.get(event.originator_id)
        return set() if post is None or post.role not in FIELD_ROLES else self._moved(post)

    def _moved(self, post: Post) -> set[str]:
        before = self._areas_of.get(post.id, ())
        for area in before:
            self._posts_at[area].discard(post.id)
        for area in post.areas:
            self._posts_at[area].add(post.id)
        self._areas_of[post.id] = post.areas
        held = post.appointment
        if held is not None and held.valid_until is not None:
            end = end_of(date.fromisoformat(held.valid_until)), post.id
            if end not in self._ends:
                heapq.heappush(self._ends, end)
        return {*before, *post.areas}

    def _look(self, areas: set[str], now: Moment) -> None:
        """See who is where, everywhere when registration opened or ended, else in some areas."""
        watching = self._registration_open()
        if watching != self._watching:
            self._watching = watching
            areas = set(self._blocks_of)
        elif not watching:
            return
        day = day_of(now.at).isoformat()
        for district in {area[:DISTRICT] for area in areas}:
            blocks = self._blocks_of.get(district, [])
            missing = [b for b in blocks if not self._covered(Role.SUPERVISOR, b, day)]
            self._note(Role.SUPERVISOR, district, now, uncovered=watching and bool(missing))
        for area in areas:
            for block in (area,) if len(area) == BLOCK else self._blocks_of.get(area, []):
                if block in self._roster.blocks:
                    free = not self._covered(Role.ENUMERATOR, block, day)
                    self._note(Role.ENUMERATOR, block, now, uncovered=watching and free)

    def _registration_open(self) -> bool:
        book = self._roster.book
        return self._listed and book is not None and not REGISTRATION.isdisjoint(book.phases_open)

    def _covered(self, role: Role, block: str, day: str) -> bool:
        posts = (
            self._roster.posts[post_id]
            for area in (block, block[:DISTRICT])
            for post_id in self._posts_at.get(area, ())
        )
        return any(
            post.role is role and post.appointment is not None and post.appointment.acts(day)
            for post in posts
        )

    def _note(self, role: Role, place: str, now: Moment, *, uncovered: bool) -> None:
        known = self._open.get((role, place))
        if uncovered and known is None:
            self._open[role, place] = UncoveredInterval(role, place, now, None)
        elif not uncovered and known is not None:
            self._over.append(replace(known, ended=now))
            del self._open[role, place]
