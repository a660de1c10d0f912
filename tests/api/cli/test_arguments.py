"""Arguments that Python would read more generously than anybody means them."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from api.cli.arguments import named_path, position
from api.cli.output_file import OutputUnusable, writing_to


def test_digits_are_a_position() -> None:
    assert [position(text) for text in ("0", "512", "9223372036854775807")] == [0, 512, 2**63 - 1]


@pytest.mark.parametrize("text", ["", "1_0", "+5", "-1", " 5", "5\n", "1.0", "٣", "５", "9" * 5000])
def test_what_is_not_digits_alone_is_no_position(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        position(text)


def test_an_empty_path_is_refused() -> None:
    assert named_path("archive") == Path("archive")
    with pytest.raises(typer.BadParameter):
        named_path("")


def test_a_file_that_cannot_be_written_is_named_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "none" / "file"
    with pytest.raises(OutputUnusable) as told, writing_to(path):
        path.write_text("")
    assert told.value.details() == {"file": str(path), "said": "No such file or directory"}


def test_a_full_disk_is_told_of_the_file_that_was_asked_for() -> None:
    path = Path("/dev/full")
    with pytest.raises(OutputUnusable) as told, writing_to(path):
        path.write_text("proof")
    assert told.value.details() == {"file": str(path), "said": "No space left on device"}
