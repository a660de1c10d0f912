"""Acts on posts and appointments: founding, filling, handing over, and the areas of a post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID, uuid4

from domain.area import fit_post
from domain.attribution import Attribution
from domain.commands import (
    AssignArea,
    Command,
    EstablishPost,
    FillPost,
    HandOverPost,
    PlacePostInUnit,
    ReassignArea,
    ReleaseArea,
    VacatePost,
)
from domain.events import AccountGiven, Event
from domain.permissions import Act, covers
from domain.post import Post
from domain.refusal import (
    AlreadyEstablished,
    LastCountyOffice,
    PostVacant,
    UnfitArea,
    UnfitUnit,
    UnknownPost,
)
from domain.roster import Roster
from domain.status import Role
from ledger.acts.situation import Decision, Handler, Situation

C = TypeVar("C", bound=Command)

WAVE = "posts"
"""Acts on posts that are there; those on one post are carried out one after the other."""


def found_post(
    post_id: UUID, by: Attribution, command: EstablishPost, appointment_id: UUID
) -> Post:
    """A new post with its first holder, its events waiting."""
    post = Post(post_id)
    post.establish(
        by,
        role=command.role,
        area=command.area,
        title_zh=command.title_zh,
        title_en=command.title_en,
    )
    post.fill(
        by,
        appointment_id=appointment_id,
        account=command.account,
        credential=command.credential,
        holder=command.holder,
    )
    return post


def permit_on(situation: Situation[C], act: Act, post: Post) -> None:
    """Let the sender do an act on a post, wherever it answers; without an area, on the county's.

    Raises:
        NotPermitted, OutsideArea: the sender may not.
    """
    for area in post.areas or (situation.book,):
        situation.permit(act, area)


def who_stays(roster: Roster, post: Post) -> dict[UUID, int]:
    """The other county offices whose holders act, on which losing one of them rests.

    A holder who has not acted yet may have no password, and only a county office gives the first.

    Raises:
        LastCountyOffice: there is no other.
    """
    if post.role is not Role.COUNTY_OFFICE:
        return {}
    held = roster.holders(Role.COUNTY_OFFICE)
    acting = (a for a in held if not a.suspended and roster.has_acted(a.account))
    others = {a.post_id for a in acting} - {post.id}
    if not others:
        raise LastCountyOffice
    return {i: roster.posts[i].version for i in others}


def _establish(situation: Situation[EstablishPost]) -> Decision:
    command = situation.command
    situation.permit(Act.APPOINT, command.area)
    situation.require_in_book(command.area)
    if situation.roster.knows_account(command.account):
        raise AlreadyEstablished
    fit_post(command.role, command.area, delineated=command.area in situation.roster.blocks)
    appointment_id = uuid4()
    post_id = situation.ids.post(command.account)
    post = found_post(post_id, situation.by(), command, appointment_id)
    told = {"post_id": str(post.id), "appointment_id": str(appointment_id)}
    return situation.decided(post.collect_events(), told, [post.id])


def _given(situation: Situation[C], account: str, post: Post) -> Event:
    """Puts on record that an account is taken; a second one of that name finds its place taken.

    Raises:
        AlreadyEstablished: it is.
    """
    if situation.roster.knows_account(account):
        raise AlreadyEstablished
    return AccountGiven(
        originator_id=situation.ids.post(account),
        originator_version=1,
        by=situation.by(),
        account=account,
        post_id=post.id,
    )


def _fill(situation: Situation[FillPost]) -> Decision:
    command = situation.command
    post = situation.roster.post(command.post_id).twin()
    permit_on(situation, Act.APPOINT, post)
    given, appointment_id = _given(situation, command.account, post), uuid4()
    post.fill(
        situation.by(),
        appointment_id=appointment_id,
        account=command.account,
        credential=command.credential,
        holder=command.holder,
    )
    told = {"post_id": str(post.id), "appointment_id": str(appointment_id)}
    return situation.decided([given, *post.collect_events()], told)


def _hand_over(situation: Situation[HandOverPost]) -> Decision:
    command = situation.command
    post = situation.post(command.account)
    permit_on(situation, Act.APPOINT, post)
    staying = who_stays(situation.roster, post)
    given, appointment_id = _given(situation, command.successor, post), uuid4()
    post.vacate(situation.by(reason=command.reason.value))
    post.fill(
        situation.by(),
        appointment_id=appointment_id,
        account=command.successor,
        credential=command.credential,
        holder=command.holder,
    )
    told = {"post_id": str(post.id), "appointment_id": str(appointment_id)}
    return situation.decided([given, *post.collect_events()], told, also_rests_on=staying)


def _vacate(situation: Situation[VacatePost]) -> Decision:
    post = situation.post(situation.command.account)
    permit_on(situation, Act.APPOINT, post)
    staying = who_stays(situation.roster, post)
    post.vacate(situation.by(reason=situation.command.reason.value))
    return situation.decided(
        post.collect_events(), {"post_id": str(post.id)}, also_rests_on=staying
    )


def _fitting(situation: Situation[C], post: Post, area: str) -> None:
    """Let the post answer for an area of this book, or refuse it.

    Raises:
        NotPermitted, OutsideArea, BookMismatch, UnfitArea: as they say.
    """
    situation.permit(Act.APPOINT, area)
    situation.require_in_book(area)
    fit_post(post.role, area, delineated=area in situation.roster.blocks)


def _assign(situation: Situation[AssignArea]) -> Decision:
    command = situation.command
    post = situation.roster.post(command.post_id).twin()
    permit_on(situation, Act.APPOINT, post)
    _fitting(situation, post, command.area)
    post.assign(situation.by(), command.area)
    return situation.decided(post.collect_events(), _areas(post))


def _release(situation: Situation[ReleaseArea]) -> Decision:
    command = situation.command
    post = situation.roster.post(command.post_id).twin()
    permit_on(situation, Act.APPOINT, post)
    post.release(situation.by(), command.area)
    return situation.decided(post.collect_events(), _areas(post))


def _reassign(situation: Situation[ReassignArea]) -> Decision:
    command = situation.command
    if command.from_post == command.to_post:
        raise UnknownPost
    leaving = situation.roster.post(command.from_post).twin()
    taking = situation.roster.post(command.to_post).twin()
    for post in (leaving, taking):
        permit_on(situation, Act.APPOINT, post)
    _fitting(situation, taking, command.area)
    if leaving.role is not taking.role:
        raise UnfitArea
    if taking.appointment is None or not taking.appointment.acts(situation.today):
        raise PostVacant
    by = situation.by()
    # Taken before it is given up: at no position is the area without a post.
    taking.assign(by, command.area)
    leaving.release(by, command.area)
    events = taking.collect_events() + leaving.collect_events()
    return situation.decided(events, {"area": command.area, "to_post": str(taking.id)})


def _areas(post: Post) -> dict[str, object]:
    return {"post_id": str(post.id), "areas": list(post.areas)}


def _place_in_unit(situation: Situation[PlacePostInUnit]) -> Decision:
    command = situation.command
    post = situation.roster.post(command.post_id).twin()
    permit_on(situation, Act.APPOINT, post)
    unit = situation.roster.unit(command.unit)
    if not all(covers(unit.area, area) for area in post.areas):
        raise UnfitUnit
    post.place_in(situation.by(), unit.code)
    return situation.decided(
        post.collect_events(),
        {"post_id": str(post.id), "unit": unit.code},
        also_rests_on={unit.id: unit.version},
    )


def _account(command: EstablishPost | FillPost) -> str:
    return command.account


def _successor(command: HandOverPost) -> str:
    return command.successor


def _post(command: AssignArea | ReleaseArea | PlacePostInUnit) -> UUID:
    return command.post_id


HANDLERS: Sequence[Handler[Any]] = (
    Handler(EstablishPost, "appointment", _establish, _account),
    Handler(VacatePost, "vacancy", _vacate),
    Handler(FillPost, "appointment", _fill, _account),
    Handler(HandOverPost, "hand-over", _hand_over, _successor),
    Handler(AssignArea, WAVE, _assign, _post),
    Handler(ReleaseArea, WAVE, _release, _post),
    Handler(ReassignArea, "reassignment", _reassign),
    Handler(PlacePostInUnit, WAVE, _place_in_unit, _post),
)
