"""Who carries a whole census: field staff and offices, and those beside the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from domain.population import StaffMember, Territory, staff_plan
from domain.population.names import full_name, surname
from domain.post import FIELD_ROLES
from domain.status import Role

INSPECTOR, CODER = "inspector-1", "coder-1"
DATA_OFFICERS = {"police": "data-police", "health": "data-health", "civil": "data-civil"}
"""The accounts of the departments' officers, by their unit."""


@dataclass(frozen=True, slots=True)
class WholeStaff:
    """``posts`` are filled from the start; ``successors`` by the account that each takes over."""

    posts: tuple[StaffMember, ...]
    successors: dict[str, StaffMember]

    @property
    def everybody(self) -> list[StaffMember]:
        """All who ever get an account."""
        return [*self.posts, *self.successors.values()]

    @property
    def field(self) -> list[StaffMember]:
        """Enumerators and supervisors."""
        return [member for member in self.posts if member.role in FIELD_ROLES]


def registrar(township: str) -> str:
    """The township's second account: it registers institutions and mends what stands wrongly.

    The first one reviews, and may not have worked on what it reviews.
    """
    return f"t-{township}-2"


def leader(area: str) -> str:
    """The account of an area's leading group."""
    return f"leader-{area}"


def whole_staff(territory: Territory, seed: int) -> WholeStaff:
    """Everybody whom a whole census needs besides the county's founding posts.

    Two enumerators have successors: the first block's is called away, the last block's dismissed.
    """
    planned = [m for m in staff_plan(territory, seed) if m.area != territory.county]
    rng = Random(f"{seed}: staff beside the line of {territory.county}")
    beside = [
        replace(member, holder_name=full_name(surname(rng), rng.choice((1, 2)), rng))
        for member in _beside_the_line(territory)
    ]
    enumerators = [m for m in planned if m.role is Role.ENUMERATOR]
    successors = {
        member.account: replace(
            member,
            account=f"{member.account}-2",
            holder_name=full_name(surname(rng), rng.choice((1, 2)), rng),
            credential=f"{member.credential}-2",
        )
        for member in (enumerators[0], enumerators[-1])
    }
    return WholeStaff((*planned, *beside), successors)


def _beside_the_line(territory: Territory) -> Iterator[StaffMember]:
    county, name = territory.county, territory.name_zh
    township = territory.townships[0]

    def member(account: str, role: Role, area: str, zh: str, en: str) -> StaffMember:
        return StaffMember(account, role, area, zh, en, "", "")

    yield member(
        registrar(township.code),
        Role.TOWNSHIP_OFFICE,
        township.code,
        f"{township.name_zh}普查办公室机构登记岗",
        f"Census office of township {township.code}, institutions",
    )
    for area, zh in ((county, name), (township.code, township.name_zh)):
        title = f"{zh}普查领导小组", f"Census leading group of {area}"
        yield member(leader(area), Role.LEADING_GROUP, area, *title)
    for unit, account in DATA_OFFICERS.items():
        title = f"{name}成员单位数据员 {unit}", f"Data officer of county {county}, {unit}"
        yield member(account, Role.DATA_OFFICER, county, *title)
    yield member(INSPECTOR, Role.INSPECTOR, county, f"{name}普查检查员", f"Inspector of {county}")
    yield member(CODER, Role.CODER, county, f"{name}行业职业编码员", f"Coder of {county}")
