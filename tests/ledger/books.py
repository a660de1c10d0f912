"""A small open book for the ledger's tests: two blocks, and staff at every level."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from domain.attribution import Authority, Channel
from domain.commands import (
    ApproveHousehold,
    Command,
    CorrectHousehold,
    DelineateBlock,
    DestroyBookKeys,
    DestroyHouseholdKey,
    Envelope,
    EstablishPost,
    ListHouseholds,
    ListingLine,
    RegisterHousehold,
    Revision,
    SubmitHousehold,
)
from domain.forms.parsing import parse_form
from domain.phase import WORKING
from domain.reasons import CorrectReason
from domain.refusal import Refusal
from domain.status import Role
from ledger.application import Answer, BookApplication
from ledger.database import Database
from ledger.errors import LedgerError
from ledger.opening import open_book
from ledger.receipt import Receipt

BOOK = "500112"
BLOCK = "500112011001001"
OTHER_BLOCK = "500112011001002"
MOMENT = "2020-11-01T09:00:00+08:00"

STAFF: Sequence[tuple[str, Role, str]] = (
    ("operator", Role.OPERATOR, BOOK),
    ("county-1", Role.COUNTY_OFFICE, BOOK),
    ("county-2", Role.COUNTY_OFFICE, BOOK),
    ("township", Role.TOWNSHIP_OFFICE, BOOK + "011"),
    ("community", Role.COMMUNITY_OFFICE, BOOK + "011001"),
    ("supervisor", Role.SUPERVISOR, BOOK + "011001"),
    ("enumerator", Role.ENUMERATOR, BLOCK),
    ("neighbour", Role.ENUMERATOR, OTHER_BLOCK),
    ("auditor", Role.AUDITOR, BOOK),
)
_FOUNDERS = 3
"""Operator and both county offices: neither of these two appointed the other."""


def post(account: str, role: Role, area: str) -> EstablishPost:
    """A post of the small book; the holder's name is made up."""
    return EstablishPost(
        role=role,
        area=area,
        title_zh="试验岗位",
        title_en="post for tests",
        account=account,
        credential=f"CR-{account}",
        holder="某甲",
    )


def envelope(account: str, command: Command, command_id: UUID | None = None) -> Envelope:
    """A command as a device sends it."""
    return Envelope(
        command_id=command_id or uuid4(),
        account=account,
        device="device-1",
        device_time=MOMENT,
        channel=Channel.ENUMERATOR,
        command=command,
    )


def opened(database: Database) -> BookApplication:
    """Open the small book with its staff and blocks; close the application afterwards."""
    open_book(
        database,
        BOOK,
        name_zh="渝北区",
        founders=[post(*member) for member in STAFF[:_FOUNDERS]],
        device="console",
        device_time=MOMENT,
        phases=WORKING,
    )
    application = BookApplication(BOOK, database)
    answers = application.execute(
        [
            *(envelope("county-1", DelineateBlock(code=c, urban_rural="111")) for c in _BLOCKS),
            *(envelope("county-1", post(*member)) for member in STAFF[_FOUNDERS:]),
        ]
    )
    assert all(isinstance(a, Receipt) for a in answers), answers
    return application


_BLOCKS = (BLOCK, OTHER_BLOCK)


def listed(application: BookApplication, count: int = 1, account: str = "enumerator") -> list[UUID]:
    """Put households on the enumerator's list; gives their ids, numbers from 001 on."""
    block = BLOCK if account == "enumerator" else OTHER_BLOCK
    lines = tuple(ListingLine(number=None, building="0001", unit="0001") for _ in range(count))
    answer = application.execute(
        [envelope(account, ListHouseholds(block=block, households=lines))]
    )[0]
    receipt = received(answer)
    told = receipt.result["households"]
    assert isinstance(told, list)
    return [UUID(line["household_id"]) for line in told]


def family(number: str = "001", block: str = BLOCK, **changes: object) -> dict[str, object]:
    """A clean form of two made-up persons, in the exchange format; ``changes`` are of the head."""
    head: dict[str, object] = {
        "D1": "某甲",
        "D2": 0,
        "D3": "500112198506151232",
        "D4": 1,
        "D5": "1985-06",
        "D6": "01",
        "D7": 1,
        "D8": 1,
        "D9": 1,
        "D11": 6,
        "D12": 1,
    }
    spouse = {**head, "D1": "某乙", "D2": 1, "D3": "50011219860715124X", "D4": 2, "D5": "1986-07"}
    return {
        "form": "short",
        "household": {
            "county": block[:6],
            "township": block[:9],
            "district": block[:12],
            "block": block[12:],
            "building": "0001",
            "unit": "0001",
            "hh": number,
            "H1": 1,
            "H2a": 2,
            "H2b": 0,
            "H3m": 0,
            "H3f": 0,
            "H4m": 0,
            "H4f": 0,
            "H5": 1,
            "H6": 89,
            "H7": 3,
        },
        "persons": [{**head, **changes}, spouse],
    }


def registration(number: str = "001", block: str = BLOCK, **changes: object) -> RegisterHousehold:
    """The command that registers :func:`family`."""
    return RegisterHousehold(form=parse_form(family(number, block, **changes)))


def received(answer: Answer) -> Receipt:
    """The receipt, or the refusal raised."""
    if isinstance(answer, Refusal | LedgerError):
        raise answer
    return answer


def act(book: BookApplication, account: str, command: Command) -> Receipt:
    """Have one command carried out; the refusal is raised."""
    return received(book.execute([envelope(account, command)])[0])


def registered(book: BookApplication) -> UUID:
    """The family, listed and registered; its household id."""
    (household_id,) = listed(book)
    act(book, "enumerator", registration())
    return household_id


def version(book: BookApplication, household_id: UUID) -> int:
    """The version that the household's record has now."""
    return book.household_record(household_id).household.version


def approved(book: BookApplication, household_id: UUID, *accounts: str) -> None:
    """Submit the record and have the accounts approve it in turn."""
    act(
        book,
        "enumerator",
        SubmitHousehold(
            household_id=household_id,
            expected_version=version(book, household_id),
            declaration="signed-on-device",
        ),
    )
    for account in accounts:
        act(
            book,
            account,
            ApproveHousehold(
                household_id=household_id, expected_version=version(book, household_id)
            ),
        )


def correction(book: BookApplication, household_id: UUID, **fields: object) -> CorrectHousehold:
    """A correction of the floor space, on a made-up document."""
    return CorrectHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        revision=Revision(household={"H6": 95}),
        reason=CorrectReason.CROSS_CHECK,
        authority=Authority(document="普查更正〔2020〕1号", issued_by="渝北区人口普查办公室"),
        **fields,  # type: ignore[arg-type]  # the one optional field
    )


_ORDER = Authority(document="普查销毁〔2021〕1号", issued_by="渝北区人口普查办公室")


def key_destruction(book: BookApplication, household_id: UUID) -> DestroyHouseholdKey:
    """The destruction of a household's key, on a made-up order, countersigned by county-2."""
    return DestroyHouseholdKey(
        household_id=household_id,
        expected_version=version(book, household_id),
        authority=_ORDER,
        second_account="county-2",
    )


def book_destruction() -> DestroyBookKeys:
    """The destruction of the keys of the whole book, countersigned by county-2."""
    return DestroyBookKeys(authority=_ORDER, second_account="county-2")
