"""The roster tells who holds which post and what is on the blocks' lists."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from domain.attribution import Attribution, Channel
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
from domain.territory import Block, Book

BLOCK = "500112011001001"
BY = Attribution(
    command_id=uuid4(),
    account="county-1",
    appointment_id=uuid4(),
    device="device",
    device_time="2020-10-11T09:00:00+08:00",
    channel=Channel.OFFICE,
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
    assert roster.knows_account("enumerator")


def test_post_is_held_by_one_person_at_a_time() -> None:
    post = filled_post("enumerator")
    with pytest.raises(AlreadyEstablished):
        post.fill(BY, appointment_id=uuid4(), account="other", credential="2", holder="某乙")
    post.vacate(BY)
    with pytest.raises(NoAppointment):
        post.vacate(BY)


def test_book_is_known_by_its_first_event() -> None:
    book = Book(uuid4())
    book.open(BY, book="500112", name_zh="渝北区", census="CN-2020")
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


def test_next_number_leaves_out_the_all_dead_household() -> None:
    block = drawn_block()
    assert block.next_number() == 1
    block.extend_list(BY, (line("007"), line("999")))
    assert block.next_number() == 8


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
        Act.DELINEATE,
        Act.APPOINT,
    }
    assert changing.isdisjoint(act for act, roles in PERMITTED.items() if role in roles)


def test_operator_reads_nothing_personal() -> None:
    assert Role.OPERATOR not in PERMITTED[Act.READ_HOUSEHOLD] | PERMITTED[Act.TRACE]


def test_every_act_has_its_roles() -> None:
    assert PERMITTED.keys() == set(Act)
