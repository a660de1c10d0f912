"""How a page is written: title, blocks, tables."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from typing import Any


def page(title: str, source: str, *text: str) -> str:
    """A page of blocks; the comment says what it is made from."""
    note = f"<!-- Made by docs/generate.py from {source}. Change that, then run: make docs -->"
    return "\n\n".join((note, f"# {title}", *text)) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def doc_of(kind: type[Any]) -> str:
    """The docstring of a class as a line of Markdown."""
    return inline(inspect.getdoc(kind) or "")


def inline(text: str) -> str:
    """A docstring's text: literals by one backquote, no roles, one line a paragraph."""
    plain = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text).replace("``", "`")
    return "\n\n".join(" ".join(part.split()) for part in plain.split("\n\n"))
