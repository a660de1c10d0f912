"""Giving out bulletins."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.bulletin_making import made_bulletin
from api.commands.office_fields import AreaCode, OfficeCode, Sha256
from api.commands.sender import ServedItem
from api.past import AskedPast
from api.service import Service
from api.tokens import SignIn
from domain.commands import PublishBulletin
from domain.permissions import PERMITTED, Act
from domain.refusal import BulletinDiffers


class PublishBulletinItem(ServedItem):
    """``publish-bulletin``: put on record that a bulletin was given out.

    The service makes it anew and holds it against the digest.
    """

    act: Literal["publish-bulletin"]
    number: OfficeCode
    area: AreaCode
    position: Annotated[int, Field(ge=0, lt=2**63, strict=True)]
    sha256: Sha256

    def asked_of(self, service: Service, signed_in: SignIn) -> PublishBulletin:
        """As the domain has it.

        Raises:
            PositionNotReached: the book is shorter.
            UnknownArea: the book has no such area.
            BulletinDiffers: the digest is not that of the bulletin.
        """
        book = signed_in.book
        # Whoever may not publish is refused by the book itself, which keeps the attempt on record.
        if service.actor(signed_in, book).role in PERMITTED[Act.PUBLISH_BULLETIN]:
            made = made_bulletin(service, book, AskedPast(self.position, None), self.area)
            if made.sha256 != self.sha256:
                raise BulletinDiffers
        return PublishBulletin(
            number=self.number, area=self.area, position=self.position, sha256=self.sha256
        )


ITEMS = (PublishBulletinItem,)
