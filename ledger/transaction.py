"""The transaction that adds to a book: what it asks under the lock, and what it writes.

Two round trips: lock and questions go out together, then the rows and the commit. Each question
sees what was committed before the lock was given, because each statement of the transaction looks
anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from eventsourcing.persistence import IntegrityError, Tracking

from ledger.append import Append, Appended, Outcome
from ledger.batch import Batch
from ledger.canonical import dumps
from ledger.copying import copied
from ledger.draft import Draft
from ledger.pipeline import Pipeline, Row, Step, insert_steps, step
from ledger.sql import queries

_SQL = queries("ledger", "book.sql")
COPIED_FROM = 32
"""Entries from which on a COPY is faster than INSERT, although it is a round trip of its own."""


@dataclass(frozen=True, slots=True)
class Found:
    """How the book stands under its lock.

    ``head`` is (size, frontier, time of the last entry, the server's clock), None where there is no
    book; ``last_leaf`` the hash of the entry that the head says is the last; ``commands`` the rows
    of the commands on record among those asked for; ``versions`` the latest of the aggregates, by
    the bytes of their ids.
    """

    head: tuple[int, list[bytes], datetime | None, datetime] | None
    last_leaf: bytes | None
    commands: Sequence[Row]
    versions: Mapping[bytes, int]


def begin(
    pipeline: Pipeline,
    book: str,
    appends: Sequence[Append],
    drafts: Sequence[Sequence[Draft]],
) -> Found:
    """Begin a transaction, take the book's lock, and look at all that the appends touch.

    ``drafts`` are the events of each. Where :func:`is_copied` says so, a copy of entries is
    started.
    """
    command_ids = [a.command.command_id for a in appends if a.command is not None]
    ids = {draft.key: draft.originator_id for its_drafts in drafts for draft in its_drafts}
    ids.update((i.bytes, i) for a in appends for i in a.rests_on)
    steps = [
        step(_SQL["begin"]),
        step(_SQL["lock_head"], book=book),
        step(_SQL["select_last_leaf"], book=book),
    ]
    if command_ids:
        steps.append(step(_SQL["select_commands"], book=book, ids=command_ids))
    if ids:
        steps.append(step(_SQL["select_versions"], book=book, ids=list(ids.values())))
    _, head, last_leaf, *found = pipeline.run(steps)
    if is_copied(drafts):
        pipeline.start_copy(_SQL["copy_entries"])
    versions = found.pop() if ids else []
    commands = found.pop() if command_ids else []
    return Found(
        head=cast(tuple[int, list[bytes], datetime | None, datetime], head[0]) if head else None,
        last_leaf=cast(bytes, last_leaf[0][0]) if last_leaf else None,
        commands=commands,
        versions={row[0].bytes: row[1] for row in versions},
    )


def is_copied(drafts: Sequence[Sequence[Draft]]) -> bool:
    """Whether the appends' events are so many that those taken of them are copied."""
    return sum(map(len, drafts)) >= COPIED_FROM


def entry_steps(pipeline: Pipeline, batch: Batch, *, copying: bool) -> list[Step]:
    """The steps that write the entries of a batch; of a large one they are written already."""
    book = batch.book
    if copying:
        pipeline.copy(copied(book, batch.recorded_at, batch.rows()))
        steps = []
    else:
        rows = list(batch.rows())
        steps = [*insert_steps(_SQL["insert_entries"], [book, batch.recorded_at], rows)]
    return [*steps, *insert_steps(_SQL["insert_tile_hashes"], [book], batch.tree.completed)]


def finish(
    pipeline: Pipeline,
    batch: Batch,
    entries: Sequence[Step],
    appends: Sequence[Append],
    outcomes: Sequence[Outcome],
) -> None:
    """Write what was taken, its entries by :func:`entry_steps`, and commit; durable from then on.

    Raises:
        IntegrityError: a follower's tracking would not move forward; nothing is committed.
    """
    added = [
        (append, outcome)
        for append, outcome in zip(appends, outcomes, strict=True)
        if isinstance(outcome, Appended) and not outcome.repeated
    ]
    steps = [*entries, *_head_steps(batch), *_command_steps(batch.book, added)]
    trackings = [a.tracking for a, _ in added if a.tracking is not None]
    if trackings:
        pipeline.run([*steps])
        _require_forward(pipeline, batch.book, trackings)
        steps = []
    pipeline.run([*steps, step(_SQL["commit"])])


def _head_steps(batch: Batch) -> list[Step]:
    if not batch.taken:
        return []
    tree = batch.tree
    return [
        step(
            _SQL["update_head"],
            book=batch.book,
            size=tree.size,
            frontier=tree.frontier,
            recorded_at=batch.recorded_at,
        ),
    ]


def _command_steps(book: str, added: Sequence[tuple[Append, Appended]]) -> list[Step]:
    rows = [
        (a.command.command_id, a.command.fingerprint, dumps(o.receipt.to_json()))
        for a, o in added
        if a.command is not None and o.receipt is not None
    ]
    return [*insert_steps(_SQL["insert_commands"], [book], rows)]


def _require_forward(pipeline: Pipeline, book: str, trackings: Sequence[Tracking]) -> None:
    moved = pipeline.run(
        [
            step(_SQL["insert_tracking"], book=book, name=t.application_name, id=t.notification_id)
            for t in trackings
        ]
    )
    if not all(moved):
        raise IntegrityError("tracking does not move forward")
