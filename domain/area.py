"""Which areas a post may answer for, and where a block may be drawn.

An area is a code: 6 digits county, 9 township, 12 district (community or village), 15 block.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from domain.codes import code_list
from domain.divisions import UnknownDivisionError, counties, division, townships
from domain.refusal import UnfitArea
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
