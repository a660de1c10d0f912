"""The steps of a household's record, from the list to acceptance by the county."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a post is for; it decides which acts its holder may do."""

    ENUMERATOR = "enumerator"
    SUPERVISOR = "supervisor"
    COMMUNITY_OFFICE = "community_office"
    TOWNSHIP_OFFICE = "township_office"
    COUNTY_OFFICE = "county_office"
    LEADING_GROUP = "leading_group"
    """Officials of the local government (领导小组): they lead, and touch no answer (条例 5)."""
    DATA_OFFICER = "data_officer"
    """A member unit's officer for the administrative records that it supplies."""
    INSPECTOR = "inspector"
    CODER = "coder"
    """Codes industries and occupations from their texts."""
    AUDITOR = "auditor"
    OPERATOR = "operator"


class Status(StrEnum):
    """Where a household's record stands."""

    LISTED = "listed"
    REGISTERED = "registered"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SUPERVISOR_APPROVED = "supervisor_approved"
    COMMUNITY_ACCEPTED = "community_accepted"
    TOWNSHIP_ACCEPTED = "township_accepted"
    COUNTY_ACCEPTED = "county_accepted"
    WITHDRAWN = "withdrawn"


class Level(StrEnum):
    """A level of review; each approves what the one before it approved."""

    SUPERVISOR = "supervisor"
    COMMUNITY = "community"
    TOWNSHIP = "township"
    COUNTY = "county"


LEVEL_OF_ROLE: dict[Role, Level] = {
    Role.SUPERVISOR: Level.SUPERVISOR,
    Role.COMMUNITY_OFFICE: Level.COMMUNITY,
    Role.TOWNSHIP_OFFICE: Level.TOWNSHIP,
    Role.COUNTY_OFFICE: Level.COUNTY,
}
"""The level at which a role reviews."""

REVIEWABLE: dict[Level, Status] = {
    Level.SUPERVISOR: Status.SUBMITTED,
    Level.COMMUNITY: Status.SUPERVISOR_APPROVED,
    Level.TOWNSHIP: Status.COMMUNITY_ACCEPTED,
    Level.COUNTY: Status.TOWNSHIP_ACCEPTED,
}
"""The status in which a level finds a record that is its turn to review."""

APPROVED: dict[Level, Status] = {
    Level.SUPERVISOR: Status.SUPERVISOR_APPROVED,
    Level.COMMUNITY: Status.COMMUNITY_ACCEPTED,
    Level.TOWNSHIP: Status.TOWNSHIP_ACCEPTED,
    Level.COUNTY: Status.COUNTY_ACCEPTED,
}
"""The status that a level's approval leads to."""

AMENDABLE = frozenset({Status.REGISTERED, Status.RETURNED})
"""A record that its enumerator still holds."""

CORRECTABLE = frozenset(APPROVED.values())
"""A record that changes only by a correction."""
