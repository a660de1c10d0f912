"""Rules H33-H37 of the long form: the dwelling and what it has."""

from domain.rules.household_view import HouseholdView
from domain.rules.rule import (
    FORM,
    LONG,
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

_SINGLE_STOREY, _HIGH_RISE, _VERY_HIGH = 1, 3, 4
_BAMBOO_OR_EARTH = 4
_YES, _NO = 1, 2
_SINCE_2000, _SINCE_2015 = 7, 9
_FLUSH_TOILETS = frozenset({1, 2})
_RENTED, _FORMER_PUBLIC = frozenset({1, 2}), 5
_CONVENTIONAL = 1
_HOUSING = tuple(f"H{number}" for number in range(8, 20))


def _h33(h: HouseholdView) -> Verdict:
    source = h.code("H17")
    if source is None:
        return None
    given = h.answers.get("H18") is not None
    return _ERROR if given != (source in _RENTED) else None


def _h34(h: HouseholdView) -> Verdict:
    storeys = h.code("H8")
    no_lift = storeys == _VERY_HIGH and h.code("H11") == _NO
    weak = storeys in {_HIGH_RISE, _VERY_HIGH} and h.code("H9") == _BAMBOO_OR_EARTH
    return _odd(_ERROR, (no_lift, ("H8", "H11")), (weak, ("H8", "H9")))


def _h35(h: HouseholdView) -> Verdict:
    storeys, lift, period = h.code("H8"), h.code("H11"), h.code("H10")
    low = storeys == _SINGLE_STOREY and lift == _YES
    new = period is not None and period >= _SINCE_2000
    high = storeys == _HIGH_RISE and lift == _NO and new
    return _odd(_WARNING, (low, ("H8", "H11")), (high, ("H8", "H10", "H11")))


def _h36(h: HouseholdView) -> Verdict:
    dry = h.code("H13") == _NO and h.code("H15") in _FLUSH_TOILETS
    late = h.code("H10") == _SINCE_2015 and h.code("H17") == _FORMER_PUBLIC
    return _odd(_WARNING, (dry, ("H13", "H15")), (late, ("H10", "H17")))


def _h37(h: HouseholdView) -> Verdict:
    if h.h5 in {None, _CONVENTIONAL}:
        return None
    given = h.answers.get
    wrong = tuple(item for item in _HOUSING if given(item) is not None)
    return (Fault(_ERROR, None, wrong),) if wrong else None


def _odd(severity: Severity, *pairs: tuple[bool, tuple[str, ...]]) -> tuple[Fault, ...]:
    """A fault for each pair of answers that do not go together."""
    return tuple(Fault(severity, None, items) for wrong, items in pairs if wrong)


HOUSING_RULES = (
    HouseholdRule(
        id="H33",
        severities=E,
        items=("H17", "H18"),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="月租房费用只由租赁住房的户填报",
        en="The rent is asked of households that rent, and of those only",
        check=_h33,
    ),
    HouseholdRule(
        id="H34",
        severities=E,
        items=("H8", "H9", "H11"),
        forms=LONG,
        basis=PRACTICE,
        zh="超高层建筑无电梯，或高层建筑以竹草土坯承重",
        en="A very high building without a lift, or a high one of bamboo, thatch or earth",
        check=_h34,
    ),
    HouseholdRule(
        id="H35",
        severities=W,
        items=("H8", "H10", "H11"),
        forms=LONG,
        basis=PRACTICE,
        zh="平房有电梯，或 2000 年以后建成的高层建筑无电梯",
        en="A lift in a single-storey building, or none in a high one built since 2000",
        check=_h35,
    ),
    HouseholdRule(
        id="H36",
        severities=W,
        items=("H10", "H13", "H15", "H17"),
        forms=LONG,
        basis=PRACTICE,
        zh="无管道自来水而有水冲式厕所，或 2015 年以后建成的原公有住房",
        en="A flush toilet without piped water, or former public housing built since 2015",
        check=_h36,
    ),
    HouseholdRule(
        id="H37",
        severities=E,
        items=("H5", *_HOUSING),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="不住普通住宅的户不应填住房状况",
        en="Housing is asked of conventional dwellings only",
        check=_h37,
    ),
)
