"""Signing in from the command line, and the token that the other verbs use."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import orjson
import typer

from api.cli.demo_accounts import DemoAccounts
from api.cli.output import out, say_json
from api.cli.private_file import write_private
from api.client import Client, ServiceProblem, SignedInAs
from api.settings import DEFAULT_PORT, LOOPBACK, Settings

DEFAULT_SERVER = f"http://{LOOPBACK}:{DEFAULT_PORT}"
PASSWORD_VARIABLE = "CENSUS_LEDGER_PASSWORD"  # noqa: S105  # the variable's name

Server = Annotated[
    str | None,
    typer.Option("--server", help="服务地址，默认为登录时的地址 / default: where one signed in"),
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
        WhichBook: there is none or several.
    """
    if asked is not None:
        return asked
    books = [book["book"] for book in client.get("/books").json()["books"]]
    if len(books) != 1:
        raise WhichBook(books)
    return str(books[0])


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
    book: Annotated[str | None, typer.Option("--book", help="账簿（县级代码） / book")] = None,
    server: Annotated[str, typer.Option("--server", help="服务地址 / address")] = DEFAULT_SERVER,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="从标准输入读密码 / read the password")
    ] = False,
    json: Json = False,
) -> None:
    """登录 / Sign in; the token is kept, readable by its owner alone.

    The password comes from --password-stdin, from CENSUS_LEDGER_PASSWORD, from the list of
    demonstration accounts, or is asked for.
    """
    settings = Settings.from_environment()
    with Client(server, tries=2) as client:
        of_book = the_book(client, book)
        if password_stdin:
            who = client.sign_in(of_book, account, sys.stdin.readline().rstrip("\r\n"))
        else:
            who = signed_in_as(client, of_book, account)
        told = client.get("/session", who).json()
    kept = {
        "server": server,
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
        out.print(
            f"  {told['account']} · {told['role']} · {told['area']} · "
            f"有效至 / until {told['expires']}"
        )
