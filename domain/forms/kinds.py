"""The last look before answers go on record: is each of its item's kind?

The rules judge what is asked of whom, and are silent on an answer that was not asked for. Such an
answer is kept all the same, in clear and in columns of a type, and so must at least be a code, a
number, a month or a division wherever its item takes one. What is sealed may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from domain.age import month_parts
from domain.codes import code_list
from domain.divisions import counties, prefectures
from domain.forms.definition import INTEGER_MAXIMUM, Answer, Answers, Form, Item, Kind
from domain.forms.editions import BUILT_IN_EDITIONS
from domain.forms.faults import FormFault, pointer
from domain.forms.household import HouseholdForm

if TYPE_CHECKING:
    from domain.census import CensusDefinition

Place: TypeAlias = tuple[str | int, ...]
"""The parts of a JSON pointer."""
_Part: TypeAlias = Literal["household", "persons", "deaths"]
_Fits: TypeAlias = Callable[[Answer], bool]


def kind_faults(
    form: HouseholdForm, places: Sequence[Place], census: CensusDefinition | None = None
) -> list[FormFault]:
    """Faults of the answers that are not of their item's kind, each with its JSON pointer.

    ``places`` say where the answers of each person stand in what was sent. An item that the form
    has not is ``unknown-item``, any other fault ``wrong-code``. ``census`` (None: the built-in one)
    has the edition of the form; raises :class:`UnknownEditionError` where it has not.
    """
    editions = BUILT_IN_EDITIONS if census is None else census.forms
    edition = editions.edition(form.form, form.version)
    faults = _faults(_fits(edition, "household"), form.answers, ("household",))
    fits = _fits(edition, "persons")
    for place, person in zip(places, form.persons, strict=True):
        faults += _faults(fits, person, place)
    fits = _fits(edition, "deaths")
    for index, line in enumerate(form.deaths):
        faults += _faults(fits, line, ("deaths", index))
    return faults


def _faults(fits: Mapping[str, _Fits], answers: Answers, place: Place) -> list[FormFault]:
    faults = []
    for item, answer in answers.items():
        if answer is None:
            continue
        fit = fits.get(item)
        if fit is None:
            faults.append(FormFault("unknown-item", pointer(*place, item), item))
        elif not fit(answer):
            faults.append(FormFault("wrong-code", pointer(*place, item), item))
    return faults


@cache
def _fits(form: Form, part: _Part) -> Mapping[str, _Fits]:
    return {item.code: _fit(item) for item in _items(form, part)}


def _items(form: Form, part: _Part) -> Iterable[Item]:
    match part:
        case "household":
            return form.household_items
        case "persons":
            return form.person_items
        case "deaths":
            return form.death_items


def _fit(item: Item) -> _Fits:
    if item.sealed:
        return _anything
    match item.kind:
        case Kind.CODE if item.codes is not None:
            codes = code_list(item.codes).answers
            # True equals 1 and is no code.
            return lambda answer: type(answer) in (int, str) and answer in codes
        case Kind.INTEGER:
            return _is_number
        case Kind.MONTH:
            return lambda answer: month_parts(answer) is not None
        case Kind.PREFECTURE:
            return lambda answer: answer in prefectures()
        case Kind.DIVISION:
            return lambda answer: answer in counties()
        case _:
            raise ValueError(
                f"项目 {item.code} 的答案不能明文保存 / Answers to item {item.code} must be sealed"
            )


def _anything(_: Answer) -> bool:
    return True


def _is_number(answer: Answer) -> bool:
    return type(answer) is int and 0 <= answer <= INTEGER_MAXIMUM
