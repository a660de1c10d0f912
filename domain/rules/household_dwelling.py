"""Rules H28-H32, H38, H39 and H42: dwelling, size, and place on the list."""

from domain.forms.household import household_number
from domain.rules.household_view import ALL_DEAD, HouseholdView
from domain.rules.rule import (
    FORM,
    GUIDE,
    PRACTICE,
    E,
    Fault,
    HouseholdRule,
    Severity,
    Stage,
    Verdict,
    W,
)

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

_FAMILY, _COLLECTIVE = 1, 2
_CONVENTIONAL, _COLLECTIVE_QUARTERS = 1, 2


def _h28(h: HouseholdView) -> Verdict:
    if h.h5 is None or not h.living:
        return None
    given = h.answers.get
    if h.h5 == _CONVENTIONAL:
        wrong = tuple(item for item in ("H6", "H7") if given(item) in {None, 0})
    else:
        wrong = tuple(item for item in ("H6", "H7") if given(item) is not None)
    return (Fault(_ERROR, None, ("H5", *wrong)),) if wrong else None


def _h29(h: HouseholdView) -> Verdict:
    space, living = h.h6, len(h.living)
    if space is None or living == 0:
        return None
    least, most = h.census.household.floor_space
    if not least <= space <= most:
        return _WARNING
    if not h.places_known:
        return None
    least, most = h.census.household.floor_space_per_person
    return None if least * living <= space <= most * living else _WARNING


def _h30(h: HouseholdView) -> Verdict:
    rooms, space = h.h7, h.h6
    if rooms is None:
        return None
    if rooms > h.census.household.rooms_most:
        return _WARNING
    if space is None or rooms == 0:
        return None
    least, most = h.census.household.floor_space_per_room
    return None if least * rooms <= space <= most * rooms else _WARNING


def _h31(h: HouseholdView) -> Verdict:
    odd = (h.h1 == _COLLECTIVE and h.h5 == _CONVENTIONAL) or (
        h.h1 == _FAMILY and h.h5 == _COLLECTIVE_QUARTERS
    )
    return _WARNING if odd else None


def _h32(h: HouseholdView) -> Verdict:
    if h.h1 is None:
        return None
    limits = h.census.household
    most = limits.family_size_most if h.h1 == _FAMILY else limits.collective_size_most
    return _WARNING if len(h.persons) > most else None


def _h38(h: HouseholdView) -> Verdict:
    number = h.number
    if number is None or len(number) > 3 or number == "000":
        return _ERROR
    # Every household whose members have all died has the number 999; it is on no list.
    if number == ALL_DEAD or h.context is None:
        return None
    taken, listed = h.context.registered_households, h.context.listed_households
    if taken is not None and _holds(taken, number):
        return _ERROR
    return _ERROR if listed is not None and not _holds(listed, number) else None


def _holds(numbers: frozenset[str], number: str) -> bool:
    """Whether a household number is among others, however many zeros those are written with."""
    return number in numbers or any(household_number(other) == number for other in numbers)


def _h39(h: HouseholdView) -> Verdict:
    if h.context is None or h.context.listed_units is None:
        return None
    return _ERROR if h.form.address.unit_code not in h.context.listed_units else None


def _h42(h: HouseholdView) -> Verdict:
    return [Fault(_ERROR, p.index) for p in h.persons if p.answers.get("R8") is not None]


DWELLING_RULES = (
    HouseholdRule(
        id="H28",
        severities=E,
        items=("H5", "H6", "H7"),
        basis=FORM,
        stage=Stage.RANGE,
        zh="普通住宅应填建筑面积和间数，其他住所类型不应填",
        en="Floor space and rooms are asked of conventional dwellings, and of those only",
        check=_h28,
    ),
    HouseholdRule(
        id="H29",
        severities=W,
        items=("H6", "D7"),
        basis=PRACTICE,
        zh="住房建筑面积或人均面积过小或过大",
        en="Floor space, altogether or per person, is very small or large",
        check=_h29,
    ),
    HouseholdRule(
        id="H30",
        severities=W,
        items=("H6", "H7"),
        basis=PRACTICE,
        zh="住房间数过多，或每间面积过小或过大",
        en="There are very many rooms, or rooms are very small or large",
        check=_h30,
    ),
    HouseholdRule(
        id="H31",
        severities=W,
        items=("H1", "H5"),
        basis=PRACTICE,
        zh="户别与住所类型不相配",
        en="Type of household and type of dwelling do not go together",
        check=_h31,
    ),
    HouseholdRule(
        id="H32",
        severities=W,
        items=("H1",),
        basis=PRACTICE,
        zh="户内人数过多",
        en="Very many persons in one household",
        check=_h32,
    ),
    HouseholdRule(
        id="H38",
        severities=E,
        items=("hh",),
        basis=GUIDE,
        stage=Stage.RANGE,
        zh="户编号不是 001-999，或在本小区已被占用，或不在户主姓名底册上",
        en="The household number is not 001-999, or is taken in the block, or is not on the list",
        check=_h38,
    ),
    HouseholdRule(
        id="H39",
        severities=E,
        items=("building", "unit"),
        basis=GUIDE,
        stage=Stage.RANGE,
        zh="建筑物或住房单元不在本小区名录上",
        en="Building or dwelling unit is not on the block's list",
        check=_h39,
    ),
    HouseholdRule(
        id="H42",
        severities=E,
        items=("R8",),
        basis=GUIDE,
        stage=Stage.RANGE,
        zh="港澳台居民和外籍人员应填专门的普查表",
        en="Hong Kong, Macao and Taiwan residents and foreigners have a form of their own",
        check=_h42,
    ),
)
