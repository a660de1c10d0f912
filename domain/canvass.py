"""What the listing (摸底) knows of buildings and households before anybody is registered."""

from __future__ import annotations

from enum import StrEnum


class BuildingKind(StrEnum):
    """What a building is for; everyone of them is searched for residents (C.4)."""

    RESIDENTIAL = "residential"
    FACTORY = "factory"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    SHOP = "shop"
    OFFICE = "office"
    HOTEL = "hotel"
    WORK_SITE = "work_site"
    WELFARE_HOME = "welfare_home"
    OTHER = "other"
    """Of a use that is not drawn on the map, and any other."""


class RegistrationMode(StrEnum):
    """How a household wishes to be registered."""

    VISIT = "visit"
    SELF = "self"


class VisitOutcome(StrEnum):
    """What a visit came to. A refusal is an outcome, not an offence."""

    MET = "met"
    NOBODY_HOME = "nobody-home"
    REFUSED = "refused"
    VACANT = "vacant"
    MOVED = "moved"
    POSTPONED = "postponed"


NOBODY_BELONGS = frozenset({VisitOutcome.VACANT, VisitOutcome.MOVED})
"""Outcomes that propose to withdraw the household, which the supervisor confirms."""

FIRST_VIRTUAL_BLOCK = 900


def is_virtual(block: str) -> bool:
    """Whether a 15-digit code is that of a virtual block (C.3): of what stands nowhere."""
    return int(block[12:]) >= FIRST_VIRTUAL_BLOCK
