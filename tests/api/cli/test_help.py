"""``--help`` on a terminal of 80 columns: nothing is cut, and coded reasons can be copied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from api.access import Purpose
from api.cli.main import app
from domain.reasons import AmendReason, CorrectReason, EpochReason, ReturnReason


def _verbs(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    for word, sub in getattr(command, "commands", {}).items():
        yield from _verbs(sub, (*words, word))


VERBS = list(_verbs(typer.main.get_command(app)))


def told(*words: str) -> str:
    """What ``--help`` says of a verb."""
    answer = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "80"})
    assert answer.exit_code == 0
    return answer.output


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_nothing_is_cut_at_80_columns(words: tuple[str, ...]) -> None:
    assert len(VERBS) > 15
    assert "… " not in told(*words)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("return",), ReturnReason),
        (("amend",), AmendReason),
        (("correct",), CorrectReason),
        (("begin-epoch",), EpochReason),
        (("trace", "person"), Purpose),
        (("trace", "household"), Purpose),
        (("find-person",), Purpose),
    ],
)
def test_each_code_stands_whole_at_the_start_of_a_line(
    words: tuple[str, ...], codes: type[ReturnReason]
) -> None:
    starts = {line.strip().partition(" ")[0].rstrip(":") for line in told(*words).splitlines()}
    assert {code.value for code in codes} <= starts
