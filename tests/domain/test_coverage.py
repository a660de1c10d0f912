"""Every interval in which a place had nobody is found in the roster's events."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.coverage import Moment, UncoveredInterval, uncovered_intervals
from domain.day import CHINA, day_of
from domain.phase import CensusPhase
from domain.post import Post
from domain.roster import Roster
from domain.status import Role
from tests.domain.staff import (
    BEGUN,
    BLOCK,
    DISTRICT,
    OTHER_BLOCK,
    Told,
    block,
    book,
    by,
    listed,
    post,
)

END = Moment(10**6, datetime(2021, 1, 1, tzinfo=CHINA))
REGISTRATION = CensusPhase.SHORT_REGISTRATION


def found(told: Told) -> list[tuple[Role, str, int, int | None]]:
    return [
        (i.role, i.place, i.begun.position, i.ended.position if i.ended else None)
        for i in uncovered_intervals(told, END)
    ]


def staffed(told: Told, *phases: CensusPhase) -> tuple[Post, Post]:
    """A book with a listed block, its enumerator and its supervisor."""
    enumerator = post("e-1", Role.ENUMERATOR, BLOCK)
    supervisor = post("s-1", Role.SUPERVISOR, DISTRICT)
    told.record(book(*(phases or (REGISTRATION,))))
    told.record(enumerator)
    told.record(supervisor)
    told.record(listed(block(BLOCK)))
    return enumerator, supervisor


def test_full_staff_has_no_interval() -> None:
    told = Told()
    staffed(told)
    assert found(told) == []


def test_vacancy_is_an_interval_until_the_post_is_filled() -> None:
    told = Told()
    enumerator, _ = staffed(told)
    enumerator.vacate(by())
    begun = told.record(enumerator)
    enumerator.fill(by(), appointment_id=uuid4(), account="e-2", credential="C", holder="某乙")
    ended = told.record(enumerator)
    assert found(told) == [(Role.ENUMERATOR, BLOCK, begun, ended)]
    [interval] = uncovered_intervals(told, END)
    assert interval.ended is not None
    assert interval.ended.at - interval.begun.at == timedelta(hours=1)


def test_handing_over_in_one_command_leaves_no_interval() -> None:
    told = Told()
    enumerator, _ = staffed(told)
    enumerator.vacate(by())
    enumerator.fill(by(), appointment_id=uuid4(), account="e-2", credential="C", holder="某乙")
    told.record(enumerator)
    assert found(told) == []


def test_block_drawn_without_staff_is_open_to_this_day() -> None:
    told = Told()
    staffed(told)
    drawn = told.record(block(OTHER_BLOCK))
    assert found(told) == [(Role.ENUMERATOR, OTHER_BLOCK, drawn, None)]


def test_suspended_supervisor_leaves_the_district() -> None:
    told = Told()
    _, supervisor = staffed(told)
    supervisor.suspend(by())
    begun = told.record(supervisor)
    supervisor.reinstate(by())
    ended = told.record(supervisor)
    assert found(told) == [(Role.SUPERVISOR, DISTRICT, begun, ended)]


def test_released_area_is_without_person_until_another_post_has_it() -> None:
    told = Told()
    enumerator, _ = staffed(told)
    other = post("e-2", Role.ENUMERATOR, OTHER_BLOCK)
    told.record(other)
    enumerator.release(by(), BLOCK)
    begun = told.record(enumerator)
    other.assign(by(), BLOCK)
    ended = told.record(other)
    assert found(told) == [(Role.ENUMERATOR, BLOCK, begun, ended)]


def test_credential_runs_out_at_the_end_of_its_last_day() -> None:
    told = Told()
    enumerator, _ = staffed(told)
    enumerator.certify(by(), credential="C", valid_until=date(2020, 11, 3))
    told.record(enumerator)
    enumerator.certify(by(), credential="C", valid_until=None)
    renewed = told.record(enumerator, at=datetime(2020, 11, 5, tzinfo=CHINA))
    [interval] = uncovered_intervals(told, END)
    assert interval == UncoveredInterval(
        Role.ENUMERATOR,
        BLOCK,
        Moment(renewed, datetime(2020, 11, 4, tzinfo=CHINA)),
        Moment(renewed, datetime(2020, 11, 5, tzinfo=CHINA)),
    )


def test_credential_that_ran_out_since_the_last_entry_is_told() -> None:
    told = Told()
    enumerator, _ = staffed(told)
    enumerator.certify(by(), credential="C", valid_until=date(2020, 11, 3))
    told.record(enumerator)
    [interval] = uncovered_intervals(told, END)
    assert (interval.begun.at.day, interval.ended) == (4, None)
    assert uncovered_intervals(told, Moment(9, BEGUN)) == ()


def test_before_the_first_listing_and_outside_registration_nothing_is_looked_at() -> None:
    told = Told()
    told.record(book(REGISTRATION))
    told.record(block(OTHER_BLOCK))
    assert found(told) == []
    begun = told.record(listed(block(BLOCK)))
    assert (Role.ENUMERATOR, OTHER_BLOCK, begun, None) in found(told)
    closed = Told()
    enumerator, _ = staffed(closed, CensusPhase.CODING)
    enumerator.vacate(by())
    closed.record(enumerator)
    assert found(closed) == []


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=25))
def test_intervals_are_those_of_a_roster_looked_at_after_each_command(
    steps: list[tuple[int, int]],
) -> None:
    told = Told()
    posts = [
        post("p-0", Role.ENUMERATOR, BLOCK),
        post("p-1", Role.ENUMERATOR, BLOCK, OTHER_BLOCK),
        post("p-2", Role.SUPERVISOR, DISTRICT),
    ]
    told.record(book(REGISTRATION))
    for one in posts:
        told.record(one)
    first = told.record(listed(block(BLOCK)))
    told.record(block(OTHER_BLOCK))
    for which, what in steps:
        _change(posts[which], what)
        told.record(posts[which])
    uncovered: set[tuple[Role, str]] = set()
    slow: dict[tuple[Role, str], list[list[int | None]]] = {}
    roster = Roster()
    for recorded in told:
        roster = roster.followed_by([(recorded.position, recorded.event)])
        now = _uncovered(roster) if recorded.position >= first else set()
        for key in now - uncovered:
            slow.setdefault(key, []).append([recorded.position, None])
        for key in uncovered - now:
            slow[key][-1][1] = recorded.position
        uncovered = now
    quick: dict[tuple[Role, str], list[list[int | None]]] = {}
    for role, place, begun, ended in found(told):
        quick.setdefault((role, place), []).append([begun, ended])
    assert quick == slow


def _change(one: Post, what: int) -> None:
    held = one.appointment
    if what == 0 and held:
        one.vacate(by())
    elif what == 1 and not held:
        account = f"a-{uuid4()}"
        one.fill(by(), appointment_id=uuid4(), account=account, credential="C", holder="某乙")
    elif what == 2 and held:
        (one.reinstate if held.suspended else one.suspend)(by())
    elif what == 3 and one.role is Role.ENUMERATOR:
        (one.release if BLOCK in one.areas else one.assign)(by(), BLOCK)


def _uncovered(roster: Roster) -> set[tuple[Role, str]]:
    day = day_of(BEGUN).isoformat()
    acting = [p for p in roster.posts.values() if p.appointment and p.appointment.acts(day)]

    def free(role: Role, place: str) -> bool:
        return not any(p.role is role and place.startswith(p.areas) for p in acting)

    missing = {(Role.ENUMERATOR, b) for b in roster.blocks if free(Role.ENUMERATOR, b)}
    if any(free(Role.SUPERVISOR, b) for b in roster.blocks):
        missing.add((Role.SUPERVISOR, DISTRICT))
    return missing
