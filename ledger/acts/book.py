"""Acts on the book itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.commands import BeginLogEpoch, DestroyBookKeys
from domain.permissions import Act
from ledger.acts.situation import Decision, Handler, Situation


def _destroy_keys(situation: Situation[DestroyBookKeys]) -> Decision:
    situation.permit(Act.DESTROY_KEYS, situation.book)
    opened = situation.book_itself()
    opened.destroy_keys(situation.by(authority=situation.command.authority))
    return situation.decided(opened.collect_events(), {"book": situation.book})


def _begin_log_epoch(situation: Situation[BeginLogEpoch]) -> Decision:
    command = situation.command
    situation.permit(Act.BEGIN_LOG_EPOCH, situation.book)
    opened = situation.book_itself()
    opened.begin_log_epoch(
        situation.by(reason=command.reason.value, authority=command.authority),
        epoch=command.epoch,
        origin=command.origin,
        ended_origin=command.ended_origin,
        signed_size=command.signed_size,
        signed_root=command.signed_root,
        kept_size=command.kept_size,
    )
    told = {"epoch": command.epoch, "origin": command.origin}
    return situation.decided(opened.collect_events(), told)


HANDLERS: Sequence[Handler[Any]] = (
    Handler(DestroyBookKeys, "destruction", _destroy_keys),
    Handler(BeginLogEpoch, "log-epoch", _begin_log_epoch),
)
