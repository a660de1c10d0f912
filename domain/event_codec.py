"""Events as plain JSON values, split into a clear and a personal part.

``encode`` and ``decode`` are inverse to each other. The personal part mirrors the clear one: fields
marked by :func:`domain.events.sealed`, identifier items of answers (D1, D3, and a death line's name
and ID number), and changes of such items. Without the personal part an event decodes all the same,
its texts empty and its identifier items absent: enough for whoever only counts.

A coder is made once for each event class from its annotations, so that a new event needs no code
here and a type that the codec does not know fails when the module is imported.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from domain.attribution import Attribution
from domain.events import EVENT_CLASSES, TOPICS, Change, Event
from domain.forms.definition import INTEGER_MAXIMUM, Answer, Answers
from domain.forms.editions import DEATH_IDENTIFIER_ITEMS, FORMS, IDENTIFIER_ITEMS

Encoder = Callable[[Any], tuple[Any, Any]]
"""A value's clear part and its personal part (None: it has none)."""
Decoder = Callable[[Any, Any], Any]


class EncodedEvent(NamedTuple):
    """JSON objects; ``sealed`` is None where the event holds nothing personal.

    Parts of them may be those of another event of the same command: they are to be written only.
    """

    clear: dict[str, Any]
    sealed: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class _Coder:
    """``decode_present`` decodes where there is something; None where it may be called always."""

    encode: Encoder
    decode: Decoder
    decode_present: Decoder | None = None


_IDENTIFIERS = IDENTIFIER_ITEMS | DEATH_IDENTIFIER_ITEMS

# A second wall behind domain.forms.kinds, which knows each item's kind: codes, months and divisions
# fit in, names in Chinese, addresses, telephone and ID numbers do not.
_CLEAR_TEXT = re.compile(r"[0-9A-Za-z-]{1,7}")
_CLEAR_ITEMS = frozenset(
    item.code
    for form in FORMS.values()
    for item in (*form.household_items, *form.person_items, *form.death_items)
    if not item.sealed
)

_SAME = _Coder(lambda value: (value, None), lambda clear, _: clear)


@lru_cache(maxsize=10_000)
def _uuid(clear: str) -> UUID:
    """The same ids stand in many events after each other: reading one anew costs a microsecond."""
    return UUID(hex=clear)


_UUID = _Coder(lambda value: (value.hex, None), lambda clear, _: _uuid(clear))


_FIT: set[Answer] = set()
"""Answers that were found fit to stand in clear; codes and numbers, of which there are few."""
_FIT_MAXIMUM = 10_000


def _require_fit(item: str, answer: Answer) -> None:
    """Refuse an answer that may not stand in clear; what may not is never kept."""
    if isinstance(answer, str):
        fit = _CLEAR_TEXT.fullmatch(answer) is not None
    else:
        fit = answer is None or 0 <= answer <= INTEGER_MAXIMUM
    if not fit or item not in _CLEAR_ITEMS:
        raise ValueError("答案不能明文保存 / An answer that may not stand in clear")
    if len(_FIT) < _FIT_MAXIMUM:
        _FIT.add(answer)


def _encode_answers(answers: Answers) -> tuple[Any, Any]:
    clear = dict(answers)
    personal = {item: clear.pop(item) for item in _IDENTIFIERS if item in clear}
    # Nearly all were found fit before: two comparisons of sets tell so of a whole form.
    if not (_CLEAR_ITEMS.issuperset(clear) and _FIT.issuperset(clear.values())):
        for item, answer in clear.items():
            _require_fit(item, answer)
    return clear, personal or None


_ANSWERS = _Coder(
    _encode_answers, lambda clear, sealed: {**clear, **sealed} if sealed else dict(clear)
)


def _encode_change(change: Change) -> tuple[Any, Any]:
    values = [change.before, change.after]
    if change.item in _IDENTIFIERS:
        return [change.item], values
    for value in values:
        _require_fit(change.item, value)
    return [change.item, *values], None


def _decode_change(clear: Any, sealed: Any) -> Change:
    item, *values = clear
    before, after = values or sealed or (None, None)
    return Change(item=item, before=before, after=after)


_CHANGE = _Coder(_encode_change, _decode_change)


def _optional(inner: _Coder) -> _Coder:
    if inner is _SAME:
        return inner

    def encode(value: Any) -> tuple[Any, Any]:
        return (None, None) if value is None else inner.encode(value)

    def decode(clear: Any, sealed: Any) -> Any:
        return None if clear is None else inner.decode(clear, sealed)

    return _Coder(encode, decode, inner.decode)


def _tuple_of(inner: _Coder) -> _Coder:
    def encode(values: tuple[Any, ...]) -> tuple[Any, Any]:
        if not values:
            return [], None
        clear, sealed = [], {}
        for index, value in enumerate(values):
            shown, hidden = inner.encode(value)
            clear.append(shown)
            if hidden is not None:
                sealed[str(index)] = hidden
        return clear, sealed or None

    def decode(clear: Any, sealed: Any) -> tuple[Any, ...]:
        if not sealed:
            return tuple([inner.decode(c, None) for c in clear])
        return tuple([inner.decode(c, sealed.get(str(i))) for i, c in enumerate(clear)])

    return _Coder(encode, decode)


def _enum(kind: type[Enum]) -> _Coder:
    members = {member.value: member for member in kind}
    return _Coder(
        lambda value: (value.value, None), lambda clear, _: members.get(clear) or kind(clear)
    )


_SEALED_TEXT = _Coder(lambda value: (None, value or None), lambda _, sealed: sealed or "")


def _fields(
    kind: type[Any], skip: frozenset[str] = frozenset()
) -> tuple[Encoder, Callable[[Any, Any], dict[str, Any]]]:
    """Encode an object's fields; decode them as keyword arguments."""
    hints = typing.get_type_hints(kind)
    coders = tuple(
        (f.name, _SEALED_TEXT if f.metadata.get("sealed") else _coder(hints[f.name]))
        for f in dataclasses.fields(kind)
        if f.name not in skip
    )
    absent = {name: None for name, _ in coders}
    always = [(n, c.decode) for n, c in coders if c is not _SAME and c.decode_present is None]
    where_present = [(n, c.decode_present) for n, c in coders if c.decode_present is not None]

    plain = [name for name, coder in coders if coder is _SAME]
    coded = [(name, coder.encode) for name, coder in coders if coder is not _SAME]

    def encode(value: Any) -> tuple[Any, Any]:
        clear = {name: v for name in plain if (v := getattr(value, name)) is not None}
        sealed = {}
        for name, encode_field in coded:
            shown, hidden = encode_field(getattr(value, name))
            if shown is not None:
                clear[name] = shown
            if hidden is not None:
                sealed[name] = hidden
        return clear, sealed or None

    def decode(clear: Any, sealed: Any) -> dict[str, Any]:
        # Most fields are what they are: a whole book is replayed faster where nothing is called.
        values = {**absent, **clear}
        hidden = (sealed or absent).get
        for name, decode_field in always:
            values[name] = decode_field(values[name], hidden(name))
        for name, decode_field in where_present:
            if values[name] is not None:
                values[name] = decode_field(values[name], hidden(name))
        return values

    return encode, decode


def _maker(kind: type[Any]) -> Callable[[dict[str, Any]], Any]:
    """What makes an object from the values of all its fields.

    A frozen class's own ``__init__`` goes the long way round for each field; this fills the slots.
    """
    slots = [(f.name, getattr(kind, f.name).__set__) for f in dataclasses.fields(kind)]

    def make(values: dict[str, Any]) -> Any:
        if len(values) != len(slots):
            raise TypeError(f"{kind.__name__}: 多出字段 / a field too many")
        made = object.__new__(kind)
        for name, fill in slots:
            fill(made, values[name])
        return made

    return make


def _dataclass(kind: type[Any]) -> _Coder:
    encode, decode_fields = _fields(kind)
    make = _maker(kind)
    return _Coder(encode, lambda clear, sealed: make(decode_fields(clear, sealed)))


def _kept(inner: _Coder) -> _Coder:
    """Keeps what was last encoded and decoded, and holds nothing personal.

    The events of one command share their attribution, and stand after each other.
    """
    last: tuple[Any, tuple[Any, Any]] = (None, (None, None))
    last_read: tuple[Any, Any] = (None, None)

    def encode(value: Any) -> tuple[Any, Any]:
        nonlocal last
        known, encoded = last
        if known is not value:
            encoded = inner.encode(value)
            last = (value, encoded)
        return encoded

    def decode(clear: Any, _: None) -> Any:
        nonlocal last_read
        known, value = last_read
        if known != clear:
            value = inner.decode(clear, None)
            last_read = (clear, value)
        return value

    return _Coder(encode, decode, inner.decode_present)


@cache
def _attribution() -> _Coder:
    return _kept(_dataclass(Attribution))


def _coder(hint: Any) -> _Coder:
    if hint in (str, int, bool):
        return _SAME
    if hint is UUID:
        return _UUID
    if hint == Answers:
        return _ANSWERS
    if hint is Change:
        return _CHANGE
    if hint is Attribution:
        return _attribution()
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _dataclass(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return _tuple_of(_coder(arguments[0]))
    if origin is types.UnionType and len(arguments) == 2 and arguments[1] is types.NoneType:
        return _optional(_coder(arguments[0]))
    raise TypeError(f"the codec has no coder for {hint}")


_PLACE = frozenset({"originator_id", "originator_version"})
_EVENTS = {kind: _fields(kind, _PLACE) for kind in EVENT_CLASSES}
_MAKERS = {kind: _maker(kind) for kind in EVENT_CLASSES}


def encode(event: Event) -> EncodedEvent:
    """An event without its place (aggregate and version), which the entry holds.

    Raises:
        ValueError: an answer that is not sealed is no code, number, month or division.
    """
    clear, sealed = _EVENTS[type(event)][0](event)
    return EncodedEvent(clear, sealed)


def decode(
    topic: str,
    originator_id: UUID,
    originator_version: int,
    clear: Mapping[str, Any],
    sealed: Mapping[str, Any] | None,
    class_version: int = 1,
) -> Event:
    """The event that was encoded; a shape of an older ``class_version`` is brought up to date.

    Raises:
        KeyError: the topic is unknown.
        ValueError: the shape is one of a later version than this program's.
    """
    kind = TOPICS[topic]
    if class_version != kind.class_version:
        clear, sealed = _up_to_date(kind, clear, sealed, class_version)
    values = _EVENTS[kind][1](clear, sealed)
    values["originator_id"] = originator_id
    values["originator_version"] = originator_version
    made: Event = _MAKERS[kind](values)
    return made


def _up_to_date(
    kind: type[Event],
    clear: Mapping[str, Any],
    sealed: Mapping[str, Any] | None,
    class_version: int,
) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """The parts of an older version in the shape of today, one step after the other."""
    if class_version > kind.class_version:
        raise ValueError(f"{kind.topic}: 版本较新 / of a later version: {class_version}")
    for version in range(class_version, kind.class_version):
        clear, sealed = getattr(kind, f"upcast_v{version}_v{version + 1}")(clear, sealed)
    return clear, sealed
