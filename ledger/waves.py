"""Which commands of a batch are carried out together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from domain.commands import Envelope, ListHouseholds
from ledger.acts import HANDLERS


def waves(envelopes: Sequence[Envelope]) -> Iterable[list[int]]:
    """Runs of commands that do not touch each other's records, in order; by index."""
    wave: list[int] = []
    touched: set[Hashable] = set()
    name = ""
    for i, envelope in enumerate(envelopes):
        handler = HANDLERS[type(envelope.command)]
        key = handler.touches(envelope.command)
        if wave and (key in touched or envelope.command_id in touched or handler.wave != name):
            yield wave
            wave, touched = [], set()
        wave.append(i)
        touched.update((key, envelope.command_id))
        name = handler.wave
    if wave:
        yield wave


def blocks_listed(envelopes: Sequence[Envelope], wave: Sequence[int]) -> list[str]:
    """The blocks whose lists a wave extends: many extend one at once when a block is listed."""
    commands = (envelopes[i].command for i in wave)
    return [command.block for command in commands if isinstance(command, ListHouseholds)]
