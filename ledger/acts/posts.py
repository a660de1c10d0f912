"""Acts on posts and appointments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from domain.area import fit_post
from domain.attribution import Attribution
from domain.commands import EstablishPost, VacatePost
from domain.permissions import Act
from domain.post import Post
from domain.refusal import AlreadyEstablished, LastCountyOffice
from domain.roster import Roster
from domain.status import Role
from ledger.acts.situation import Decision, Handler, Situation


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


def _vacate(situation: Situation[VacatePost]) -> Decision:
    post = situation.post(situation.command.account)
    situation.permit(Act.APPOINT, post.area)
    who_stays = _who_stays(situation.roster, post)
    post.vacate(situation.by())
    return situation.decided(
        post.collect_events(), {"post_id": str(post.id)}, also_rests_on=who_stays
    )


def _who_stays(roster: Roster, post: Post) -> dict[UUID, int]:
    """The other county offices, on which vacating one of them rests.

    Raises:
        LastCountyOffice: there is no other.
    """
    if post.role is not Role.COUNTY_OFFICE:
        return {}
    others = {a.post_id for a in roster.holders(Role.COUNTY_OFFICE)} - {post.id}
    if not others:
        raise LastCountyOffice
    return {i: roster.posts[i].version for i in others}


def _account(command: EstablishPost) -> str:
    return command.account


HANDLERS: Sequence[Handler[Any]] = (
    Handler(EstablishPost, "appointment", _establish, _account),
    Handler(VacatePost, "vacancy", _vacate),
)
