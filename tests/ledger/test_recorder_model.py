"""The recorder against a model of it: one after another, in batches, several writers at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import count
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from ledger.append import Append, Appended, Outcome, RecordedCommand
from ledger.database import Database, Datastore
from ledger.errors import CommandReused, VersionConflict
from ledger.merkle import Tree
from ledger.recorder import BookRecorder

WRITERS = 3
_AGGREGATES = [UUID(int=n) for n in range(1, 5)]
_COMMANDS = [UUID(int=n) for n in range(101, 109)]
_books = count(1)

_sketches = st.lists(
    st.fixed_dictionaries(
        {
            "aggregate": st.sampled_from(_AGGREGATES),
            "events": st.integers(1, 3),
            # The version that comes next, one that exists, or one with a gap before it.
            "off": st.sampled_from([0, 0, 0, 0, -1, 2]),
            "command": st.none() | st.sampled_from(_COMMANDS),
            "content": st.sampled_from([b"one", b"one", b"another"]),
            "rests_on": st.none() | st.sampled_from(_AGGREGATES),
            "stale": st.sampled_from([False, False, True]),
        }
    ),
    min_size=1,
    max_size=6,
)


class Model:
    """What a book must be after the appends that it took."""

    def __init__(self) -> None:
        self.places: list[tuple[UUID, int]] = []
        self.latest: dict[UUID, int] = {}
        self.commands: dict[UUID, tuple[bytes, range]] = {}

    def drawn(self, sketch: dict[str, object]) -> Append:
        """An append as a writer would make it that knows the book as it is now."""
        aggregate = sketch["aggregate"]
        assert isinstance(aggregate, UUID)
        first = self.latest.get(aggregate, 0) + 1 + int(str(sketch["off"]))
        events = [
            StoredEvent(aggregate, first + i, "Drawn", b'{"v":1,"data":{}}')
            for i in range(int(str(sketch["events"])))
        ]
        rests_on, command_id = sketch["rests_on"], sketch["command"]
        ground = (
            {rests_on: self.latest.get(rests_on, 0) + bool(sketch["stale"])}
            if isinstance(rests_on, UUID)
            else {}
        )
        content = sketch["content"]
        assert isinstance(content, bytes)
        command = (
            RecordedCommand(command_id, sha256(content).digest(), {})
            if isinstance(command_id, UUID)
            else None
        )
        return Append(events, command, ground)

    def fits(self, append: Append) -> bool:
        """Whether it can be taken now as something new."""
        if append.command and append.command.command_id in self.commands:
            return False
        versions = [event.originator_version for event in append.events]
        aggregate = append.events[0].originator_id
        assert isinstance(aggregate, UUID)
        return versions[0] > self.latest.get(aggregate, -1) and all(
            self.latest.get(i, 0) == version for i, version in append.rests_on.items()
        )

    def take(self, append: Append) -> range:
        """Take it; the positions that it gets."""
        first = len(self.places)
        for event in append.events:
            assert isinstance(event.originator_id, UUID)
            self.places.append((event.originator_id, event.originator_version))
            self.latest[event.originator_id] = event.originator_version
        positions = range(first, len(self.places))
        if append.command:
            self.commands[append.command.command_id] = append.command.fingerprint, positions
        return positions

    def require(self, append: Append, outcome: Outcome, new_in_batch: set[UUID]) -> None:
        """The outcome is the one that this state of the book leads to."""
        command_id = append.command.command_id if append.command else None
        if append.command and command_id in new_in_batch:
            # Twice in one transaction: decided anew, it will find the first.
            assert isinstance(outcome, VersionConflict)
        elif append.command and command_id in self.commands:
            fingerprint, positions = self.commands[append.command.command_id]
            if fingerprint == append.command.fingerprint:
                assert isinstance(outcome, Appended)
                assert outcome.repeated
                assert outcome.positions == positions
            else:
                assert isinstance(outcome, CommandReused)
        elif self.fits(append):
            assert isinstance(outcome, Appended)
            assert not outcome.repeated
            assert outcome.positions == self.take(append)
            new_in_batch.update({command_id} if command_id else ())
        else:
            assert isinstance(outcome, VersionConflict)


class Writers(RuleBasedStateMachine):
    """Several recorders of one book, each with connections of its own."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.book = f"{next(_books):06d}"
        with psycopg.connect(self.database.url) as owner:
            owner.execute("INSERT INTO ledger.head (book_id) VALUES (%s)", [self.book])
        self.datastores = [
            Datastore(self.database.service_url, schema="ledger") for _ in range(WRITERS)
        ]
        self.recorders = [BookRecorder(self.book, each) for each in self.datastores]
        self.model = Model()

    def teardown(self) -> None:
        for datastore in self.datastores:
            datastore.close()

    @rule(writer=st.integers(0, WRITERS - 1), sketches=_sketches)
    def append(self, writer: int, sketches: list[dict[str, object]]) -> None:
        appends = [self.model.drawn(sketch) for sketch in sketches]
        new: set[UUID] = set()
        for append, outcome in zip(appends, self.recorders[writer].append(appends), strict=True):
            self.model.require(append, outcome, new)

    @rule(sketches=_sketches)
    def append_at_once(self, sketches: list[dict[str, object]]) -> None:
        appends = [self.model.drawn(sketch) for sketch in sketches]
        with ThreadPoolExecutor(len(appends)) as threads:
            outcomes = [
                answer.result()[0]
                for answer in [
                    threads.submit(self.recorders[i % WRITERS].append, [append])
                    for i, append in enumerate(appends)
                ]
            ]
        self._require_an_order(appends, outcomes)

    def _require_an_order(self, appends: Sequence[Append], outcomes: Sequence[Outcome]) -> None:
        """Taken in the order of their positions they fit; what was refused did not at one moment.

        (At the end it may fit: another may have written the version that it rests on ahead of.)
        """
        taken = [
            (outcome.positions.start, append)
            for append, outcome in zip(appends, outcomes, strict=True)
            if isinstance(outcome, Appended) and not outcome.repeated
        ]
        refused = [a for a, o in zip(appends, outcomes, strict=True) if not isinstance(o, Appended)]
        unfit = [not self.model.fits(append) for append in refused]
        for first, append in sorted(taken, key=lambda pair: pair[0]):
            assert self.model.fits(append)
            assert self.model.take(append).start == first
            unfit = [u or not self.model.fits(r) for u, r in zip(unfit, refused, strict=True)]
        assert all(unfit)
        for append, outcome in zip(appends, outcomes, strict=True):
            if isinstance(outcome, CommandReused):
                assert append.command
                kept, _ = self.model.commands[append.command.command_id]
                assert kept != append.command.fingerprint

    @invariant()
    def the_book_is_the_model(self) -> None:
        recorder = self.recorders[0]
        rows = recorder.select_notifications(1, 10_000)
        places = [(row.originator_id, row.originator_version) for row in rows]
        assert places == self.model.places
        assert [row.id for row in rows] == list(range(1, len(places) + 1))
        head = recorder.head()
        assert head.size == len(places)
        assert head.root == self._recomputed().root()

    def _recomputed(self) -> Tree:
        tree = Tree()
        with psycopg.connect(self.database.url) as connection:
            for (entry,) in connection.execute(
                "SELECT entry FROM ledger.entry WHERE book_id = %s ORDER BY position", [self.book]
            ):
                tree.append(sha256(b"\x00" + bytes(entry)).digest())
        return tree


@pytest.fixture
def writers(database: Database) -> Callable[[], Writers]:
    class OnThisDatabase(Writers):
        pass

    OnThisDatabase.database = database
    return OnThisDatabase


def test_writers_alone_in_batches_and_at_once_make_the_book_that_the_model_makes(
    writers: Callable[[], Writers],
) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis leaves it untyped
        writers, settings=settings(max_examples=20, stateful_step_count=12, deadline=None)
    )
