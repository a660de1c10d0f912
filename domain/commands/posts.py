"""What is asked for of posts and appointments."""

from __future__ import annotations

from dataclasses import dataclass

from domain.commands.command import Command
from domain.status import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishPost(Command):
    """Establish a post over an area and appoint its first holder."""

    role: Role
    area: str
    title_zh: str
    title_en: str
    account: str
    credential: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VacatePost(Command):
    """End the appointment that an account acts under."""

    account: str
