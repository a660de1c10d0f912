"""The receipts of listing, visits, comments, codes, closing and phases fit their entries."""

from __future__ import annotations

import hashlib

from domain.attribution import Authority
from domain.canvass import BuildingKind, VisitOutcome
from domain.commands import (
    BuildingLine,
    CloseArea,
    CloseBlock,
    ClosePhase,
    Command,
    ConfirmListing,
    IssueSelfRegistration,
    ListBuildings,
    ListDwellingUnits,
    ListHouseholds,
    ListingLine,
    MakeComment,
    OpenPhase,
    RecordVisit,
    ReopenBlock,
    ReopenHousehold,
    ResolveComment,
    WithdrawHousehold,
)
from domain.phase import CensusPhase
from domain.reasons import ReopenReason, WithdrawReason
from ledger.application import BookApplication
from ledger.database import Database
from ledger.verifier.book import verify_book
from ledger.verifier.signing import NO_TRUST
from tests.ledger.books import (
    BLOCK,
    BOOK,
    OTHER_BLOCK,
    act,
    approved,
    listed,
    registration,
    version,
)

DOCUMENT = Authority(document="渝北人普〔2020〕5号", issued_by="渝北区普查办公室")
LEVELS = ("supervisor", "community", "township", "county-1")


def test_book_of_all_the_steps_verifies(book: BookApplication, database: Database) -> None:
    def done(account: str, *commands: Command) -> None:
        for command in commands:
            act(book, account, command)

    house = BuildingLine(
        number="0001", kind=BuildingKind.RESIDENTIAL, storeys=None, units=("0001",)
    )
    done("enumerator", ListBuildings(block=BLOCK, buildings=(house,)))
    done("enumerator", ListDwellingUnits(block=BLOCK, building="0001", units=("0002",)))
    met, gone = listed(book, 2)
    done("county-1", ClosePhase(phase=CensusPhase.LISTING, authority=DOCUMENT))
    late = (ListingLine(number=None, building="0001", unit="0002"),)
    done("enumerator", ListHouseholds(block=BLOCK, households=late))
    done("supervisor", ConfirmListing(block=BLOCK, numbers=("003",)))
    digest = hashlib.sha256(b"code").hexdigest()
    done("county-1", OpenPhase(phase=CensusPhase.LISTING, authority=DOCUMENT))
    done("enumerator", IssueSelfRegistration(household_id=met, code_digest=digest))
    done("enumerator", registration(), RecordVisit(household_id=met, outcome=VisitOutcome.MET))
    last = book.roster().household(BLOCK, "003").household_id
    for household_id in (gone, last):
        done(
            "enumerator",
            RecordVisit(household_id=household_id, outcome=VisitOutcome.VACANT, remark="空置"),
        )
        done(
            "supervisor",
            WithdrawHousehold(
                household_id=household_id,
                expected_version=version(book, household_id),
                reason=WithdrawReason.VACANT,
            ),
        )
    comment = MakeComment(household_id=met, item="H6", person_id=None, text="面积偏大")
    done("township", comment, ResolveComment(household_id=met, comment=1, text="属实"))
    for _ in range(2):
        approved(book, met, *LEVELS)
        done("county-1", CloseBlock(block=BLOCK), CloseBlock(block=OTHER_BLOCK))
        done("community", CloseArea(area=BLOCK[:12]))
        done("township", CloseArea(area=BLOCK[:9]))
        for block in (BLOCK, OTHER_BLOCK):
            done(
                "county-1",
                ReopenBlock(block=block, reason=ReopenReason.INSPECTION, authority=DOCUMENT),
            )
        done(
            "county-1",
            ReopenHousehold(
                household_id=met,
                expected_version=version(book, met),
                reason=ReopenReason.INSPECTION,
                authority=DOCUMENT,
                second_account="county-2",
            ),
        )
    assert verify_book(database.url, BOOK, trust=NO_TRUST).findings == []
