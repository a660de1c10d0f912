"""Carrying out a command: from who sends it and how the book stands to the events to be added.

A module for each room of the domain says, command by command, what has to be read first and how it
is decided; :data:`HANDLERS` holds them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.commands import Command
from domain.forms.faults import FormError
from domain.refusal import FormRefused
from ledger.acts import (
    book,
    bookkeeping,
    budget,
    bulletin,
    coding,
    comments,
    devices,
    doubts,
    holders,
    households,
    inspection,
    pay,
    phases,
    posts,
    sampling,
    self_registration,
    territory,
    units,
    visits,
    work_plan,
)
from ledger.acts.situation import Decision, Handler, Needs, Situation, situate

__all__ = ["HANDLERS", "Decision", "Handler", "Needs", "Situation", "decide", "situate"]

HANDLERS: Mapping[type[Command], Handler[Any]] = {
    handler.command: handler
    for room in (
        book,
        posts,
        territory,
        households,
        sampling,
        coding,
        holders,
        units,
        devices,
        phases,
        visits,
        comments,
        self_registration,
        pay,
        budget,
        work_plan,
        inspection,
        bulletin,
        bookkeeping,
        doubts,
    )
    for handler in room.HANDLERS
}
"""How each command is carried out."""


def decide(situation: Situation[Any]) -> Decision:
    """The events that a command leads to.

    Raises:
        Refusal: the command is not carried out.
        LedgerError: the key that ids are made with is out of reach.
    """
    try:
        return HANDLERS[type(situation.command)].decide(situation)
    except FormError as error:
        raise FormRefused(error.faults) from None
