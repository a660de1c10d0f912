"""A policy says whose cosignatures are enough, and one that is not of the format is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.verifier.errors import Malformed, PolicyUnreadable
from ledger.verifier.policy import parse_policy
from ledger.verifier.signing import judged, trust_of
from tests.ledger.verified_log import ENTRIES, policy, trust_with
from tests.ledger.written_log import (
    LOG,
    OTHER_LOG_KEY,
    WITNESS,
    WITNESS_PQ,
    Signer,
    checkpoint_body,
    signed,
)


@pytest.mark.parametrize(
    ("quorum", "signers", "found"),
    [
        (["quorum none"], [LOG], []),
        (["quorum one"], [LOG], ["quorum-not-met"]),
        (["quorum one"], [LOG, WITNESS], []),
        (["quorum two"], [LOG, WITNESS_PQ], []),
        (["group g all one two", "quorum g"], [LOG, WITNESS], ["quorum-not-met"]),
        (["group g all one two", "quorum g"], [LOG, WITNESS, WITNESS_PQ], []),
        (["# any of both", "group g any one two", "quorum g"], [WITNESS_PQ, LOG], []),
        (["group g 2 one two", "group h 1 g", "quorum h"], [LOG, WITNESS], ["quorum-not-met"]),
        (["quorum one"], [WITNESS], ["unknown-key"]),
        (["quorum none"], [OTHER_LOG_KEY], ["unknown-key"]),
    ],
)
def test_policy_decides_whose_cosignatures_are_enough(
    tmp_path: Path, quorum: list[str], signers: list[Signer], found: list[str]
) -> None:
    (tmp_path / "policy").write_bytes(policy(*quorum))
    trust = trust_of([], tmp_path / "policy")
    verdict = judged(signed(ENTRIES[:5], *signers), trust)
    assert verdict.faults == found


def test_cosignature_of_another_checkpoint_is_found() -> None:
    body, other = checkpoint_body(ENTRIES[:5]), checkpoint_body(ENTRIES[:6])
    for witness in (WITNESS, WITNESS_PQ):
        note = body + "\n" + LOG.line(body) + witness.line(other)
        verdict = judged(note.encode(), trust_with("quorum none"))
        assert verdict.faults == ["bad-cosignature"]
        assert verdict.cosigned_by == {}


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["quorum three"],
        ["quorum one", "quorum two"],
        ["group none any one", "quorum none"],
        ["group one any two", "quorum one"],
        ["group g 3 one two", "quorum g"],
        ["group g 0 one two", "quorum g"],
        ["group g any one one", "quorum g"],
        ["group g any one", "group h any one", "quorum g"],
        ["group g any", "quorum g"],
        ["group g any none", "quorum g"],
        [f"log {LOG.vkey}", "quorum none"],
        [f"witness three {WITNESS.vkey}", "quorum none"],
        [f"witness three {OTHER_LOG_KEY.vkey}", "quorum none"],
        [f"log {WITNESS.vkey}", "quorum none"],
        ["quorum none extra"],
        ["Quorum none"],
        ["quorum none\r"],
    ],
)
def test_policy_that_is_not_of_the_format_is_refused_with_its_line(lines: list[str]) -> None:
    with pytest.raises(PolicyUnreadable) as refused:
        parse_policy(policy(*lines))
    assert refused.value.place.startswith("policy:")
    assert refused.value.details() == {"place": refused.value.place}


def test_policy_file_that_is_not_of_the_format_is_named_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "witnesses.policy"
    path.write_text("quorum nobody\n")
    with pytest.raises(PolicyUnreadable) as refused:
        trust_of([], path)
    assert refused.value.place == f"{path}:1"


@given(st.binary(max_size=200))
def test_policy_of_any_bytes_is_read_or_refused(data: bytes) -> None:
    try:
        parse_policy(data)
    except (PolicyUnreadable, Malformed) as error:
        assert isinstance(error, PolicyUnreadable)  # noqa: PT017 - it may also be a policy
