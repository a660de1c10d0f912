"""Units take part with coded duties, at the levels that there are units of their kind."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from domain.area import UNIT_DIGITS, fit_unit
from domain.duties import Duty, UnitKind
from domain.refusal import AlreadyEstablished, NothingChanged, UnfitArea, UnfitUnit, UnknownUnit
from domain.unit import Unit
from tests.domain.staff import BLOCK, COUNTY, DISTRICT, by, roster_of

TOWNSHIP = DISTRICT[:9]


def established(code: str = "police") -> Unit:
    unit = Unit(uuid4())
    establish(unit, code)
    return unit


def establish(unit: Unit, code: str) -> None:
    unit.establish(
        by(),
        code=code,
        kind=UnitKind.MEMBER_UNIT,
        area=COUNTY,
        name_zh="公安局",
        name_en="police",
        duties=(Duty.HUKOU_RECORDS,),
    )


def test_unit_is_established_once_and_its_duties_replaced() -> None:
    unit = established()
    with pytest.raises(AlreadyEstablished):
        establish(unit, "police")
    with pytest.raises(NothingChanged):
        unit.change_duties(by(), (Duty.HUKOU_RECORDS,))
    unit.change_duties(by(), (Duty.SECURITY, Duty.PUBLICITY))
    assert unit.duties == (Duty.SECURITY, Duty.PUBLICITY)


def test_dissolved_unit_is_unknown_and_its_code_stays_taken() -> None:
    unit = established()
    unit.dissolve(by())
    with pytest.raises(UnknownUnit):
        unit.dissolve(by())
    with pytest.raises(UnknownUnit):
        unit.change_duties(by(), ())
    with pytest.raises(AlreadyEstablished):
        establish(unit, "police")
    roster = roster_of([unit])
    assert roster.units["police"].dissolved
    with pytest.raises(UnknownUnit):
        roster.unit("police")


def test_roster_that_grew_leaves_the_unit_before_it_as_it_was() -> None:
    unit = established()
    before = roster_of([unit])
    unit.dissolve(by())
    after = before.followed_by(enumerate(unit.collect_events(), before.position + 1))
    assert not before.unit("police").dissolved
    assert after.units["police"].dissolved


@pytest.mark.parametrize("kind", UnitKind)
@pytest.mark.parametrize("area", [COUNTY, TOWNSHIP, DISTRICT, BLOCK])
def test_unit_is_of_a_level_of_its_kind(kind: UnitKind, area: str) -> None:
    if len(area) in UNIT_DIGITS[kind]:
        fit_unit(kind, area)
    else:
        with pytest.raises(UnfitUnit):
            fit_unit(kind, area)


def test_unit_of_an_unknown_division_is_refused() -> None:
    with pytest.raises(UnfitArea):
        fit_unit(UnitKind.COMMUNITY_GROUP, "500112011999")


@pytest.mark.parametrize("code", [*UnitKind, *Duty])
def test_kinds_and_duties_are_worded_in_both_languages(code: UnitKind | Duty) -> None:
    assert re.search("[一-鿿]", code.zh)
    assert re.fullmatch("[A-Za-z ]+", code.en)
