"""A demonstration's book: opening it, and remembering how far its making has come."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import orjson
import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from api.access import Accounts
from api.cli.demo_accounts import DemoAccounts
from api.cli.private_file import write_private
from api.problems import Problem
from api.service import Service
from api.settings import Settings
from domain.commands import EstablishPost
from domain.population import StaffMember, Territory, lay_out, staff_plan
from ledger.database import Database
from ledger.error_translation import database_errors
from ledger.errors import BookAlreadyOpen
from ledger.opening import books, open_book
from ledger.sql import queries

SEED = 2020
_SQL = queries("api", "queries.sql")


@dataclass(slots=True, kw_only=True)
class Demonstration:
    """What a book's demonstration is made of; kept in the data directory by book.

    ``database`` tells the database of ``DATABASE_URL`` that it was made in from all others, None is
    the embedded server of the data directory.
    """

    book: str
    township: str
    households: int
    seed: int
    database: str | None = None
    complete: bool = False
    example_person: str | None = None


class DemonstrationElsewhere(Problem):
    """The demonstrations of a data directory stand in one database, and go with it."""

    code = "demonstration-elsewhere"
    zh = "本数据目录的演示建立在另一个数据库中；请换一个 CENSUS_LEDGER_DATA，或改用原来的数据库"
    en = (
        "The demonstration of this data directory was made in another database; "
        "choose another CENSUS_LEDGER_DATA, or the database that it was made in"
    )


class NoDemonstration(Problem):
    """What may be anything but a demonstration of this data directory is not touched."""

    code = "no-demonstration"
    zh = "未作删除：这里的数据不全是本数据目录建立的演示"
    en = "Nothing was removed: what is here is not this data directory's demonstration alone"


def kept_demonstrations(path: Path) -> list[Demonstration]:
    """The demonstrations that were begun from a data directory."""
    if not path.exists():
        return []
    return [Demonstration(**kept) for kept in orjson.loads(path.read_bytes()).values()]


def begin_demonstration(
    settings: Settings, database: Database, book: str, households: int
) -> Demonstration:
    """What was begun for the book before, or a new one, which is remembered before it is made.

    Raises:
        DemonstrationElsewhere: the data directory goes with another database.
        BookAlreadyOpen: the county has a book here that is no demonstration of ours.
    """
    where = None
    if settings.database_url is not None:
        with database_errors(), psycopg.connect(database.url) as connection:
            where = _identity(connection)
    known = kept_demonstrations(settings.demo_file)
    if any(one.database != where for one in known):
        raise DemonstrationElsewhere
    begun = next((one for one in known if one.book == book), None)
    if begun is not None:
        return begun
    territory = lay_out(book, None, households)
    if book in books(database):
        raise BookAlreadyOpen
    demonstration = Demonstration(
        book=book,
        township=territory.townships[0].code,
        households=households,
        seed=SEED,
        database=where,
    )
    keep_demonstration(settings.demo_file, demonstration)
    return demonstration


def drop_demonstrations(url: str, known: Sequence[Demonstration]) -> None:
    """Remove everything of ours from a database that holds these demonstrations and no other book.

    Raises:
        NoDemonstration: they were made in another database, or there are other books.
    """
    with database_errors(), psycopg.connect(url) as connection:
        where, made = _identity(connection), {one.book for one in known}
        if any(one.database != where for one in known) or not made.issuperset(_books(connection)):
            raise NoDemonstration
        connection.execute(_SQL["drop_all"])


def _identity(connection: Connection[TupleRow]) -> str:
    [(identity,)] = connection.execute(_SQL["database_identity"]).fetchall()
    return str(identity)


def _books(connection: Connection[TupleRow]) -> list[str]:
    [(exists,)] = connection.execute(_SQL["ledger_exists"]).fetchall()
    if not exists:
        return []
    found = connection.execute(queries("ledger", "book.sql")["select_books"]).fetchall()
    return [book for (book,) in found]


def keep_demonstration(path: Path, demonstration: Demonstration) -> None:
    """Remember it beside those of other books."""
    kept = orjson.loads(path.read_bytes()) if path.exists() else {}
    kept[demonstration.book] = asdict(demonstration)
    write_private(path, orjson.dumps(kept, option=orjson.OPT_INDENT_2).decode())


def founders(territory: Territory, seed: int) -> list[StaffMember]:
    """The posts that answer for the whole county: they are there before anybody can appoint."""
    return [m for m in staff_plan(territory, seed) if m.area == territory.county]


def found_demonstration_book(
    database: Database,
    settings: Settings,
    territory: Territory,
    seed: int,
    accounts: DemoAccounts,
) -> None:
    """Open the county's book as :func:`open_demonstration_book` does, before anybody serves it."""
    service = Service(database, settings)
    service.connect()
    try:
        open_demonstration_book(database, territory, seed, accounts, service.accounts)
    finally:
        service.close()


def open_demonstration_book(
    database: Database,
    territory: Territory,
    seed: int,
    accounts: DemoAccounts,
    stored: Accounts,
) -> None:
    """Open the county's book with its founding posts and their passwords; harmless to repeat."""
    county = territory.county
    first = founders(territory, seed)
    accounts.add(county, first)
    with suppress(BookAlreadyOpen):
        open_book(
            database,
            county,
            name_zh=territory.name_zh,
            founders=[_establishment(member) for member in first],
            device=socket.gethostname()[:40] or "unknown",
            device_time=datetime.now().astimezone().isoformat(timespec="seconds"),
        )
    passwords = accounts.passwords(county)
    for member in first:
        stored.add_password(
            county, member.account, passwords[member.account], set_by=first[0].account
        )


def _establishment(member: StaffMember) -> EstablishPost:
    return EstablishPost(
        role=member.role,
        area=member.area,
        title_zh=member.title_zh,
        title_en=member.title_en,
        account=member.account,
        credential=member.credential,
        holder=member.holder_name,
    )
