"""The accounts of a demonstration, each with a password of its own."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable
from pathlib import Path

from api.cli.private_file import write_private
from domain.population import StaffMember

_HEADER = ("book", "account", "role", "area", "title_zh", "title_en", "password")


class DemoAccounts:
    """A CSV file, readable by its owner alone, that a newcomer looks passwords up in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[tuple[str, str], dict[str, str]] = {}
        if path.exists():
            with path.open(encoding="utf-8", newline="") as lines:
                self._rows = {(row["book"], row["account"]): row for row in csv.DictReader(lines)}

    def password(self, book: str, account: str) -> str | None:
        """The account's password, None where it is no demonstration account."""
        row = self._rows.get((book, account))
        return None if row is None else row["password"]

    def books(self, account: str) -> set[str]:
        """The books that have an account of that name."""
        return {book for book, of_account in self._rows if of_account == account}

    def passwords(self, book: str) -> dict[str, str]:
        """The passwords of a book's accounts."""
        return {
            account: row["password"]
            for (of_book, account), row in self._rows.items()
            if of_book == book
        }

    def add(self, book: str, staff: Iterable[StaffMember]) -> None:
        """Make up passwords for accounts that have none, and write the file."""
        for member in staff:
            self._rows.setdefault(
                (book, member.account),
                {
                    "book": book,
                    "account": member.account,
                    "role": member.role.value,
                    "area": member.area,
                    "title_zh": member.title_zh,
                    "title_en": member.title_en,
                    "password": secrets.token_urlsafe(15),
                },
            )
        out = io.StringIO()
        writer = csv.DictWriter(out, _HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self._rows.values())
        write_private(self._path, out.getvalue())
