"""``find-person`` and ``index-persons``: finding people by ID number, and the index for it."""

from __future__ import annotations

import sys

import typer
from rich.markup import escape

from api.access import Purpose
from api.cli.keeping import Book, asked_book
from api.cli.output import out, progress_of, say_json
from api.cli.signing_in import Json, Server, signed_in
from api.cli.tracing import ForPurpose
from api.cli.wording import status_words
from api.database import existing_database
from api.migration import migrate_all
from api.settings import Settings
from ledger.application import BookApplication

ENTRIES_AT_A_TIME = 1000


def find_person(
    purpose: ForPurpose = Purpose.INVESTIGATION,
    server: Server = None,
    json: Json = False,
) -> None:
    """按证件号码查人 / Find a person by ID number.

    The number is asked for, or read from standard input: an argument would stay in the shell's
    history and in the list of processes.
    """
    client, who = signed_in(server)
    if sys.stdin.isatty():
        number = typer.prompt("证件号码 / ID number", hide_input=True)
    else:
        number = sys.stdin.readline().strip()
    with client:
        body = {"id_number": number, "purpose": purpose.value}
        found = client.post(f"/books/{who.book}/persons/find", body, who).json()
    if json:
        say_json(found)
        return
    if not found["persons"]:
        out.print(f"本区域内没有查到 / nobody found in area {escape(who.area)}")
    for person in found["persons"]:
        out.print(f"人 / person {person['person_id']}  {status_words(person['status'])}")
        out.print(f"  户 / household {person['household_id']}  小区 / block {person['block']}")
    for household in found["unreadable"]:
        place = f"户 / household {household['household_id']}  小区 / block {household['block']}"
        out.print(f"[yellow]![/] 可能在此户，但无法打开 / perhaps here, cannot be opened: {place}")
        out.print(f"  {escape(household['code'])}")


def index_persons(book: Book = None, json: Json = False) -> None:
    """重建证件号码索引 / Make the index of ID numbers anew.

    For a book from before there was one, or a vault restored without it. The
    service may run meanwhile.
    """
    with existing_database(Settings.from_environment()) as database:
        migrate_all(database)
        application = BookApplication(asked_book(database, book), database)
        try:
            with progress_of("索引 / indexing") as on_progress:
                size = application.head().size
                numbers = 0
                for start in range(0, size, ENTRIES_AT_A_TIME):
                    numbers += application.index_persons(start, ENTRIES_AT_A_TIME)
                    on_progress(min(start + ENTRIES_AT_A_TIME, size), size)
        finally:
            application.close()
    if json:
        say_json({"book": application.book, "numbers": numbers})
    else:
        out.print(f"[green]✓[/] 已索引号码 / numbers indexed  {numbers}")
