"""Passwords of accounts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.edge import WRITES, BookCode, SignedIn, TheService, problems
from api.passwords import LONGEST, SHORTEST
from api.problems import PasswordSet
from api.routes.session import check_password
from domain.permissions import Act, permit

router = APIRouter(prefix="/books/{book}/accounts", tags=["accounts"])

Password = Annotated[str, StringConstraints(min_length=SHORTEST, max_length=LONGEST)]


class NewPassword(BaseModel):
    """A password; ``present`` is needed to change one's own."""

    model_config = ConfigDict(extra="forbid")

    password: Password
    present: str | None = Field(default=None, max_length=LONGEST)


@router.put(
    "/{account}/password",
    status_code=204,
    summary="设置或更改密码 / Give or change a password",
    responses=problems(*WRITES, 429),
)
def put_password(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    account: Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")],
    given: NewPassword,
) -> Response:
    """Give an account its first password, or change one's own.

    The office that appoints gives the first password; from then on only the holder changes it, so
    that nobody can take over another's account to countersign own work. A holder who has lost the
    password is appointed anew, under another account.
    """
    actor = service.actor(signed_in, book)
    if account == actor.account:
        check_password(service, book, account, given.present or "")
        service.accounts.change_password(book, account, given.password)
        return Response(status_code=204)
    appointed = service.book(book).application.roster().appointment_of(account)
    # A post may be without an area for a time; it is the county's all the same.
    permit(actor, Act.APPOINT, appointed.area or book)
    if not service.accounts.add_password(book, account, given.password, set_by=actor.account):
        raise PasswordSet
    return Response(status_code=204)
