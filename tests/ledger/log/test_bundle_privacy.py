"""A bundle gives no answer away, not even to somebody who guesses all but one of them right.

What it does show: how many events of which kind there are, of which aggregate ids, and when. How
many persons a household has can be counted from that; and since a block's id is computed from its
code, so can the households of a block.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from hashlib import new, sha256
from typing import Any
from uuid import UUID

import orjson
import pytest

from ledger.application import BookApplication
from ledger.canonical import dumps, loads
from ledger.log.stored_log import StoredLog
from ledger.log.tiles import bundles_of, parse_bundle
from ledger.merkle import leaf_hash
from tests.ledger.books import BOOK, act, family, listed, registration

SHOWN = {"v", "book", "id", "version", "topic", "time", "state_sha256", "kc"}
NUMBERS = range(200)
MONTHS = [f"{year}-{month:02}" for year in range(1900, 2021) for month in range(1, 13)]
"""All answers that a coded item can have: numbers, codes of two digits, months of birth."""
CANDIDATES: list[object] = [*NUMBERS, *(f"{n:02}" for n in range(100)), *MONTHS, None, True, False]


@pytest.fixture
def log(book: BookApplication) -> StoredLog:
    """Two households of word for word the same answers."""
    listed(book, 2)
    act(book, "enumerator", registration("001"))
    act(book, "enumerator", registration("002"))
    return StoredLog(BOOK, book.recorder.datastore)


def entries_of(log: StoredLog) -> list[bytes]:
    bundles = (log.bundle(bundle.index, bundle.width) for bundle in bundles_of(log.size()))
    return [entry for bundle in bundles for entry in parse_bundle(bundle)]


def registered_states(book: BookApplication) -> Iterator[tuple[int, dict[str, Any]]]:
    """Position and stored state of what the registrations recorded."""
    for stored in book.recorder.select_positions(0, 1000):
        if stored.topic in ("HouseholdRegistered", "PersonRegistered"):
            yield stored.id - 1, loads(stored.state)


def guesses(state: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The clear part with each answer in turn replaced by everything that it could be."""
    for item, true in state["data"]["answers"].items():
        for candidate in CANDIDATES:
            if candidate != true:
                answers = {**state["data"]["answers"], item: candidate}
                yield {**state["data"], "answers": answers}


SECRETS = ("salt", "sealed")
"""What of a stored state nobody outside can know: random bytes, or ciphertext with a nonce."""


def test_answers_are_not_found_by_trying_all_of_them(book: BookApplication, log: StoredLog) -> None:
    """The guesser knows the format and every value but one answer, and the salt of another entry.

    That the trials are the right ones is shown by the same with the entry's own salt: there the
    true answers, and they alone, match.
    """
    entries = entries_of(log)
    states = dict(registered_states(book))
    assert {len(state["data"]["answers"]) > 5 for state in states.values()} == {True}
    for position, state in states.items():
        shown = loads(entries[position])["state_sha256"]
        others = [other for at, other in states.items() if at != position]
        known = {key: value for key, value in state.items() if key not in SECRETS}
        own = {key: value for key, value in state.items() if key in SECRETS}
        borrowed = [{k: v for k, v in other.items() if k in SECRETS} for other in others]
        empty = [{}, {"salt": ""}, {"salt": b64encode(bytes(16)).decode()}, {"sealed": ""}]
        digest = sha256(dumps({**known, **own})).hexdigest()
        assert digest == shown
        tried = 0
        for data in (state["data"], *guesses(state)):
            for secret in (*empty, *borrowed):
                guess = {**known, "data": data, **secret}
                assert sha256(orjson.dumps(guess, option=orjson.OPT_SORT_KEYS)).hexdigest() != shown
            with_own = sha256(dumps({**known, "data": data, **own})).hexdigest()
            assert (with_own == shown) == (data == state["data"])
            tried += 1
        assert tried > 1000


def test_salts_and_sealed_texts_cannot_be_guessed(book: BookApplication, log: StoredLog) -> None:
    """128 random bits or a 96-bit nonce under a 256-bit key, never the same twice."""
    seen = set()
    for _, state in registered_states(book):
        (secret,) = (state[key] for key in SECRETS if key in state)
        assert len(b64decode(secret)) >= 16
        seen.add(secret)
    assert len(seen) == sum(1 for _ in registered_states(book)) == 6


def test_same_answers_leave_entries_that_cannot_be_linked(
    book: BookApplication, log: StoredLog
) -> None:
    entries = [loads(entries_of(log)[position]) for position, _ in registered_states(book)]
    for value in ("id", "state_sha256"):
        assert len({entry[value] for entry in entries}) == len(entries)
    commitments = [entry["kc"] for entry in entries if "kc" in entry]
    assert len(set(commitments)) == len(commitments) == 4
    leaves = {leaf_hash(dumps(entry)) for entry in entries}
    assert len(leaves) == len(entries)


def test_entry_shows_commitments_and_random_ids_alone(log: StoredLog) -> None:
    for entry in entries_of(log):
        told = json.loads(entry)
        assert set(told) | {"kc"} == SHOWN
        assert len(entry) < 400
        assert told["book"] == BOOK
    people = [json.loads(e) for e in entries_of(log) if b"PersonRegistered" in e]
    assert len(people) == 4
    assert all(UUID(told["id"]).version == 4 for told in people)


def written_forms(answer: object) -> Iterator[bytes]:
    """How an answer could stand in bytes: as text, escaped, encoded, or digested without a key."""
    text = str(answer)
    yield text.encode("utf-8")
    yield text.encode("utf-16-le")
    yield text.encode("gb18030")
    yield json.dumps(text)[1:-1].encode()
    yield text.encode().hex().encode()
    yield b64encode(text.encode()).rstrip(b"=")[:-1]
    for algorithm in ("sha256", "sha1", "md5", "sm3"):
        digest = new(algorithm, text.encode(), usedforsecurity=False)
        yield digest.digest()
        yield digest.hexdigest().encode()


def test_bundle_holds_no_answer_in_any_writing(log: StoredLog) -> None:
    """Answers long enough not to stand there by chance: names, ID numbers, months, places."""
    form: dict[str, Any] = family("001")
    answers = [*form["household"].values(), *(v for p in form["persons"] for v in p.values())]
    public = {BOOK}
    told = {a for a in answers if len(str(a).encode()) >= 4 and str(a) not in public}
    assert {"某甲", "500112198506151232", "1985-06", "0001", "001"} & told >= {"某甲", "1985-06"}
    bundle = log.bundle(0, log.size())
    # Four digits stand by chance in ids, digests and times; names, numbers and dates do not.
    for answer in (a for a in told if not (isinstance(a, str) and a.isdecimal() and len(a) == 4)):
        for written in written_forms(answer):
            assert written not in bundle
