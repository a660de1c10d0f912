"""The keys of a log are made once, for one origin, and are their owner's alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ledger.log.cosignature import verify_cosignature
from ledger.log.errors import LogKeyUnusable, OriginUnfit
from ledger.log.signing_key import SigningKey, epoch_of, of_epoch, origin_of
from ledger.merkle import EMPTY_ROOT

ORIGIN = "log.example/books/500112"


def test_the_first_call_makes_the_key_and_later_ones_read_it(tmp_path: Path) -> None:
    path = tmp_path / "log" / "500112.key"
    made = SigningKey.load_or_create(path, ORIGIN)
    assert path.stat().st_mode & 0o777 == 0o600
    assert SigningKey.load_or_create(path, "other.example/books/1") == made
    assert made.origin == ORIGIN


def test_a_checkpoint_bears_both_signatures(tmp_path: Path) -> None:
    key = SigningKey.load_or_create(tmp_path / "k", ORIGIN)
    note = key.sign(0, EMPTY_ROOT, 1_800_000_000)
    assert note.signed_by(key.verifier_key)
    line = note.signature_of(key.post_quantum_key)
    assert line is not None
    assert verify_cosignature(key.post_quantum_key, note.text, line.payload) == 1_800_000_000


def test_no_key_is_found_where_none_was_made(tmp_path: Path) -> None:
    assert SigningKey.load(tmp_path / "k") is None


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "k"
    SigningKey.load_or_create(path, ORIGIN)
    path.chmod(0o640)
    with pytest.raises(LogKeyUnusable):
        SigningKey.load(path)


@pytest.mark.parametrize("content", ["", "x\n", "PRIVATE+KEY+a+00000000+AAAA\n" * 2, "\xff\n\n"])
def test_a_damaged_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "k"
    path.write_text(content, encoding="latin-1")
    path.chmod(0o600)
    with pytest.raises(LogKeyUnusable):
        SigningKey.load(path)


def test_keys_of_two_logs_in_one_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "k"
    one, other = SigningKey.new(ORIGIN), SigningKey.new(ORIGIN + "x")
    path.write_text(f"{one.signer.encode()}\n{other.post_quantum.encode()}\n")
    path.chmod(0o600)
    with pytest.raises(LogKeyUnusable):
        SigningKey.load(path)


def test_an_epoch_is_part_of_the_origin_from_the_second_on() -> None:
    assert origin_of("log.example", "500112", 1) == ORIGIN
    assert origin_of("log.example", "500112", 3) == f"{ORIGIN}/epochs/3"
    assert epoch_of(ORIGIN) == 1
    assert epoch_of(f"{ORIGIN}/epochs/3") == 3
    assert of_epoch(ORIGIN, 2) == f"{ORIGIN}/epochs/2"
    assert of_epoch(f"{ORIGIN}/epochs/2", 3) == f"{ORIGIN}/epochs/3"


@pytest.mark.parametrize("prefix", ["", "https://log.example", "a b", "a+b", "a/", "a\n", "日志"])
def test_an_origin_that_cannot_name_a_log_is_refused(prefix: str) -> None:
    with pytest.raises(OriginUnfit):
        origin_of(prefix, "500112", 1)


def test_the_draft_of_a_key_that_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    path = tmp_path / "500112.key"
    draft = tmp_path / ".500112.key.4711.0123abcd"
    draft.write_text(SigningKey.new(ORIGIN).encode())
    assert SigningKey.load(path) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["directory", "loop", "pipe"])
def test_what_is_no_file_is_no_key(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "k"
    match kind:
        case "directory":
            path.mkdir(mode=0o700)
        case "loop":
            path.symlink_to(path)
        case _:
            os.mkfifo(path, 0o600)
    with pytest.raises(LogKeyUnusable):
        SigningKey.load(path)
