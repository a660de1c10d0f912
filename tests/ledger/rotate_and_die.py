"""Rotates one key at a time in a process of its own, saying each; run to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from ledger.database import Database
from ledger.secrets import Secrets
from ledger.vault import rotation
from ledger.wrapping.key_file import KeyFile


def main(url: str, folder: str) -> None:
    """Rotate the vault of a database whose secrets lie in a folder."""
    rotation.BATCH_KEYS = 1
    database = Database(
        url,
        Secrets.load_or_create(Path(folder) / "secrets.json"),
        KeyFile(Path(folder) / "wrapping-keys.json"),
    )
    rotation.rotate(database, lambda done, _total: print(done, flush=True))  # noqa: T201 - its tale


if __name__ == "__main__":
    main(*sys.argv[1:])
