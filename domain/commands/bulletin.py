"""What is asked for of bulletins."""

from __future__ import annotations

from dataclasses import dataclass

from domain.commands.command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishBulletin(Command):
    """Put on record that a bulletin was given out.

    The fields are those of :class:`domain.events.BulletinPublished`.
    """

    number: str
    area: str
    position: int
    sha256: str
