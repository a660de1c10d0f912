"""``archive`` and ``restore``: a book as files, and a book from them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from api.cli.arguments import named_path
from api.cli.keeping import Book, asked_book
from api.cli.output import out, progress_of, say_json
from api.cli.signing_in import Json
from api.database import existing_database, open_database
from api.migration import migrate_all
from api.settings import Settings
from ledger.application import BookApplication
from ledger.archive.manifest import Manifest
from ledger.database import Database
from ledger.log.errors import LogKeyReplaced
from ledger.log.publisher import Publisher
from projections.book_archive import archive_book, restore_book

Folder = Annotated[
    Path,
    typer.Argument(help="归档目录 / the archive's folder", metavar="DIR", parser=named_path),
]


def archive(folder: Folder, book: Book = None, json: Json = False) -> None:
    """归档：将账簿写成 Parquet 文件 / Write a book to files, or bring its archive up to now.

    The service may run meanwhile. A writing that was cut off is gone on with
    by the next; finished files are kept. No key is in it: what is sealed in
    the book is sealed in the archive.
    """
    settings = Settings.from_environment()
    with existing_database(settings) as database:
        of_book = asked_book(database, book)
        _require_signed(settings, database, of_book)
        application = BookApplication(of_book, database)
        try:
            with progress_of("归档 / archiving") as on_progress:
                manifest = archive_book(application, database, folder, on_progress=on_progress)
        finally:
            application.close()
    _say("归档完成 / archived", manifest, json=json)


def restore(folder: Folder, json: Json = False) -> None:
    """恢复：由归档重建账簿 / Restore a book from its archive into a database without it.

    Every entry is hashed again; of an archive that is not what was written
    nothing is restored. The vault's keys are backed up and restored apart.
    """
    with open_database(Settings.from_environment()) as database:
        migrate_all(database)
        with progress_of("恢复 / restoring") as on_progress:
            manifest = restore_book(database, folder, on_progress=on_progress)
    _say("恢复完成 / restored", manifest, json=json)


def _require_signed(settings: Settings, database: Database, book: str) -> None:
    """Make sure that the book continues what this machine has signed of it.

    Raises:
        BookForked: it does not; its archive would pass for the whole book.
    """
    publisher = Publisher(book, database, settings.log_directory, origin=settings.origin)
    try:
        # Where the book was restored to, or read from, its log's key need not be.
        with suppress(LogKeyReplaced):
            publisher.check()
    finally:
        publisher.close()


def _say(done: str, manifest: Manifest, *, json: bool) -> None:
    if json:
        say_json(
            {
                "book": manifest.book,
                "size": manifest.size,
                "root": manifest.root,
                "checkpoint": manifest.checkpoint,
                "digest": manifest.digest,
                "files": len(manifest.files),
                "bytes": sum(record.bytes for record in manifest.files),
            }
        )
        return
    size = sum(record.bytes for record in manifest.files) / 1_000_000
    out.print(f"[green]✓[/] {done}  账簿 / book {manifest.book}")
    out.print(f"  条目 / entries  {manifest.size}")
    out.print(f"  树根 / root     {manifest.root}", soft_wrap=True)
    anchored = "检查点 / checkpoint" if manifest.checkpoint else "账簿末端 / head"
    out.print(f"  依据 / as of    {anchored}")
    out.print(f"  摘要 / digest   {manifest.digest}", soft_wrap=True)
    out.print(f"  文件 / files    {len(manifest.files)} ({size:.1f} MB)")
