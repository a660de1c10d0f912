"""Signing in from the command line, and the token that the other verbs use."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import orjson
import typer

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
    typer.Option("--server", help="服务地址 / default: where run serves"),
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


def the_book(client: Client, asked: str | None, account: str | None = None) -> str:
    """The book asked for, or the only one there is.

    Of several, the only one whose demonstration has the account, where one is given.

    Raises:
        WhichBook: there is none, or several that it may be.
    """
    if asked is not None:
        return asked
    books = [str(book["book"]) for book in client.items("/books", "books") if "book" in book]
    of_account = set(books)
    if account is not None and len(books) > 1:
        accounts = DemoAccounts(Settings.from_environment().demo_accounts_file)
        of_account &= accounts.books(account)
    if len(of_account) != 1:
        raise WhichBook(books)
    return of_account.pop()


def signed_in(server: str | None) -> tuple[Client, SignedInAs]:
    """A client with the token of the last sign-in; ``server`` overrules its address.

    Raises:
        NotSignedIn: there is none.
    """
    path = Settings.from_environment().sign_in_file
    if not path.exists():
        raise NotSignedIn
    kept = orjson.loads(path.read_bytes())
    who = SignedInAs(**kept["who"])
    return Client(server or kept["server"], tries=2), who


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
    signed in before is signed out first, also if this fails.

    Without --server: where run serves from this data directory, else port
    8000. Without --book: the only one, or of several the only one whose
    demonstration has the account.
    """
    settings = Settings.from_environment()
    address = service_address(settings, server)
    with _signed_out(settings.sign_in_file), Client(address, tries=2) as client:
        of_book = the_book(client, book, account)
        if password_stdin:
            who = client.sign_in(of_book, account, sys.stdin.readline().rstrip("\r\n"))
        else:
            who = signed_in_as(client, of_book, account)
        told = client.get("/session", who).json()
    kept = {
        "server": address,
        "who": {
            "book": who.book,
            "account": who.account,
            "token": who.token,
            "role": who.role,
            "area": who.area,
        },
    }
    write_private(settings.sign_in_file, orjson.dumps(kept).decode())
    if json:
        say_json(told)
    else:
        out.print(f"[green]✓[/] {told['title_zh']} / {told['title_en']}")
        out.print(f"  {told['account']} · {role_words(told['role'])} · {told['area']}")
        out.print(f"  有效至 / until {moment(told['expires'])}")


@contextmanager
def _signed_out(sign_in_file: Path) -> Iterator[None]:
    """Nobody is signed in while somebody signs in; where that fails, it is said."""
    was_signed_in = sign_in_file.exists()
    sign_in_file.unlink(missing_ok=True)
    try:
        yield
    except (ServiceProblem, typer.Abort):
        if was_signed_in:
            err.print("此前的登录已退出 / whoever was signed in before is signed out")
        raise
