"""Pay and budget in a book: countersigned from above, paired in one command, never overspent."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from domain.commands import (
    ChangeBudgetLine,
    CountersignWorkday,
    RecordWorkday,
    SpendBudget,
)
from domain.events import AttemptRefused, BudgetSpent, PaymentMade
from domain.reasons import BudgetReason
from domain.refusal import (
    BudgetExceeded,
    CodeTaken,
    FutureDate,
    NotPermitted,
    NotSuperior,
    OutsideArea,
    OwnWork,
    UnknownAppointment,
    UnknownBudgetLine,
)
from ledger.application import BookApplication
from ledger.receipt import Receipt
from tests.ledger.books import act, envelope
from tests.ledger.office_acts import (
    DAY,
    DOCUMENT,
    appointment_of,
    budget_line,
    pay_scheme,
    wages,
)


def test_enumerators_day_is_countersigned_by_the_supervisor_and_not_by_oneself(
    book: BookApplication,
) -> None:
    own = appointment_of(book, "enumerator")
    act(book, "enumerator", RecordWorkday(date=DAY, minutes=480))
    with pytest.raises(NotPermitted):
        act(book, "enumerator", CountersignWorkday(appointment_id=own, date=DAY))
    act(book, "supervisor", CountersignWorkday(appointment_id=own, date=DAY))
    day = book.office().accounts[own].workdays[DAY]
    assert (day.minutes, day.recorded_by, day.countersigned_by) == (
        480,
        "enumerator",
        "supervisor",
    )


def test_supervisor_who_recorded_a_day_does_not_countersign_it(book: BookApplication) -> None:
    own = appointment_of(book, "enumerator")
    act(book, "supervisor", RecordWorkday(appointment_id=own, date=DAY, minutes=300))
    with pytest.raises(OwnWork):
        act(book, "supervisor", CountersignWorkday(appointment_id=own, date=DAY))
    act(book, "community", CountersignWorkday(appointment_id=own, date=DAY))


def test_nobody_records_or_vouches_for_who_is_not_below(book: BookApplication) -> None:
    supervisor = appointment_of(book, "supervisor")
    neighbour = appointment_of(book, "neighbour")
    with pytest.raises(OutsideArea):
        act(book, "enumerator", RecordWorkday(appointment_id=neighbour, date=DAY, minutes=60))
    act(book, "supervisor", RecordWorkday(date=DAY, minutes=480))
    with pytest.raises(OwnWork):
        act(book, "supervisor", CountersignWorkday(appointment_id=supervisor, date=DAY))
    county = appointment_of(book, "county-1")
    act(book, "county-1", RecordWorkday(date=DAY, minutes=480))
    with pytest.raises(OutsideArea):
        act(book, "township", CountersignWorkday(appointment_id=county, date=DAY))
    auditor = appointment_of(book, "auditor")
    act(book, "auditor", RecordWorkday(date=DAY, minutes=480))
    with pytest.raises(NotPermitted):
        act(book, "operator", CountersignWorkday(appointment_id=auditor, date=DAY))
    act(book, "county-2", CountersignWorkday(appointment_id=county, date=DAY))


def test_community_does_not_vouch_for_its_equal(book: BookApplication) -> None:
    act(book, "community", RecordWorkday(date=DAY, minutes=480))
    own = appointment_of(book, "community")
    with pytest.raises(NotSuperior):
        act(book, "supervisor", CountersignWorkday(appointment_id=own, date=DAY))


def test_day_to_come_is_refused(book: BookApplication) -> None:
    with pytest.raises(FutureDate):
        act(book, "enumerator", RecordWorkday(date="2099-01-01", minutes=480))


def test_payment_and_spending_are_entries_of_one_command(book: BookApplication) -> None:
    own = appointment_of(book, "enumerator")
    act(book, "county-1", budget_line(amount=20_000))
    receipt = act(book, "county-1", wages(own, 15_000))
    paid, spent = (e.event for e in book.read(receipt.first_position, receipt.entries))
    assert isinstance(paid, PaymentMade)
    assert isinstance(spent, BudgetSpent)
    assert paid.by.command_id == spent.by.command_id == receipt.command_id
    assert (spent.appointment_id, spent.period) == (own, "2020-11")
    with pytest.raises(BudgetExceeded):
        act(book, "county-1", wages(own, 5_001))
    assert book.office().accounts[own].payments[0].amount_fen == 15_000


def test_overspending_is_refused_until_an_increase_is_on_record(book: BookApplication) -> None:
    act(book, "county-1", budget_line(amount=1_000))
    spending = SpendBudget(code="PAY-1", amount_fen=1_001, authority=DOCUMENT)
    with pytest.raises(BudgetExceeded):
        act(book, "county-1", spending)
    change = ChangeBudgetLine(
        code="PAY-1", amount_fen=1_001, reason=BudgetReason.INCREASED, authority=DOCUMENT
    )
    act(book, "county-2", change)
    act(book, "county-1", spending)
    assert book.office().line("PAY-1").left_fen == 0


def test_many_who_spend_at_once_never_overspend(book: BookApplication) -> None:
    act(book, "county-1", budget_line(amount=1_000))
    gate = threading.Barrier(8)

    def spend(_: int) -> bool:
        gate.wait()
        command = SpendBudget(code="PAY-1", amount_fen=300, authority=DOCUMENT)
        (answer,) = book.execute([envelope("county-1", command)])
        return isinstance(answer, Receipt)

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(spend, range(8))) == 3
    assert book.office().line("PAY-1").left_fen == 100


def test_commands_of_a_batch_see_each_other(book: BookApplication) -> None:
    spend = SpendBudget(code="PAY-1", amount_fen=400, authority=DOCUMENT)
    commands = [budget_line(amount=1_000), spend, spend, spend]
    answers = book.execute([envelope("county-1", command) for command in commands])
    assert [isinstance(a, Receipt) for a in answers] == [True, True, True, False]
    assert isinstance(answers[3], BudgetExceeded)


def test_only_the_county_keeps_the_budget_and_the_attempt_is_on_record(
    book: BookApplication,
) -> None:
    with pytest.raises(NotPermitted):
        act(book, "township", budget_line())
    last = book.read(book.head().size - 1, 1)[0].event
    assert isinstance(last, AttemptRefused)
    assert (last.command, last.by.account) == ("open-budget-line", "township")


def test_what_is_not_there_is_refused(book: BookApplication) -> None:
    act(book, "county-1", budget_line())
    with pytest.raises(CodeTaken):
        act(book, "county-1", budget_line())
    with pytest.raises(UnknownBudgetLine):
        act(book, "county-1", wages(appointment_of(book, "enumerator"), 1, line="NO-1"))
    with pytest.raises(UnknownAppointment):
        act(book, "county-1", wages(uuid4(), 1))


def test_office_of_a_past_position_is_replayed(book: BookApplication) -> None:
    act(book, "county-1", pay_scheme())
    act(book, "county-1", budget_line(amount=1_000))
    before = book.head().size - 1
    act(book, "county-1", SpendBudget(code="PAY-1", amount_fen=400, authority=DOCUMENT))
    assert book.replay.office(before).line("PAY-1").left_fen == 1_000
    assert book.replay.office(before + 1).line("PAY-1").left_fen == 600
    assert book.replay.office(0).lines == {}
