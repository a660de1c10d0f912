"""What a verb prints arrives, or the verb says that it did not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FORMS = Path(__file__).parents[3] / "docs" / "examples" / "household.jsonl"


def started(*words: str, stdout: int, limit: str = "unlimited") -> subprocess.Popen[str]:
    """A verb's process; ``limit`` is how large any file of its may grow, as ulimit(1) has it."""
    return subprocess.Popen(
        ["sh", "-c", 'ulimit -f "$0"; exec "$@"', limit, sys.executable, "-m", "api.cli", *words],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    "words", [("--help",), ("check", str(FORMS)), ("check", str(FORMS), "--json")], ids=" ".join
)
def test_an_answer_that_the_file_system_does_not_take_is_told_by_a_code(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    with (tmp_path / "answer").open("w") as file:
        process = started(*words, stdout=file.fileno(), limit="0")
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "output-unusable" in said
    assert "stdout" in said
    assert "Traceback" not in said
    assert "Exception ignored" not in said


@pytest.mark.parametrize("words", [("--help",), ("check", str(FORMS), "--json")], ids=" ".join)
def test_a_reader_who_has_gone_away_ends_the_verb_quietly(words: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    process = started(*words, stdout=write)
    os.close(write)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (1, "")


def test_an_answer_for_which_there_is_no_output_is_told_by_a_code() -> None:
    process = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "api.cli", "check", str(FORMS)],
        stderr=subprocess.PIPE,
        text=True,
        timeout=30,
        check=False,
    )
    assert process.returncode == 1
    assert "output-unusable" in process.stderr
    assert "Traceback" not in process.stderr


def test_an_answer_that_is_taken_is_whole() -> None:
    process = started("check", str(FORMS), "--json", stdout=subprocess.PIPE)
    answer, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "")
    assert answer.endswith("}\n")
