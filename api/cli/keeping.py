"""``rebuild``: making the rows from the book anew."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.output import out, progress_of, say_json
from api.cli.signing_in import Json, WhichBook
from api.database import existing_database
from api.settings import Settings
from ledger.application import BookApplication
from ledger.database import Database
from ledger.error_translation import database_errors
from ledger.opening import books
from projections.rebuild import rebuild as rebuild_rows

Book = Annotated[str | None, typer.Option("--book", help="账簿 / book; default: the only one")]


def asked_book(database: Database, asked: str | None) -> str:
    """The book that is asked for, or the only one.

    Raises:
        WhichBook: there is none of that code, or not exactly one.
    """
    known = books(database)
    if asked is not None and asked in known:
        return asked
    if asked is not None or len(known) != 1:
        raise WhichBook(known)
    return known[0]


def rebuild(book: Book = None, json: Json = False) -> None:
    """由账簿重建汇总数据 / Make the rows from the book anew; readers see no hole."""
    with existing_database(Settings.from_environment()) as database:
        asked = asked_book(database, book)
        application = BookApplication(asked, database)
        try:
            with progress_of("重建 / rebuilding") as on_progress, database_errors():
                report = rebuild_rows(application, database, on_progress=on_progress)
        finally:
            application.close()
    if json:
        say_json(
            {
                "book": asked,
                "position": report.position,
                "compared_at": report.compared_at,
                "digest_before": report.digest_before,
                "digest_after": report.digest_after,
                "unchanged": report.unchanged,
                "outdated": report.outdated,
            }
        )
    else:
        out.print(f"重建至 / rebuilt up to position {report.position}")
        out.print(f"  此前摘要 / digest before  {report.digest_before}")
        out.print(f"  此后摘要 / digest after   {report.digest_after}")
        if report.unchanged:
            out.print("  [green]✓ 一致 / the same[/]")
        elif report.outdated:
            out.print("  旧版程序所生成，已更新 / an older program had made them; now up to date")
        else:
            out.print("  [red]✗ 不一致 / different[/]")
    if not report.unchanged and not report.outdated:
        raise typer.Exit(1)
