"""Setting up a territory through the service: posts, blocks, and the passwords of accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.client import ServiceProblem
from api.simulation.crew import REVIEW_BATCH, Crew, chunks
from api.simulation.review import COUNTY
from domain.phase import CensusPhase
from domain.population import StaffMember, Territory
from domain.population.territory import Block

_PHASES = (
    CensusPhase.LISTING,
    CensusPhase.SHORT_REGISTRATION,
    CensusPhase.SELF_REGISTRATION,
    CensusPhase.LONG_REGISTRATION,
    CensusPhase.CROSS_CHECK,
    CensusPhase.CODING,
)
_ON_THESE_DAYS = {"document": "演示〔2020〕1号", "issued_by": "演示县普查办公室"}
"""A simulation is run on other days than the planned ones, which takes a document."""
_OPEN_ALREADY = frozenset({"phase-unchanged"})
_THERE_ALREADY = frozenset({"already-established", "command-id-reused"})


def open_phases(crew: Crew) -> None:
    """Open the phases that the work of a simulation belongs to, as the county's office.

    Raises:
        ServiceProblem: a phase cannot be opened.
    """

    def some(phases: Sequence[CensusPhase]) -> int:
        commands = [
            {
                "act": "open-phase",
                "phase": phase.value,
                "authority": _ON_THESE_DAYS,
                **crew.sender("desk-county-1", "office", "open-phase", phase.value),
            }
            for phase in phases
        ]
        for answer in crew.send(COUNTY[0], commands):
            if "problem" in answer and answer["problem"]["code"] not in _OPEN_ALREADY:
                raise ServiceProblem(answer["problem"])
        return len(phases)

    crew.each("开启普查阶段 / phases", len(_PHASES), [_PHASES], some)


def delineate(crew: Crew, territory: Territory) -> None:
    """Draw the blocks as the county's office."""

    def some(blocks: Sequence[Block]) -> int:
        commands = [
            {
                "act": "delineate",
                "block": block.code15,
                "urban_rural": block.urban_rural,
                **crew.sender("desk-county-1", "office", "delineate", block.code15),
            }
            for block in blocks
        ]
        crew.carry_out(COUNTY[0], commands)
        return len(blocks)

    parts = list(chunks(territory.blocks, REVIEW_BATCH))
    crew.each("划分普查小区 / blocks", len(territory.blocks), parts, some)


def appoint(crew: Crew, staff: Sequence[StaffMember], passwords: Mapping[str, str]) -> None:
    """Found the posts and fill them as the county's office, and give each account its password.

    Raises:
        ServiceProblem: a post cannot be founded.
    """

    def some(members: Sequence[StaffMember]) -> int:
        commands = [_establishment(crew, member) for member in members]
        for answer in crew.send(COUNTY[0], commands):
            if "problem" in answer and answer["problem"]["code"] not in _THERE_ALREADY:
                raise ServiceProblem(answer["problem"])
        return len(members)

    def one(member: StaffMember) -> int:
        give_password(crew, member, passwords)
        return 1

    crew.each("设立岗位 / posts", len(staff), list(chunks(staff, REVIEW_BATCH)), some)
    crew.each("开通账号 / accounts", len(staff), staff, one)


def give_password(crew: Crew, member: StaffMember, passwords: Mapping[str, str]) -> None:
    """Give an account its first password; one that it has already stays."""
    path = f"/books/{crew.book}/accounts/{member.account}/password"
    try:
        crew.client.put(path, {"password": passwords[member.account]}, crew.sign_in(COUNTY[0]))
    except ServiceProblem as problem:
        if problem.code != "password-set":
            raise


def _establishment(crew: Crew, member: StaffMember) -> dict[str, object]:
    return {
        "act": "establish",
        "role": member.role.value,
        "area": member.area,
        "title_zh": member.title_zh,
        "title_en": member.title_en,
        "account": member.account,
        "credential": member.credential,
        "holder": member.holder_name,
        **crew.sender("desk-county-1", "office", "establish", member.account),
    }
