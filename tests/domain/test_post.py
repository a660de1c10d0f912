"""A post's holder is trained, certified, suspended and replaced; its areas come and go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from domain.events import HouseholdKeyDestroyed
from domain.permissions import NEEDS_CREDENTIAL, PERMITTED, Act, permit
from domain.post import FIELD_ROLES, Appointment, Post
from domain.refusal import (
    AreaAssigned,
    AreaNotAssigned,
    LastArea,
    NoAppointment,
    NotCertified,
    NothingChanged,
    NotPermitted,
    NotSuspended,
    NotTrained,
    OutsideArea,
    Suspended,
)
from domain.status import Role
from tests.domain.staff import BLOCK, COUNTY, DISTRICT, OTHER_BLOCK, by, post

TODAY = "2020-11-01"


def held(of: Post) -> Appointment:
    assert of.appointment is not None
    return of.appointment


def trained(of: Post, *, passed: bool) -> None:
    of.train(by(), course="enumerator-1", hours=16, passed=passed, on=date(2020, 9, 20))


def test_first_credential_needs_a_passed_course() -> None:
    newcomer = post("e-1", Role.ENUMERATOR, BLOCK, credential="")
    assert not held(newcomer).certified(TODAY)
    for passed in (False, True):
        with pytest.raises(NotTrained):
            newcomer.certify(by(), credential="C", valid_until=None)
        trained(newcomer, passed=passed)
    newcomer.certify(by(), credential="C", valid_until=None)
    assert held(newcomer).certified(TODAY)
    assert [t.passed for t in held(newcomer).trainings] == [False, True]


def test_credential_given_with_the_appointment_is_good_and_renewed_without_a_course() -> None:
    enumerator = post("e-1", Role.ENUMERATOR, BLOCK)
    assert held(enumerator).certified(TODAY)
    enumerator.certify(by(), credential="C-2", valid_until=date(2020, 11, 1))
    assert held(enumerator).certified(TODAY)
    assert not held(enumerator).certified("2020-11-02")


@pytest.mark.parametrize("role", sorted(set(Role) - FIELD_ROLES))
def test_only_field_staff_need_a_credential(role: Role) -> None:
    assert held(post("a", role, COUNTY, credential="")).certified(TODAY)


def test_suspended_holder_does_not_act_and_is_suspended_once() -> None:
    enumerator = post("e-1", Role.ENUMERATOR, BLOCK)
    with pytest.raises(NotSuspended):
        enumerator.reinstate(by())
    enumerator.suspend(by())
    assert not held(enumerator).acts(TODAY)
    with pytest.raises(Suspended):
        enumerator.suspend(by())
    enumerator.reinstate(by())
    assert held(enumerator).acts(TODAY)


def test_areas_are_assigned_and_released_with_the_holder_in_the_post() -> None:
    enumerator = post("e-1", Role.ENUMERATOR, BLOCK)
    enumerator.assign(by(), OTHER_BLOCK)
    with pytest.raises(AreaAssigned):
        enumerator.assign(by(), OTHER_BLOCK)
    assert held(enumerator).areas == (BLOCK, OTHER_BLOCK)
    enumerator.release(by(), BLOCK)
    with pytest.raises(AreaNotAssigned):
        enumerator.release(by(), BLOCK)
    assert (held(enumerator).area, held(enumerator).areas) == (OTHER_BLOCK, (OTHER_BLOCK,))
    enumerator.release(by(), OTHER_BLOCK)
    assert (enumerator.area, held(enumerator).areas) == ("", ())
    with pytest.raises(LastArea):
        post("c", Role.COMMUNITY_OFFICE, DISTRICT).release(by(), DISTRICT)


def test_areas_of_before_stay_known_by_their_days() -> None:
    enumerator = post("e-1", Role.ENUMERATOR, BLOCK)
    moved = replace(by(), device_time="2020-11-15T23:30:00+00:00")
    enumerator.assign(moved, OTHER_BLOCK)
    enumerator.release(moved, BLOCK)
    now = held(enumerator)
    assert now.begun_on == "2020-10-11"
    assert now.areas_in("2020-10-01", "2020-10-31") == (BLOCK,)
    assert now.areas_in("2020-11-01", "2020-11-30") == (BLOCK, OTHER_BLOCK)
    # Half past eleven in the evening at Greenwich is the next day in China.
    assert now.areas_in("2020-11-15", "2020-11-15") == (BLOCK,)
    assert now.areas_in("2020-11-17", "2020-11-17") == (OTHER_BLOCK,)
    enumerator.release(replace(by(), device_time="2020-12-01T09:00:00+08:00"), OTHER_BLOCK)
    assert held(enumerator).areas_in("2020-12-02", "2020-12-31") == ()
    assert held(enumerator).areas_next_to("2020-12-02") == (OTHER_BLOCK,)


def test_successor_begins_with_the_posts_areas_and_nothing_of_the_person_before() -> None:
    enumerator = post("e-1", Role.ENUMERATOR, BLOCK, OTHER_BLOCK)
    trained(enumerator, passed=True)
    enumerator.place_in(by(), "office")
    enumerator.suspend(by())
    enumerator.announce_departure(by(), date(2020, 11, 8))
    enumerator.vacate(by())
    enumerator.fill(by(), appointment_id=uuid4(), account="e-2", credential="", holder="某乙")
    successor = held(enumerator)
    assert (successor.areas, successor.unit) == ((BLOCK, OTHER_BLOCK), "office")
    assert (successor.trainings, successor.suspended, successor.last_day) == ((), False, None)


def test_departure_is_announced_and_taken_back() -> None:
    enumerator = post("e-1", Role.ENUMERATOR, BLOCK)
    enumerator.announce_departure(by(), date(2020, 11, 8))
    with pytest.raises(NothingChanged):
        enumerator.announce_departure(by(), date(2020, 11, 8))
    assert held(enumerator).last_day == "2020-11-08"
    enumerator.announce_departure(by(), None)
    assert held(enumerator).last_day is None


def test_post_is_placed_in_a_unit_once() -> None:
    office = post("c", Role.COMMUNITY_OFFICE, DISTRICT)
    office.place_in(by(), "group")
    with pytest.raises(NothingChanged):
        office.place_in(by(), "group")
    assert held(office).unit == "group"


HOLDERS_ACTS: list[Callable[[Post], None]] = [
    lambda p: trained(p, passed=True),
    lambda p: p.certify(by(), credential="C", valid_until=None),
    lambda p: p.suspend(by()),
    lambda p: p.reinstate(by()),
    lambda p: p.announce_departure(by(), None),
    lambda p: p.vacate(by()),
]


@pytest.mark.parametrize("change", HOLDERS_ACTS)
def test_vacant_post_has_no_holder_to_act_on(change: Callable[[Post], None]) -> None:
    vacant = post("e-1", Role.ENUMERATOR, BLOCK)
    vacant.vacate(by())
    with pytest.raises(NoAppointment):
        change(vacant)


def test_event_of_another_aggregate_is_none_of_a_posts() -> None:
    event = HouseholdKeyDestroyed(originator_id=uuid4(), originator_version=1, by=by())
    with pytest.raises(TypeError):
        post("e-1", Role.ENUMERATOR, BLOCK).apply(event)


def test_post_acts_in_each_of_its_areas() -> None:
    enumerator = held(post("e-1", Role.ENUMERATOR, BLOCK, OTHER_BLOCK))
    for area in (BLOCK, OTHER_BLOCK):
        permit(enumerator, Act.REGISTER, area, TODAY)
    with pytest.raises(OutsideArea):
        permit(enumerator, Act.REGISTER, DISTRICT + "003", TODAY)


@pytest.mark.parametrize("act", Act)
def test_uncertified_enumerator_may_do_what_needs_no_credential(act: Act) -> None:
    newcomer = held(post("e-1", Role.ENUMERATOR, BLOCK, credential=""))
    if Role.ENUMERATOR not in PERMITTED[act]:
        with pytest.raises(NotPermitted):
            permit(newcomer, act, BLOCK, TODAY)
    elif act in NEEDS_CREDENTIAL:
        with pytest.raises(NotCertified):
            permit(newcomer, act, BLOCK, TODAY)
    else:
        permit(newcomer, act, BLOCK, TODAY)


@pytest.mark.parametrize("act", Act)
def test_suspended_holder_may_do_nothing_at_all(act: Act) -> None:
    office = post("county-1", Role.COUNTY_OFFICE, COUNTY)
    office.suspend(by())
    refusal = Suspended if Role.COUNTY_OFFICE in PERMITTED[act] else NotPermitted
    with pytest.raises(refusal):
        permit(held(office), act, COUNTY, TODAY)
