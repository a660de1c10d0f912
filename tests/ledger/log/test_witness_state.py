"""What a witness keeps outlives its process, and is used by nobody else and never when damaged."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ledger.log.errors import (
    KeptCheckpointDamaged,
    LogFileUnusable,
    LogKeyUnusable,
    LogNamedTwice,
    NoteMalformed,
    WitnessStateUnusable,
)
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.note import NoteSigner
from ledger.log.witness import Witness, WitnessAnswer, log_hash
from tests.ledger.log.signed_book import LOG, ORIGIN, OTHER, TRUE

NAME = "witness.example/1"


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path, NAME, [LOG.verifier_key])


def test_what_was_seen_outlives_the_process(tmp_path: Path) -> None:
    Witness(tmp_path, NAME, [LOG.verifier_key]).add_checkpoint(TRUE.asked(0, 9))
    again = Witness(tmp_path, "another name", [LOG.verifier_key])
    assert again.name == NAME
    assert again.add_checkpoint(OTHER.asked(0, 5)).status == 409


def test_nothing_is_cosigned_over_a_damaged_state(witness: Witness, tmp_path: Path) -> None:
    witness.add_checkpoint(TRUE.asked(0, 9))
    (tmp_path / f"{log_hash(ORIGIN)}.checkpoint").write_text("x")
    with pytest.raises(KeptCheckpointDamaged):
        witness.add_checkpoint(TRUE.asked(9, 20))


@pytest.mark.parametrize("place", ["file", "below a file", "loop"])
def test_a_state_that_is_no_directory_is_told(tmp_path: Path, place: str) -> None:
    state = tmp_path / "state"
    match place:
        case "file":
            state.touch()
        case "below a file":
            state.touch()
            state = state / "below"
        case _:
            state.symlink_to(state)
    with pytest.raises(WitnessStateUnusable):
        Witness(state, NAME, [LOG.verifier_key])


def test_nothing_is_cosigned_where_the_state_cannot_be_written(
    witness: Witness, tmp_path: Path
) -> None:
    witness.add_checkpoint(TRUE.asked(0, 9))
    witness.reports_file.mkdir()
    with pytest.raises(WitnessStateUnusable) as error:
        witness.add_checkpoint(TRUE.asked(3, 5))
    assert error.value.details() == {"error": "EISDIR"}
    lock = tmp_path / f"{log_hash(ORIGIN)}.lock"
    lock.unlink()
    lock.mkdir()
    with pytest.raises(LogFileUnusable):
        witness.add_checkpoint(TRUE.asked(9, 20))


def test_keys_that_others_can_read_are_refused(witness: Witness, tmp_path: Path) -> None:
    (tmp_path / "witness.key").chmod(0o644)
    with pytest.raises(LogKeyUnusable):
        Witness(tmp_path, witness.name, [LOG.verifier_key])


def test_a_witness_cannot_watch_another_witness(tmp_path: Path, witness: Witness) -> None:
    with pytest.raises(NoteMalformed):
        Witness(tmp_path / "other", NAME, witness.verifier_keys)


def test_a_key_that_is_given_twice_is_watched_once(tmp_path: Path) -> None:
    watching = Witness(tmp_path / "state", NAME, [LOG.verifier_key, LOG.verifier_key])
    assert watching.latest(log_hash(ORIGIN)) is None
    assert list(watching._logs) == [ORIGIN]


def test_two_keys_of_one_log_are_refused_before_anything_is_made(tmp_path: Path) -> None:
    again = NoteSigner.from_seed(ORIGIN, bytes([255] * 32)).verifier_key
    with pytest.raises(LogNamedTwice) as error:
        Witness(tmp_path / "state", NAME, [LOG.verifier_key, again])
    assert error.value.details() == {"origin": ORIGIN}
    assert not (tmp_path / "state").exists()


def test_a_request_waits_for_another_processs_on_the_same_log(
    witness: Witness, tmp_path: Path
) -> None:
    witness.add_checkpoint(TRUE.asked(0, 3))
    answers: list[WitnessAnswer] = []
    asking = threading.Thread(
        target=lambda: answers.append(witness.add_checkpoint(TRUE.asked(3, 9)))
    )
    kept = KeptCheckpoint(tmp_path / f"{log_hash(ORIGIN)}.checkpoint")
    with kept.locked():
        asking.start()
        asking.join(0.3)
        assert asking.is_alive()
        kept.write(TRUE.note(20))
    asking.join(10)
    assert [(answer.status, answer.text) for answer in answers] == [(409, "20\n")]
