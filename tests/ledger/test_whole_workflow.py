"""Random people try random acts: what is allowed succeeds, what is not is refused, nobody is lost.

The oracle of :mod:`tests.ledger.workflow_oracle` says of each act beforehand what must come of it.
"""

from __future__ import annotations

from itertools import count
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from domain.attribution import Authority
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    CloseBlock,
    ClosePhase,
    Command,
    CorrectHousehold,
    DelineateBlock,
    ListHouseholds,
    ListingLine,
    OpenPhase,
    RegisterHousehold,
    ReopenBlock,
    ReopenHousehold,
    ReturnHousehold,
    Revision,
    SubmitHousehold,
    WithdrawHousehold,
)
from domain.divisions import counties
from domain.events import AttemptRefused
from domain.forms import parse_form
from domain.household_record import HouseholdRecord
from domain.phase import CensusPhase
from domain.reasons import (
    AmendReason,
    CorrectReason,
    ReopenReason,
    ReturnReason,
    WithdrawReason,
)
from domain.refusal import Refusal
from domain.status import Role
from ledger.application import BookApplication
from ledger.database import Database
from ledger.opening import open_book
from ledger.receipt import Receipt
from tests.ledger.books import MOMENT, envelope, family, post
from tests.ledger.workflow_oracle import AFTER, Actor, Household, Oracle

pytestmark = pytest.mark.long


_books = count()
_COUNTIES = sorted(code for code in counties() if code[:2] == "65")
DOCUMENT = Authority(document="试验文件〔2020〕1号", issued_by="试验普查办公室")
_OPEN = ("short_registration", "cross_check")
"""The phases that are opened and closed here; listing stays open, and nothing is listed late."""


class Workflow(RuleBasedStateMachine):
    """A district of two blocks and everybody who has to do with it."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.homes, self.numbers = dict[UUID, Household](), dict[UUID, str]()
        self.attempts = self.on_record = self.read = 0
        self.floor = count(60)

    @initialize()
    def found(self) -> None:
        """Open a book of a county that no other example has."""
        self.code = _COUNTIES[next(_books) % len(_COUNTIES)]
        district = self.code + "001001"
        self.blocks = [district + "001", district + "002"]
        staff = [
            ("county-1", Role.COUNTY_OFFICE, self.code),
            ("county-2", Role.COUNTY_OFFICE, self.code),
            ("township", Role.TOWNSHIP_OFFICE, self.code + "001"),
            ("community", Role.COMMUNITY_OFFICE, district),
            ("supervisor", Role.SUPERVISOR, district),
            ("enumerator-1", Role.ENUMERATOR, self.blocks[0]),
            ("enumerator-2", Role.ENUMERATOR, self.blocks[1]),
            ("official", Role.LEADING_GROUP, self.code),
            ("inspector", Role.INSPECTOR, self.code),
            ("coder", Role.CODER, self.code),
            ("records", Role.DATA_OFFICER, self.code),
            ("auditor", Role.AUDITOR, self.code),
            ("operator", Role.OPERATOR, self.code),
        ]
        self.actors = {account: Actor(account, role.value, area) for account, role, area in staff}
        open_book(
            self.database,
            self.code,
            name_zh="试验县",
            founders=[post(*member) for member in staff[:2]],
            device="console",
            device_time=MOMENT,
            phases=[CensusPhase.LISTING],
        )
        self.book = BookApplication(self.code, self.database)
        setup: list[Command] = [DelineateBlock(code=b, urban_rural="111") for b in self.blocks]
        setup += [post(*member) for member in staff[2:]]
        for answer in self.book.execute([envelope("county-1", command) for command in setup]):
            assert isinstance(answer, Receipt), answer
        self.oracle = Oracle({"listing"}, begun=False)
        for phase in _OPEN:
            opening = OpenPhase(phase=CensusPhase(phase), authority=DOCUMENT)
            self.tried(self.actors["county-1"], opening, True)
        self.oracle.phases |= {*_OPEN}
        self.oracle.begun = True
        for own, block in (("enumerator-1", 0), ("enumerator-1", 0), ("enumerator-2", 1)):
            self.list_one(self.actors[own], self.blocks[block])

    def teardown(self) -> None:
        if hasattr(self, "book"):
            self.book.close()

    def tried(self, actor: Actor, command: Command, allowed: bool) -> Receipt | None:
        """What the book answers, which must be what the oracle says."""
        [answer] = self.book.execute([envelope(actor.account, command)])
        if isinstance(answer, Refusal):
            self.attempts += answer.goes_on_record
        assert isinstance(answer, Receipt) is allowed, (actor, command, answer)
        return answer if isinstance(answer, Receipt) else None

    def some_actor(self, data: st.DataObject, *likely: str) -> Actor:
        """Anybody; more often one of those whose act it is."""
        anybody = st.sampled_from(sorted(self.actors))
        chosen = st.sampled_from(likely) | anybody if likely else anybody
        return self.actors[data.draw(chosen, "actor")]

    def some_home(self, data: st.DataObject) -> UUID | None:
        if not self.homes:
            return None
        return data.draw(st.sampled_from(list(self.homes)), "household")

    def some_second(self, data: st.DataObject) -> Actor | None:
        likely = st.sampled_from(["county-1", "county-2", "township"])
        account = data.draw(st.none() | likely | st.sampled_from(sorted(self.actors)), "second")
        return None if account is None else self.actors[account]

    def next_hand(self, home: Household) -> Actor:
        """Somebody who can take the record a step further, if anybody can."""
        own = "enumerator-1" if home.block == self.blocks[0] else "enumerator-2"
        turn = {"submitted": "supervisor", "supervisor_approved": "community"}
        turn |= {"community_accepted": "township", "township_accepted": "county-1"}
        return self.actors[turn.get(home.step, own)]

    def last_hand(self, home: Household) -> Actor:
        """Who approved the record last, at the level that it has come to."""
        approved = {"supervisor_approved": "supervisor", "community_accepted": "community"}
        return self.actors[approved.get(home.step, "county-2")]

    def version(self, home: UUID) -> int:
        return self.book.household_record(home).household.version

    @rule(data=st.data())
    def opens_or_closes_a_phase(self, data: st.DataObject) -> None:
        actor = self.some_actor(data, "county-1", "county-2")
        phase = data.draw(st.sampled_from(_OPEN), "phase")
        is_open = phase in self.oracle.phases
        if is_open and data.draw(st.integers(0, 5), "seldom"):
            return
        kind = ClosePhase if is_open else OpenPhase
        command = kind(phase=CensusPhase(phase), authority=DOCUMENT)
        if self.tried(actor, command, actor.role == "county_office") is None:
            return
        self.oracle.phases ^= {phase}
        self.oracle.begun |= phase == "short_registration"

    @rule(data=st.data())
    def lists(self, data: st.DataObject) -> None:
        actor = self.some_actor(data, "enumerator-1", "supervisor")
        block = data.draw(st.sampled_from(self.blocks), "block")
        self.list_one(actor, block)

    def list_one(self, actor: Actor, block: str) -> None:
        """Try to put a household on the list of a block."""
        line = ListingLine(number=None, building="0001", unit="0001")
        command = ListHouseholds(block=block, households=(line,))
        receipt = self.tried(actor, command, self.oracle.lists(actor, block))
        if receipt is not None:
            [told] = receipt.result["households"]  # type: ignore[misc]  # a list of one
            home = UUID(told["household_id"])
            self.homes[home], self.numbers[home] = Household(block), told["number"]

    @rule(data=st.data())
    def registers(self, data: st.DataObject) -> None:
        home_id = self.some_home(data)
        if home_id is None:
            return
        home = self.homes[home_id]
        actor = self.some_actor(data, self.next_hand(home).account)
        form = parse_form(family(self.numbers[home_id], home.block))
        allowed = self.oracle.registers(actor, home)
        if self.tried(actor, RegisterHousehold(form=form), allowed):
            home.step, home.persons = "registered", 2
            home.worked_by.add(actor.account)

    @rule(data=st.data())
    def submits(self, data: st.DataObject) -> None:
        home_id = self.some_home(data)
        if home_id is None:
            return
        home = self.homes[home_id]
        actor = self.some_actor(data, self.next_hand(home).account)
        command = SubmitHousehold(
            household_id=home_id,
            expected_version=self.version(home_id),
            declaration="signed-on-device",
        )
        if self.tried(actor, command, self.oracle.changes(actor, home)):
            home.step = "submitted"
            home.worked_by.add(actor.account)

    @rule(data=st.data(), approves=st.booleans())
    def reviews(self, data: st.DataObject, approves: bool) -> None:
        home_id = self.some_home(data)
        if home_id is None:
            return
        home = self.homes[home_id]
        actor = self.some_actor(data, self.next_hand(home).account)
        version = self.version(home_id)
        command: Command = (
            ApproveHousehold(household_id=home_id, expected_version=version)
            if approves
            else ReturnHousehold(
                household_id=home_id, expected_version=version, reason=ReturnReason.REVISIT
            )
        )
        if self.tried(actor, command, self.oracle.reviews(actor, home)):
            home.step = AFTER[actor.role] if approves else "returned"

    @rule(data=st.data())
    def amends(self, data: st.DataObject) -> None:
        home_id = self.some_home(data)
        if home_id is None:
            return
        home = self.homes[home_id]
        actor = self.some_actor(data, self.next_hand(home).account, "supervisor")
        command = AmendHousehold(
            household_id=home_id,
            expected_version=self.version(home_id),
            revision=Revision(household={"H6": next(self.floor)}),
            reason=AmendReason.ENTRY_MISTAKE,
        )
        if self.tried(actor, command, self.oracle.changes(actor, home)):
            home.worked_by.add(actor.account)

    @rule(data=st.data())
    def corrects(self, data: st.DataObject) -> None:
        home_id = self.some_home(data)
        if home_id is None:
            return
        home, second = self.homes[home_id], self.some_second(data)
        actor = self.some_actor(data, "county-1", "township", self.last_hand(home).account)
        command = CorrectHousehold(
            household_id=home_id,
            expected_version=self.version(home_id),
            revision=Revision(household={"H6": next(self.floor)}),
            reason=CorrectReason.INSPECTION,
            authority=DOCUMENT,
            second_account=second and second.account,
        )
        if self.tried(actor, command, self.oracle.corrects(actor, home, True, second)):
            home.worked_by.add(actor.account)

    @rule(data=st.data(), document=st.booleans())
    def withdraws(self, data: st.DataObject, document: bool) -> None:
        home_id = self.some_home(data)
        if home_id is None or data.draw(st.integers(0, 3), "seldom"):
            return
        home, second = self.homes[home_id], self.some_second(data)
        actor = self.some_actor(data, "county-1", "township", self.last_hand(home).account)
        command = WithdrawHousehold(
            household_id=home_id,
            expected_version=self.version(home_id),
            reason=WithdrawReason.NOT_IN_BLOCK,
            authority=DOCUMENT if document else None,
            second_account=second and second.account,
        )
        if self.tried(actor, command, self.oracle.withdraws(actor, home, document, second)):
            home.step, home.persons = "withdrawn", 0

    @rule(data=st.data())
    def reopens(self, data: st.DataObject) -> None:
        home_id = self.some_home(data)
        if home_id is None:
            return
        home, second = self.homes[home_id], self.some_second(data)
        actor = self.some_actor(data, "county-1", "township", self.last_hand(home).account)
        command = ReopenHousehold(
            household_id=home_id,
            expected_version=self.version(home_id),
            reason=next(iter(ReopenReason)),
            authority=DOCUMENT,
            second_account=second and second.account,
        )
        if self.tried(actor, command, self.oracle.reopens(actor, home, second)):
            home.step = "returned"

    @rule(data=st.data(), steps=st.integers(1, 6))
    def goes_on(self, data: st.DataObject, steps: int) -> None:
        """The next steps by whose turn it is: without them, random people would get nowhere."""
        home_id = self.some_home(data)
        for _ in range(steps if home_id is not None else 0):
            assert home_id is not None
            self.goes_one_step_on(home_id)

    @rule(data=st.data())
    def finishes_a_block(self, data: st.DataObject) -> None:
        """All of a block's households come as far as they can, so that it may be closed."""
        block = data.draw(st.sampled_from(self.blocks), "block")
        for home_id, home in self.homes.items():
            if home.block == block:
                for _ in range(7):
                    self.goes_one_step_on(home_id)
        homes = list(self.homes.values())
        county = self.actors["county-1"]
        if self.tried(county, CloseBlock(block=block), self.oracle.closes(county, block, homes)):
            self.oracle.closed.add(block)

    def goes_one_step_on(self, home_id: UUID) -> None:
        """Whose turn it is tries what their turn is."""
        home = self.homes[home_id]
        actor, version = self.next_hand(home), self.version(home_id)
        if home.step == "listed":
            form = parse_form(family(self.numbers[home_id], home.block))
            if self.tried(actor, RegisterHousehold(form=form), self.oracle.registers(actor, home)):
                home.step, home.persons = "registered", 2
                home.worked_by.add(actor.account)
        elif home.step in {"registered", "returned"}:
            command = SubmitHousehold(
                household_id=home_id, expected_version=version, declaration="signed-on-device"
            )
            if self.tried(actor, command, self.oracle.changes(actor, home)):
                home.step = "submitted"
                home.worked_by.add(actor.account)
        elif home.step not in {"county_accepted", "withdrawn"}:
            approval = ApproveHousehold(household_id=home_id, expected_version=version)
            if self.tried(actor, approval, self.oracle.reviews(actor, home)):
                home.step = AFTER[actor.role]

    @rule(data=st.data())
    def closes_or_reopens_a_block(self, data: st.DataObject) -> None:
        actor = self.some_actor(data, "county-1", "county-2")
        block = data.draw(st.sampled_from(self.blocks), "block")
        if block in self.oracle.closed:
            reopening = ReopenBlock(
                block=block, reason=next(iter(ReopenReason)), authority=DOCUMENT
            )
            if self.tried(actor, reopening, actor.role == "county_office"):
                self.oracle.closed.discard(block)
            return
        homes = list(self.homes.values())
        if self.tried(actor, CloseBlock(block=block), self.oracle.closes(actor, block, homes)):
            self.oracle.closed.add(block)

    @invariant()
    def every_record_stands_where_the_oracle_has_it(self) -> None:
        if not self.homes:
            return
        records = self.book.household_records(list(self.homes))
        for home_id, home in self.homes.items():
            record = records[home_id]
            assert isinstance(record, HouseholdRecord)
            assert record.household.status.value == home.step
            persons = 0 if home.step == "withdrawn" else len(record.household.person_ids)
            assert persons == home.persons

    @invariant()
    def every_attempt_at_what_is_nobodys_to_do_is_on_record(self) -> None:
        if not hasattr(self, "book"):
            return
        for entry in self.book.read(self.read, 10_000):
            self.on_record += isinstance(entry.event, AttemptRefused)
            self.read = entry.position + 1
        assert self.on_record == self.attempts


def test_what_is_allowed_succeeds_and_what_is_not_is_refused(database: Database) -> None:
    Workflow.database = database
    run_state_machine_as_test(
        Workflow, settings=settings(max_examples=30, stateful_step_count=60, deadline=None)
    )
