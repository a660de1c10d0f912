"""Puts on record that something was tried and refused, where a refusal says that it goes there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from domain.events import AttemptRefused
from domain.refusal import Refusal
from ledger.acts import Situation
from ledger.append import Append
from ledger.mapper import SealingMapper

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def attempts(
    mapper: SealingMapper, refused: Iterable[tuple[Situation[Any], Refusal]]
) -> list[Append]:
    """What is to be added for refused commands.

    Each attempt is an aggregate of its own, named after its command, who sent it and what it asked
    for: sent again, it is the same one, and adding it a second time fails.
    """
    return [
        Append(mapper.drafts([_attempt(situation, refusal)]))
        for situation, refusal in refused
        if refusal.goes_on_record
    ]


def _attempt(situation: Situation[Any], refusal: Refusal) -> AttemptRefused:
    command, envelope = situation.command, situation.envelope
    name = _WORD.sub("-", type(command).__name__).lower()
    household_id = getattr(command, "household_id", None)
    # One command id for several attempts does not hide any but the first.
    asked = f"{name}/{household_id}/{refusal.code}"
    return AttemptRefused(
        originator_id=situation.ids.attempt(envelope.command_id, envelope.account, asked),
        originator_version=1,
        by=situation.by(),
        command=name,
        refusal=refusal.code,
        household_id=household_id,
    )
