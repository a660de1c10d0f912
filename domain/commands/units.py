"""What is asked for of units."""

from __future__ import annotations

from dataclasses import dataclass

from domain.commands.command import Command
from domain.duties import Duty, UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishUnit(Command):
    """Let a unit take part in the census of an area."""

    code: str
    kind: UnitKind
    area: str
    name_zh: str
    name_en: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDuties(Command):
    """Give a unit these duties in the place of those it has."""

    code: str
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DissolveUnit(Command):
    """Let a unit take part no more."""

    code: str
