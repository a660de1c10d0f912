"""What a test that runs ``census-ledger`` is given."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeAlias

import pytest

from api.cli import main

Ran: TypeAlias = tuple[int, str, str]
"""Exit code, the answer, and what was said beside it."""
Run: TypeAlias = Callable[..., Ran]
"""Runs ``census-ledger`` with these arguments."""


def run_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> Ran:
    """Run ``census-ledger`` in this process, which starts sooner than one of its own."""
    monkeypatch.setattr(sys, "argv", ["census-ledger", *arguments])
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    else:
        code = 0
    told = capsys.readouterr()
    return code, told.out, told.err
