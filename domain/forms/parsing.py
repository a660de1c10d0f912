"""Between the exchange format of a form (a JSON object) and a household's form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from domain.forms.answers import Shaper, UnstorableAnswerError, shaper
from domain.forms.definition import Answers, Form, Item
from domain.forms.editions import BUILT_IN_EDITIONS, UnknownEditionError
from domain.forms.faults import FormError, FormFault, pointer
from domain.forms.foreign import IDENTITY
from domain.forms.household import (
    BlockContext,
    HouseholdAddress,
    HouseholdForm,
    household_number,
)
from domain.id_number import normalise

if TYPE_CHECKING:
    from domain.census import CensusDefinition

__all__ = [
    "BlockContext",
    "FormError",
    "FormFault",
    "HouseholdAddress",
    "HouseholdForm",
    "form_json",
    "household_number",
    "parse_form",
]

# Keys of the exchange format with the digits they hold and whether shorter values are filled up.
_ADDRESS = {
    "county": (6, False),
    "township": (9, False),
    "district": (12, False),
    "block": (3, True),
    "building": (4, True),
    "unit": (4, True),
}
_NUMBER_KEY = "hh"
_TOP_KEYS = frozenset({"form", "version", "id", "household", "persons", "deaths", "block"})
_BLOCK_NUMBERS = ("listed_households", "registered_households")
_BLOCK_KEYS = frozenset({*_BLOCK_NUMBERS, "listed_units", "other_living"})


def parse_form(raw: Mapping[str, object], census: CensusDefinition | None = None) -> HouseholdForm:
    """The household's form in an object of the exchange format.

    It is read by the edition that it names as its version, without one by the edition in force of
    the census (None: the built-in one).

    Raises :class:`FormError` with every fault of structure. Answers that are merely wrong (out of
    code, contradictory) are kept for the rules to judge.
    """
    faults: list[FormFault] = []
    definition = _form(raw, census, faults)
    for key in raw:
        if key not in _TOP_KEYS:
            _fault(faults, "unknown-item", key)
    household = raw.get("household")
    address = None
    answers: Answers = {}
    if isinstance(household, Mapping):
        address = _address(household, faults)
        if definition is not None:
            given = {key: v for key, v in household.items() if not _is_address_key(key)}
            answers = _answers(_shapers(definition, "household"), given, faults, "household")
    else:
        _fault(faults, "missing" if household is None else "wrong-type", "household")
    persons = _lines(definition, raw, "persons", faults)
    deaths = _lines(definition, raw, "deaths", faults)
    name = _label(raw.get("id"), faults)
    context = _block_context(raw.get("block"), faults)
    if faults or definition is None or address is None:
        raise FormError(tuple(faults))
    return HouseholdForm(
        definition.code,
        name,
        address,
        answers,
        persons,
        deaths,
        context,
        version=definition.version,
    )


def form_json(form: HouseholdForm) -> dict[str, object]:
    """The object of the exchange format for a form; :func:`parse_form` gives the form back."""
    address = form.address
    household: dict[str, object] = {key: getattr(address, key) for key in _ADDRESS}
    household[_NUMBER_KEY] = address.number
    household.update(_given(form.answers))
    found: dict[str, object] = {"form": form.form, "version": form.version}
    if form.id is not None:
        found["id"] = form.id
    found["household"] = household
    if form.persons:
        found["persons"] = [_given(person) for person in form.persons]
    if form.deaths:
        found["deaths"] = [_given(death) for death in form.deaths]
    if form.block_context is not None:
        found["block"] = _block_json(form.block_context)
    return found


def _form(
    raw: Mapping[str, object], census: CensusDefinition | None, faults: list[FormFault]
) -> Form | None:
    editions = BUILT_IN_EDITIONS if census is None else census.forms
    code, version = raw.get("form"), raw.get("version")
    if code is None:
        _fault(faults, "missing", "form")
    elif not isinstance(code, str):
        _fault(faults, "wrong-type", "form")
    elif code not in editions.in_force:
        _fault(faults, "unknown-form", "form")
    elif version is None:
        return editions.in_force[code]
    elif not isinstance(version, str):
        _fault(faults, "wrong-type", "version")
    else:
        try:
            return editions.edition(code, version)
        except UnknownEditionError:
            _fault(faults, "unknown-edition", "version")
    return None


def _is_address_key(key: object) -> bool:
    return key in _ADDRESS or key == _NUMBER_KEY


def _address(raw: Mapping[str, object], faults: list[FormFault]) -> HouseholdAddress | None:
    parts: dict[str, str] = {}
    for key, (width, filled_up) in _ADDRESS.items():
        code = _address_code(raw.get(key), key, faults)
        if code is None:
            continue
        if filled_up:
            code = code.zfill(width)
        if len(code) == width:
            parts[key] = code
        else:
            _fault(faults, "wrong-address", "household", key)
    code = _address_code(raw.get(_NUMBER_KEY), _NUMBER_KEY, faults)
    number = household_number(code)
    if number is None and code is not None:
        _fault(faults, "wrong-address", "household", _NUMBER_KEY)
    for lower, upper in (("township", "county"), ("district", "township")):
        if lower in parts and upper in parts and not parts[lower].startswith(parts[upper]):
            _fault(faults, "wrong-address", "household", lower)
    if number is None or len(parts) < len(_ADDRESS):
        return None
    return HouseholdAddress(**parts, number=number)


def _address_code(value: object, key: str, faults: list[FormFault]) -> str | None:
    """The digits of an address code; a fault and None where there are none."""
    if isinstance(value, bool) or not (value is None or isinstance(value, int | str)):
        _fault(faults, "wrong-type", "household", key)
        return None
    if isinstance(value, int):
        value = str(value) if 0 <= value < 10**15 else "-"
    text = (value or "").strip()
    if not text:
        _fault(faults, "missing", "household", key)
    elif not (text.isascii() and text.isdigit()):
        _fault(faults, "wrong-address", "household", key)
    else:
        return text
    return None


@cache
def _shapers(form: Form, part: str) -> Mapping[str, Shaper]:
    persons = form.person_items
    if persons and IDENTITY not in persons:
        persons = (*persons, IDENTITY)
    items: Iterable[Item] = {
        "household": form.household_items,
        "persons": persons,
        "deaths": form.death_items,
    }[part]
    return {item.code: shaper(item) for item in items}


def _lines(
    form: Form | None, raw: Mapping[str, object], part: str, faults: list[FormFault]
) -> tuple[Answers, ...]:
    lines = raw.get(part)
    if lines is None:
        return ()
    if not isinstance(lines, list | tuple):
        _fault(faults, "wrong-type", part)
        return ()
    shapers = None if form is None else _shapers(form, part)
    if lines and shapers is not None and not shapers:
        _fault(faults, "unknown-item", part)
        return ()
    found: list[Answers] = []
    for index, line in enumerate(lines):
        if not isinstance(line, Mapping):
            _fault(faults, "wrong-type", part, index)
        elif shapers is not None:
            found.append(_answers(shapers, line, faults, part, index))
    return tuple(found)


def _answers(
    shapers: Mapping[str, Shaper],
    raw: Mapping[str, object],
    faults: list[FormFault],
    *place: str | int,
) -> Answers:
    found: dict[str, int | str] = {}
    for code, value in raw.items():
        shape = shapers.get(code)
        if shape is None:
            _fault(faults, "unknown-item", *place, code)
            continue
        try:
            answer = shape(value)
        except UnstorableAnswerError as unstorable:
            _fault(faults, unstorable.code, *place, code)
            continue
        if answer is not None:
            found[code] = answer
    return found


def _label(value: object, faults: list[FormFault]) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    _fault(faults, "wrong-type", "id")
    return None


def _block_context(raw: object, faults: list[FormFault]) -> BlockContext | None:
    if raw is None:
        return None
    if not isinstance(raw, Mapping):
        _fault(faults, "wrong-type", "block")
        return None
    for key in raw:
        if key not in _BLOCK_KEYS:
            _fault(faults, "unknown-item", "block", key)
    listed, registered = (_block_list(raw, key, faults) for key in _BLOCK_NUMBERS)
    return BlockContext(
        listed_households=listed,
        registered_households=registered,
        listed_units=_block_list(raw, "listed_units", faults),
        other_living=_block_list(raw, "other_living", faults),
    )


def _block_list(
    raw: Mapping[str, object], key: str, faults: list[FormFault]
) -> frozenset[str] | None:
    lines = raw.get(key)
    if lines is None:
        return None
    if not isinstance(lines, list | tuple):
        _fault(faults, "wrong-type", "block", key)
        return None
    found: list[str] = []
    for index, line in enumerate(lines):
        text = _block_entry(key, line)
        if text is None:
            _fault(faults, "wrong-type", "block", key, index)
        elif text:
            found.append(text)
    return frozenset(found)


def _block_entry(key: str, line: object) -> str | None:
    """One entry of a list of the block; "" for a person without a number, None for a fault."""
    if key in _BLOCK_NUMBERS:
        return household_number(line)
    if key == "listed_units":
        parts = line.split("-") if isinstance(line, str) else []
        right = len(parts) == 2 and all(p.isascii() and p.isdigit() and len(p) <= 4 for p in parts)
        return "-".join(part.zfill(4) for part in parts) if right else None
    number = line.get("D3") if isinstance(line, Mapping) else line
    if isinstance(line, Mapping) and number is None:
        return ""
    return normalise(number) if isinstance(number, str) else None


def _given(answers: Answers) -> dict[str, object]:
    return {code: answer for code, answer in answers.items() if answer is not None}


def _block_json(context: BlockContext) -> dict[str, object]:
    found: dict[str, object] = {}
    for key in (*_BLOCK_NUMBERS, "listed_units"):
        entries: frozenset[str] | None = getattr(context, key)
        if entries is not None:
            found[key] = sorted(entries)
    if context.other_living is not None:
        found["other_living"] = [{"D3": number} for number in sorted(context.other_living)]
    return found


def _fault(faults: list[FormFault], code: str, *place: str | int) -> None:
    item = next((part for part in reversed(place) if isinstance(part, str)), None)
    faults.append(FormFault(code, pointer(*place), item))
