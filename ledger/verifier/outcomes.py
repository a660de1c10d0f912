"""Whether the receipts kept of commands fit the entries, both read in the order of the book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from ledger.verifier.findings import VerifyReport

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FINGERPRINT_BYTES = 32
_KIND = "altered-outcome"
_WORDS = ("book", "block", "appointment_id", "origin")
_REGISTRATION = "HouseholdRegistered"
_ATTEMPT = "AttemptRefused"
"""What was refused has no receipt; that it was tried is on record."""
_CODED = {"BlockDelineated": "code", "WorkdayRecorded": "appointment_id"}
"""Topics whose entries name their aggregate, by the field that does."""


class Outcome(NamedTuple):
    """What a receipt says; ``recorded_at`` in microseconds since 1970.

    ``aggregates`` are those that its result says were written, ``registered`` persons who were if
    it was a registration, ``words`` what else must stand in one of its entries.
    """

    command: UUID
    first_position: int
    entries: int
    tree_size: int
    root: str
    recorded_at: int
    household: UUID | None
    version: int | None
    aggregates: frozenset[UUID]
    registered: frozenset[UUID]
    words: frozenset[str]


def outcome_of(book: str, command: UUID, fingerprint_bytes: int, data: bytes) -> Outcome | None:
    """Read a stored receipt; None where it is none, or of another book or command.

    Of the fingerprint only its length can be told: it is keyed, and the command it stands for is
    not kept.
    """
    try:
        told = orjson.loads(data)
        result = told["result"]
        household, version = result.get("household_id"), result.get("version")
        found = Outcome(
            command=command,
            first_position=told["first_position"],
            entries=told["entries"],
            tree_size=told["tree_size"],
            root=str(told["root"]),
            recorded_at=_microseconds(told["recorded_at"]),
            household=None if household is None else UUID(household),
            version=version,
            aggregates=frozenset(
                UUID(told_id)
                for told_id in (
                    *(line["household_id"] for line in result.get("households") or ()),
                    *(result[name] for name in ("post_id",) if name in result),
                )
            ),
            registered=frozenset(map(UUID, result.get("person_ids") or ())),
            words=frozenset(
                str(word)
                for word in (
                    *(line["number"] for line in result.get("households") or ()),
                    *(result[name] for name in _words(result)),
                )
            ),
        )
        same = (told["book"], UUID(told["command_id"])) == (book, command)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None
    numbers = (found.first_position, found.entries, found.tree_size)
    fits = all(type(n) is int for n in numbers) and min(numbers) >= 0
    return found if same and fits and fingerprint_bytes == _FINGERPRINT_BYTES else None


def _words(result: Mapping[str, Any]) -> Iterator[str]:
    """The names of the words; a block that is told of a household stands in its first entry."""
    for name in _WORDS:
        if name in result and not (name == "block" and "household_id" in result):
            yield name


def _microseconds(told: str) -> int:
    return (datetime.fromisoformat(told) - _EPOCH) // timedelta(microseconds=1)


class Outcomes:
    """Compares entry after entry with the receipt that covers it.

    A command's entries stand together, so the receipts in order of their first position meet the
    entries in turn. Only the opening is recorded without a receipt. Of a run of receipts that do
    not fit, the first is noted: entries that were moved move all behind them. A command that only
    looks (a cross-check that finds nothing new) may add none.
    """

    def __init__(self, book: str, rows: Iterator[dict[str, Any]], report: VerifyReport) -> None:
        self._report = report
        self._book = book
        self._now: Outcome | None = None
        self._left = 0
        self._missing: set[UUID | str] = set()
        self._version: int | None = None
        self._codes: dict[UUID, str] = {}
        self._opening: UUID | None = None
        self._told: dict[int, list[tuple[int, str]]] = {}
        self._before: UUID | None = None
        self._off = False
        self._other_tree = False
        self._waiting = self._read(book, rows)
        self._next = next(self._waiting, None)

    @property
    def sizes(self) -> dict[int, list[tuple[int, str]]]:
        """Sizes and roots that receipts name and the book has not reached yet."""
        return self._told

    def step(self, row: dict[str, Any]) -> None:
        """Take the next entry's row."""
        position = row["position"]
        command = _command_of(bytes(row["state"]))
        if command is None:
            # Not an event of ours, or altered, which the digest tells.
            return
        if position == 0:
            self._opening = command
        self._learn(row)
        self._pass_over(position)
        if self._next is not None and self._next.first_position == position:
            self._begin(self._next, row)
            self._next = next(self._waiting, None)
        if self._now is None or not self._left:
            if command != self._opening and row["topic"] != _ATTEMPT:
                self._misfit(position, command)
        else:
            self._go_on(self._now, row, command)
        self._before = command
        self._take_empty(position + 1)

    def _take_empty(self, position: int) -> None:
        """Take the receipts of commands that added nothing to the book as it stood there."""
        while (
            self._next is not None
            and not self._next.entries
            and self._next.first_position == self._next.tree_size == position
        ):
            self._told.setdefault(position, []).append((position, self._next.root))
            self._next = next(self._waiting, None)

    def _go_on(self, outcome: Outcome, row: dict[str, Any], command: UUID) -> None:
        """Take an entry of the command whose receipt is held against it."""
        self._left -= 1
        if self._missing:
            self._missing -= self._found(row)
        if row["originator_id"] == outcome.household:
            self._version = row["originator_version"]
        over = not self._left
        # A household that gets no entry of its own stands at the version that it had before.
        other_version = self._version is not None and outcome.version not in {None, self._version}
        if command != outcome.command or (over and (self._missing or other_version)):
            self._misfit(row["position"], outcome.command)

    def compare(self, size: int, root: str) -> None:
        """Compare the receipts that name a tree of this size with its root."""
        for position, told in self._told.pop(size, ()):
            if told != root and not self._other_tree:
                self._note(position, None)
            self._other_tree = told != root

    def end(self) -> None:
        """Take what no entry answers to."""
        self._pass_over(None)
        if (self._told or self._left) and not self._off:
            self._note(None, None)

    def _learn(self, row: dict[str, Any]) -> None:
        """Remember what an aggregate is called: later entries of it do not say so again."""
        name = _CODED.get(row["topic"])
        if name is not None and row["originator_id"] not in self._codes:
            told = orjson.loads(bytes(row["state"]))["data"].get(name)
            self._codes[row["originator_id"]] = str(told)

    def _begin(self, outcome: Outcome, row: dict[str, Any]) -> None:
        position = row["position"]
        unfit = bool(self._left) or not outcome.entries or outcome.command == self._before
        self._now, self._left = outcome, outcome.entries
        self._missing = {*outcome.aggregates, *outcome.words}
        if outcome.household is not None:
            self._missing.add(outcome.household)
        self._version = None
        self._missing.discard(self._book)
        if row["topic"] == _REGISTRATION:
            self._missing |= outcome.registered
        if (
            unfit
            or outcome.recorded_at != row["recorded_at"]
            or outcome.tree_size < position + outcome.entries
        ):
            self._misfit(position, outcome.command)
        else:
            self._off = False
        if outcome.tree_size >= position + outcome.entries:
            told = outcome.first_position, outcome.root
            self._told.setdefault(outcome.tree_size, []).append(told)

    def _found(self, row: dict[str, Any]) -> set[UUID | str]:
        """Which of the things wanted an entry's row has, in itself or as its aggregate's code."""
        state, aggregate = bytes(row["state"]).decode("utf-8", "replace"), row["originator_id"]
        found: set[UUID | str] = {aggregate}
        # As if the entry named its aggregate, too.
        state += f'"{self._codes.get(aggregate)}"'
        return found.union(wanted for wanted in self._missing if _stands_in(state, wanted))

    def _pass_over(self, position: int | None) -> None:
        """Note the receipts whose first entry does not come."""
        while self._next is not None and (position is None or self._next.first_position < position):
            self._misfit(self._next.first_position, self._next.command)
            self._next = next(self._waiting, None)

    def _read(self, book: str, rows: Iterator[dict[str, Any]]) -> Iterator[Outcome]:
        for row in rows:
            outcome = outcome_of(
                book, row["command_id"], row["fingerprint_bytes"], bytes(row["outcome"])
            )
            if outcome is None:
                self._note(None, row["command_id"])
            else:
                yield outcome

    def _misfit(self, position: int, command: UUID) -> None:
        if not self._off:
            self._note(position, command)
        self._off = True

    def _note(self, position: int | None, command: UUID | None) -> None:
        """Note it, but nothing behind other damage, which would be its echo."""
        if not self._report.damaged:
            self._report.note(_KIND, position, None if command is None else f"command {command}")


def _stands_in(state: str, wanted: UUID | str) -> bool:
    """Whether an entry's content has a word or an id, which is written with hyphens or without."""
    word = str(wanted)
    return f'"{word}"' in state or f'"{word.replace("-", "")}"' in state


def _command_of(state: bytes) -> UUID | None:
    try:
        return UUID(orjson.loads(state)["data"]["by"]["command_id"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
