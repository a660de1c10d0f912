"""The chain of responsibility (责任链): who answers for a place, from enumerator to county."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.area import BLOCK, COUNTY, DISTRICT, TOWNSHIP
from domain.permissions import covers
from domain.post import Post
from domain.roster import Roster
from domain.status import Role
from domain.unit import Unit

LEVELS: Mapping[Role, int] = MappingProxyType(
    {
        Role.ENUMERATOR: BLOCK,
        Role.SUPERVISOR: DISTRICT,
        Role.COMMUNITY_OFFICE: DISTRICT,
        Role.TOWNSHIP_OFFICE: TOWNSHIP,
        Role.COUNTY_OFFICE: COUNTY,
    }
)
"""The links of the chain from below, and the digits that a place has at least to hang on each."""


@dataclass(frozen=True, slots=True)
class Answerable:
    """A post that answers for the place, with its unit and with whoever holds it."""

    post: Post
    unit: Unit | None
    acts: bool
    """Whether somebody is there who may do the post's work on the day asked about."""


@dataclass(frozen=True, slots=True)
class Link:
    """The posts of one level that answer for the place; there may be several, or none."""

    role: Role
    posts: tuple[Answerable, ...]

    @property
    def gap(self) -> bool:
        """Whether nobody acts at this level."""
        return not any(answerable.acts for answerable in self.posts)


@dataclass(frozen=True, slots=True)
class Chain:
    """Who answers for a place; the links stand in the order of :data:`LEVELS`."""

    place: str
    links: tuple[Link, ...]

    @property
    def gaps(self) -> tuple[Role, ...]:
        """The levels at which nobody acts."""
        return tuple(link.role for link in self.links if link.gap)


def chain(roster: Roster, place: str, today: str) -> Chain:
    """Who answers for a block, or for a wider place, as the roster has it on a day (ISO).

    A wider place hangs on no link that is narrower than itself: a district has no enumerator of
    its own.
    """
    return Chain(
        place,
        tuple(
            Link(role, _answerable(roster, role, place, today))
            for role, digits in LEVELS.items()
            if len(place) >= digits
        ),
    )


def _answerable(roster: Roster, role: Role, place: str, today: str) -> tuple[Answerable, ...]:
    posts = (
        post
        for post in roster.posts.values()
        if post.role is role and any(covers(area, place) for area in post.areas)
    )
    return tuple(
        Answerable(
            post,
            None if post.unit is None else roster.units.get(post.unit),
            post.appointment is not None and post.appointment.acts(today),
        )
        for post in sorted(posts, key=lambda post: (post.area, post.id))
    )
