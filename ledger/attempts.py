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

    Each attempt is an aggregate of its own, named after its command: sent again, it is the same
    one, and adding it a second time fails.
    """
    return [
        Append(mapper.drafts([_attempt(situation, refusal)]))
        for situation, refusal in refused
        if refusal.goes_on_record
    ]


def _attempt(situation: Situation[Any], refusal: Refusal) -> AttemptRefused:
    command = situation.command
    return AttemptRefused(
        originator_id=situation.ids.attempt(situation.envelope.command_id),
        originator_version=1,
        by=situation.by(),
        command=_WORD.sub("-", type(command).__name__).lower(),
        refusal=refusal.code,
        household_id=getattr(command, "household_id", None),
    )
