"""Every command has a handler, an item of a batch leads to it, and its act is in the tables."""

from __future__ import annotations

import typing

from api.commands import ITEMS
from domain.commands import Command
from ledger.acts import HANDLERS

# Those that only others derive from, and those that come by a route or a verb of their own.
_ABSTRACT = {"BookkeepingCommand", "CheckingCommand", "TransferCommand", "HouseholdCommand"}
_NOT_IN_A_BATCH = {"DestroyBookKeys", "DestroyHouseholdKey", "BeginLogEpoch"}


def commands(kind: type[Command] = Command) -> set[type[Command]]:
    found = set(kind.__subclasses__())
    return found.union(*(commands(sub) for sub in found))


def test_every_command_has_a_handler() -> None:
    # By name: a dataclass with slots is made twice, and the first one is a subclass still.
    assert {c.__name__ for c in commands()} - _ABSTRACT == {c.__name__ for c in HANDLERS}


def asked_of(item: type) -> str:
    """The command that an item of a batch says it leads to."""
    for name in ("asked", "asked_with", "asked_of"):
        told = typing.get_type_hints(vars(item)[name]) if name in vars(item) else {}
        if "return" in told:
            return str(told["return"].__name__)
    raise AssertionError(item)


def test_every_command_can_be_sent() -> None:
    sent = {asked_of(item) for item in ITEMS}
    assert {c.__name__ for c in HANDLERS} - sent == _NOT_IN_A_BATCH
