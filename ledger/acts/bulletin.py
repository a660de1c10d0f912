"""Giving out bulletins."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from domain.bulletin import Bulletin
from domain.commands import PublishBulletin
from domain.permissions import Act
from domain.refusal import CodeTaken
from ledger.acts.situation import Decision, Handler, Situation


def _publish(situation: Situation[PublishBulletin]) -> Decision:
    command = situation.command
    situation.require_in_book(command.area)
    situation.permit(Act.PUBLISH_BULLETIN, command.area)
    situation.require_area(command.area)
    if command.number in situation.office.bulletins:
        raise CodeTaken
    bulletin = Bulletin(situation.ids.named("bulletin", command.number))
    bulletin.publish(
        situation.by(),
        number=command.number,
        area=command.area,
        position=command.position,
        sha256=command.sha256,
    )
    return situation.decided(bulletin.collect_events(), {"number": bulletin.number})


def _number(command: PublishBulletin) -> Hashable:
    return "bulletin", command.number


HANDLERS: Sequence[Handler[Any]] = (Handler(PublishBulletin, "bulletin", _publish, _number),)
