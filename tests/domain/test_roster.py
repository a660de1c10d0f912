"""The roster tells who holds which post and what is on the blocks' lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from domain.attribution import Attribution, Authority, Channel
from domain.book import Book
from domain.events import HouseholdApproved, ListedHousehold, PostVacated
from domain.permissions import PERMITTED, Act, permit
from domain.post import Post
from domain.refusal import (
    AlreadyEstablished,
    NoAppointment,
    NotListed,
    NotPermitted,
    NumberOutOfRange,
    NumberTaken,
    OutsideArea,
    Refusal,
    UnknownBlock,
    UnknownPost,
)
from domain.roster import Roster
from domain.status import Level, Role
from domain.territory import Block

BLOCK = "500112011001001"
BY = Attribution(
    command_id=uuid4(),
    account="county-1",
    appointment_id=uuid4(),
    device="device",
    device_time="2020-10-11T09:00:00+08:00",
    channel=Channel.OFFICE,
)

BY_TWO = replace(
    BY,
    authority=Authority(document="普查销毁〔2021〕1号", issued_by="渝北区人口普查办公室"),
    second_account="county-2",
    second_appointment_id=uuid4(),
)


def filled_post(account: str, role: Role = Role.ENUMERATOR, area: str = BLOCK) -> Post:
    post = Post(uuid4())
    post.establish(BY, role=role, area=area, title_zh="普查员", title_en="enumerator")
    post.fill(BY, appointment_id=uuid4(), account=account, credential="1", holder="某甲")
    return post


def roster_of(*aggregates: Book | Post | Block) -> Roster:
    events = [e for a in aggregates for e in a.collect_events()]
    return Roster().fold(enumerate(events))


def line(number: str, household_id: UUID | None = None) -> ListedHousehold:
    return ListedHousehold(
        household_id=household_id or uuid4(), number=number, building="0001", unit="0001"
    )


def drawn_block() -> Block:
    block = Block(uuid4())
    block.delineate(BY, code=BLOCK, urban_rural="111")
    return block


def test_account_leads_to_its_appointment() -> None:
    roster = roster_of(filled_post("enumerator"))
    appointment = roster.appointment_of("enumerator")
    assert (appointment.role, appointment.area, appointment.current) == (
        Role.ENUMERATOR,
        BLOCK,
        True,
    )
    assert roster.appointments[appointment.appointment_id] == appointment
    assert roster.knows_account("enumerator")


def test_vacated_post_has_no_appointment_but_keeps_its_past() -> None:
    post = filled_post("enumerator")
    appointment_id = post.appointment.appointment_id if post.appointment else uuid4()
    post.vacate(BY)
    roster = roster_of(post)
    with pytest.raises(NoAppointment):
        roster.appointment_of("enumerator")
    with pytest.raises(UnknownPost):
        roster.post_of("enumerator")
    assert not roster.appointments[appointment_id].current
    assert roster.appointments[appointment_id].ended_on == "2020-10-11"
    assert roster.knows_account("enumerator")


def test_post_is_held_by_one_person_at_a_time() -> None:
    post = filled_post("enumerator")
    with pytest.raises(AlreadyEstablished):
        post.fill(BY, appointment_id=uuid4(), account="other", credential="2", holder="某乙")
    post.vacate(BY)
    with pytest.raises(NoAppointment):
        post.vacate(BY)


def staffed(**appointed: str) -> Roster:
    """A book opened with county-1 and county-2; each other account by who appointed it."""
    opening = replace(BY, command_id=uuid4())
    book = Book(uuid4())
    book.open(opening, book="500112", name_zh="渝北区", census="CN-2020", suite="aes-256-gcm")
    founders = [office("county-1", opening), office("county-2", opening)]
    later = [
        office(account, replace(BY, command_id=uuid4(), account=by))
        for account, by in appointed.items()
    ]
    return roster_of(book, *founders, *later)


def office(account: str, by: Attribution) -> Post:
    post = Post(uuid4())
    post.establish(by, role=Role.COUNTY_OFFICE, area="500112", title_zh="办", title_en="office")
    post.fill(by, appointment_id=uuid4(), account=account, credential="1", holder="某甲")
    return post


def test_founding_posts_sign_together() -> None:
    roster = staffed()
    assert roster.independent("county-1", "county-2")
    assert roster.independent("county-2", "county-1")
    assert roster.appointment_of("county-2").appointed_by == "county-1"


def test_nobody_is_a_second_person_to_oneself() -> None:
    assert not staffed().independent("county-1", "county-1")


@pytest.mark.parametrize(
    ("first", "second", "independent"),
    [
        ("county-1", "b", False),
        ("county-1", "c", False),
        ("b", "c", False),
        ("county-2", "b", True),
        ("county-2", "c", True),
        ("c", "d", True),
        ("county-2", "d", False),
    ],
)
def test_who_appointed_another_does_not_sign_with_them(
    first: str, second: str, independent: bool
) -> None:
    roster = staffed(b="county-1", c="b", d="county-2")
    assert roster.independent(first, second) is independent
    assert roster.independent(second, first) is independent


def test_appointment_that_ended_still_counts() -> None:
    roster = staffed(b="county-1", c="b")
    post = roster.post_of("b")
    ended = PostVacated(
        originator_id=post.id,
        originator_version=post.version + 1,
        by=BY,
        appointment_id=roster.appointment_of("b").appointment_id,
    )
    roster.apply(roster.position + 1, ended)
    assert {a.account for a in roster.holders(Role.COUNTY_OFFICE)} == {"county-1", "county-2", "c"}
    assert not roster.independent("county-1", "c")


def test_holders_of_a_role_are_those_of_now() -> None:
    roster = staffed(b="county-1")
    assert {a.account for a in roster.holders(Role.COUNTY_OFFICE)} == {"county-1", "county-2", "b"}
    assert roster.holders(Role.AUDITOR) == []


def test_book_is_known_by_its_first_event() -> None:
    book = Book(uuid4())
    book.open(BY, book="500112", name_zh="渝北区", census="CN-2020", suite="aes-256-gcm")
    roster = roster_of(book)
    assert roster.book is not None
    assert (roster.book.book, roster.book.census) == ("500112", "CN-2020")
    assert roster.position == 0


def test_household_is_found_by_block_and_number() -> None:
    block, household_id = drawn_block(), uuid4()
    block.extend_list(BY, (line("001", household_id),))
    roster = roster_of(block)
    assert roster.household(BLOCK, "001").household_id == household_id
    with pytest.raises(NotListed):
        roster.household(BLOCK, "002")
    with pytest.raises(UnknownBlock):
        roster.block("500112011001002")


@pytest.mark.parametrize(
    ("numbers", "refusal"),
    [
        (["001"], NumberTaken),
        (["002", "002"], NumberTaken),
        (["000"], NumberOutOfRange),
        (["1000"], NumberOutOfRange),
        (["2"], NumberOutOfRange),
    ],
)
def test_wrong_number_is_not_listed(numbers: list[str], refusal: type[Refusal]) -> None:
    block = drawn_block()
    block.extend_list(BY, (line("001"),))
    with pytest.raises(refusal):
        block.extend_list(BY, tuple(line(n) for n in numbers))
    assert set(block.households) == {"001"}


def test_free_numbers_leave_out_the_all_dead_household() -> None:
    block = drawn_block()
    assert next(block.free_numbers()) == "001"
    block.extend_list(BY, (line("007"), line("999")))
    numbers = block.free_numbers()
    assert [next(numbers), next(numbers)] == ["008", "009"]


def test_number_of_the_all_dead_household_is_never_handed_out() -> None:
    block = drawn_block()
    block.extend_list(BY, (line("997"),))
    numbers = block.free_numbers()
    assert next(numbers) == "998"
    with pytest.raises(NumberOutOfRange):
        next(numbers)
    block.extend_list(BY, (line("998"),))
    with pytest.raises(NumberOutOfRange):
        next(block.free_numbers())
    block.extend_list(BY, (line("999"),))
    assert set(block.households) == {"997", "998", "999"}


def test_event_of_another_kind_is_no_roster_event() -> None:
    event = HouseholdApproved(
        originator_id=uuid4(), originator_version=1, by=BY, level=Level.COUNTY
    )
    with pytest.raises(TypeError):
        Roster().apply(0, event)
    with pytest.raises(TypeError):
        drawn_block().apply(event)
    with pytest.raises(TypeError):
        Book(uuid4()).apply(event)
    with pytest.raises(TypeError):
        Post(uuid4()).apply(event)


def test_events_out_of_order_are_an_error() -> None:
    event = PostVacated(originator_id=uuid4(), originator_version=2, by=BY, appointment_id=uuid4())
    with pytest.raises(ValueError, match="version 2 after 0"):
        Post(event.originator_id).fold([event])


def test_roster_that_grew_leaves_the_one_before_it_as_it_was() -> None:
    post, block, book = filled_post("enumerator"), drawn_block(), Book(uuid4())
    book.open(BY, book="500112", name_zh="渝北区", census="2020", suite="aes-256-gcm")
    before = roster_of(book, post, block)
    block.extend_list(BY, (line("001"),))
    post.vacate(BY)
    book.destroy_keys(BY_TWO)
    events = [e for a in (block, post, book) for e in a.collect_events()]
    after = before.followed_by(enumerate(events, before.position + 1))

    assert before.appointment_of("enumerator").current
    assert before.block(BLOCK).households == {}
    assert before.book_destroyed is None
    assert before.book is not None
    assert not before.book.keys_destroyed
    with pytest.raises(NoAppointment):
        after.appointment_of("enumerator")
    assert list(after.block(BLOCK).households) == ["001"]
    assert after.book is not None
    assert after.book.keys_destroyed
    assert after.position == before.position + 3


def test_roster_that_grew_in_steps_equals_the_one_folded_at_once() -> None:
    post, block = filled_post("enumerator"), drawn_block()
    for number in ("001", "002", "003"):
        block.extend_list(BY, (line(number),))
    events = list(enumerate(e for a in (post, block) for e in a.collect_events()))
    grown = Roster()
    for pair in events:
        grown = grown.followed_by([pair])
    whole = Roster().fold(events)
    assert grown.block(BLOCK).households == whole.block(BLOCK).households
    assert grown.block(BLOCK).version == whole.block(BLOCK).version
    assert grown.appointments == whole.appointments
    assert grown.position == whole.position


def test_post_acts_in_its_area_alone() -> None:
    appointment = roster_of(filled_post("enumerator")).appointment_of("enumerator")
    permit(appointment, Act.REGISTER, BLOCK)
    with pytest.raises(OutsideArea):
        permit(appointment, Act.REGISTER, "500112011001002")
    with pytest.raises(NotPermitted) as refused:
        permit(appointment, Act.APPROVE, BLOCK)
    assert refused.value.details() == {"act": "approve", "role": "enumerator"}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OPERATOR])
def test_auditor_and_operator_change_nothing(role: Role) -> None:
    changing = {
        Act.LIST,
        Act.REGISTER,
        Act.AMEND,
        Act.SUBMIT,
        Act.RETURN,
        Act.APPROVE,
        Act.CORRECT,
        Act.WITHDRAW,
        Act.WITHDRAW_APPROVED,
        Act.DELINEATE,
        Act.APPOINT,
    }
    assert changing.isdisjoint(act for act, roles in PERMITTED.items() if role in roles)


def test_operator_reads_nothing_personal() -> None:
    assert Role.OPERATOR not in PERMITTED[Act.READ_HOUSEHOLD] | PERMITTED[Act.TRACE]


def test_supervisor_withdraws_no_approved_record() -> None:
    assert Role.SUPERVISOR in PERMITTED[Act.WITHDRAW]
    assert PERMITTED[Act.WITHDRAW_APPROVED] == {Role.TOWNSHIP_OFFICE, Role.COUNTY_OFFICE}


def test_every_act_has_its_roles() -> None:
    assert PERMITTED.keys() == set(Act)


def test_who_sent_or_signed_something_has_acted() -> None:
    post = filled_post("newcomer", Role.COUNTY_OFFICE, "500112")
    roster = roster_of(post)
    assert roster.has_acted("county-1")
    assert not roster.has_acted("newcomer")
    assert not roster.has_acted("county-2")
    post.announce_departure(BY_TWO, date(2020, 12, 1))
    later = roster.followed_by(enumerate(post.collect_events(), 10))
    assert later.has_acted("county-2")
    assert not roster.has_acted("county-2")
