"""Bringing one answer into its stored shape.

A value that is no answer to its item (out of code, no month, not a number) is kept as it came, so
that the rules can speak of it; only a value of a type that no answer has is a fault.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from domain.codes import CodeList, code_list
from domain.forms.definition import INTEGER_MAXIMUM, Answer, Item, Kind
from domain.id_number import normalise

TEXT_LENGTH_MAXIMUM = 200
# NUL, and half a surrogate pair, which JSON can spell: no text that can be stored.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Larger numbers are no answer to anything, and no store holds them.
_WHOLE_NUMBER_LIMIT = 10**18


class UnstorableAnswerError(ValueError):
    """The value has a type or length that no answer to the item has; ``code`` is the fault's."""

    def __init__(self, code: str) -> None:
        """Takes ``wrong-type`` or ``too-long``."""
        super().__init__(code)
        self.code = code


Shaper: TypeAlias = Callable[[object], Answer]


def shaper(item: Item) -> Shaper:
    """A function that brings raw values for this item into shape.

    It gives None for an empty value and raises :class:`UnstorableAnswerError`.
    """
    if item.kind is Kind.CODE:
        if item.codes is None:
            raise ValueError(f"项目 {item.code} 缺代码表 / Item {item.code} names no code list")
        return _code_shaper(code_list(item.codes))
    return _SHAPERS[item.kind]


def shape(item: Item, value: object) -> Answer:
    """The stored shape of one raw value; see :func:`shaper`."""
    return shaper(item)(value)


def _plain(value: object) -> int | str | None:
    """The value as a number or as text without blanks around it; None when it is empty."""
    if isinstance(value, str):
        text = value.strip()
        if len(text) > TEXT_LENGTH_MAXIMUM:
            raise UnstorableAnswerError("too-long")
        if not text.isprintable() and _UNSTORABLE.search(text):
            raise UnstorableAnswerError("wrong-type")
        return text or None
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnstorableAnswerError("wrong-type")
    if abs(value) >= _WHOLE_NUMBER_LIMIT:
        raise UnstorableAnswerError("wrong-type")
    return value


def _code_shaper(codes: CodeList) -> Shaper:
    spellings = codes.spellings

    def code(value: object) -> Answer:
        # True equals 1, so the type has to be looked at first.
        if type(value) is int or type(value) is str:
            answer = spellings.get(value)
            if answer is not None:
                return answer
        plain = _plain(value)
        return None if plain is None else codes.canonical(plain)

    return code


def _integer(value: object) -> Answer:
    plain = _plain(value)
    if isinstance(plain, str) and plain.isascii() and plain.isdigit():
        number = int(plain)
        return number if number <= INTEGER_MAXIMUM else plain
    return plain


def _text(value: object) -> Answer:
    if isinstance(value, int):
        raise UnstorableAnswerError("wrong-type")
    return _plain(value)


def _division(value: object) -> Answer:
    plain = _plain(value)
    return f"{plain:06d}" if isinstance(plain, int) and 0 <= plain < 10**6 else plain


def _prefecture(value: object) -> Answer:
    plain = _plain(value)
    # Its own digits are the first four, and are often written alone.
    text = str(plain)
    short = len(text) == 4 and text.isascii() and text.isdigit()
    return f"{text}00" if short else _division(plain)


def _id_number(value: object) -> Answer:
    plain = _plain(value)
    return None if plain is None else normalise(str(plain))


_SHAPERS: Mapping[Kind, Shaper] = {
    Kind.INTEGER: _integer,
    Kind.MONTH: _plain,
    Kind.TEXT: _text,
    Kind.PREFECTURE: _prefecture,
    Kind.DIVISION: _division,
    Kind.ID_NUMBER: _id_number,
}
