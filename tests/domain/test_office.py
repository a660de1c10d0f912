"""The office is a fold: the same however it is cut, and one that was given stays as it is."""

from __future__ import annotations

from uuid import uuid4

import pytest

from domain.budget import BudgetLine
from domain.bulletin import Bulletin
from domain.events import BudgetPurpose, Event
from domain.office import Office
from domain.pay import PayAccount
from domain.refusal import (
    CodeTaken,
    UnknownBudgetLine,
    UnknownBulletin,
    UnknownInspection,
    UnknownTask,
)
from tests.domain.office_events import appointment, by

WORKER = appointment()


def events() -> list[tuple[int, Event]]:
    line, account, bulletin = BudgetLine(uuid4()), PayAccount(uuid4()), Bulletin(uuid4())
    line.open(by(), code="P-1", purpose=BudgetPurpose.STAFF_PAY, amount_fen=1_000)
    account.record_workday(by("e-1"), WORKER, date="2020-11-03", minutes=480)
    line.spend(by(), 300, appointment_id=WORKER.appointment_id, period="2020-11")
    bulletin.publish(by(), number="1", area="500112", position=7, sha256="c" * 64)
    line.change(by(reason="increased"), 2_000)
    first, spent, changed = line.collect_events()
    (day,) = account.collect_events()
    (published,) = bulletin.collect_events()
    return list(zip((3, 8, 9, 20, 31), (first, day, spent, published, changed), strict=True))


def test_fold_is_the_same_however_the_events_are_cut() -> None:
    told = events()
    whole = Office().fold(told)
    for cut in range(len(told) + 1):
        later = Office().fold(told[:cut]).followed_by(told[cut:])
        assert later.position == whole.position == 31
        assert later.positions == whole.positions
        assert later.line("P-1").left_fen == 1_700
        assert list(later.accounts) == [WORKER.appointment_id]


def test_office_that_was_given_stays_as_it_is() -> None:
    told = events()
    before = Office().fold(told[:1])
    before.followed_by(told[1:])
    assert (before.position, before.line("P-1").left_fen) == (3, 1_000)
    assert before.accounts == {}


def test_every_entry_of_a_line_leads_back_to_its_position() -> None:
    office = Office().fold(events())
    line = office.line("P-1")
    assert office.positions[line.id] == (3, 9, 31)
    assert office.positions[line.id][line.spendings[0].version - 1] == 9


def test_what_is_not_there_is_said_to_be_unknown() -> None:
    office = Office()
    for look, refusal in (
        (office.line, UnknownBudgetLine),
        (office.task, UnknownTask),
        (office.inspection, UnknownInspection),
        (office.bulletin, UnknownBulletin),
    ):
        with pytest.raises(refusal):
            look("X")


def test_number_of_a_bulletin_is_given_once() -> None:
    bulletin = Office().fold(events()).bulletin("1").twin()
    with pytest.raises(CodeTaken):
        bulletin.publish(by(), number="1", area="500112", position=9, sha256="d" * 64)


def test_event_that_begins_nothing_is_refused() -> None:
    _, changed = events()[-1]
    with pytest.raises(TypeError):
        Office().apply(0, changed)
