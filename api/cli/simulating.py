"""``census-ledger simulate``: synthetic households through a running service."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.demo_accounts import DemoAccounts
from api.cli.output import out, progress_bar, say_json
from api.cli.service_address import service_address
from api.cli.signing_in import Json, RunningServer, the_book
from api.cli.whole_census import HOUSEHOLDS, simulate_whole
from api.client import Client
from api.problems import Problem
from api.settings import Settings
from api.simulation import Crew, Result, Simulation, Wish
from api.simulation.census import MISTAKES
from api.simulation.review import COUNTY
from domain.divisions import communities, townships
from domain.population import lay_out, staff_plan

CONCURRENCY = 8
DEFAULT_HOUSEHOLDS = 3000
COUNTY_OF_A_WHOLE_CENSUS = "500112"

Households = Annotated[int, typer.Option("--households", min=1, help="户数 / households")]
Concurrency = Annotated[
    int, typer.Option("--concurrency", min=1, max=64, help="并发请求 / requests at once")
]
Mistakes = Annotated[
    float, typer.Option("--mistakes", min=0, max=0.5, help="差错比例 / share with a mistake")
]


class NoDemoAccounts(Problem):
    """The simulation acts as everybody, and so needs the passwords of a demonstration."""

    code = "no-demo-accounts"
    zh = "数据目录中没有演示账号；请先运行 census-ledger run"
    en = "There are no demonstration accounts in the data directory; run census-ledger run first"


class NoTownshipLeft(Problem):
    """Every township of the county has blocks already."""

    code = "no-township-left"
    zh = "该县各乡级区划均已有普查小区；可用 demo-reset 重新开始"
    en = "Every township of the county has blocks already; demo-reset starts over"


def free_township(client: Client, book: str, crew: Crew) -> str:
    """The county's first township without blocks.

    Raises:
        NoTownshipLeft: there is none.
    """
    county = crew.sign_in(COUNTY[0])
    for division in townships(book):
        path = f"/books/{book}/blocks"
        found = client.get(path, county, {"area": division.code, "limit": 1}).json()
        if not found["blocks"] and communities(division.code):
            return division.code
    raise NoTownshipLeft


def perform(
    client: Client, book: str, township: str, wish: Wish, accounts: DemoAccounts, concurrency: int
) -> Result:
    """Lay out the township, staff it, and take its households through the service."""
    territory = lay_out(book, township, wish.households)
    staff = [m for m in staff_plan(territory, wish.seed) if m.area != book]
    accounts.add(book, staff)
    passwords = accounts.passwords(book)
    crew = Crew(
        client,
        book,
        passwords,
        key=f"{township}/{wish.key}",
        concurrency=concurrency,
        progress=progress_bar,
    )
    return Simulation(crew, territory, wish).run(staff, passwords)


def show(result: Result) -> None:
    """The figures, for people."""
    out.print(
        f"登记 / registered  [bold]{result.households}[/] 户 households, "
        f"{result.persons} 人 persons, [bold]{result.households_per_second:.0f}[/] 户/秒 per second"
    )
    out.print(
        f"  被拒后改正 refused, then mended {result.refused_then_mended} · "
        f"退回 returned {result.returned} · 更正 corrected {result.corrected} "
        f"(会签 countersigned {result.countersigned}) · 撤销 withdrawn {result.withdrawn}"
    )
    out.print(f"  全程 / in all {result.seconds:.1f} s")


def simulate(
    households: Annotated[
        int | None,
        typer.Option(
            "--households",
            min=1,
            help=f"户数 / households, default {DEFAULT_HOUSEHOLDS}, of a whole census {HOUSEHOLDS}",
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="随机种子 / default: the township's code")
    ] = None,
    mistakes: Mistakes = MISTAKES,
    concurrency: Concurrency = CONCURRENCY,
    book: Annotated[str | None, typer.Option("--book", help="账簿 / book")] = None,
    whole_census: Annotated[
        bool,
        typer.Option(
            "--whole-census",
            help="全流程 / all of a census, in a book of its own",
        ),
    ] = False,
    server: RunningServer = None,
    json: Json = False,
) -> None:
    """模拟一个乡级区划的普查 / Simulate the census of a township through the service.

    Takes the first township of the county that has no blocks yet; every
    request goes through HTTP. A whole census has a book, a folder and a
    service of its own; exit code 1: it did not end sound.
    """
    if whole_census:
        if server is not None:
            raise typer.BadParameter("--whole-census 自行启动服务 / starts a service of its own")
        simulate_whole(
            book or COUNTY_OF_A_WHOLE_CENSUS,
            households or HOUSEHOLDS,
            seed,
            mistakes,
            concurrency,
            json=json,
        )
        return
    _of_a_township(
        households or DEFAULT_HOUSEHOLDS, seed, mistakes, concurrency, book, server, json=json
    )


def _of_a_township(
    households: int,
    seed: int | None,
    mistakes: float,
    concurrency: int,
    book: str | None,
    server: str | None,
    *,
    json: bool,
) -> None:
    """Take the next township of the running service's county from the list to acceptance."""
    settings = Settings.from_environment()
    accounts = DemoAccounts(settings.demo_accounts_file)
    with Client(service_address(settings, server)) as client:
        code = the_book(client, book)
        passwords = accounts.passwords(code)
        if COUNTY[0] not in passwords:
            raise NoDemoAccounts
        scout = Crew(client, code, passwords, key="", concurrency=1, progress=progress_bar)
        township = free_township(client, code, scout)
        wish = Wish(
            households=households,
            seed=int(township) if seed is None else seed,
            mistakes=mistakes,
        )
        result = perform(client, code, township, wish, accounts, concurrency)
    if json:
        say_json(
            {
                "book": code,
                "township": township,
                "seed": wish.seed,
                "mistakes": mistakes,
                "concurrency": concurrency,
                **result.report(),
            }
        )
    else:
        show(result)
