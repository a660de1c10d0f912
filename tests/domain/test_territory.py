"""A block's list of buildings and households, and its closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.canvass import BuildingKind, RegistrationMode, is_virtual
from domain.events import Expected, ListedBuilding, ListedHousehold
from domain.refusal import (
    AuthorityNeeded,
    BlockIsClosed,
    BlockNotReady,
    BuildingTaken,
    ListingUnconfirmed,
    NothingChanged,
    NothingToConfirm,
    OwnWork,
    Refusal,
    UnitNotListed,
    UnknownBuilding,
    VirtualBlock,
)
from domain.status import Status
from domain.territory import Block
from tests.domain.records import AUTHORITY, by

BY = by("enumerator")
HOUSE = ListedBuilding(
    number="0001", kind=BuildingKind.RESIDENTIAL, storeys=6, units=("0001", "0002")
)
FACTORY = ListedBuilding(number="0002", kind=BuildingKind.FACTORY, storeys=None, units=())


def drawn(code: str = "500112011001001") -> Block:
    block = Block(uuid4())
    block.delineate(BY, code=code, urban_rural="111")
    return block


def line(number: str = "001", building: str = "0001", unit: str = "0001") -> ListedHousehold:
    return ListedHousehold(household_id=uuid4(), number=number, building=building, unit=unit)


def test_household_lives_in_a_listed_unit_once_buildings_are_listed() -> None:
    block = drawn()
    block.extend_list(BY, (line("001", "0009", "0009"),))
    block.list_buildings(BY, (HOUSE, FACTORY))
    block.extend_list(BY, (line("002"),))
    for elsewhere in (line("003", "0001", "0003"), line("003", "0002"), line("003", "0003")):
        with pytest.raises(UnitNotListed):
            block.extend_list(BY, (elsewhere,))
    block.list_units(BY, "0001", ("0003",))
    block.extend_list(BY, (line("003", "0001", "0003"),))
    assert set(block.households) == {"001", "002", "003"}
    with pytest.raises(UnitNotListed):
        block.require_registrable("001")
    block.require_registrable("002")


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda b: b.list_buildings(BY, (HOUSE,)), BuildingTaken),
        (lambda b: b.list_buildings(BY, (FACTORY, FACTORY)), BuildingTaken),
        (
            lambda b: b.list_buildings(BY, (replace(FACTORY, units=("0001", "0001")),)),
            BuildingTaken,
        ),
        (lambda b: b.list_units(BY, "0001", ("0002",)), BuildingTaken),
        (lambda b: b.list_units(BY, "0001", ("0003", "0003")), BuildingTaken),
        (lambda b: b.list_units(BY, "0002", ("0001",)), UnknownBuilding),
    ],
)
def test_wrong_building_is_not_listed(act: Callable[[Block], None], refusal: type[Refusal]) -> None:
    block = drawn()
    block.list_buildings(BY, (HOUSE,))
    with pytest.raises(refusal):
        act(block)
    assert (set(block.buildings), len(block.units)) == ({"0001"}, 2)


def test_virtual_block_has_households_and_no_buildings() -> None:
    block = drawn("500112011001900")
    assert is_virtual(block.code)
    assert not is_virtual("500112011001899")
    with pytest.raises(VirtualBlock):
        block.list_buildings(BY, (HOUSE,))
    block.extend_list(BY, (line(),))
    block.require_registrable("001")


def test_what_is_expected_stays_with_the_line() -> None:
    expected = Expected(
        persons=3, absent=1, foreigners=False, deaths=True, mode=RegistrationMode.SELF
    )
    block = drawn()
    block.extend_list(BY, (replace(line(), expected=expected),))
    assert block.households["001"].expected == expected


def test_household_that_was_listed_late_awaits_somebody_else() -> None:
    block = drawn()
    block.extend_list(BY, (line("001"),))
    block.extend_list(BY, (line("002"), line("003")), late=True)
    block.require_registrable("001")
    with pytest.raises(ListingUnconfirmed):
        block.require_registrable("002")
    for numbers in ((), ("001",), ("002", "001")):
        with pytest.raises(NothingToConfirm):
            block.confirm(by("supervisor"), numbers)
    with pytest.raises(OwnWork):
        block.confirm(BY, ("002",))
    block.confirm(by("supervisor"), ("002",))
    block.require_registrable("002")
    assert set(block.unconfirmed) == {"003"}


def test_twin_of_a_block_leaves_its_late_lines_alone() -> None:
    block = drawn()
    block.extend_list(BY, (line(),), late=True)
    twin = block.twin()
    twin.confirm(by("supervisor"), ("001",))
    assert set(block.unconfirmed) == {"001"}


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.LISTED, "not_registered"),
        (Status.REGISTERED, "not_submitted"),
        (Status.RETURNED, "not_submitted"),
        (Status.SUBMITTED, "in_review"),
        (Status.SUPERVISOR_APPROVED, "in_review"),
        (Status.COMMUNITY_ACCEPTED, "in_review"),
        (Status.TOWNSHIP_ACCEPTED, "in_review"),
    ],
)
def test_unfinished_household_keeps_its_block_open(status: Status, reason: str) -> None:
    steps: dict[UUID, Status] = {uuid4(): Status.COUNTY_ACCEPTED, uuid4(): status}
    with pytest.raises(BlockNotReady) as refused:
        drawn().close(BY, steps, {"open_comments": 0})
    assert refused.value.details() == {"counts": {reason: 1}}


def test_late_lines_comments_and_doubts_keep_a_block_open() -> None:
    block = drawn()
    block.extend_list(BY, (line(),), late=True)
    with pytest.raises(BlockNotReady) as refused:
        block.close(BY, {uuid4(): Status.LISTED}, {"open_comments": 2, "open_doubts": 1})
    assert refused.value.counts == {
        "unconfirmed": 1,
        "open_comments": 2,
        "open_doubts": 1,
        "not_registered": 1,
    }


def test_closed_block_takes_nothing_until_it_is_reopened() -> None:
    block = drawn()
    block.list_buildings(BY, (HOUSE,))
    block.extend_list(BY, (line(),))
    with pytest.raises(NothingChanged):
        block.reopen(by("county", authority=AUTHORITY))
    block.close(BY, {uuid4(): Status.COUNTY_ACCEPTED, uuid4(): Status.WITHDRAWN}, {})
    for act in (
        lambda: block.extend_list(BY, (line("002"),)),
        lambda: block.list_buildings(BY, (FACTORY,)),
        lambda: block.list_units(BY, "0001", ("0007",)),
        lambda: block.require_registrable("001"),
        lambda: block.close(BY, {}, {}),
    ):
        with pytest.raises(BlockIsClosed):
            act()
    with pytest.raises(AuthorityNeeded):
        block.reopen(by("county"))
    block.reopen(by("county", authority=AUTHORITY))
    block.extend_list(BY, (line("002"),))
