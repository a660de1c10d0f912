"""A book on a disk that fills up; run by test_full_disk in a mount namespace of its own.

The disk is a tmpfs over the folder that is named. Exits with 0 where everything held.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from dataclasses import asdict
from pathlib import Path

import psycopg

from domain.commands import ListHouseholds, ListingLine
from ledger.application import Answer, BookApplication
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.errors import DiskFull, LedgerError
from ledger.receipt import Receipt
from ledger.schema import migrate
from ledger.secrets import Secrets
from ledger.wrapping.key_file import KeyFile
from tests.faults.whole_book import Acknowledged, acknowledged, require_whole
from tests.ledger.books import BLOCK, BOOK, envelope, opened

SIZE = "192m"
_LINES = 50
_COMMANDS_MAXIMUM = 19
"""As many as a block's numbers allow."""


def _mount(folder: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (b"tmpfs", os.fsencode(folder), b"tmpfs", 0, f"size={SIZE},mode=755".encode())
    if libc.mount(*arguments) != 0:
        raise OSError(ctypes.get_errno(), "mount")


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def _answer(book: BookApplication, sent: object) -> Answer:
    try:
        return book.execute([sent])[0]  # type: ignore[list-item]  # an envelope
    except LedgerError as error:
        return error


def _scenario(folder: Path, database: Database) -> None:
    line = ListingLine(number=None, building="0001", unit="0001")
    listing = ListHouseholds(block=BLOCK, households=(line,) * _LINES)
    receipts: list[Acknowledged] = []
    book = opened(database)
    try:
        receipts.append(_told(_answer(book, envelope("enumerator", listing))))
        size = book.head().size
        _fill(folder / "ballast")
        for _ in range(_COMMANDS_MAXIMUM):
            sent = envelope("enumerator", listing)
            answer = _answer(book, sent)
            if not isinstance(answer, Receipt):
                break
            receipts.append(_told(answer))
            size = book.head().size
        assert isinstance(answer, DiskFull), answer
        assert book.head().size == size
        assert require_whole(database.url, BOOK, receipts) == size
        (folder / "ballast").unlink()
        receipts.append(_told(_answer(book, sent)))
    finally:
        book.close()
    assert require_whole(database.url, BOOK, receipts) > size


def _told(answer: Answer) -> Acknowledged:
    assert isinstance(answer, Receipt), answer
    return acknowledged(asdict(answer))


def main(folder: Path) -> None:
    """Mount, start, fill, look."""
    _mount(folder)
    with EmbeddedPostgres.start(folder / "postgres") as server:
        with psycopg.connect(server.url(), autocommit=True) as owner:
            owner.execute("CREATE DATABASE full_disk")
        keys = KeyFile.load_or_create(folder / "wrapping-keys.json")
        database = Database(server.url("full_disk"), Secrets.new(), keys)
        migrate(database)
        _scenario(folder, database)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
