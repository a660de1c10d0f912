"""A demonstration's book: opening it, and remembering how far its making has come."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import orjson

from api.access import Accounts
from api.cli.demo_accounts import DemoAccounts
from api.cli.private_file import write_private
from domain.commands import EstablishPost
from domain.population import StaffMember, Territory, staff_plan
from ledger.database import Database
from ledger.errors import BookAlreadyOpen
from ledger.opening import open_book


@dataclass(slots=True, kw_only=True)
class Demonstration:
    """What a book's demonstration is made of; kept in the data directory by book."""

    book: str
    township: str
    households: int
    seed: int
    complete: bool = False
    example_person: str | None = None


def load_demonstration(path: Path, book: str) -> Demonstration | None:
    """What was begun for the book, None where nothing was."""
    if not path.exists():
        return None
    kept = orjson.loads(path.read_bytes()).get(book)
    return None if kept is None else Demonstration(**kept)


def keep_demonstration(path: Path, demonstration: Demonstration) -> None:
    """Remember it beside those of other books."""
    kept = orjson.loads(path.read_bytes()) if path.exists() else {}
    kept[demonstration.book] = asdict(demonstration)
    write_private(path, orjson.dumps(kept, option=orjson.OPT_INDENT_2).decode())


def founders(territory: Territory, seed: int) -> list[StaffMember]:
    """The posts that answer for the whole county: they are there before anybody can appoint."""
    return [m for m in staff_plan(territory, seed) if m.area == territory.county]


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
