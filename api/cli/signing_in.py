"""Signing in from the command line, and the token that the other verbs use."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.markup import escape

from api.cli.demo_accounts import DemoAccounts
from api.cli.output import err, out, say_json
from api.cli.private_file import write_private
from api.cli.service_address import service_address
from api.cli.wording import moment, role_words
from api.client import Client, ServiceProblem, SignedInAs
from api.settings import Settings

PASSWORD_VARIABLE = "CENSUS_LEDGER_PASSWORD"  # noqa: S105  # the variable's name

Server = Annotated[
    str | None,
    typer.Option("--server", help="服务地址 / default: that of the sign-in"),
]
RunningServer = Annotated[
    str | None,
    typer.Option("--server", help="服务地址 / default: the service here"),
]
Json = Annotated[bool, typer.Option("--json", help="供程序读取 / for programs")]


class NotSignedIn(ServiceProblem):
    """No token is kept."""

    def __init__(self) -> None:
        super().__init__(
            {
                "code": "not-signed-in",
                "title": "Nobody is signed in; run: census-ledger login ACCOUNT",
                "title_zh": "尚未登录，请先运行：census-ledger login 账号",
            }
        )


class WhichBook(ServiceProblem):
    """The service keeps none or several."""

    def __init__(self, books: list[str]) -> None:
        known = ", ".join(books) or "-"
        super().__init__(
            {
                "code": "which-book",
                "title": f"Say which book with --book; there are: {known}",
                "title_zh": f"请用 --book 指明账簿；现有：{known}",
            }
        )


def the_book(client: Client, asked: str | None) -> str:
    """The book asked for, or the only one there is.

    Raises:
        WhichBook: there is none, or several that it may be.
    """
    if asked is not None:
        return asked
    books = _books(client)
    if len(books) != 1:
        raise WhichBook(books)
    return books[0]


def _books(client: Client) -> list[str]:
    return [str(book["book"]) for book in client.items("/books", "books") if "book" in book]


def _book_of(client: Client, asked: str | None, account: str, before: _SignIn | None) -> str:
    """The book to sign in to: the one asked for, or the only one there is.

    Of several, the only one whose demonstration has the account; else that of the sign-in before.

    Raises:
        WhichBook: none of these says which.
    """
    if asked is not None:
        return asked
    books = _books(client)
    known = DemoAccounts(Settings.from_environment().demo_accounts_file).books(account)
    possible = known.intersection(books) or set(books)
    if len(possible) == 1:
        return possible.pop()
    if before is not None and before.who.book in possible:
        return before.who.book
    raise WhichBook(books)


def signed_in(server: str | None) -> tuple[Client, SignedInAs]:
    """A client with the token of the last sign-in; ``server`` overrules its address.

    Raises:
        NotSignedIn: there is none.
    """
    kept = _kept(Settings.from_environment().sign_in_file)
    if kept is None:
        raise NotSignedIn
    return Client(server or kept.server, tries=2), kept.who


@dataclass(frozen=True, slots=True)
class _SignIn:
    """Who signed in last from this data folder, and where."""

    server: str
    who: SignedInAs


def _kept(path: Path) -> _SignIn | None:
    """The last sign-in; None where there is none, or where the file is not what was written."""
    try:
        kept = orjson.loads(path.read_bytes())
        return _SignIn(str(kept["server"]), SignedInAs(**kept["who"]))
    except (FileNotFoundError, orjson.JSONDecodeError, KeyError, TypeError):
        return None


def password_line() -> str:
    """A password from standard input, on a line of its own.

    Raises:
        typer.BadParameter: it is no UTF-8.
    """
    line = sys.stdin.readline().rstrip("\r\n")
    try:
        line.encode()
    except UnicodeEncodeError:
        raise typer.BadParameter("密码应为 UTF-8 文本 / a password is text in UTF-8") from None
    return line


def signed_in_as(client: Client, book: str, account: str) -> SignedInAs:
    """Sign in with the password that the environment or the demonstration has, or ask for it."""
    password = os.environ.get(PASSWORD_VARIABLE)
    demo_accounts = DemoAccounts(Settings.from_environment().demo_accounts_file)
    password = password or demo_accounts.password(book, account)
    if not password:
        password = str(typer.prompt(f"{account} 密码 / password", hide_input=True))
    return client.sign_in(book, account, password)


def login(
    account: Annotated[str, typer.Argument(help="账号，如 county-1 / account")],
    book: Annotated[
        str | None, typer.Option("--book", help="账簿（县级代码） / book, a county's code")
    ] = None,
    server: RunningServer = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="从标准输入读密码 / read the password")
    ] = False,
    json: Json = False,
) -> None:
    """登录 / Sign in; the token is kept, readable by its owner alone.

    The password comes from --password-stdin, from CENSUS_LEDGER_PASSWORD,
    from the list of demonstration accounts, or is asked for. Whoever was
    signed in before stays so if this fails.

    Without --server: where the service of this data directory runs, else port
    8000. Without --book: the only one, of several the only one whose
    demonstration has the account, else that of the sign-in before.
    """
    settings = Settings.from_environment()
    address = service_address(settings, server)
    before = _kept(settings.sign_in_file)
    with _still_signed_in(before), Client(address, tries=2) as client:
        of_book = _book_of(client, book, account, before)
        if password_stdin:
            who = client.sign_in(of_book, account, password_line())
        else:
            who = signed_in_as(client, of_book, account)
        told = client.get("/session", who).json()
    write_private(settings.sign_in_file, orjson.dumps(_SignIn(address, who)).decode())
    if json:
        say_json(told)
    else:
        out.print(f"[green]✓[/] {told['title_zh']} / {told['title_en']}")
        out.print(f"  {told['account']} · {role_words(told['role'])} · {' '.join(told['areas'])}")
        out.print(f"  有效至 / until {moment(told['expires'])}")


@contextmanager
def _still_signed_in(before: _SignIn | None) -> Iterator[None]:
    """Where a sign-in fails, say as whom the next verb acts."""
    try:
        yield
    except (ServiceProblem, typer.Abort):
        if before is not None:
            name = escape(f"{before.who.account} · {before.who.book}")
            err.print(f"仍以此前的账号登录 / still signed in as {name}")
        raise
