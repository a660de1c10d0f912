"""Positions in addresses: digits of ASCII alone, of the many ways in which Python reads numbers."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_DIGITS = frozenset("0123456789")


def _digits(given: object) -> object:
    if isinstance(given, str) and not (given and _DIGITS.issuperset(given)):
        raise PydanticCustomError("string_pattern_mismatch", "not digits alone")
    return given


Position: TypeAlias = Annotated[int, BeforeValidator(_digits)]
"""A position of a book, as an address or its query names it."""
