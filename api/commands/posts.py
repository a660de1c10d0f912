"""The acts on posts and appointments."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.commands.sender import AccountName, Item, ShortText
from domain.commands import EstablishPost, VacatePost
from domain.status import Role


class EstablishItem(Item):
    """``establish``: found a post and appoint its first holder."""

    act: Literal["establish"]
    role: Role
    area: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15})$")]
    title_zh: ShortText
    title_en: ShortText
    account: AccountName
    credential: ShortText = Field(description="number of the census credential (证件)")
    holder: ShortText = Field(description="the holder's name; sealed")

    def asked(self) -> EstablishPost:
        """As the domain has it."""
        return EstablishPost(
            role=self.role,
            area=self.area,
            title_zh=self.title_zh,
            title_en=self.title_en,
            account=self.account,
            credential=self.credential,
            holder=self.holder,
        )


class VacateItem(Item):
    """``vacate``: end the appointment that an account acts under."""

    act: Literal["vacate"]
    account: AccountName

    def asked(self) -> VacatePost:
        """As the domain has it."""
        return VacatePost(account=self.account)


ITEMS = (EstablishItem, VacateItem)
