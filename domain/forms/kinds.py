"""The last look before answers go on record: is each of its item's kind?

The rules judge what is asked of whom, and are silent on an answer that was not asked for. Such an
answer is kept all the same, in clear and in columns of a type, and so must at least be a code, a
number, a month or a division wherever its item takes one. Identifiers are sealed as they are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Literal, TypeAlias

from domain.age import month_parts
from domain.codes import code_list
from domain.divisions import counties
from domain.forms.definition import INTEGER_MAXIMUM, Answer, Answers, Form, Item, Kind
from domain.forms.faults import FormFault, pointer
from domain.forms.household import HouseholdForm
from domain.forms.short import FORMS

Place: TypeAlias = tuple[str | int, ...]
"""The parts of a JSON pointer."""
_Part: TypeAlias = Literal["household", "persons", "deaths"]
_Fits: TypeAlias = Callable[[Answer], bool]


def kind_faults(form: HouseholdForm, places: Sequence[Place]) -> list[FormFault]:
    """Faults of the answers that are not of their item's kind, each with its JSON pointer.

    ``places`` say where the answers of each person stand in what was sent. An item that the form
    has not is ``unknown-item``, any other fault ``wrong-code``.
    """
    faults = _faults(_fits(form.form, "household"), form.answers, ("household",))
    fits = _fits(form.form, "persons")
    for place, person in zip(places, form.persons, strict=True):
        faults += _faults(fits, person, place)
    fits = _fits(form.form, "deaths")
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
def _fits(form: str, part: _Part) -> Mapping[str, _Fits]:
    return {item.code: _fit(item) for item in _items(FORMS[form], part)}


def _items(form: Form, part: _Part) -> Iterable[Item]:
    match part:
        case "household":
            return form.household_items
        case "persons":
            return form.person_items
        case "deaths":
            return form.death_items


def _fit(item: Item) -> _Fits:
    if item.identifier:
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
