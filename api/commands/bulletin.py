"""Giving out bulletins."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.commands.office_fields import AreaCode, OfficeCode, Sha256
from api.commands.sender import Item
from domain.commands import PublishBulletin


class PublishBulletinItem(Item):
    """``publish-bulletin``: put on record that a bulletin was given out."""

    act: Literal["publish-bulletin"]
    number: OfficeCode
    area: AreaCode
    position: Annotated[int, Field(ge=0, lt=2**63)]
    sha256: Sha256

    def asked(self) -> PublishBulletin:
        """As the domain has it."""
        return PublishBulletin(
            number=self.number, area=self.area, position=self.position, sha256=self.sha256
        )


ITEMS = (PublishBulletinItem,)
