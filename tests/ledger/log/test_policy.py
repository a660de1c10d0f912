"""A policy is read strictly, and says whose cosignatures are enough."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.checkpoint import Checkpoint
from ledger.log.cosignature import Cosigner
from ledger.log.errors import LogFileUnusable, PolicyMalformed
from ledger.log.note import MLDSA44_COSIGNATURE, NoteSigner, SignedNote
from ledger.log.policy import Policy
from ledger.merkle import EMPTY_ROOT
from tests.ledger.log.vectors import MLDSA, TLOG

LOG = NoteSigner.from_seed("log.example/books/500112", bytes(32))
BODY = Checkpoint("log.example/books/500112", 0, EMPTY_ROOT).body()


def cosigner(number: int) -> Cosigner:
    return Cosigner.from_seed(f"witness.example/{number}", sha256(bytes([number])).digest())


WITNESSES = [cosigner(number) for number in range(6)]
VKEYS = [witness.verifier_key.encode() for witness in WITNESSES]


def note(*cosigned: int) -> SignedNote:
    lines = [WITNESSES[i].cosign(BODY, 1_700_000_000) for i in cosigned]
    return SignedNote(BODY, (LOG.sign(BODY), *lines))


def policy(*lines: str) -> Policy:
    return Policy.parse("".join(f"{line}\n" for line in lines).encode())


def witness_lines(count: int) -> list[str]:
    return [f"witness w{i} {VKEYS[i]} http://127.0.0.1:{8100 + i}" for i in range(count)]


def test_two_levels_of_groups_are_counted() -> None:
    found = policy(
        "# the census offices",
        f"log {LOG.verifier_key.encode()} https://log.example",
        "",
        *witness_lines(5),
        "group provinces 2 w0 w1 w2",
        "group others any w3 w4",
        "  group both\tall provinces others",
        "quorum both",
    )
    assert found.logs[0].key == LOG.verifier_key
    assert found.witnesses["w1"].url == "http://127.0.0.1:8101"
    assert found.is_met_by(note(0, 2, 3))
    assert not found.is_met_by(note(0, 3, 4))
    assert not found.is_met_by(note(0, 1, 2))


def test_one_witness_can_be_the_quorum() -> None:
    found = policy(f"witness only {VKEYS[0]}", "quorum only")
    assert found.witnesses["only"].url is None
    assert found.is_met_by(note(0))
    assert not found.is_met_by(note(1))


def test_no_quorum_is_met_by_every_note() -> None:
    assert policy("quorum none").is_met_by(note())


def test_a_cosignature_of_another_checkpoint_does_not_count() -> None:
    other = Checkpoint("log.example/books/500112", 1, EMPTY_ROOT).body()
    stolen = SignedNote(BODY, (WITNESSES[0].cosign(other, 1_700_000_000),))
    assert policy(f"witness w {VKEYS[0]}", "quorum w").cosigned_by(stolen) == frozenset()


def test_the_cosignatures_of_the_vectors_count() -> None:
    checkpoint = TLOG["checkpoints"][-1]["cosigned"]
    found = policy(f"witness ed {TLOG['witness']['vkey']}", "quorum ed")
    assert found.is_met_by(SignedNote.parse(checkpoint))
    found = policy(f"witness pq {MLDSA['vkey']}", "quorum pq")
    assert found.is_met_by(SignedNote.parse(MLDSA["cosigned"]))
    assert found.witnesses["pq"].key.algorithm == MLDSA44_COSIGNATURE


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ([], 2),
        (["quorum"], 1),
        (["quorum none none"], 1),
        (["quorum w0"], 1),
        (["quorum none", "quorum none"], 2),
        (["Quorum none"], 1),
        (["log"], 1),
        (["log x"], 1),
        ([f"log {VKEYS[0]}", "quorum none"], 1),
        ([f"log {LOG.verifier_key.encode()} u v", "quorum none"], 1),
        ([f"log {LOG.verifier_key.encode()}"] * 2, 2),
        (["witness w0", "quorum none"], 1),
        ([f"witness w0 {VKEYS[0]} u v"], 1),
        ([f"log {LOG.verifier_key.encode()} log.example", "quorum none"], 1),
        ([f"witness w0 {VKEYS[0]} w.example", "quorum none"], 1),
        ([f"witness w0 {VKEYS[0]} ftp://w.example", "quorum none"], 1),
        ([f"witness w0 {VKEYS[0]} http://", "quorum none"], 1),
        ([f"witness w0 {VKEYS[0]} http://[::1", "quorum none"], 1),
        ([f"witness w0 {VKEYS[0]} http://w.example:x", "quorum none"], 1),
        ([f"witness none {VKEYS[0]}"], 1),
        ([f"witness w0 {VKEYS[0]}", f"witness w0 {VKEYS[1]}"], 2),
        ([f"witness w0 {VKEYS[0]}", f"witness w1 {VKEYS[0]}"], 2),
        ([f"witness w0 {LOG.verifier_key.encode()}"], 1),
        ([f"witness w0 {VKEYS[0][:-4]}AAA="], 1),
        ([*witness_lines(2), "group g"], 3),
        ([*witness_lines(2), "group g 1"], 3),
        ([*witness_lines(2), "group g 0 w0"], 3),
        ([*witness_lines(2), "group g 3 w0 w1"], 3),
        ([*witness_lines(2), "group g 01 w0 w1"], 3),
        ([*witness_lines(2), "group g most w0 w1"], 3),
        ([*witness_lines(2), "group g all w0 w0"], 3),
        ([*witness_lines(2), "group g all w0 none"], 3),
        ([*witness_lines(2), "group g all w0 later", "group later any w1"], 3),
        ([*witness_lines(2), "group a any w0", "group b any w0 w1"], 4),
        ([*witness_lines(2), "group w0 any w1"], 3),
        (["quorum none\r"], 1),
        (["quorum\u00a0none"], 1),
    ],
)
def test_a_line_that_is_not_of_the_form_is_told_by_its_number(lines: list[str], at: int) -> None:
    with pytest.raises(PolicyMalformed) as error:
        policy(*lines)
    assert error.value.line == at
    assert f"line {at}: " in error.value.message_en
    assert f"第 {at} 行" in error.value.message_zh


def test_a_file_with_a_mistake_is_named_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "witness-policy"
    path.write_text("quorum nobody\n")
    with pytest.raises(PolicyMalformed) as error:
        Policy.load(path)
    assert error.value.details()["file"] == str(path)
    with pytest.raises(PolicyMalformed) as unnamed:
        policy("quorum nobody")
    assert "file" not in unnamed.value.details()


@given(st.binary(max_size=300))
def test_no_content_is_read_in_any_other_way_than_whole_or_refused(content: bytes) -> None:
    try:
        found = Policy.parse(content)
    except PolicyMalformed:
        return
    assert found.quorum == "none" or found.quorum in {*found.witnesses, *found.groups}


@given(st.sets(st.integers(0, 5)), st.integers(1, 6))
def test_a_group_is_satisfied_by_as_many_as_it_asks_for(names: set[int], threshold: int) -> None:
    members = " ".join(f"w{i}" for i in range(6))
    found = policy(*witness_lines(6), f"group g {threshold} {members}", "quorum g")
    assert found.is_quorum({f"w{i}" for i in names}) == (len(names) >= threshold)


@pytest.mark.parametrize("kind", ["directory", "below a file", "loop"])
def test_a_policy_that_cannot_be_read_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "log" / "witness-policy"
    match kind:
        case "directory":
            path.mkdir(parents=True)
        case "below a file":
            path.parent.touch()
        case _:
            path.parent.mkdir()
            path.symlink_to(path)
    with pytest.raises(LogFileUnusable) as error:
        Policy.load(path)
    assert error.value.details()["file"] == "witness-policy"
