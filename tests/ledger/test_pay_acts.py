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
    ReleaseArea,
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
    OutsideAppointment,
    OutsideArea,
    OwnWork,
    UnknownAppointment,
    UnknownBudgetLine,
    WorkdayDiffers,
    WrongBudgetPurpose,
)
from ledger.application import BookApplication
from ledger.receipt import Receipt
from tests.ledger.books import act, envelope
from tests.ledger.office_acts import (
    DAY,
    DOCUMENT,
    FIRST_DAY,
    appointment_of,
    budget_line,
    pay_scheme,
    printing_line,
    wages,
)


def test_enumerators_day_is_countersigned_by_the_supervisor_and_not_by_oneself(
    book: BookApplication,
) -> None:
    own = appointment_of(book, "enumerator")
    act(book, "enumerator", RecordWorkday(date=DAY, minutes=480))
    with pytest.raises(NotPermitted):
        act(book, "enumerator", CountersignWorkday(appointment_id=own, date=DAY, minutes=480))
    act(book, "supervisor", CountersignWorkday(appointment_id=own, date=DAY, minutes=480))
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
        act(book, "supervisor", CountersignWorkday(appointment_id=own, date=DAY, minutes=300))
    act(book, "community", CountersignWorkday(appointment_id=own, date=DAY, minutes=300))


def test_nobody_records_or_vouches_for_who_is_not_below(book: BookApplication) -> None:
    supervisor = appointment_of(book, "supervisor")
    neighbour = appointment_of(book, "neighbour")
    with pytest.raises(OutsideArea):
        act(book, "enumerator", RecordWorkday(appointment_id=neighbour, date=DAY, minutes=60))
    act(book, "supervisor", RecordWorkday(date=DAY, minutes=480))
    signed = CountersignWorkday(appointment_id=supervisor, date=DAY, minutes=480)
    with pytest.raises(OwnWork):
        act(book, "supervisor", signed)
    county = appointment_of(book, "county-1")
    act(book, "county-1", RecordWorkday(date=DAY, minutes=480))
    with pytest.raises(OutsideArea):
        act(book, "township", CountersignWorkday(appointment_id=county, date=DAY, minutes=480))
    auditor = appointment_of(book, "auditor")
    act(book, "auditor", RecordWorkday(date=DAY, minutes=480))
    with pytest.raises(NotPermitted):
        act(book, "operator", CountersignWorkday(appointment_id=auditor, date=DAY, minutes=480))
    act(book, "county-2", CountersignWorkday(appointment_id=county, date=DAY, minutes=480))


def test_community_does_not_vouch_for_its_equal(book: BookApplication) -> None:
    act(book, "community", RecordWorkday(date=DAY, minutes=480))
    own = appointment_of(book, "community")
    with pytest.raises(NotSuperior):
        act(book, "supervisor", CountersignWorkday(appointment_id=own, date=DAY, minutes=480))


def test_who_has_no_area_any_more_is_vouched_for_by_the_county(book: BookApplication) -> None:
    enumerator = book.roster().appointment_of("enumerator")
    released = ReleaseArea(post_id=enumerator.post_id, area=enumerator.area)
    act(book, "county-1", released)
    own = enumerator.appointment_id
    for account in ("supervisor", "township"):
        with pytest.raises(OutsideArea):
            act(book, account, RecordWorkday(appointment_id=own, date=DAY, minutes=480))
    act(book, "county-1", RecordWorkday(appointment_id=own, date=DAY, minutes=480))
    act(book, "county-2", CountersignWorkday(appointment_id=own, date=DAY, minutes=480))
    assert book.office().accounts[own].workdays[DAY].countersigned_by == "county-2"


def test_nobody_pays_themselves(book: BookApplication) -> None:
    act(book, "county-1", budget_line(amount=20_000))
    with pytest.raises(OwnWork):
        act(book, "county-1", wages(appointment_of(book, "county-1"), 15_000))
    act(book, "county-2", wages(appointment_of(book, "county-1"), 15_000))


def test_days_of_before_are_countersigned_where_they_were_worked(book: BookApplication) -> None:
    worker = book.roster().appointment_of("enumerator")
    act(book, "enumerator", RecordWorkday(date=FIRST_DAY, minutes=480))
    act(book, "county-1", ReleaseArea(post_id=worker.post_id, area=worker.area))
    act(book, "enumerator", RecordWorkday(date=DAY, minutes=60))
    own = worker.appointment_id
    signed = CountersignWorkday(appointment_id=own, date=FIRST_DAY, minutes=480)
    act(book, "supervisor", signed)
    assert book.office().accounts[own].workdays[FIRST_DAY].countersigned_by == "supervisor"


def test_day_that_was_recorded_anew_is_not_signed_unseen(book: BookApplication) -> None:
    own = appointment_of(book, "enumerator")
    act(book, "enumerator", RecordWorkday(date=DAY, minutes=60))
    act(book, "enumerator", RecordWorkday(date=DAY, minutes=1440))
    with pytest.raises(WorkdayDiffers):
        act(book, "supervisor", CountersignWorkday(appointment_id=own, date=DAY, minutes=60))


def test_day_before_the_appointment_is_refused(book: BookApplication) -> None:
    with pytest.raises(OutsideAppointment):
        act(book, "enumerator", RecordWorkday(date="2020-10-31", minutes=480))


def test_money_is_spent_on_what_the_line_is_for(book: BookApplication) -> None:
    act(book, "county-1", budget_line())
    act(book, "county-1", printing_line())
    with pytest.raises(WrongBudgetPurpose):
        act(book, "county-1", SpendBudget(code="PAY-1", amount_fen=1, authority=DOCUMENT))
    with pytest.raises(WrongBudgetPurpose):
        act(book, "county-1", wages(appointment_of(book, "enumerator"), 1, line="PRINT-1"))


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
    act(book, "county-1", printing_line())
    spending = SpendBudget(code="PRINT-1", amount_fen=1_001, authority=DOCUMENT)
    with pytest.raises(BudgetExceeded):
        act(book, "county-1", spending)
    change = ChangeBudgetLine(
        code="PRINT-1", amount_fen=1_001, reason=BudgetReason.INCREASED, authority=DOCUMENT
    )
    act(book, "county-2", change)
    act(book, "county-1", spending)
    assert book.office().line("PRINT-1").left_fen == 0


def test_many_who_spend_at_once_never_overspend(book: BookApplication) -> None:
    act(book, "county-1", printing_line())
    gate = threading.Barrier(8)

    def spend(_: int) -> bool:
        gate.wait()
        command = SpendBudget(code="PRINT-1", amount_fen=300, authority=DOCUMENT)
        (answer,) = book.execute([envelope("county-1", command)])
        return isinstance(answer, Receipt)

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(spend, range(8))) == 3
    assert book.office().line("PRINT-1").left_fen == 100


def test_commands_of_a_batch_see_each_other(book: BookApplication) -> None:
    spend = SpendBudget(code="PRINT-1", amount_fen=400, authority=DOCUMENT)
    commands = [printing_line(), spend, spend, spend]
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
    act(book, "county-1", printing_line())
    before = book.head().size - 1
    act(book, "county-1", SpendBudget(code="PRINT-1", amount_fen=400, authority=DOCUMENT))
    assert book.replay.office(before).line("PRINT-1").left_fen == 1_000
    assert book.replay.office(before + 1).line("PRINT-1").left_fen == 600
    assert book.replay.office(0).lines == {}
