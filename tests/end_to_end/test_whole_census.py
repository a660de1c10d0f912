"""A whole census of two communities ends with nothing left to do and nothing wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from api.cli.demo_accounts import DemoAccounts
from api.cli.demonstration import found_demonstration_book
from api.cli.verifying import verify_own
from api.cli.whole_census import perform_whole
from api.client import Client
from api.database import database_of
from api.migration import migrate_all
from api.settings import Settings
from api.simulation.whole import WholeReport, WholeWish, whole_township
from domain.population import Territory
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from tests.databases import new_database
from tests.end_to_end.world import BOOK, serving

pytestmark = pytest.mark.long


HOUSEHOLDS = 3500
"""Of all fourteen communities, of which two are counted here."""
COMMUNITIES = 2
WISH = WholeWish(seed=17, mistakes=0.05, foreign=0.02, own=0.1)


@dataclass(frozen=True)
class Counted:
    """A census that was carried out whole, and where its book is."""

    report: WholeReport
    territory: Territory
    settings: Settings
    database: Database


def two_communities() -> Territory:
    """The first communities of the township."""
    whole = whole_township(BOOK, HOUSEHOLDS)
    [township] = whole.townships
    return replace(
        whole, townships=(replace(township, districts=township.districts[:COMMUNITIES]),)
    )


@contextmanager
def carried_out(url: str, folder: Path) -> Iterator[Counted]:
    """The census in an empty database."""
    settings = Settings(data_directory=folder)
    database = database_of(settings, url)
    migrate_all(database)
    territory = two_communities()
    accounts = DemoAccounts(settings.demo_accounts_file)
    found_demonstration_book(database, settings, territory, WISH.seed, accounts)
    with serving(settings, database) as address, Client(address) as client:
        report = perform_whole(client, territory, WISH, accounts, 4)
    yield Counted(report, territory, settings, database)


@pytest.fixture(scope="module")
def counted(server: EmbeddedPostgres, temporary_folder: Callable[[], Path]) -> Iterator[Counted]:
    """One census for all tests here, which only look at it."""
    with (
        new_database(server, "whole_census") as url,
        carried_out(url, temporary_folder()) as found,
    ):
        yield found


def test_every_household_is_accepted_or_withdrawn_and_every_block_closed(
    counted: Counted,
) -> None:
    found = counted.report.outcome
    assert set(found.statuses) == {"county_accepted", "withdrawn"}
    listed = counted.report.deeds["households listed"]
    assert sum(found.statuses.values()) == listed
    assert listed > counted.territory.households
    assert found.blocks_open == 0
    assert found.phases == ["closed"]


def test_the_live_check_is_clean_and_no_place_was_ever_without_its_person(
    counted: Counted,
) -> None:
    assert counted.report.outcome.staffing == {}
    assert counted.report.outcome.uncovered == 0


def test_no_doubt_is_open_and_everybody_counts_once(counted: Counted) -> None:
    found = counted.report.outcome
    assert counted.report.deeds["doubts raised"] > 0
    assert found.open_doubts == 0
    assert found.conserved
    assert found.population["more"] == 0
    assert found.population["never"] == found.population["elsewhere"]


def test_who_answered_the_long_form_is_who_was_drawn(counted: Counted) -> None:
    found = counted.report.outcome
    assert found.forms["long"] == found.drawn == counted.report.deeds["long forms"]
    # A tenth of each district, rounded down or up.
    assert abs(found.drawn - found.forms["short"] / 10) <= COMMUNITIES + 1


def test_foreigners_count_in_no_total(counted: Counted) -> None:
    found = counted.report.outcome
    assert found.forms["foreigners"] > 0
    assert found.population["registrations"] == found.forms["persons"]
    for table in ("1-1", "3-1"):
        totals = [v for k, v in found.tables[table].items() if k in {"Total", "All: Population"}]
        assert totals == [found.population["residents"]]


def test_pay_is_paid_in_full_and_the_work_plan_done(counted: Counted) -> None:
    found = counted.report.outcome
    assert found.paid_fen == found.due_fen > 0
    assert found.arrears_fen == 0
    assert found.pay_alarms == 0
    assert found.tasks_open == 0
    assert found.bulletin_agrees


def test_the_book_and_its_rows_verify(counted: Counted) -> None:
    report, rows = verify_own(counted.settings, counted.database, BOOK)
    assert report.findings == []
    assert list(rows) == []
    assert report.size == counted.report.outcome.entries


@pytest.mark.parametrize(
    "deed",
    [
        "units",
        "trained and certified",
        "registered by themselves",
        "registered by an office",
        "death forms",
        "refused, then mended",
        "returned and mended",
        "comments made and settled",
        "visits: nobody-home",
        "vacant dwellings withdrawn",
        "handovers",
        "dismissals",
        "devices lost and replaced",
        "entries of a lost device flagged",
        "persons moved",
        "households split",
        "households merged",
        "duplicates resolved",
        "doubts settled",
        "doubts answered: X05",
        "forbidden attempts refused",
        "persons coded",
        "corrected by the township",
        "corrected under four eyes",
        "withdrawn under four eyes",
        "reopened",
        "findings closed",
        "payments",
        "budget increases",
        "bulletins published",
    ],
)
def test_something_of_every_kind_happens(counted: Counted, deed: str) -> None:
    assert counted.report.deeds[deed] > 0


def test_it_is_sound(counted: Counted) -> None:
    assert counted.report.outcome.sound
    assert counted.report.report()["outcome"]["sound"] is True  # type: ignore[index]  # a JSON object
