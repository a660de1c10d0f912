"""A witness cosigns what continues the last checkpoint it saw, and reports what does not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.log import proof as proofs
from ledger.log.checkpoint import LARGEST_SIZE, Checkpoint
from ledger.log.cosignature import verify_cosignature
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.note import NoteSignature, NoteSigner, SignedNote, VerifierKey
from ledger.log.reports import MOST_REPORTS
from ledger.log.witness import (
    LONGEST_PROOF,
    LONGEST_REQUEST,
    AddCheckpoint,
    Witness,
    WitnessAnswer,
    log_hash,
)
from ledger.merkle import EMPTY_ROOT, node_hash
from tests.ledger.log.signed_book import LOG, ORIGIN, OTHER, TRUE, Book
from tests.ledger.log.vectors import TLOG

NAME = "witness.example/1"
MOMENT = 1_800_000_000


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path, NAME, [LOG.verifier_key], clock=lambda: MOMENT)


def reports(witness: Witness) -> list[dict[str, Any]]:
    if not witness.reports_file.exists():
        return []
    return [json.loads(line) for line in witness.reports_file.read_text().splitlines()]


def lines_of(answer: WitnessAnswer) -> Iterator[NoteSignature]:
    return map(NoteSignature.parse, answer.text.splitlines(keepends=True))


def test_what_continues_is_cosigned_with_both_keys(witness: Witness) -> None:
    for old, new in ((0, 3), (3, 3), (3, 20)):
        answer = witness.add_checkpoint(TRUE.asked(old, new))
        assert answer.status == 200
        body = TRUE.note(new).text
        times = [
            verify_cosignature(key, body, line.payload)
            for key, line in zip(witness.verifier_keys, lines_of(answer), strict=True)
        ]
        assert times == [MOMENT, MOMENT]
    assert reports(witness) == []


def test_the_latest_is_told_with_the_logs_and_the_witnesss_signatures(
    witness: Witness, tmp_path: Path
) -> None:
    watching = Witness(tmp_path / "state", NAME, [LOG.verifier_key])
    assert witness.latest(log_hash(ORIGIN)) is None
    witness.add_checkpoint(TRUE.asked(0, 3))
    latest = SignedNote.parse(witness.latest(log_hash(ORIGIN)) or "")
    assert latest.text == TRUE.note(3).text
    assert latest.signed_by(LOG.verifier_key)
    assert all(latest.signature_of(key) for key in witness.verifier_keys)
    assert witness.latest(log_hash("log.example/books/370871")) is None
    # A name that somebody asks for is none of a file.
    for name in ("stray", "../stray"):
        KeptCheckpoint(tmp_path / "state" / f"{name}.checkpoint").write(TRUE.note(3))
        assert watching.latest(name) is None


def test_another_old_size_is_answered_with_the_one_seen(witness: Witness) -> None:
    witness.add_checkpoint(TRUE.asked(0, 3))
    answer = witness.add_checkpoint(TRUE.asked(0, 9))
    assert (answer.status, answer.text, answer.media_type) == (409, "3\n", "text/x.tlog.size")
    assert reports(witness) == []


def test_a_split_view_is_refused_and_reported_with_both_notes(witness: Witness) -> None:
    witness.add_checkpoint(TRUE.asked(0, 9))
    answer = witness.add_checkpoint(OTHER.asked(9, 9))
    assert (answer.status, answer.text) == (409, "9\n")
    [report] = reports(witness)
    assert (report["kind"], report["origin"]) == ("split-view", ORIGIN)
    for told, book in (("seen", TRUE), ("presented", OTHER)):
        note = SignedNote.parse(report[told])
        assert note.text == book.note(9).text
        assert note.signed_by(LOG.verifier_key)
    assert witness.add_checkpoint(TRUE.asked(9, 20)).status == 200


def test_a_split_view_is_found_whatever_old_size_comes_with_it(witness: Witness) -> None:
    witness.add_checkpoint(TRUE.asked(0, 9))
    assert witness.add_checkpoint(OTHER.asked(4, 9)).status == 409
    assert [r["kind"] for r in reports(witness)] == ["split-view"]


def test_a_rollback_is_refused_and_reported(witness: Witness) -> None:
    witness.add_checkpoint(TRUE.asked(0, 9))
    answer = witness.add_checkpoint(TRUE.asked(3, 5))
    assert (answer.status, answer.text) == (409, "9\n")
    [report] = reports(witness)
    told = report["kind"], report["seen_size"], report["presented_size"]
    assert told == ("rollback", 9, 5)


def test_a_tree_that_is_shown_not_to_continue_is_refused_and_reported(witness: Witness) -> None:
    witness.add_checkpoint(TRUE.asked(0, 9))
    answer = witness.add_checkpoint(OTHER.asked(9, 20))
    assert answer.status == 422
    assert [r["kind"] for r in reports(witness)] == ["inconsistent"]
    assert SignedNote.parse(witness.latest(log_hash(ORIGIN)) or "").text == TRUE.note(9).text


@pytest.mark.parametrize("proof", [(), (bytes(32),), (bytes(32),) * 5, (bytes(32),) * 63])
def test_hashes_that_anybody_can_make_up_accuse_nobody(
    witness: Witness, proof: tuple[bytes, ...]
) -> None:
    witness.add_checkpoint(TRUE.asked(0, 9))
    asked = AddCheckpoint(9, proof, TRUE.note(20)).encode().encode()
    assert witness.add_checkpoint(asked).status == 422
    [report] = reports(witness)
    assert report["kind"] == "unproven"
    assert SignedNote.parse(report["presented"]).text == TRUE.note(20).text
    assert witness.add_checkpoint(TRUE.asked(9, 20)).status == 200


def test_what_a_proof_from_a_power_of_two_cannot_show_accuses_nobody(witness: Witness) -> None:
    witness.add_checkpoint(TRUE.asked(0, 8))
    assert witness.add_checkpoint(OTHER.asked(8, 20)).status == 422
    assert [r["kind"] for r in reports(witness)] == ["unproven"]


def test_the_same_contradiction_is_reported_once(witness: Witness) -> None:
    witness.add_checkpoint(TRUE.asked(0, 9))
    for _ in range(3):
        witness.add_checkpoint(TRUE.asked(3, 5))
    witness.add_checkpoint(TRUE.asked(3, 6))
    assert [r["presented_size"] for r in reports(witness)] == [5, 6]


def test_reports_of_one_kind_cannot_fill_the_disk_and_the_log_says_so(
    witness: Witness, caplog: pytest.LogCaptureFixture
) -> None:
    witness.add_checkpoint(TRUE.asked(0, 9))
    witness.add_checkpoint(TRUE.asked(3, 5))
    [report] = reports(witness)
    made_up = [json.dumps({**report, "presented_size": -i}) for i in range(MOST_REPORTS)]
    witness.reports_file.write_text("".join(f"{line}\n" for line in made_up))
    for size in (6, 7):
        witness.add_checkpoint(TRUE.asked(3, size))
    witness.add_checkpoint(OTHER.asked(9, 9))
    assert [r["kind"] for r in reports(witness)[MOST_REPORTS:]] == ["split-view"]
    assert sum("no more are recorded" in r.getMessage() for r in caplog.records) == 1


def test_a_report_that_a_crash_cut_off_hinders_no_other(witness: Witness) -> None:
    witness.add_checkpoint(TRUE.asked(0, 9))
    witness.reports_file.write_text('{"kind": "rollb')
    witness.add_checkpoint(TRUE.asked(3, 5))
    assert json.loads(witness.reports_file.read_text().splitlines()[1])["kind"] == "rollback"


def test_the_empty_tree_is_cosigned_and_no_other_of_size_0(witness: Witness) -> None:
    body = Checkpoint(ORIGIN, 0, bytes(32)).body()
    wrong = AddCheckpoint(0, (), SignedNote(body, (LOG.sign(body),)))
    assert witness.add_checkpoint(wrong.encode().encode()).status == 422
    assert witness.add_checkpoint(TRUE.asked(0, 0)).status == 200
    assert witness.add_checkpoint(TRUE.asked(0, 7)).status == 200


def test_a_proof_from_nothing_is_refused(witness: Witness) -> None:
    asked = AddCheckpoint(0, (EMPTY_ROOT,), TRUE.note(3))
    assert witness.add_checkpoint(asked.encode().encode()).status == 422
    assert witness.latest(log_hash(ORIGIN)) is None


def test_an_old_size_above_the_checkpoints_is_refused(witness: Witness) -> None:
    assert witness.add_checkpoint(TRUE.asked(4, 3)).status == 400


def test_an_unknown_log_is_refused(witness: Witness) -> None:
    stranger = NoteSigner.from_seed("log.example/books/370871", bytes(32))
    asked = AddCheckpoint(0, (), TRUE.note(3, stranger))
    assert witness.add_checkpoint(asked.encode().encode()).status == 404


def test_another_key_under_the_logs_name_is_refused(witness: Witness) -> None:
    forger = NoteSigner.from_seed(ORIGIN, bytes([1]) * 32)
    asked = AddCheckpoint(0, (), TRUE.note(3, forger))
    assert witness.add_checkpoint(asked.encode().encode()).status == 403
    assert reports(witness) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: b"",
        lambda body: body[:-1],
        lambda body: b"\xff" + body,
        lambda body: body.replace(b"old 0", b"old 00"),
        lambda body: body.replace(b"old 0", b"old -1"),
        lambda body: body.replace(b"old 0", b"new 0"),
        lambda body: body.replace(b"old 0\n", b"old 0\nAAAA\n"),
        lambda body: body + b"x" * 300_000,
        lambda body: body.replace(ORIGIN.encode(), b""),
    ],
)
def test_a_malformed_request_is_refused(witness: Witness, damage: Any) -> None:
    assert witness.add_checkpoint(damage(TRUE.asked(0, 3))).status == 400
    assert witness.latest(log_hash(ORIGIN)) is None


def test_more_proof_lines_than_any_tree_needs_are_refused(witness: Witness) -> None:
    asked = AddCheckpoint(0, (EMPTY_ROOT,) * 64, TRUE.note(3))
    assert witness.add_checkpoint(asked.encode().encode()).status == 400


def test_the_request_of_the_vectors_is_answered_with_their_witnesss_signature(
    tmp_path: Path,
) -> None:
    key = VerifierKey.parse(TLOG["key"]["vkey"])
    witness = Witness(tmp_path, NAME, [key])
    [at_64] = [c for c in TLOG["checkpoints"] if c["body"].split("\n")[1] == "64"]
    first = AddCheckpoint(0, (), SignedNote.parse(at_64["cosigned"])).encode().encode()
    assert witness.add_checkpoint(first).status == 200
    body = TLOG["witness_add_checkpoint_body_64_to_70"].encode()
    answer = witness.add_checkpoint(body)
    assert answer.status == 200
    parsed = AddCheckpoint.parse(body)
    assert parsed.encode().encode() == body
    [line, _] = lines_of(answer)
    assert verify_cosignature(witness.verifier_keys[0], parsed.note.text, line.payload)


def test_a_checkpoint_of_any_size_costs_a_witness_no_more_than_its_proof(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is fetched from a log: the proof comes with the checkpoint, one hash a level."""
    assert witness.add_checkpoint(TRUE.asked(0, 3)).status == 200
    hashed: list[int] = []

    def counted(left: bytes, right: bytes) -> bytes:
        hashed.append(1)
        return node_hash(left, right)

    monkeypatch.setattr(proofs, "node_hash", counted)
    body = Checkpoint(ORIGIN, LARGEST_SIZE, bytes(32)).body()
    endless = SignedNote(body, (LOG.sign(body),))
    asked = AddCheckpoint(3, (bytes(32),) * LONGEST_PROOF, endless).encode().encode()
    assert len(asked) < LONGEST_REQUEST
    assert witness.add_checkpoint(asked).status == 422
    # Both roots, and both again to tell what there is to report.
    assert 0 < len(hashed) <= 4 * LONGEST_PROOF


def test_requests_at_once_never_take_the_state_back(tmp_path: Path) -> None:
    """Two processes' worth of witnesses on one state, each asked to go from 3 to another size."""
    Witness(tmp_path, NAME, [LOG.verifier_key]).add_checkpoint(TRUE.asked(0, 3))
    statuses: list[int] = []

    def ask(size: int) -> None:
        own = Witness(tmp_path, NAME, [LOG.verifier_key])
        statuses.append(own.add_checkpoint(TRUE.asked(3, size)).status)

    threads = [threading.Thread(target=ask, args=(size,)) for size in range(10, 18)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [409] * 7


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 20), st.integers(0, 20)), max_size=8))
def test_all_that_is_ever_cosigned_is_one_growing_tree(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bool, int, int]]
) -> None:
    witness = Witness(tmp_path_factory.mktemp("witness"), NAME, [LOG.verifier_key])
    cosigned: list[tuple[int, Book]] = []
    for true, old, size in steps:
        book = TRUE if true else OTHER
        if old <= size and witness.add_checkpoint(book.asked(old, size)).status == 200:
            cosigned.append((size, book))
    sizes = [size for size, _ in cosigned]
    assert sizes == sorted(sizes)
    grown = cosigned[-1][1] if cosigned else TRUE
    assert all(book.root(size) == grown.root(size) for size, book in cosigned)
