"""What people read: moments, steps, problems, receipts, and what is written off a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli.output import progress_bar, progress_of, say_problem, say_receipt
from api.cli.wording import moment, role_words, status_words
from api.problems import problem_body
from domain.refusal import NotPermitted, StaleVersion, WrongStatus
from domain.status import Role, Status
from ledger.archive.errors import ArchivedEntryAltered, ArchiveMissing
from ledger.errors import EntryOfUnknownTopic
from ledger.log.errors import BookForked, LogNamedTwice
from projections.errors import PositionNotReached


@pytest.mark.parametrize(
    "told", ["2020-11-01T16:30:00Z", "2020-11-02T00:30:00.75+08:00", "2020-11-01T17:30:00+01:00"]
)
def test_every_zone_is_told_in_beijing_time(told: str) -> None:
    assert moment(told) == "2020-11-02 00:30:00 +08:00"


@pytest.mark.parametrize(
    "told", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2020-02-30T00:00:00Z"]
)
def test_a_recorded_time_that_beijing_has_not_is_told_as_it_is(told: str) -> None:
    assert moment(told) == told


def test_the_small_letters_of_rfc_3339_are_read() -> None:
    assert moment("2020-11-01t16:30:00z") == "2020-11-02 00:30:00 +08:00"


def test_every_step_and_every_post_has_chinese_words() -> None:
    for words, codes in ((status_words, Status), (role_words, Role)):
        told = [words(code.value) for code in codes]
        assert len(set(told)) == len(told)
        assert all(
            text.endswith(f" / {code.value}") for text, code in zip(told, codes, strict=True)
        )
    assert status_words("a-step-of-tomorrow") == "a-step-of-tomorrow"


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (WrongStatus("submitted"), "目前 / now: 已提交 / submitted"),
        (StaleVersion(7), "now at version 7"),
        (NotPermitted("approve", "auditor"), "approve   岗位 / role: 统计执法监督员 / auditor"),
        (PositionNotReached(asked=9, reached=4), "The book ends at position 4"),
        (LogNamedTwice("log.example/books/500112"), "log: log.example/books/500112"),
        (EntryOfUnknownTopic(7), "position #7"),
        (ArchiveMissing("manifest.json", folder=Path("kept")), "目录 / folder: kept"),
        (ArchivedEntryAltered("entries", position=7), "文件 / file: entries  @ 7"),
    ],
)
def test_a_problem_tells_its_particulars(
    refused: WrongStatus, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    say_problem(problem_body(refused))
    said = capsys.readouterr().err
    assert refused.code in said
    assert told in said


def test_a_book_that_is_refused_is_named_with_the_way_forward(
    capsys: pytest.CaptureFixture[str],
) -> None:
    refused = BookForked(kept_size=9, kept_root="AAAA", found_size=7, found_root=None)
    say_problem({**problem_body(refused), "book": "500112"})
    said = capsys.readouterr().err
    assert "账簿 / book 500112" in said
    assert "signed 9   现有 / found 7" in said
    assert "census-ledger begin-epoch --book 500112" in said


def test_a_receipt_tells_the_step_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    result = {"status": "supervisor_approved", "version": 7}
    say_receipt({"result": result, "first_position": 11, "tree_size": 12, "root": "AAAA"})
    told = capsys.readouterr().out
    assert "指导员已审核 / supervisor_approved  v7" in told
    assert "#11" in told
    assert "AAAA" in told


def test_progress_is_silent_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("steps", 3) as advance:
        advance(2)
    with progress_of("share") as tell:
        tell(2, 3)
    assert capsys.readouterr() == ("", "")
