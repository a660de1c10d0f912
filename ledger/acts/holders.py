"""Acts on those who hold posts: training, credentials, suspension, departure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeAlias

from domain.commands import (
    AnnounceDeparture,
    CertifyHolder,
    RecordTraining,
    ReinstateHolder,
    SuspendHolder,
)
from domain.permissions import Act
from domain.post import Post
from domain.refusal import FutureDate, PastDate
from ledger.acts.posts import permit_on, who_stays
from ledger.acts.situation import Decision, Handler, Situation

OfHolder: TypeAlias = (
    AnnounceDeparture | CertifyHolder | RecordTraining | ReinstateHolder | SuspendHolder
)

WAVE = "holders"
"""Acts on holders; those on one are carried out one after the other."""


def _post(situation: Situation[Any]) -> Post:
    """The post of the holder that a command names, once the sender may act on it.

    Raises:
        UnknownPost: the account holds none.
        NotPermitted, OutsideArea: the sender may not.
    """
    post = situation.post(situation.command.account)
    permit_on(situation, Act.APPOINT, post)
    return post


def _told(situation: Situation[Any], post: Post) -> Decision:
    told = {"post_id": str(post.id), "account": situation.command.account}
    return situation.decided(post.collect_events(), told)


def _require_to_come(situation: Situation[Any], day: date | None) -> None:
    if day is not None and day.isoformat() < situation.today:
        raise PastDate


def _train(situation: Situation[RecordTraining]) -> Decision:
    command, post = situation.command, _post(situation)
    if command.on.isoformat() > situation.today:
        raise FutureDate
    post.train(
        situation.by(),
        course=command.course,
        hours=command.hours,
        passed=command.passed,
        on=command.on,
    )
    return _told(situation, post)


def _certify(situation: Situation[CertifyHolder]) -> Decision:
    command, post = situation.command, _post(situation)
    _require_to_come(situation, command.valid_until)
    post.certify(situation.by(), credential=command.credential, valid_until=command.valid_until)
    return _told(situation, post)


def _suspend(situation: Situation[SuspendHolder]) -> Decision:
    post = _post(situation)
    staying = who_stays(situation.roster, post)
    post.suspend(situation.by(reason=situation.command.reason.value))
    told = {"post_id": str(post.id), "account": situation.command.account}
    return situation.decided(post.collect_events(), told, also_rests_on=staying)


def _reinstate(situation: Situation[ReinstateHolder]) -> Decision:
    post = _post(situation)
    post.reinstate(situation.by())
    return _told(situation, post)


def _announce_departure(situation: Situation[AnnounceDeparture]) -> Decision:
    post = _post(situation)
    _require_to_come(situation, situation.command.last_day)
    post.announce_departure(situation.by(), situation.command.last_day)
    return _told(situation, post)


def _account(command: OfHolder) -> str:
    return command.account


HANDLERS: Sequence[Handler[Any]] = (
    Handler(RecordTraining, WAVE, _train, _account),
    Handler(CertifyHolder, WAVE, _certify, _account),
    Handler(SuspendHolder, "suspension", _suspend),
    Handler(ReinstateHolder, WAVE, _reinstate, _account),
    Handler(AnnounceDeparture, WAVE, _announce_departure, _account),
)
