"""Posts in use: credentials, suspension, areas, hand-over, units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from domain.commands import (
    AnnounceDeparture,
    AssignArea,
    CertifyHolder,
    Command,
    DissolveUnit,
    EstablishPost,
    EstablishUnit,
    FillPost,
    HandOverPost,
    ListHouseholds,
    ListingLine,
    PlacePostInUnit,
    ReassignArea,
    RecordTraining,
    ReinstateHolder,
    ReleaseArea,
    SuspendHolder,
    VacatePost,
)
from domain.duties import Duty, UnitKind
from domain.events import PostAreaAssigned, PostAreaReleased
from domain.reasons import EndReason, SuspendReason
from domain.refusal import (
    AlreadyEstablished,
    AreaAssigned,
    AreaNotAssigned,
    FutureDate,
    LastArea,
    LastCountyOffice,
    NoAppointment,
    NotCertified,
    NothingChanged,
    NotPermitted,
    NotTrained,
    OutsideArea,
    PastDate,
    PostVacant,
    Refusal,
    Suspended,
    UnfitArea,
    UnfitUnit,
    UnitStaffed,
    UnknownUnit,
)
from domain.status import Role
from ledger.application import BookApplication
from ledger.receipt import Receipt
from tests.ledger.books import BLOCK, BOOK, OTHER_BLOCK, act, envelope, post

LIST = ListHouseholds(
    block=OTHER_BLOCK, households=(ListingLine(number=None, building="0001", unit="0001"),)
)
YEARS_AGO = date(2020, 12, 31)


def post_id(book: BookApplication, account: str) -> UUID:
    return book.roster().appointment_of(account).post_id


def refused(book: BookApplication, account: str, command: Command) -> type[Refusal]:
    answer = book.execute([envelope(account, command)])[0]
    assert isinstance(answer, Refusal), answer
    return type(answer)


def uncertified(book: BookApplication, account: str, area: str = OTHER_BLOCK) -> None:
    command = post(account, Role.ENUMERATOR, area)
    given = {name: getattr(command, name) for name in command.__slots__} | {"credential": ""}
    act(book, "county-1", EstablishPost(**given))


def county_hand_over(account: str, successor: str) -> HandOverPost:
    return HandOverPost(
        account=account,
        reason=EndReason.TRANSFERRED,
        successor=successor,
        credential="",
        holder="某乙",
    )


def unit(code: str = "police", **changes: object) -> EstablishUnit:
    given: dict[str, object] = {
        "code": code,
        "kind": UnitKind.MEMBER_UNIT,
        "area": BOOK,
        "name_zh": "公安局",
        "name_en": "police",
        "duties": (Duty.HUKOU_RECORDS, Duty.SECURITY),
    }
    return EstablishUnit(**(given | changes))  # type: ignore[arg-type]  # of these types each


def test_enumerator_without_credential_lists_nothing_until_trained_and_certified(
    book: BookApplication,
) -> None:
    uncertified(book, "newcomer")
    assert refused(book, "newcomer", LIST) is NotCertified
    certify = CertifyHolder(account="newcomer", credential="C-7", valid_until=date(2099, 1, 1))
    assert refused(book, "county-1", certify) is NotTrained
    course = {"account": "newcomer", "course": "enumerator-1", "hours": 16, "on": date(2020, 9, 1)}
    act(book, "county-1", RecordTraining(**course, passed=False))  # type: ignore[arg-type]  # each
    assert refused(book, "county-1", certify) is NotTrained
    act(book, "county-1", RecordTraining(**course, passed=True))  # type: ignore[arg-type]  # each
    act(book, "county-1", certify)
    act(book, "newcomer", LIST)
    appointment = book.roster().appointment_of("newcomer")
    assert (appointment.credential, appointment.valid_until) == ("C-7", "2099-01-01")
    assert [training.passed for training in appointment.trainings] == [False, True]


def test_credential_that_ran_out_is_none(
    book: BookApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = date.today() + timedelta(days=2)  # noqa: DTZ011  # two days away in any zone
    act(book, "county-1", CertifyHolder(account="neighbour", credential="C-8", valid_until=until))
    later = until + timedelta(days=1)
    monkeypatch.setattr("ledger.acts.situation.day_of", lambda _: later)
    assert refused(book, "neighbour", LIST) is NotCertified


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (CertifyHolder(account="neighbour", credential="C-8", valid_until=YEARS_AGO), PastDate),
        (AnnounceDeparture(account="neighbour", last_day=YEARS_AGO), PastDate),
        (
            RecordTraining(
                account="neighbour", course="c", hours=1, passed=True, on=date(2099, 1, 1)
            ),
            FutureDate,
        ),
    ],
)
def test_days_that_cannot_be_are_refused(
    book: BookApplication, command: Command, refusal: type[Refusal]
) -> None:
    assert refused(book, "county-1", command) is refusal


def test_announced_departure_changes_nothing_until_the_appointment_ends(
    book: BookApplication,
) -> None:
    leaves = AnnounceDeparture(account="neighbour", last_day=date(2098, 12, 31))
    act(book, "county-1", leaves)
    assert refused(book, "county-1", leaves) is NothingChanged
    assert book.roster().appointment_of("neighbour").last_day == "2098-12-31"
    act(book, "neighbour", LIST)
    act(book, "county-1", AnnounceDeparture(account="neighbour", last_day=None))
    assert book.roster().appointment_of("neighbour").last_day is None


def test_suspended_holder_does_nothing_until_reinstated(book: BookApplication) -> None:
    suspend = SuspendHolder(account="neighbour", reason=SuspendReason.UNDER_INQUIRY)
    act(book, "county-1", suspend)
    assert refused(book, "neighbour", LIST) is Suspended
    assert refused(book, "county-1", suspend) is Suspended
    act(book, "county-1", ReinstateHolder(account="neighbour"))
    act(book, "neighbour", LIST)


def test_suspended_county_office_counts_as_not_there(book: BookApplication) -> None:
    suspend = SuspendHolder(account="county-2", reason=SuspendReason.UNAVAILABLE)
    act(book, "county-1", suspend)
    assert refused(book, "county-1", VacatePost(account="county-1")) is LastCountyOffice
    mine = SuspendHolder(account="county-1", reason=SuspendReason.UNAVAILABLE)
    assert refused(book, "county-1", mine) is LastCountyOffice
    act(book, "county-1", ReinstateHolder(account="county-2"))
    act(book, "county-1", VacatePost(account="county-1", reason=EndReason.TRANSFERRED))


def test_county_office_is_left_only_to_another_that_has_acted(book: BookApplication) -> None:
    act(book, "county-1", county_hand_over("county-1", "county-3"))
    leave = county_hand_over("county-2", "county-4")
    assert refused(book, "county-2", leave) is LastCountyOffice
    mine = SuspendHolder(account="county-2", reason=SuspendReason.UNAVAILABLE)
    assert refused(book, "county-2", mine) is LastCountyOffice
    act(book, "county-3", AnnounceDeparture(account="neighbour", last_day=date(2098, 12, 31)))
    act(book, "county-2", leave)


def test_enumerator_answers_for_several_blocks(book: BookApplication) -> None:
    assert refused(book, "enumerator", LIST) is OutsideArea
    assign = AssignArea(post_id=post_id(book, "enumerator"), area=OTHER_BLOCK)
    act(book, "county-1", assign)
    act(book, "enumerator", LIST)
    assert refused(book, "county-1", assign) is AreaAssigned
    release = ReleaseArea(post_id=assign.post_id, area=BLOCK)
    act(book, "county-1", release)
    assert book.roster().appointment_of("enumerator").area == OTHER_BLOCK
    assert refused(book, "county-1", release) is AreaNotAssigned


@pytest.mark.parametrize(
    ("area", "refusal"),
    [
        (BOOK + "011001", UnfitArea),
        (BOOK + "011001009", UnfitArea),
        ("500113011001001", OutsideArea),
    ],
)
def test_area_that_does_not_fit_a_post_is_not_assigned(
    book: BookApplication, area: str, refusal: type[Refusal]
) -> None:
    command = AssignArea(post_id=post_id(book, "enumerator"), area=area)
    assert refused(book, "county-1", command) is refusal


def test_office_keeps_its_only_area(book: BookApplication) -> None:
    command = ReleaseArea(post_id=post_id(book, "county-2"), area=BOOK)
    assert refused(book, "county-1", command) is LastArea


def test_reassigned_block_has_an_enumerator_at_every_position(book: BookApplication) -> None:
    leaving, taking = post_id(book, "neighbour"), post_id(book, "enumerator")
    receipt = act(
        book, "county-1", ReassignArea(from_post=leaving, to_post=taking, area=OTHER_BLOCK)
    )
    events = [e.event for e in book.read(receipt.first_position, receipt.entries)]
    assert [type(event) for event in events] == [PostAreaAssigned, PostAreaReleased]
    for position in range(receipt.first_position - 1, receipt.first_position + receipt.entries):
        posts = book.replay.roster(position).posts.values()
        assert any(p.role is Role.ENUMERATOR and OTHER_BLOCK in p.areas for p in posts)
    assert refused(book, "neighbour", LIST) is OutsideArea
    act(book, "enumerator", LIST)


def test_block_is_not_reassigned_to_a_post_where_nobody_acts(book: BookApplication) -> None:
    leaving, taking = post_id(book, "neighbour"), post_id(book, "enumerator")
    act(book, "county-1", VacatePost(account="enumerator", reason=EndReason.RESIGNED))
    command = ReassignArea(from_post=leaving, to_post=taking, area=OTHER_BLOCK)
    assert refused(book, "county-1", command) is PostVacant
    other = ReassignArea(from_post=leaving, to_post=post_id(book, "supervisor"), area=OTHER_BLOCK)
    assert refused(book, "county-1", other) is UnfitArea


def test_post_is_handed_over_in_one_command(book: BookApplication) -> None:
    before = book.roster().appointment_of("neighbour")
    command = HandOverPost(
        account="neighbour",
        reason=EndReason.TRANSFERRED,
        successor="neighbour-2",
        credential="C-9",
        holder="某丁",
    )
    act(book, "county-1", command)
    roster = book.roster()
    after = roster.appointment_of("neighbour-2")
    assert (after.post_id, after.areas) == (before.post_id, before.areas)
    assert not roster.appointments[before.appointment_id].current
    assert refused(book, "neighbour", LIST) is NoAppointment
    act(book, "neighbour-2", LIST)


def test_vacant_post_is_filled_again_under_a_new_account(book: BookApplication) -> None:
    of = post_id(book, "neighbour")
    act(book, "county-1", VacatePost(account="neighbour", reason=EndReason.DISMISSED))

    def fill(account: str) -> FillPost:
        return FillPost(post_id=of, account=account, credential="C-9", holder="某丁")

    assert refused(book, "county-1", fill("neighbour")) is AlreadyEstablished
    act(book, "county-1", fill("neighbour-3"))
    assert refused(book, "county-1", fill("neighbour-4")) is AlreadyEstablished
    act(book, "neighbour-3", LIST)


def test_account_is_given_once_however_it_is_asked_for(book: BookApplication) -> None:
    first, second = post_id(book, "neighbour"), post_id(book, "enumerator")
    for account in ("neighbour", "enumerator"):
        act(book, "county-1", VacatePost(account=account))
    fills = [
        FillPost(post_id=of, account="twice", credential="C", holder="某丁")
        for of in (first, second)
    ]
    establish = post("twice", Role.ENUMERATOR, BLOCK)
    answers = book.execute([envelope("county-1", command) for command in (*fills, establish)])
    assert [type(answer) for answer in answers] == [
        Receipt,
        AlreadyEstablished,
        AlreadyEstablished,
    ]


COMMANDS: list[Callable[[UUID], Command]] = [
    lambda of: AssignArea(post_id=of, area=BLOCK),
    lambda of: ReleaseArea(post_id=of, area=OTHER_BLOCK),
    lambda of: ReassignArea(from_post=of, to_post=uuid4(), area=OTHER_BLOCK),
    lambda of: FillPost(post_id=of, account="x", credential="", holder="某丁"),
    lambda _: SuspendHolder(account="neighbour", reason=SuspendReason.UNAVAILABLE),
    lambda _: CertifyHolder(account="neighbour", credential="C", valid_until=None),
    lambda _: unit(),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("account", ["supervisor", "township", "auditor"])
def test_only_the_county_staffs_its_posts(
    book: BookApplication, account: str, command: Callable[[UUID], Command]
) -> None:
    asked = command(post_id(book, "neighbour"))
    if isinstance(asked, ReassignArea):
        asked = ReassignArea(
            from_post=asked.from_post, to_post=post_id(book, "enumerator"), area=asked.area
        )
    assert refused(book, account, asked) is NotPermitted


def test_post_belongs_to_a_unit_that_holds_its_area(book: BookApplication) -> None:
    act(book, "county-1", unit())
    of = post_id(book, "neighbour")
    act(book, "county-1", PlacePostInUnit(post_id=of, unit="police"))
    assert book.roster().appointment_of("neighbour").unit == "police"
    assert refused(book, "county-1", DissolveUnit(code="police")) is UnitStaffed
    act(book, "county-1", VacatePost(account="neighbour"))
    act(book, "county-1", DissolveUnit(code="police"))
    again = PlacePostInUnit(post_id=of, unit="police")
    assert refused(book, "county-1", again) is UnknownUnit
    group = unit("group", kind=UnitKind.COMMUNITY_GROUP, area=BOOK + "011002")
    act(book, "county-1", group)
    assert refused(book, "county-1", PlacePostInUnit(post_id=of, unit="group")) is UnfitUnit


def test_area_has_one_leading_group_and_one_office(book: BookApplication) -> None:
    for kind in (UnitKind.LEADING_GROUP, UnitKind.OFFICE):
        act(book, "county-1", unit(kind.value, kind=kind))
        assert refused(book, "county-1", unit("second", kind=kind)) is AlreadyEstablished
    wrong = unit("third", kind=UnitKind.LEADING_GROUP, area=BOOK + "011001")
    assert refused(book, "county-1", wrong) is UnfitUnit
