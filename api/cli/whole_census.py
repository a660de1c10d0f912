"""``simulate --whole-census``: a township from its first post to the closing of the census."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

import typer

from api.cli.demo_accounts import DemoAccounts
from api.cli.demonstration import found_demonstration_book
from api.cli.output import out, progress_bar, say_json
from api.cli.service_process import free_port, service_process, wait_until_ready
from api.cli.verifying import verify_own
from api.client import Client
from api.database import open_database
from api.migration import migrate_all
from api.problems import Problem
from api.settings import LOOPBACK, Settings
from api.simulation import Crew
from api.simulation.whole import (
    Course,
    Outcome,
    WholeCensus,
    WholeReport,
    WholeWish,
    whole_staff,
    whole_township,
)
from domain.day import day_of
from domain.population import FOREIGN_SHARE, Territory
from ledger.database import Database
from ledger.opening import books
from ledger.verifier.findings import VerifyReport
from projections.audit import RowFinding

HOUSEHOLDS = 10_000
HEADLINE = 5
"""Figures of a table that are told to people; --json has the whole line."""
FOLDER = "whole-census"
"""In the data directory: the database, the keys and the accounts of a whole census."""


class WholeCensusThere(Problem):
    """A whole census begins with an empty book, and ends with a closed one."""

    code = "whole-census-there"
    zh = "数据目录中已有一次全流程普查；请先以其目录为 CENSUS_LEDGER_DATA 运行 demo-reset --yes"
    en = (
        "The data directory holds a whole census; run demo-reset --yes first, "
        "with its folder as CENSUS_LEDGER_DATA"
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """A whole census with what verifying its book and rows found."""

    report: WholeReport
    verified: VerifyReport
    rows: Sequence[RowFinding]

    @property
    def sound(self) -> bool:
        """Whether nothing is left to be done, and the book and its rows are what they should be."""
        return self.report.outcome.sound and self.verified.sound and not self.rows


def perform_whole(
    client: Client,
    territory: Territory,
    wish: WholeWish,
    accounts: DemoAccounts,
    concurrency: int,
) -> WholeReport:
    """Carry out a whole census in the county's book, in which nobody has listed anything yet.

    Raises:
        ServiceProblem: the service refused what it should have taken.
    """
    staff = whole_staff(territory, wish.seed)
    accounts.add(territory.county, staff.everybody)
    passwords = accounts.passwords(territory.county)
    crew = Crew(
        client,
        territory.county,
        passwords,
        key=f"whole/{wish}",
        concurrency=concurrency,
        progress=progress_bar,
    )
    course = Course(
        crew=crew,
        territory=territory,
        staff=staff,
        passwords=passwords,
        wish=wish,
        day=day_of(datetime.now(UTC)),
    )
    return WholeCensus(course).run()


def simulate_whole(
    county: str, households: int, seed: int | None, mistakes: float, concurrency: int, *, json: bool
) -> None:
    """Begin a book in a folder of its own, serve it, carry the census out, verify, and tell."""
    territory = whole_township(county, households)
    wish = WholeWish(
        seed=int(territory.townships[0].code) if seed is None else seed,
        mistakes=mistakes,
        foreign=FOREIGN_SHARE,
    )
    settings = Settings.from_environment()
    settings = replace(settings, data_directory=settings.data_directory / FOLDER)
    settings.data_directory.mkdir(parents=True, exist_ok=True)
    with open_database(settings) as database:
        migrate_all(database)
        if county in books(database):
            raise WholeCensusThere
        ended = _carried_out(settings, database, territory, wish, concurrency)
    if json:
        say_json(
            {
                "book": county,
                "township": territory.townships[0].code,
                "households": territory.households,
                "seed": wish.seed,
                "mistakes": mistakes,
                "concurrency": concurrency,
                **ended.report.report(),
                "verified": ended.verified.sound and not ended.rows,
                "root": ended.verified.root,
                "sound": ended.sound,
            }
        )
    else:
        _show(ended, settings)
    if not ended.sound:
        raise typer.Exit(1)


def _carried_out(
    settings: Settings,
    database: Database,
    territory: Territory,
    wish: WholeWish,
    concurrency: int,
) -> Ended:
    accounts = DemoAccounts(settings.demo_accounts_file)
    found_demonstration_book(database, settings, territory, wish.seed, accounts)
    port = free_port()
    with (
        service_process(port, settings.service_log_file, settings.data_directory) as process,
        Client(f"http://{LOOPBACK}:{port}") as client,
    ):
        wait_until_ready(process, client, [territory.county])
        report = perform_whole(client, territory, wish, accounts, concurrency)
    return Ended(report, *verify_own(settings, database, territory.county))


def _show(ended: Ended, settings: Settings) -> None:
    report = ended.report
    for deed, times in report.deeds.items():
        out.print(f"  {deed:<36} {times:>12,}")
    for stage, seconds in report.stages.items():
        out.print(f"  {stage:<36} {seconds:>10.1f} s")
    _show_outcome(report.outcome)
    mark = "[green]✓[/]" if ended.verified.sound and not ended.rows else "[red]✗[/]"
    out.print(f"{mark} 账簿核验 / book verified   {ended.verified.size:,} 条 / entries")
    out.print(f"  树根 / root {ended.verified.root}", soft_wrap=True)
    mark = "[bold green]✓ 完好 / sound[/]" if ended.sound else "[bold red]✗ 不完好 / not sound[/]"
    out.print(f"{mark}  全程 / in all {report.seconds:.1f} s   {settings.data_directory}")


def _show_outcome(found: Outcome) -> None:
    for table_id, line in found.tables.items():
        some = islice(line.items(), HEADLINE)
        told = " · ".join(f"{heading} {value:,}" for heading, value in some)
        out.print(f"  表 / table {table_id}   {told}")
    told = " · ".join(f"{form} {number:,}" for form, number in found.forms.items())
    out.print(f"  登记 / registered   {told}")
    for clean, text in (
        (not found.staffing and not found.uncovered, "人员即时检查 / live check of the staff"),
        (not found.open_doubts, "疑点 / no open doubts"),
        (found.conserved, "人口守恒 / population conserved"),
        (found.drawn == found.forms["long"], "长表与抽样一致 / long forms as drawn"),
        (not found.arrears_fen and not found.pay_alarms, "报酬足额发放 / pay without arrears"),
        (not found.tasks_open, "任务验收 / all tasks accepted"),
        (found.bulletin_agrees, "通报可重现 / bulletin made again the same"),
        (not found.blocks_open, "普查小区全部关闭 / all blocks closed"),
    ):
        out.print(f"{'[green]✓[/]' if clean else '[red]✗[/]'} {text}")
