"""The rows of doubts and of what bookkeeping did, kept beside those of households and persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from domain.events import (
    DoubtRaised,
    DoubtResolved,
    DoubtSettled,
    DuplicateResolved,
    Event,
    HouseholdEvent,
    MembersTransferredIn,
    MembersTransferredOut,
    PersonEvent,
    TransferInAccepted,
    TransferOutAnnounced,
)
from domain.reasons import BookkeepingReason
from ledger.sql import queries
from projections.source import Recorded

_SQL = queries("projections", "doubts.sql")
_REASONS = frozenset(reason.value for reason in BookkeepingReason)


def apply_doubts(
    connection: psycopg.Connection[TupleRow], book: str, entries: Sequence[Recorded]
) -> None:
    """Apply consecutive entries of a book, within the caller's transaction."""
    statements: list[tuple[str, dict[str, Any]]] = []
    for entry in entries:
        found = _of_doubt(entry) or _of_transfer(entry) or _of_further_entry(entry)
        if found is not None:
            name, values = found
            statements.append((name, {"book": book, "position": entry.position, **values}))
    with connection.cursor() as cursor:
        # In the order of the entries: a doubt may be closed and raised again in one batch.
        for name, run in _runs(statements):
            cursor.executemany(_SQL[name], run)


def delete_doubts(connection: psycopg.Connection[TupleRow], book: str) -> None:
    """Take the rows of a book away, within the caller's transaction."""
    connection.execute(_SQL["delete_doubts"], {"book": book})
    connection.execute(_SQL["delete_transfers"], {"book": book})


def _runs(
    statements: Sequence[tuple[str, dict[str, Any]]],
) -> list[tuple[str, list[dict[str, Any]]]]:
    runs: list[tuple[str, list[dict[str, Any]]]] = []
    for name, values in statements:
        if not runs or runs[-1][0] != name:
            runs.append((name, []))
        runs[-1][1].append(values)
    return runs


def _of_doubt(entry: Recorded) -> tuple[str, dict[str, Any]] | None:
    event = entry.event
    told = {
        "doubt": event.originator_id,
        "at": entry.recorded_at,
        "account": event.by.account,
    }
    match event:
        case DoubtRaised():
            return "upsert_doubt", {
                **told,
                "rule": event.rule,
                "severity": event.severity,
                "blocks": list(event.blocks),
                "households": list(event.household_ids),
                "persons": list(event.person_ids),
                "items": list(event.items),
                "about": event.about,
            }
        case DoubtResolved():
            return "close_doubt", {**told, "state": "resolved", "outcome": event.outcome.value}
        case DoubtSettled():
            return "close_doubt", {**told, "state": "settled", "outcome": None}
        case _:
            return None


def _of_transfer(entry: Recorded) -> tuple[str, dict[str, Any]] | None:
    found = _transfer(entry.event)
    if found is None:
        return None
    fields = {"other": None, "transfer": None, "other_book": None, "persons": None, **found}
    event = entry.event
    return "insert_transfer", {
        "command": event.by.command_id,
        "household": event.originator_id,
        **fields,
    }


def _of_further_entry(entry: Recorded) -> tuple[str, dict[str, Any]] | None:
    by = entry.event.by
    if by.reason not in _REASONS or not isinstance(entry.event, PersonEvent | HouseholdEvent):
        return None
    return "extend_transfer", {"command": by.command_id}


def _transfer(event: Event) -> dict[str, Any] | None:
    match event:
        case MembersTransferredOut() | MembersTransferredIn():
            return {"kind": event.transfer.value, "other": event.other_household}
        case DuplicateResolved():
            return {"kind": "duplicate", "other": event.other_household}
        case TransferOutAnnounced() | TransferInAccepted():
            announced = isinstance(event, TransferOutAnnounced)
            return {
                "kind": "out" if announced else "in",
                "transfer": event.transfer_id,
                "other_book": event.other_book,
                "persons": event.persons,
            }
        case _:
            return None
