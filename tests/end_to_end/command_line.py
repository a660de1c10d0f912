"""What a test that runs ``census-ledger`` is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Ran: TypeAlias = tuple[int, str, str]
"""Exit code, the answer, and what was said beside it."""
Run: TypeAlias = Callable[..., Ran]
"""Runs ``census-ledger`` with these arguments."""
