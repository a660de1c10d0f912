"""``verify`` and ``rebuild``: checking the book, and making the rows from it anew."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from api.cli.output import out, progress_of, say_json
from api.cli.signing_in import Json, WhichBook
from api.database import open_database
from api.problems import Problem
from api.settings import Settings
from ledger.application import BookApplication
from ledger.database import Database
from ledger.errors import database_errors
from ledger.opening import books
from ledger.verify import Kept, verify_book
from projections.rebuild import rebuild as rebuild_rows

Book = Annotated[str | None, typer.Option("--book", help="账簿 / book; default: the only one")]


class KeptNotReadable(Problem):
    """``--kept`` is SIZE:ROOT."""

    code = "kept-not-readable"
    zh = "--kept 应为 树大小:树根，取自留存的回执"
    en = "--kept is SIZE:ROOT, as a kept receipt says"


def _book(database: Database, asked: str | None) -> str:
    known = books(database)
    if asked is not None and asked in known:
        return asked
    if asked is not None or len(known) != 1:
        raise WhichBook(known)
    return known[0]


def _kept(text: str) -> Kept:
    size, _, root = text.partition(":")
    if not size.isdecimal() or not root:
        raise KeptNotReadable
    return Kept(int(size), root)


def verify(
    book: Book = None,
    kept: Annotated[
        list[str] | None,
        typer.Option("--kept", help="留存的回执 / of a kept receipt", metavar="SIZE:ROOT"),
    ] = None,
    json: Json = False,
) -> None:
    """核验账簿：逐条重算 / Verify the book: every entry is hashed again."""
    receipts = [_kept(text) for text in kept or []]
    begun = time.perf_counter()
    with open_database(Settings.from_environment()) as database:
        asked = _book(database, book)
        with progress_of("核验 / verifying") as on_progress:
            report = verify_book(database.url, asked, kept=receipts, on_progress=on_progress)
    seconds = time.perf_counter() - begun
    if json:
        say_json(
            {
                "book": report.book,
                "sound": report.sound,
                "size": report.size,
                "root": report.root,
                "seconds": round(seconds, 3),
                "findings": [
                    {
                        "kind": found.kind,
                        "position": found.position,
                        "message_zh": found.zh,
                        "message_en": found.en,
                    }
                    for found in report.findings
                ],
            }
        )
    else:
        mark = "[green]✓ 完好 / sound[/]" if report.sound else "[red]✗ 不完好 / not sound[/]"
        out.print(f"{mark}  账簿 / book {report.book}")
        out.print(f"  条目 / entries  {report.size}")
        out.print(f"  树根 / root     {report.root}")
        out.print(f"  用时 / seconds  {seconds:.2f}")
        for found in report.findings:
            where = "" if found.position is None else f" @ {found.position}"
            out.print(f"  [red]{found.kind}[/]{where}  {found.zh} / {found.en}")
    if not report.sound:
        raise typer.Exit(1)


def rebuild(book: Book = None, json: Json = False) -> None:
    """由账簿重建汇总数据 / Make the rows from the book anew; readers see no hole."""
    with open_database(Settings.from_environment()) as database:
        asked = _book(database, book)
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
            }
        )
    else:
        out.print(f"重建至 / rebuilt up to position {report.position}")
        out.print(f"  此前摘要 / digest before  {report.digest_before}")
        out.print(f"  此后摘要 / digest after   {report.digest_after}")
        mark = "[green]✓ 一致 / the same[/]" if report.unchanged else "[red]✗ 不一致 / different[/]"
        out.print(f"  {mark}")
    if not report.unchanged:
        raise typer.Exit(1)
