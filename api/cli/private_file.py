"""Files that only their owner may read: tokens and passwords."""

from __future__ import annotations

from pathlib import Path

from ledger.durable_file import replace_durably


def write_private(path: Path, content: str) -> None:
    """Write a file whole, readable by its owner alone (0600); no reader ever sees half of it.

    Raises:
        OSError: the disk did not take it; the old content stands.
    """
    replace_durably(path, content)
