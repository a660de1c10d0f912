"""Arguments that are read more strictly than their types alone would be."""

from __future__ import annotations

from pathlib import Path

import typer

_DIGITS = frozenset("0123456789")
_MOST_DIGITS = 19


def position(text: str) -> int:
    """A position of the book: digits of ASCII alone, without sign, blank or underscore.

    Raises:
        typer.BadParameter: it is none.
    """
    if not 0 < len(text) <= _MOST_DIGITS or not _DIGITS.issuperset(text):
        raise typer.BadParameter("位置由数字组成，如 512 / a position is digits alone, as 512")
    return int(text)


def named_path(text: str) -> Path:
    """A path; an empty one would mean the folder that one happens to stand in.

    Raises:
        typer.BadParameter: it is empty.
    """
    if not text:
        raise typer.BadParameter("路径为空 / the path is empty")
    return Path(text)
