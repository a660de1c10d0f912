"""Which areas a post may answer for, and where a block may be drawn.

An area is a code: 6 digits county, 9 township, 12 district (community or village), 15 block.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from types import MappingProxyType

from domain.codes import code_list
from domain.divisions import UnknownDivisionError, counties, division, townships
from domain.duties import UnitKind
from domain.refusal import UnfitArea, UnfitUnit, UnknownArea
from domain.status import Role

COUNTY, TOWNSHIP, DISTRICT, BLOCK = 6, 9, 12, 15
"""Digits of an area's code."""

AREA_DIGITS: Mapping[Role, frozenset[int]] = MappingProxyType(
    {
        Role.ENUMERATOR: frozenset({BLOCK}),
        Role.SUPERVISOR: frozenset({DISTRICT, BLOCK}),
        Role.COMMUNITY_OFFICE: frozenset({DISTRICT}),
        Role.TOWNSHIP_OFFICE: frozenset({TOWNSHIP}),
        Role.COUNTY_OFFICE: frozenset({COUNTY}),
        Role.LEADING_GROUP: frozenset({COUNTY, TOWNSHIP}),
        Role.DATA_OFFICER: frozenset({COUNTY}),
        Role.INSPECTOR: frozenset({COUNTY, TOWNSHIP}),
        Role.CODER: frozenset({COUNTY}),
        Role.AUDITOR: frozenset({COUNTY}),
        Role.OPERATOR: frozenset({COUNTY}),
    }
)
"""How wide the area of a post of each role is, in digits of its code."""


def fit_post(role: Role, area: str, *, delineated: bool) -> None:
    """Let a post of the role answer for the area, or refuse it.

    ``delineated`` tells whether the area is a block that the book knows.

    Raises:
        UnfitArea: the code has another width than the role's, or there is no such area.
    """
    if len(area) not in AREA_DIGITS[role]:
        raise UnfitArea
    if not (delineated if len(area) == BLOCK else _is_division(area)):
        raise UnfitArea


UNIT_DIGITS: Mapping[UnitKind, frozenset[int]] = MappingProxyType(
    {
        UnitKind.LEADING_GROUP: frozenset({COUNTY, TOWNSHIP}),
        UnitKind.OFFICE: frozenset({COUNTY, TOWNSHIP}),
        UnitKind.COMMUNITY_GROUP: frozenset({DISTRICT}),
        UnitKind.MEMBER_UNIT: frozenset({COUNTY, TOWNSHIP}),
    }
)
"""The levels at which there are units of each kind, in digits of their area's code."""


def fit_unit(kind: UnitKind, area: str) -> None:
    """Let a unit of the kind take part in the area's census, or refuse it.

    Raises:
        UnfitUnit: there are none of the kind at that level.
        UnfitArea: there is no such area.
    """
    if len(area) not in UNIT_DIGITS[kind]:
        raise UnfitUnit
    if not _is_division(area):
        raise UnfitArea


def fit_block(code: str, urban_rural: str) -> None:
    """Let a block be drawn, or refuse it.

    Raises:
        UnfitArea: the code has not 15 digits, its first twelve are no district, or the class is
            not in the list of urban-rural classes.
    """
    if len(code) != BLOCK or not _is_division(code[:DISTRICT]):
        raise UnfitArea
    if urban_rural not in code_list("urban_rural_class"):
        raise UnfitArea


def require_area(area: str, blocks: Container[str]) -> None:
    """Let something be asked or planned of an area that there is; ``blocks`` are those drawn.

    Raises:
        UnknownArea: there is none of the code.
    """
    if not (area in blocks if len(area) == BLOCK else _is_division(area)):
        raise UnknownArea


def _is_division(area: str) -> bool:
    """Whether our lists know the division; of a county without a list of parts, any part."""
    county = area[:COUNTY]
    if county not in counties():
        return False
    if len(area) == COUNTY or not townships(county):
        return True
    try:
        return division(area).code == area
    except UnknownDivisionError:
        return False
