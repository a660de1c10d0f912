"""Rules P13 and H43: an item that is asked is missing or has no valid answer.

What is asked of whom is told by the form's definition. Most items have a rule of their own for one
of the two faults or for both; here are those that no other error rule speaks of.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from domain.age import month_parts
from domain.census import CensusDefinition
from domain.codes import code_list
from domain.divisions import counties, prefectures
from domain.forms.definition import Answer, Answers, Form, Item, Kind
from domain.forms.editions import BUILT_IN_EDITIONS
from domain.forms.skip import Condition, IfAny, asked
from domain.rules.death_view import DeathView
from domain.rules.household_view import HouseholdView
from domain.rules.person_view import PersonView
from domain.rules.reading import whole
from domain.rules.rule import (
    ALL_FORMS,
    FORM,
    WITH_HOUSEHOLD_ITEMS,
    E,
    Fault,
    HouseholdRule,
    PersonRule,
    Severity,
    Stage,
    Verdict,
)

_ERROR = Severity.ERROR
_KNOWN = BUILT_IN_EDITIONS.known()

_Part: TypeAlias = Literal["household", "persons", "deaths"]

_SPEAKS_OF_EITHER = {
    "P01": ("D1",),
    "P02": ("D4",),
    "P03": ("D5",),
    "P11": ("D6",),
    "P12": ("D2",),
    "P61": ("C18_hours",),
    "P70": ("C20_section", "C20_division"),
    "P71": ("C21_major",),
    "P90": ("C27_month1", "C27_month2"),
    "S03": ("sex", "ethnicity"),
    "S07": ("household",),
}
"""The rules that speak of an item both where it is missing and where it is no answer."""

_SPEAKS_OF_ABSENCE = {
    "P21": ("D7_county",),
    "P22": ("D8_county",),
    "P25": ("D9",),
    "P27": ("D10",),
    "P40": ("D11",),
    "P42": ("D12",),
    "P50": ("C11",),
    "P51": ("C13_province",),
    "P52": ("C14",),
    "P53": ("C14_province", "C14_prefecture", "C14_county"),
    "P55": ("C16",),
    "P60": ("C18",),
    "P63": ("C19", "C20_text", "C21_text"),
    "P65": ("C22",),
    "P80": ("C24",),
    "P82": ("C25",),
    "P85": ("C26",),
    "P89": ("C27",),
    "P90": ("C27_sex1", "C27_sex2"),
    "P94": ("C28", "C29"),
    "H28": ("H6", "H7"),
    "H33": ("H18",),
    "S04": ("education",),
    "S05": ("marital",),
}
"""The rules that speak of an item where it is missing; where it is no answer, P13 or H43 does."""

_OWNED = frozenset(item for items in _SPEAKS_OF_EITHER.values() for item in items)
_ABSENCE_OWNED = frozenset(item for items in _SPEAKS_OF_ABSENCE.values() for item in items)
_OF_THE_ALL_DEAD = frozenset({"H3m", "H3f", "H4m", "H4f"})
_BIRTHS = frozenset({"H3m", "H3f"})


class _Watched(NamedTuple):
    """An item to look at.

    ``settled`` are answers that need no closer look: valid codes, and None where its absence has a
    rule of its own. ``if_wrong`` is the item without the condition that there be an answer, which
    there is.
    """

    code: str
    settled: frozenset[Answer]
    fits: Callable[[Answer], bool]
    if_missing: Item
    if_wrong: Item


def _codes_of(item: Item) -> frozenset[Answer]:
    """The valid answers of an item that takes one of a list."""
    if item.kind is Kind.CODE and item.codes is not None:
        return code_list(item.codes).answers
    if item.kind is Kind.DIVISION:
        return counties()
    return prefectures() if item.kind is Kind.PREFECTURE else frozenset()


def _fits(item: Item) -> Callable[[Answer], bool]:
    """Whether an answer that is of no list is valid."""
    match item.kind:
        case Kind.INTEGER:
            return lambda answer: whole(answer) is not None
        case Kind.MONTH:
            return lambda answer: month_parts(answer) is not None
        case Kind.TEXT:
            return lambda _: True
        case _:
            return lambda _: False


@cache
def _watched(form: Form, part: _Part) -> tuple[_Watched, ...]:
    items = {
        "household": form.household_items,
        "persons": form.person_items,
        "deaths": form.death_items,
    }
    absent: frozenset[Answer] = frozenset({None})
    return tuple(
        _Watched(
            item.code,
            _codes_of(item) | (absent if item.code in _ABSENCE_OWNED else frozenset()),
            _fits(item),
            item,
            replace(item, skip=tuple(c for c in item.skip if not isinstance(c, IfAny))),
        )
        for item in items[part]
        if _is_watched(item)
    )


def _is_watched(item: Item) -> bool:
    # An ID number may be missing, and whether it is valid is another rule's business.
    return item.code not in _OWNED and item.kind is not Kind.ID_NUMBER


def _codes(*parts: Iterable[Item]) -> tuple[str, ...]:
    items = (item for part in parts for item in part)
    return tuple(dict.fromkeys(item.code for item in items if _is_watched(item)))


def _faulty(
    watched: Iterable[_Watched], answers: Answers, census: CensusDefinition
) -> tuple[str, ...]:
    """Items that are asked and have no valid answer."""
    given = answers.get
    found: tuple[str, ...] = ()
    # Parts of one item stand side by side and are asked alike: that is decided once.
    skip: tuple[Condition, ...] | None = None
    is_asked: bool | None = None
    for code, settled, fits, if_missing, if_wrong in watched:
        answer = given(code)
        if answer in settled:
            continue
        if answer is None:
            if if_missing.skip is not skip:
                skip = if_missing.skip
                is_asked = asked(if_missing, answers, census)
            if is_asked:
                found = (*found, code)
        elif not fits(answer) and asked(if_wrong, answers, census):
            found = (*found, code)
    return found


def _p13(p: PersonView) -> Verdict:
    found = _faulty(_watched(p.form, "persons"), p.answers, p.census)
    if not found:
        return None
    # The household's own county is left to P21 and P22, even where no list knows it.
    found = tuple(item for item in found if not _own_county(p, item))
    return (Fault(_ERROR, p.index, found),) if found else None


def _own_county(p: PersonView, item: str) -> bool:
    return item in {"D7_county", "D8_county"} and p.answers.get(item) == p.county


def _p13_of_line(d: DeathView) -> Verdict:
    found = _faulty(_watched(d.household.definition, "deaths"), d.answers, d.census)
    return (Fault(_ERROR, None, found),) if found else None


def _h43(h: HouseholdView) -> Verdict:
    watched: Iterable[_Watched] = _watched(h.definition, "household")
    if h.all_dead and h.form.form != "foreign":
        # Births are not asked of such a household, but may be given.
        given = h.answers.get
        watched = (
            w
            for w in watched
            if w.code in _OF_THE_ALL_DEAD and (w.code not in _BIRTHS or given(w.code) is not None)
        )
    found = _faulty(watched, h.answers, h.census)
    return (Fault(_ERROR, None, found),) if found else None


P13 = PersonRule(
    id="P13",
    severities=E,
    items=_codes(*(f.person_items for f in _KNOWN), *(f.death_items for f in _KNOWN)),
    forms=ALL_FORMS,
    basis=FORM,
    stage=Stage.RANGE,
    zh="应填的个人项目未填，或不在代码表中",
    en="A person item that is asked is missing or outside its code list",
    check=_p13,
    line_check=_p13_of_line,
)

H43 = HouseholdRule(
    id="H43",
    severities=E,
    items=_codes(*(f.household_items for f in _KNOWN)),
    forms=WITH_HOUSEHOLD_ITEMS,
    basis=FORM,
    stage=Stage.RANGE,
    zh="应填的住户项目未填，或不在取值范围内",
    en="A household item that is asked is missing or outside its range",
    check=_h43,
)
