"""``run``, ``serve`` and ``demo-reset``: the service itself."""

from __future__ import annotations

import logging
import shlex
import shutil
import signal
import socket
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.cells import set_cell_size
from rich.markup import escape

from api.cli.demo_accounts import DemoAccounts
from api.cli.demonstration import (
    Demonstration,
    NoDemonstration,
    begin_demonstration,
    drop_demonstrations,
    found_demonstration_book,
    keep_demonstration,
    kept_demonstrations,
)
from api.cli.output import err, out
from api.cli.service_address import noted_address, service_address_file
from api.cli.service_process import ServiceDidNotStart, service_process, wait_until_ready
from api.cli.simulating import CONCURRENCY, Households, perform, show
from api.client import Client
from api.database import open_database
from api.migration import migrate_all
from api.problems import Problem
from api.request_log import LOGGER as REQUEST_LOGGER
from api.settings import DEFAULT_PORT, LOOPBACK, Settings
from api.simulation import Wish
from domain.population import lay_out
from ledger.durable_file import sweep_drafts
from ledger.embedded import EmbeddedPostgres
from ledger.log.policy import Policy
from ledger.log.signing_key import origin_of
from ledger.opening import books
from ledger.wrapping.key_file import lock_file

Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="端口 / port")]


class PortTaken(Problem):
    """Something else listens there."""

    code = "port-taken"
    zh = "端口已被占用；请用 --port（make run PORT=…）换一个，或先停止占用它的程序"
    en = "The port is taken; choose another with --port (make run PORT=…), or stop what has it"


class StillInUse(Problem):
    """A demonstration is removed only when nobody uses it."""

    code = "still-in-use"
    zh = "数据库仍在使用中；请先停止正在运行的服务"
    en = "The database is in use; stop the service that runs on it first"


class NotConfirmed(Problem):
    """``demo-reset`` removes data."""

    code = "not-confirmed"
    zh = "此操作将删除演示数据；确认请加 --yes"
    en = "This removes the demonstration's data; confirm with --yes"


def serve(port: Port = DEFAULT_PORT) -> None:
    """提供服务，仅限本机 / Serve, on this machine's loopback address alone."""
    # Slow to import, and no other verb needs them.
    import uvicorn

    from api.app import create_app

    settings = Settings.from_environment()
    # What cannot be understood of these is told before anything starts.
    Policy.load(settings.witness_policy_file)
    origin_of(settings.origin, "", 1)
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger(REQUEST_LOGGER).setLevel(logging.INFO)
    # A service manager ends us with TERM; the embedded server must then be stopped, too.
    _stop_cleanly_on(signal.SIGTERM, "SIGHUP")
    with open_database(settings) as database:
        migrate_all(database)
        _require_free(port)
        with noted_address(settings, f"http://{LOOPBACK}:{port}"):
            uvicorn.run(
                create_app(settings, database),
                host=LOOPBACK,
                port=port,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=5,
            )


def run(
    division: Annotated[
        str, typer.Option("--division", help="县级区划代码 / the county's code")
    ] = "500112",
    households: Households = 3000,
    port: Port = DEFAULT_PORT,
) -> None:
    """建立演示并提供服务 / Demonstrate and serve; Ctrl-C stops.

    What is there already is used as it is; what was cut off is gone on with.
    """
    settings = Settings.from_environment()
    _require_free(port)
    # Also where the surroundings have it ignored, as a shell does for what runs behind it.
    _stop_cleanly_on(signal.SIGINT, signal.SIGTERM, "SIGHUP")
    accounts = DemoAccounts(settings.demo_accounts_file)
    with open_database(settings) as database:
        migrate_all(database)
        demonstration = begin_demonstration(settings, database, division, households)
        territory = lay_out(demonstration.book, demonstration.township, demonstration.households)
        found_demonstration_book(database, settings, territory, demonstration.seed, accounts)
        server = f"http://{LOOPBACK}:{port}"
        try:
            with (
                service_process(
                    port, settings.service_log_file, settings.data_directory
                ) as process,
                Client(server) as client,
            ):
                wait_until_ready(process, client, books(database))
                _complete(client, settings, demonstration, accounts)
                _say_what_to_try(server, settings, demonstration, books(database))
                process.wait()
                raise ServiceDidNotStart
        except KeyboardInterrupt:
            err.print("\n已停止 / stopped")


def demo_reset(
    yes: Annotated[bool, typer.Option("--yes", help="确认删除 / confirm")] = False,
) -> None:
    """删除演示数据 / Remove the demonstration's data, to start over."""
    if not yes:
        raise NotConfirmed
    settings = Settings.from_environment()
    cluster = settings.data_directory / "postgres"
    known = kept_demonstrations(settings.demo_file)
    if settings.database_url is not None:
        # The embedded server's books would be lost with the secrets.
        if not known or cluster.exists():
            raise NoDemonstration
        drop_demonstrations(settings.database_url, known)
    elif any(one.database is not None for one in known):
        raise NoDemonstration
    elif cluster.exists():
        if not EmbeddedPostgres(cluster).stop():
            raise StillInUse
        shutil.rmtree(cluster)
    elif settings.secrets_file.exists():
        # The secrets of a service on a server of its own: without them its names cannot be read.
        raise NoDemonstration
    for file in (
        settings.secrets_file,
        settings.wrapping_keys_file,
        lock_file(settings.wrapping_keys_file),
        settings.demo_accounts_file,
        settings.demo_file,
        settings.service_log_file,
        settings.sign_in_file,
        settings.client_key_file,
        service_address_file(settings),
    ):
        file.unlink(missing_ok=True)
        sweep_drafts(file)
    if settings.log_directory.exists():
        shutil.rmtree(settings.log_directory)
    out.print("[green]✓[/] 演示数据已删除 / the demonstration's data are removed")


def _stop_cleanly_on(*signals: signal.Signals | str) -> None:
    """Take signals as Ctrl-C is taken; one that the platform has not is left out."""
    for given in signals:
        known = getattr(signal, given, None) if isinstance(given, str) else given
        if known is not None:
            signal.signal(known, _interrupt)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            raise PortTaken from None


def _complete(
    client: Client, settings: Settings, demonstration: Demonstration, accounts: DemoAccounts
) -> None:
    if demonstration.complete:
        return
    wish = Wish(households=demonstration.households, seed=demonstration.seed)
    result = perform(
        client, demonstration.book, demonstration.township, wish, accounts, CONCURRENCY
    )
    demonstration.complete = True
    demonstration.example_person = result.example_person
    keep_demonstration(settings.demo_file, demonstration)
    show(result)


def _say_what_to_try(
    server: str, settings: Settings, demonstration: Demonstration, all_books: list[str]
) -> None:
    program = Path(sys.argv[0])
    try:
        program = program.resolve().relative_to(Path.cwd())
    except ValueError:
        program = Path(program.name)
    verb = shlex.quote(str(program))
    book = f" --book {demonstration.book}" if len(all_books) > 1 else ""
    person = demonstration.example_person or "ID"
    out.print()
    out.print(
        f"[bold green]✓[/] {escape(server)}   账簿 / book {demonstration.book} · "
        f"{demonstration.households} 户 / households   接口说明 / API: {server}/openapi.json"
    )
    out.print(f"  账号与密码 / accounts and passwords: {settings.demo_accounts_file}")
    for label, command in (
        ("登录 / sign in", f"login auditor{book}"),
        ("追溯一人 / trace a person", f"trace person {person}"),
        ("汇总表 / a census table", "table 1-1"),
        ("核验账簿 / verify the book", f"verify{book}"),
    ):
        out.print(f"  {set_cell_size(label, 26)} [cyan]{verb} {command}[/]", soft_wrap=True)
    out.print("  Ctrl-C 停止 / stops")
