"""The acts on posts, their areas and their holders."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from api.commands.sender import AccountName, Item, ShortText, Title, no_long_number
from domain.commands import (
    AnnounceDeparture,
    AssignArea,
    CertifyHolder,
    EstablishPost,
    FillPost,
    HandOverPost,
    PlacePostInUnit,
    ReassignArea,
    RecordTraining,
    ReinstateHolder,
    ReleaseArea,
    SuspendHolder,
    VacatePost,
)
from domain.reasons import EndReason, SuspendReason
from domain.status import Role

AreaCode: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15})$")
]
UnitCode: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
PostId: TypeAlias = Annotated[UUID, Field(description="the post, as the list of posts has it")]
Credential: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9A-Za-z〔〕（）()第号字-]{1,40}$"),
    AfterValidator(no_long_number),
    Field(description="number of the census credential (证件)"),
]
NoCredential: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9A-Za-z〔〕（）()第号字-]{0,40}$"),
    AfterValidator(no_long_number),
    Field(description="number of the census credential (证件); empty: none is issued yet"),
]
Day: TypeAlias = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]


class EstablishItem(Item):
    """``establish``: found a post and appoint its first holder."""

    act: Literal["establish"]
    role: Role
    area: AreaCode
    title_zh: Title
    title_en: Title
    account: AccountName
    credential: NoCredential = ""
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
    reason: EndReason = EndReason.ENDED

    def asked(self) -> VacatePost:
        """As the domain has it."""
        return VacatePost(account=self.account, reason=self.reason)


class FillItem(Item):
    """``fill``: appoint somebody to a vacant post."""

    act: Literal["fill"]
    post_id: PostId
    account: AccountName
    credential: NoCredential = ""
    holder: ShortText = Field(description="the holder's name; sealed")

    def asked(self) -> FillPost:
        """As the domain has it."""
        return FillPost(
            post_id=self.post_id,
            account=self.account,
            credential=self.credential,
            holder=self.holder,
        )


class HandOverItem(Item):
    """``hand-over``: end an appointment and begin the successor's in the same post."""

    act: Literal["hand-over"]
    account: AccountName = Field(description="who leaves")
    reason: EndReason
    successor: AccountName = Field(description="the account of who comes; a new one")
    credential: NoCredential = ""
    holder: ShortText = Field(description="the successor's name; sealed")

    def asked(self) -> HandOverPost:
        """As the domain has it."""
        return HandOverPost(
            account=self.account,
            reason=self.reason,
            successor=self.successor,
            credential=self.credential,
            holder=self.holder,
        )


class AssignAreaItem(Item):
    """``assign-area``: let a post answer for one more area."""

    act: Literal["assign-area"]
    post_id: PostId
    area: AreaCode

    def asked(self) -> AssignArea:
        """As the domain has it."""
        return AssignArea(post_id=self.post_id, area=self.area)


class ReleaseAreaItem(Item):
    """``release-area``: let a post answer for an area no more."""

    act: Literal["release-area"]
    post_id: PostId
    area: AreaCode

    def asked(self) -> ReleaseArea:
        """As the domain has it."""
        return ReleaseArea(post_id=self.post_id, area=self.area)


class ReassignAreaItem(Item):
    """``reassign-area``: give an area of one post to another, without a moment between."""

    act: Literal["reassign-area"]
    from_post: PostId
    to_post: PostId
    area: AreaCode

    def asked(self) -> ReassignArea:
        """As the domain has it."""
        return ReassignArea(from_post=self.from_post, to_post=self.to_post, area=self.area)


class PlaceInUnitItem(Item):
    """``place-in-unit``: let a post belong to a unit."""

    act: Literal["place-in-unit"]
    post_id: PostId
    unit: UnitCode

    def asked(self) -> PlacePostInUnit:
        """As the domain has it."""
        return PlacePostInUnit(post_id=self.post_id, unit=self.unit)


class TrainItem(Item):
    """``train``: put a course of a post's holder on record."""

    act: Literal["train"]
    account: AccountName
    course: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,31}$")]
    hours: Annotated[int, Field(ge=1, le=999)]
    passed: bool
    on: Day = Field(description="day of the examination")

    def asked(self) -> RecordTraining:
        """As the domain has it."""
        return RecordTraining(
            account=self.account,
            course=self.course,
            hours=self.hours,
            passed=self.passed,
            on=self.on,
        )


class CertifyItem(Item):
    """``certify``: issue a credential to a post's holder."""

    act: Literal["certify"]
    account: AccountName
    credential: Credential
    valid_until: Day | None = Field(default=None, description="its last day")

    def asked(self) -> CertifyHolder:
        """As the domain has it."""
        return CertifyHolder(
            account=self.account, credential=self.credential, valid_until=self.valid_until
        )


class SuspendItem(Item):
    """``suspend``: let a post's holder act no more until reinstated."""

    act: Literal["suspend"]
    account: AccountName
    reason: SuspendReason

    def asked(self) -> SuspendHolder:
        """As the domain has it."""
        return SuspendHolder(account=self.account, reason=self.reason)


class ReinstateItem(Item):
    """``reinstate``: let a suspended holder act again."""

    act: Literal["reinstate"]
    account: AccountName

    def asked(self) -> ReinstateHolder:
        """As the domain has it."""
        return ReinstateHolder(account=self.account)


class AnnounceDepartureItem(Item):
    """``announce-departure``: say when a post's holder will leave."""

    act: Literal["announce-departure"]
    account: AccountName
    last_day: Day | None = Field(default=None, description="absent: the holder stays after all")

    def asked(self) -> AnnounceDeparture:
        """As the domain has it."""
        return AnnounceDeparture(account=self.account, last_day=self.last_day)


ITEMS = (
    EstablishItem,
    VacateItem,
    FillItem,
    HandOverItem,
    AssignAreaItem,
    ReleaseAreaItem,
    ReassignAreaItem,
    PlaceInUnitItem,
    TrainItem,
    CertifyItem,
    SuspendItem,
    ReinstateItem,
    AnnounceDepartureItem,
)
