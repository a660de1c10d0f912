"""Signing in, and who one is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.commands.sender import AccountName
from api.edge import SignedIn, TheService, problems
from api.passwords import LONGEST, password_matches
from api.problems import SignInFailed
from api.service import Service
from domain.post import Appointment
from domain.status import Role

router = APIRouter(tags=["session"])


class Credentials(BaseModel):
    """An account of a book with its password."""

    model_config = ConfigDict(extra="forbid")

    book: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    account: AccountName
    password: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


class WhoIAm(BaseModel):
    """The post that an account acts in at this moment."""

    book: str
    account: str
    role: Role
    area: str = Field(description="prefix of the 15-digit block code; the first of several")
    areas: list[str]
    title_zh: str
    title_en: str
    expires: datetime


class Session(WhoIAm):
    """A sign-in with its token."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  # the kind of token, not one


def _who(appointment: Appointment, book: str, expires: datetime) -> WhoIAm:
    return WhoIAm(
        book=book,
        account=appointment.account,
        role=appointment.role,
        area=appointment.area,
        areas=list(appointment.areas),
        title_zh=appointment.title_zh,
        title_en=appointment.title_en,
        expires=expires,
    )


def check_password(service: Service, book: str, account: str, password: str) -> None:
    """Let the right password pass; takes as long for an account that does not exist.

    Raises:
        SignInFailed: account or password are wrong.
        TooManyFailures: the account failed too often of late.
    """
    with service.failures.attempt(book, account):
        if not password_matches(service.accounts.password_hash(book, account), password):
            raise SignInFailed


@router.post(
    "/session",
    summary="登录 / Sign in",
    responses=problems(400, 401, 403, 413, 415, 422, 429),
)
def sign_in(service: TheService, given: Credentials) -> Session:
    """Give a token for an account that holds a post; it is good for some hours."""
    check_password(service, given.book, given.account, given.password)
    token, signed_in = service.tokens.issue(given.book, given.account)
    appointment = service.actor(signed_in, given.book)
    who = _who(appointment, given.book, signed_in.expires)
    return Session(**who.model_dump(), access_token=token)


@router.get("/session", summary="我的岗位 / Who am I", responses=problems(401, 403))
def who_am_i(service: TheService, signed_in: SignedIn) -> WhoIAm:
    """The post, role and area that the token's account has at this moment."""
    return _who(service.actor(signed_in, signed_in.book), signed_in.book, signed_in.expires)
