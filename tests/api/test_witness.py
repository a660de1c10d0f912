"""The witness's HTTP service answers as C2SP tlog-witness prescribes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.witness import create_witness_app
from ledger.log.note import NoteSignature, SignedNote
from ledger.log.witness import LONGEST_REQUEST, Witness, log_hash
from tests.ledger.log.running_witness import serving
from tests.ledger.log.signed_book import LOG, ORIGIN, TRUE
from tests.ledger.log.test_witness import NAME


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path, NAME, [LOG.verifier_key])


@pytest.fixture
def http(witness: Witness) -> Iterator[httpx.Client]:
    with (
        serving(create_witness_app(witness)) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        yield client


def test_signature_lines_are_the_answer(http: httpx.Client, witness: Witness) -> None:
    answer = http.post("/add-checkpoint", content=TRUE.asked(0, 9))
    assert answer.status_code == 200
    lines = [NoteSignature.parse(line) for line in answer.text.splitlines(keepends=True)]
    assert [line.key_id for line in lines] == [key.key_id for key in witness.verifier_keys]
    seen = http.get(f"/{log_hash(ORIGIN)}/checkpoint")
    assert seen.headers["content-type"] == "text/plain; charset=utf-8"
    assert SignedNote.parse(seen.text).text == TRUE.note(9).text


def test_the_conflict_bears_its_media_type_alone(http: httpx.Client) -> None:
    http.post("/add-checkpoint", content=TRUE.asked(0, 9))
    answer = http.post("/add-checkpoint", content=TRUE.asked(0, 9))
    assert (answer.status_code, answer.text) == (409, "9\n")
    assert answer.headers["content-type"] == "text/x.tlog.size"


def test_the_keys_are_told(http: httpx.Client, witness: Witness) -> None:
    told = http.get("/witness-key").text.splitlines()
    assert told == [key.encode() for key in witness.verifier_keys]


def test_what_there_is_not_is_not_found(http: httpx.Client) -> None:
    assert http.get(f"/{log_hash(ORIGIN)}/checkpoint").status_code == 404
    assert http.get("/witness.key").status_code == 404
    assert http.get("/add-checkpoint").status_code == 405


def test_a_body_without_end_is_cut_off(http: httpx.Client) -> None:
    answer = http.post("/add-checkpoint", content=b"x" * (LONGEST_REQUEST + 1))
    assert answer.status_code == 413


def test_reports_that_cannot_be_written_are_told_by_a_code(
    http: httpx.Client, witness: Witness
) -> None:
    http.post("/add-checkpoint", content=TRUE.asked(0, 9))
    witness.reports_file.write_text('[]\n5\n{"kind":1}\n')
    assert http.post("/add-checkpoint", content=TRUE.asked(3, 5)).status_code == 409
    witness.reports_file.unlink()
    witness.reports_file.mkdir()
    answer = http.post("/add-checkpoint", content=TRUE.asked(3, 6))
    assert (answer.status_code, answer.text) == (500, "witness-state-unusable\n")


def test_a_state_that_cannot_be_read_is_told_by_its_code(
    http: httpx.Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / f"{log_hash(ORIGIN)}.checkpoint").write_text("x")
    answer = http.post("/add-checkpoint", content=TRUE.asked(0, 9))
    assert (answer.status_code, answer.text) == (500, "kept-checkpoint-damaged\n")
    assert any("kept-checkpoint-damaged" in r.getMessage() for r in caplog.records)
