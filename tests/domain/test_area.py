"""Which areas there are, and which of them a post answers for."""

from __future__ import annotations

import pytest

from domain.area import AREA_DIGITS, fit_block, fit_post, require_area
from domain.population import lay_out, staff_plan
from domain.refusal import UnfitArea, UnknownArea
from domain.status import Role

COUNTY, TOWNSHIP, DISTRICT = "500112", "500112011", "500112011001"
BLOCK = DISTRICT + "001"
AREAS = (COUNTY, TOWNSHIP, DISTRICT, BLOCK)
FITTING = {
    Role.ENUMERATOR: {BLOCK},
    Role.SUPERVISOR: {DISTRICT, BLOCK},
    Role.COMMUNITY_OFFICE: {DISTRICT},
    Role.TOWNSHIP_OFFICE: {TOWNSHIP},
    Role.COUNTY_OFFICE: {COUNTY},
    Role.LEADING_GROUP: {COUNTY, TOWNSHIP},
    Role.DATA_OFFICER: {COUNTY},
    Role.INSPECTOR: {COUNTY, TOWNSHIP},
    Role.CODER: {COUNTY},
    Role.AUDITOR: {COUNTY},
    Role.OPERATOR: {COUNTY},
}


def fits(role: Role, area: str, *, delineated: bool = True) -> bool:
    try:
        fit_post(role, area, delineated=delineated)
    except UnfitArea:
        return False
    return True


@pytest.mark.parametrize("role", Role)
def test_post_answers_for_an_area_of_its_width(role: Role) -> None:
    assert {area for area in AREAS if fits(role, area)} == FITTING[role]
    assert not fits(role, "")


@pytest.mark.parametrize("role", [Role.ENUMERATOR, Role.SUPERVISOR])
def test_block_of_a_post_is_delineated_first(role: Role) -> None:
    assert not fits(role, BLOCK, delineated=False)


@pytest.mark.parametrize(
    ("role", "area"),
    [
        (Role.COMMUNITY_OFFICE, "500112011999"),
        (Role.SUPERVISOR, "500112999001"),
        (Role.TOWNSHIP_OFFICE, "500112999"),
        (Role.TOWNSHIP_OFFICE, "999999001"),
        (Role.AUDITOR, "999999"),
        (Role.COUNTY_OFFICE, "500100"),
    ],
)
def test_area_that_there_is_not_has_no_post(role: Role, area: str) -> None:
    assert not fits(role, area)


def test_part_of_a_county_without_a_list_of_parts_is_taken() -> None:
    assert fits(Role.TOWNSHIP_OFFICE, "110101001")
    fit_block("110101001001001", "111")


@pytest.mark.parametrize(
    ("code", "urban_rural"),
    [(BLOCK[:14], "111"), ("500112011999001", "111"), (BLOCK, "999"), (BLOCK, "")],
)
def test_block_that_lies_nowhere_or_has_no_class_is_not_drawn(code: str, urban_rural: str) -> None:
    fit_block(BLOCK, "111")
    with pytest.raises(UnfitArea):
        fit_block(code, urban_rural)


@pytest.mark.parametrize("county", ["500112", "370871"])
def test_territory_and_staff_of_a_demonstration_fit(county: str) -> None:
    territory = lay_out(county, county, 20_000)
    for block in territory.blocks:
        fit_block(block.code15, block.urban_rural)
    blocks = {block.code15 for block in territory.blocks}
    for member in staff_plan(territory, 1):
        fit_post(member.role, member.area, delineated=member.area in blocks)


def test_every_role_has_its_width() -> None:
    assert AREA_DIGITS.keys() == set(Role)


@pytest.mark.parametrize("area", [*AREAS, "500112011002"])
def test_an_area_is_a_division_or_a_block_that_was_drawn(area: str) -> None:
    require_area(area, {BLOCK})


@pytest.mark.parametrize("area", ["500112999", "500112011999", DISTRICT + "002"])
def test_any_other_area_is_unknown(area: str) -> None:
    with pytest.raises(UnknownArea):
        require_area(area, {BLOCK})
