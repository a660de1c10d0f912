"""Days worked are vouched for from above, and the terms of pay are those set most closely."""

from __future__ import annotations

from uuid import uuid4

import pytest

from domain.events import MinimumWage, PayBasis, PayRate
from domain.pay import PayAccount, PayScheme, require_superior, terms_for
from domain.refusal import (
    NotSuperior,
    OwnWork,
    RateTwice,
    WorkdayCountersignedAlready,
    WorkdayNotRecorded,
)
from domain.status import Level, Role
from tests.domain.office_events import DOCUMENT, appointment, by

MINIMUM = MinimumWage(month_fen=180_000, hour_fen=1_800, authority=DOCUMENT)


def scheme(area: str = "500112", since: str = "2020-10", fen: int = 15_000) -> PayScheme:
    made = PayScheme(uuid4())
    made.set(by(), **terms(area, since, fen))
    return made


def terms(area: str = "500112", since: str = "2020-10", fen: int = 15_000) -> dict[str, object]:
    return {
        "role": Role.ENUMERATOR,
        "area": area,
        "since": since,
        "rates": (PayRate(basis=PayBasis.DAY, fen=fen),),
        "accepted_at": Level.SUPERVISOR,
        "minimum": MINIMUM,
        "due_day": 15,
    }


def test_day_counts_once_somebody_else_countersigned_it_and_then_stays() -> None:
    account, worker = PayAccount(uuid4()), appointment()
    account.record_workday(by("e-1"), worker, date="2020-11-03", minutes=480)
    account.record_workday(by("e-1"), worker, date="2020-11-03", minutes=420)
    with pytest.raises(OwnWork):
        account.countersign_workday(by("e-1"), "2020-11-03", 420)
    with pytest.raises(WorkdayNotRecorded):
        account.countersign_workday(by("s-1"), "2020-11-04", 420)
    account.countersign_workday(by("s-1"), "2020-11-03", 420)
    assert account.workdays["2020-11-03"].minutes == 420
    assert account.workdays["2020-11-03"].countersigned_by == "s-1"
    with pytest.raises(WorkdayCountersignedAlready):
        account.record_workday(by("e-1"), worker, date="2020-11-03", minutes=60)
    with pytest.raises(WorkdayCountersignedAlready):
        account.countersign_workday(by("s-2"), "2020-11-03", 420)


@pytest.mark.parametrize(
    ("signer", "worker"),
    [
        (Role.SUPERVISOR, Role.ENUMERATOR),
        (Role.COMMUNITY_OFFICE, Role.SUPERVISOR),
        (Role.TOWNSHIP_OFFICE, Role.ENUMERATOR),
        (Role.COUNTY_OFFICE, Role.TOWNSHIP_OFFICE),
        (Role.COUNTY_OFFICE, Role.CODER),
        (Role.COUNTY_OFFICE, Role.COUNTY_OFFICE),
    ],
)
def test_higher_post_of_the_area_vouches(signer: Role, worker: Role) -> None:
    area = "500112011001"
    require_superior(appointment("a", signer, area), appointment("b", worker, area), area)


@pytest.mark.parametrize(
    ("signer", "worker"),
    [
        (Role.ENUMERATOR, Role.ENUMERATOR),
        (Role.SUPERVISOR, Role.SUPERVISOR),
        (Role.SUPERVISOR, Role.COMMUNITY_OFFICE),
        (Role.TOWNSHIP_OFFICE, Role.CODER),
        (Role.INSPECTOR, Role.ENUMERATOR),
    ],
)
def test_post_that_is_no_higher_does_not_vouch(signer: Role, worker: Role) -> None:
    area = "500112011001"
    with pytest.raises(NotSuperior):
        require_superior(appointment("a", signer, area), appointment("b", worker, area), area)


def test_nobody_vouches_for_own_work_or_for_another_area() -> None:
    signer = appointment("s-1", Role.SUPERVISOR, "500112011001")
    with pytest.raises(OwnWork):
        require_superior(signer, signer, signer.area)
    other = "500112011002001"
    with pytest.raises(NotSuperior):
        require_superior(signer, appointment("e-9", area=other), other)


def test_terms_are_those_of_the_month_and_the_closest_area() -> None:
    county, street = scheme(fen=100), scheme("500112011", fen=120)
    county.set(by(), **terms(since="2020-12", fen=110))
    schemes = [county, street]
    block, elsewhere = "500112011001001", "500112012001001"

    def paid(area: str, period: str) -> int | None:
        found = terms_for(schemes, Role.ENUMERATOR, [area], period)
        return None if found is None else found.rates[0].fen

    assert paid(elsewhere, "2020-09") is None
    assert paid(elsewhere, "2020-11") == 100
    assert paid(elsewhere, "2020-12") == 110
    assert paid(block, "2020-12") == 120
    assert terms_for(schemes, Role.SUPERVISOR, [block], "2020-12") is None


def test_who_never_had_an_area_is_paid_by_the_widest_terms() -> None:
    schemes = [scheme("500112011", fen=20_000), scheme("500112", fen=15_000)]
    found = terms_for(schemes, Role.ENUMERATOR, [], "2020-11")
    assert found is not None
    assert found.area == "500112"
    assert terms_for(schemes, Role.SUPERVISOR, [], "2020-11") is None


def test_scheme_has_one_rate_for_each_thing() -> None:
    twice = (PayRate(basis=PayBasis.DAY, fen=1), PayRate(basis=PayBasis.DAY, fen=2))
    with pytest.raises(RateTwice):
        PayScheme(uuid4()).set(by(), **{**terms(), "rates": twice})


def test_terms_set_anew_for_the_same_month_take_the_place_of_the_first() -> None:
    county = scheme(fen=100)
    county.set(by(), **terms(fen=130))
    found = county.in_force("2020-11")
    assert found is not None
    assert found.rates[0].fen == 130
