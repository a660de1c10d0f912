"""What an auditor kept agrees with the log, or the report says that it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.verifier.errors import FileUnreadable, KeyUnreadable, NotAReceipt
from ledger.verifier.findings import VerifyReport
from ledger.verifier.kept import read_checkpoint, read_receipt
from ledger.verifier.log import verify_log
from ledger.verifier.signing import trust_of
from tests.ledger.verified_log import ENTRIES, TRUST, Memory, kept_root, kinds
from tests.ledger.written_log import BOOK, OTHER_LOG_KEY, files, proof_file, signed, write


def test_kept_files_of_all_sorts_agree_with_a_sound_log(tmp_path: Path) -> None:
    old = ENTRIES[:300]
    told = {"tree_size": 300, "root": kept_root(300).root, "book": BOOK}
    contents = {
        "old": signed(old),
        "receipt.json": json.dumps(told).encode(),
        "answer.jsonl": b"\n".join(
            [json.dumps({"receipt": told}).encode(), json.dumps({"problem": {}}).encode()]
        ),
        "one.tlog-proof": proof_file(old, 123),
        "bare.tlog-proof": proof_file(old, 123, extra=False),
    }
    write(tmp_path, contents)
    report = VerifyReport("")
    kept = list(read_checkpoint(tmp_path / "old", TRUST, report))
    for name in ("receipt.json", "answer.jsonl", "one.tlog-proof", "bare.tlog-proof"):
        kept += read_receipt(tmp_path / name, TRUST, report)
    assert {k.tree_size for k in kept} == {300}
    assert len(kept) == 5
    verify_log(Memory(files(ENTRIES)), trust=TRUST, kept=kept, report=report)
    assert report.sound, report.findings


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"tree_size": true, "root": "AA=="}', "malformed-kept"),
        (b'{"tree_size": 3, "root": 5}', "malformed-kept"),
        (b'{"receipt": {"tree_size": 5}}', "malformed-kept"),
        (b'{"root": "AA=="}', "malformed-kept"),
        (b"c2sp.org/tlog-proof@v1\nindex 1\n", "malformed-kept"),
        (b"c2sp.org/tlog-proof@v1\n\xff\n\n", "malformed-kept"),
        (proof_file(ENTRIES[:9], 3).replace(b"index 3", b"index 4"), "wrong-proof"),
        (proof_file(ENTRIES[:9], 3, OTHER_LOG_KEY), "unknown-key"),
        (b'{"book": "110101", "tree_size": 1, "root": "' + b"A" * 43 + b'="}', "other-book"),
    ],
)
def test_kept_file_that_is_not_what_it_was_is_found(
    tmp_path: Path, data: bytes, found: str
) -> None:
    (tmp_path / "kept").write_bytes(data)
    report = VerifyReport(BOOK)
    list(read_receipt(tmp_path / "kept", TRUST, report))
    assert kinds(report)[:1] == [found]
    assert report.findings[0].place == "kept"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"{",
        b"[1, 2]",
        b"{}",
        b'{"problem": {}}',
        b'{"book": 3}',
        b"census.example\n3\nAA==\n",
    ],
)
def test_file_that_holds_no_receipt_is_refused_and_not_held_against_the_book(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "kept").write_bytes(data)
    report = VerifyReport(BOOK)
    with pytest.raises(NotAReceipt) as refused:
        list(read_receipt(tmp_path / "kept", TRUST, report))
    assert refused.value.place == str(tmp_path / "kept")
    assert report.sound


def test_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        list(read_receipt(tmp_path / "none", TRUST, VerifyReport("")))
    with pytest.raises(FileUnreadable):
        trust_of([str(tmp_path / "none")], None)
    with pytest.raises(KeyUnreadable):
        trust_of(["no+key+atall"], None)
