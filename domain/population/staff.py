"""The posts of a territory and the made-up people who hold them."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from domain.population.names import full_name, surname
from domain.population.territory import District, Territory, Township
from domain.status import Role

BLOCKS_PER_SUPERVISOR = 5
COUNTY_POSTS = 2
"""A correction after closing needs a second person."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A post and its holder.

    ``area``: the code that the post answers for (15 digits block, 12 district, 9 township, 6
    county). ``credential``: number of the holder's pass, made up as the holder's name is.
    """

    account: str
    role: Role
    area: str
    title_zh: str
    title_en: str
    holder_name: str
    credential: str


@dataclass(frozen=True, slots=True)
class _Post:
    account: str
    role: Role
    area: str
    title_zh: str
    title_en: str


def staff_plan(territory: Territory, seed: int) -> tuple[StaffMember, ...]:
    """Every post of the territory, from the county down, filled with made-up people.

    One enumerator a block, a supervisor for each district and for every five of its blocks, a
    community post a district, an office a township, two posts of the county, auditor, operator.
    """
    rng = Random(f"{seed}: staff of {territory.county}")
    return tuple(
        StaffMember(
            account=post.account,
            role=post.role,
            area=post.area,
            title_zh=post.title_zh,
            title_en=post.title_en,
            holder_name=full_name(surname(rng), rng.choice((1, 2)), rng),
            credential=f"{territory.county}-{serial:05d}",
        )
        for serial, post in enumerate(_posts(territory), start=1)
    )


def _posts(territory: Territory) -> Iterator[_Post]:
    county = territory.county
    for i in range(1, COUNTY_POSTS + 1):
        yield _Post(
            f"county-{i}",
            Role.COUNTY_OFFICE,
            county,
            f"{territory.name_zh}普查办公室审核岗{i}",
            f"Census office of county {county}, review post {i}",
        )
    yield _Post(
        "auditor",
        Role.AUDITOR,
        county,
        f"{territory.name_zh}统计执法监督员",
        f"Statistical auditor of county {county}",
    )
    yield _Post(
        "operator",
        Role.OPERATOR,
        county,
        f"{territory.name_zh}系统运维员",
        f"System operator of county {county}",
    )
    for township in territory.townships:
        yield from _township_posts(township)


def _township_posts(township: Township) -> Iterator[_Post]:
    yield _Post(
        f"t-{township.code}",
        Role.TOWNSHIP_OFFICE,
        township.code,
        f"{township.name_zh}普查办公室",
        f"Census office of township {township.code}",
    )
    for district in township.districts:
        yield from _district_posts(district)


def _district_posts(district: District) -> Iterator[_Post]:
    yield _Post(
        f"c-{district.code}",
        Role.COMMUNITY_OFFICE,
        district.code,
        f"{district.name_zh}普查小组",
        f"Census group, {_place(district)}",
    )
    supervisors = -(-len(district.blocks) // BLOCKS_PER_SUPERVISOR)
    for i in range(1, supervisors + 1):
        yield _Post(
            f"s-{district.code}-{i}",
            Role.SUPERVISOR,
            district.code,
            f"{district.name_zh}普查指导员{i}",
            f"Supervisor {i}, {_place(district)}",
        )
    for block in district.blocks:
        yield _Post(
            f"e-{block.code15}",
            Role.ENUMERATOR,
            block.code15,
            f"{district.name_zh}第{block.number}普查小区普查员",
            f"Enumerator of block {block.number}, {_place(district)}",
        )


def _place(district: District) -> str:
    """A district in a title, which stands in clear and so holds no long number."""
    return f"district {district.code[9:]} of township {district.code[:9]}"
