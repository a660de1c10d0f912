"""The chain of responsibility leads from a block to the county, and shows its gaps."""

from __future__ import annotations

import pytest

from domain.duties import UnitKind
from domain.responsibility import Chain, chain
from domain.status import Role
from domain.unit import Unit
from tests.domain.staff import (
    BLOCK,
    COUNTY,
    DISTRICT,
    OTHER_BLOCK,
    by,
    post,
    roster_of,
    whole_chain,
)

TODAY = "2020-11-01"
LEVELS = [
    Role.ENUMERATOR,
    Role.SUPERVISOR,
    Role.COMMUNITY_OFFICE,
    Role.TOWNSHIP_OFFICE,
    Role.COUNTY_OFFICE,
]


def accounts(found: Chain) -> dict[Role, list[str]]:
    return {
        link.role: [a.post.appointment.account for a in link.posts if a.post.appointment]
        for link in found.links
    }


def test_chain_of_a_block_names_everybody_up_to_the_county() -> None:
    found = chain(roster_of(whole_chain()), BLOCK, TODAY)
    assert [link.role for link in found.links] == LEVELS
    assert list(accounts(found).values()) == [
        ["e-1"],
        ["s-1"],
        ["c-1"],
        ["t-1"],
        ["county-1"],
    ]
    assert found.gaps == ()


@pytest.mark.parametrize(("place", "levels"), [(DISTRICT, 4), (DISTRICT[:9], 2), (COUNTY, 1)])
def test_wider_place_hangs_on_fewer_links(place: str, levels: int) -> None:
    found = chain(roster_of(whole_chain()), place, TODAY)
    assert [link.role for link in found.links] == LEVELS[-levels:]
    assert found.gaps == ()


def test_vacant_post_stands_in_the_chain_as_a_gap() -> None:
    posts = whole_chain()
    posts[2].vacate(by())
    found = chain(roster_of(posts), BLOCK, TODAY)
    assert found.gaps == (Role.SUPERVISOR,)
    [vacant] = found.links[1].posts
    assert (vacant.post.id, vacant.post.appointment, vacant.acts) == (posts[2].id, None, False)


def test_level_without_a_post_is_a_gap() -> None:
    found = chain(roster_of(whole_chain()[1:]), BLOCK, TODAY)
    assert found.gaps == (Role.ENUMERATOR,)
    assert found.links[0].posts == ()


def test_who_may_not_act_leaves_a_gap() -> None:
    posts = whole_chain()
    posts[0].suspend(by())
    posts[1].certify(by(), credential="C", valid_until=None)
    found = chain(roster_of(posts), BLOCK, TODAY)
    assert found.gaps == (Role.ENUMERATOR,)
    assert accounts(found)[Role.ENUMERATOR] == ["e-1"]
    assert chain(roster_of([post("e", Role.ENUMERATOR, BLOCK, credential="")]), BLOCK, TODAY).gaps


def test_second_enumerator_of_a_block_is_in_its_chain_alone() -> None:
    several = post("e-3", Role.ENUMERATOR, BLOCK, OTHER_BLOCK)
    roster = roster_of([*whole_chain(), several])
    assert set(accounts(chain(roster, BLOCK, TODAY))[Role.ENUMERATOR]) == {"e-1", "e-3"}
    assert set(accounts(chain(roster, OTHER_BLOCK, TODAY))[Role.ENUMERATOR]) == {"e-2", "e-3"}


def test_posts_unit_is_named() -> None:
    unit, office = Unit(by().command_id), post("county-1", Role.COUNTY_OFFICE, COUNTY)
    unit.establish(
        by(),
        code="office",
        kind=UnitKind.OFFICE,
        area=COUNTY,
        name_zh="渝北区普查办公室",
        name_en="census office",
        duties=(),
    )
    office.place_in(by(), "office")
    [link] = chain(roster_of([unit, office]), COUNTY, TODAY).links
    assert [a.unit.name_zh for a in link.posts if a.unit] == ["渝北区普查办公室"]
