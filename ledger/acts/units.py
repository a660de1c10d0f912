"""Acts on units and their duties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.area import fit_unit
from domain.commands import ChangeDuties, DissolveUnit, EstablishUnit
from domain.duties import UnitKind
from domain.permissions import Act
from domain.refusal import AlreadyEstablished, UnitStaffed
from domain.unit import Unit
from ledger.acts.situation import Decision, Handler, Situation

_ONE_AN_AREA = frozenset({UnitKind.LEADING_GROUP, UnitKind.OFFICE, UnitKind.COMMUNITY_GROUP})
"""Kinds of which an area has one at a time."""


def _establish(situation: Situation[EstablishUnit]) -> Decision:
    command = situation.command
    situation.permit(Act.APPOINT, command.area)
    situation.require_in_book(command.area)
    fit_unit(command.kind, command.area)
    standing = (unit for unit in situation.roster.units.values() if not unit.dissolved)
    if command.code in situation.roster.units or (
        command.kind in _ONE_AN_AREA
        and any((u.kind, u.area) == (command.kind, command.area) for u in standing)
    ):
        raise AlreadyEstablished
    unit = Unit(situation.ids.named("unit", command.code))
    unit.establish(
        situation.by(),
        code=command.code,
        kind=command.kind,
        area=command.area,
        name_zh=command.name_zh,
        name_en=command.name_en,
        duties=command.duties,
    )
    return situation.decided(unit.collect_events(), {"unit": command.code})


def _change_duties(situation: Situation[ChangeDuties]) -> Decision:
    command = situation.command
    unit = situation.roster.unit(command.code).twin()
    situation.permit(Act.APPOINT, unit.area)
    unit.change_duties(situation.by(), command.duties)
    return situation.decided(unit.collect_events(), {"unit": command.code})


def _dissolve(situation: Situation[DissolveUnit]) -> Decision:
    command = situation.command
    unit = situation.roster.unit(command.code).twin()
    situation.permit(Act.APPOINT, unit.area)
    posts = [post for post in situation.roster.posts.values() if post.unit == command.code]
    if any(post.appointment is not None for post in posts):
        raise UnitStaffed
    unit.dissolve(situation.by())
    return situation.decided(
        unit.collect_events(),
        {"unit": command.code},
        also_rests_on={post.id: post.version for post in posts},
    )


def _place(command: EstablishUnit) -> tuple[UnitKind, str]:
    return command.kind, command.area


def _code(command: ChangeDuties | DissolveUnit) -> str:
    return command.code


HANDLERS: Sequence[Handler[Any]] = (
    Handler(EstablishUnit, "units", _establish, _place),
    Handler(ChangeDuties, "duties", _change_duties, _code),
    Handler(DissolveUnit, "dissolution", _dissolve, _code),
)
