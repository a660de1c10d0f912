"""A statement adds up, and says when pay is late or below the minimum wage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.events import MinimumWage, PayBasis, PayRate
from domain.pay import PayAccount, PayScheme
from domain.pay_statement import PayAlarm, PayStatement, Pieces, areas_of, statements
from domain.post import Appointment, Tenure
from domain.status import Level, Role
from tests.domain.office_events import DOCUMENT, appointment, by

LATE = date(2021, 1, 1)
PERIOD = "2020-11"


def scheme(
    rates: Mapping[PayBasis, int],
    *,
    month_fen: int = 0,
    hour_fen: int = 0,
    due_day: int = 15,
    accepted_at: Level = Level.SUPERVISOR,
    area: str = "500112",
) -> PayScheme:
    made = PayScheme(uuid4())
    made.set(
        by(),
        role=Role.ENUMERATOR,
        area=area,
        since="2020-10",
        rates=tuple(PayRate(basis=basis, fen=fen) for basis, fen in rates.items()),
        accepted_at=accepted_at,
        minimum=MinimumWage(month_fen=month_fen, hour_fen=hour_fen, authority=DOCUMENT),
        due_day=due_day,
    )
    return made


def worked(worker: Appointment, *minutes: int, countersigned: bool = True) -> PayAccount:
    account = PayAccount(uuid4())
    for day, length in enumerate(minutes, 1):
        on = f"{PERIOD}-{day:02}"
        account.record_workday(by(worker.account), worker, date=on, minutes=length)
        if countersigned:
            account.countersign_workday(by("s-1"), on, length)
    return account


def paid(account: PayAccount, worker: Appointment, amount: int, on: str = "2020-12-10") -> None:
    account.pay(by(), worker, period=PERIOD, paid_on=on, amount_fen=amount, budget_line="PAY-1")


def statement(
    worker: Appointment,
    account: PayAccount | None,
    made: PayScheme | None,
    done: Pieces | None = None,
    on: date = LATE,
) -> PayStatement:
    accounts: dict[UUID, PayAccount] = {} if account is None else {worker.appointment_id: account}
    pieces = {(worker.appointment_id, PERIOD, Level.SUPERVISOR): done} if done else {}
    schemes = [] if made is None else [made]
    (found,) = statements([worker], accounts, schemes, pieces, on)
    return found


def test_days_and_pieces_are_worth_their_rates() -> None:
    worker = appointment()
    rates = {PayBasis.DAY: 100, PayBasis.HOUSEHOLD: 7, PayBasis.PERSON: 2, PayBasis.MONTH: 1000}
    account = worked(worker, 480, 240)
    found = statement(worker, account, scheme(rates), Pieces(households=10, persons=26))
    assert found.due_fen == 2 * 100 + 10 * 7 + 26 * 2 + 1000
    assert (found.days, found.minutes) == (2, 720)


def test_day_that_nobody_countersigned_is_worth_nothing() -> None:
    worker = appointment()
    account = worked(worker, 480, countersigned=False)
    found = statement(worker, account, scheme({PayBasis.DAY: 100, PayBasis.MONTH: 1000}))
    assert (found.due_fen, found.days) == (0, 0)


def test_pieces_count_at_the_level_that_the_terms_name() -> None:
    worker = appointment()
    made = scheme({PayBasis.HOUSEHOLD: 7}, accepted_at=Level.COUNTY)
    pieces = {
        (worker.appointment_id, PERIOD, Level.SUPERVISOR): Pieces(households=9),
        (worker.appointment_id, PERIOD, Level.COUNTY): Pieces(households=4),
    }
    (found,) = statements([worker], {}, [made], pieces, LATE)
    assert found.due_fen == 28


def test_pay_is_in_arrears_only_after_the_due_day_of_the_next_month() -> None:
    worker = appointment()
    made = scheme({PayBasis.DAY: 100}, due_day=15)
    account = worked(worker, 480)
    paid(account, worker, 40)
    on_the_day = statement(worker, account, made, on=date(2020, 12, 15))
    assert (on_the_day.arrears_fen, on_the_day.not_yet_due_fen) == (0, 60)
    assert on_the_day.alarms == ()
    after = statement(worker, account, made, on=date(2020, 12, 16))
    assert (after.arrears_fen, after.not_yet_due_fen) == (60, 0)
    assert after.alarms == (PayAlarm.ARREARS,)
    assert after.due_on == "2020-12-15"


def test_due_day_that_a_month_lacks_is_its_last_day() -> None:
    worker = appointment()
    made = scheme({PayBasis.DAY: 100}, due_day=31)
    account = PayAccount(uuid4())
    account.record_workday(by("e-1"), worker, date="2021-01-05", minutes=480)
    (found,) = statements([worker], {worker.appointment_id: account}, [made], {}, LATE)
    assert found.due_on == "2021-02-28"


def test_pay_below_the_minimum_by_the_hour_is_an_alarm() -> None:
    worker = appointment()
    account = worked(worker, 480)
    paid(account, worker, 14_399)
    enough = statement(worker, account, scheme({PayBasis.DAY: 14_400}, hour_fen=1_800))
    assert PayAlarm.BELOW_MINIMUM not in enough.alarms
    short = statement(worker, account, scheme({PayBasis.DAY: 14_399}, hour_fen=1_800))
    assert short.alarms == (PayAlarm.BELOW_MINIMUM,)


def test_pay_by_the_month_is_held_against_the_months_minimum() -> None:
    worker = appointment()
    account = worked(worker, 480)
    terms = scheme({PayBasis.MONTH: 179_999}, month_fen=180_000, hour_fen=1)
    assert PayAlarm.BELOW_MINIMUM in statement(worker, account, terms).alarms
    terms = scheme({PayBasis.MONTH: 180_000}, month_fen=180_000, hour_fen=1_000_000)
    assert PayAlarm.BELOW_MINIMUM not in statement(worker, account, terms).alarms


def test_work_that_no_scheme_covers_is_an_alarm() -> None:
    worker = appointment()
    found = statement(worker, worked(worker, 480), None)
    assert found.alarms == (PayAlarm.NO_SCHEME,)
    assert (found.due_fen, found.due_on) == (0, None)


def test_payment_of_a_later_day_is_not_paid_yet() -> None:
    worker = appointment()
    account = worked(worker, 480)
    paid(account, worker, 100, on="2020-12-20")
    made = scheme({PayBasis.DAY: 100})
    assert statement(worker, account, made, on=date(2020, 12, 19)).paid_fen == 0
    assert statement(worker, account, made, on=date(2020, 12, 20)).paid_fen == 100


def moved() -> Appointment:
    """Somebody who left the street for another one in the middle of December."""
    tenures = (
        Tenure(area="500112011001001", since="2020-11-01", until="2020-12-14"),
        Tenure(area="500112012001001", since="2020-12-15"),
    )
    now = appointment(area="500112012001001")
    return replace(now, begun_on="2020-11-01", tenures=tenures)


def test_month_is_paid_by_the_area_of_the_month_and_not_of_now() -> None:
    worker = moved()
    account = worked(worker, 480)
    street, other = scheme({PayBasis.DAY: 100}, area="500112011"), scheme({}, area="500112012")
    (found,) = statements([worker], {worker.appointment_id: account}, [other, street], {}, LATE)
    assert (found.due_fen, found.arrears_fen, found.area) == (100, 100, "500112011001001")


def test_arrears_stay_when_the_area_is_released() -> None:
    worker = appointment()
    held = (Tenure(area=worker.area, since="2020-11-01", until="2020-11-30"),)
    released = replace(worker, area="", areas=(), begun_on="2020-11-01", tenures=held)
    account = worked(worker, 480)
    found = statement(released, account, scheme({PayBasis.DAY: 100}, area="500112011"))
    assert (found.due_fen, found.alarms) == (100, (PayAlarm.ARREARS,))
    december = areas_of(released, "2020-12")
    assert december == (worker.area,)


def test_payment_beyond_what_is_due_is_an_alarm() -> None:
    worker = appointment()
    account = worked(worker, 480)
    paid(account, worker, 101)
    found = statement(worker, account, scheme({PayBasis.DAY: 100}))
    assert (found.overpaid_fen, found.alarms) == (1, (PayAlarm.OVERPAID,))


def test_same_amount_by_the_same_document_twice_is_an_alarm() -> None:
    worker = appointment()
    account = worked(worker, 480)
    paid(account, worker, 40)
    made = scheme({PayBasis.DAY: 100})
    assert PayAlarm.PAID_TWICE not in statement(worker, account, made).alarms
    paid(account, worker, 40)
    assert PayAlarm.PAID_TWICE in statement(worker, account, made).alarms


def test_payment_for_a_month_outside_the_appointment_is_an_alarm() -> None:
    worker = replace(appointment(), begun_on="2020-12-01")
    account = PayAccount(uuid4())
    paid(account, worker, 40)
    made = scheme({PayBasis.HOUSEHOLD: 40})
    alarms = statement(worker, account, made).alarms
    assert alarms == (PayAlarm.OVERPAID, PayAlarm.OUTSIDE_APPOINTMENT)
    left = replace(worker, begun_on="2020-10-01", ended_on="2020-10-31")
    assert PayAlarm.OUTSIDE_APPOINTMENT in statement(left, account, made).alarms
    accepted_later = statement(left, account, made, Pieces(households=1))
    assert accepted_later.alarms == ()


@given(
    rates=st.dictionaries(st.sampled_from(PayBasis), st.integers(1, 50_000), min_size=1),
    minutes=st.lists(st.integers(1, 1440), max_size=28),
    payments=st.lists(st.integers(1, 2_000_000), max_size=5),
    done=st.builds(Pieces, households=st.integers(0, 400), persons=st.integers(0, 1_500)),
    on=st.dates(date(2020, 11, 1), date(2021, 3, 1)),
)
def test_due_is_paid_in_arrears_or_not_yet_due(
    rates: dict[PayBasis, int],
    minutes: list[int],
    payments: list[int],
    done: Pieces,
    on: date,
) -> None:
    worker = appointment()
    account = worked(worker, *minutes)
    for amount in payments:
        paid(account, worker, amount)
    found = statement(worker, account, scheme(rates), done, on)
    rest = found.paid_fen + found.arrears_fen + found.not_yet_due_fen
    assert found.due_fen + found.overpaid_fen == rest
    assert min(found.arrears_fen, found.not_yet_due_fen, found.overpaid_fen) == 0
    assert found.paid_fen in {0, sum(payments)}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 90)), min_size=1, max_size=8))
def test_pieces_of_all_accounts_are_the_accepted_ones(counts: list[tuple[int, int]]) -> None:
    workers = [appointment(f"e-{n}") for n in range(len(counts))]
    pieces = {
        (worker.appointment_id, PERIOD, Level.SUPERVISOR): Pieces(*count)
        for worker, count in zip(workers, counts, strict=True)
    }
    found = statements(workers, {}, [scheme({PayBasis.HOUSEHOLD: 3})], pieces, LATE)
    assert sum(s.pieces.households for s in found) == sum(h for h, _ in counts)
    assert sum(s.due_fen for s in found) == 3 * sum(h for h, _ in counts)
