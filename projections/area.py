"""Areas of a book: prefixes of the 15-digit block code, and what they are called."""

from __future__ import annotations

from domain.divisions import UnknownDivisionError, division
from domain.refusal import UnknownArea

AREA_DIGITS = (6, 9, 12, 15)
"""County, township, community (district), block."""


def area_of(book: str, area: str | None) -> str:
    """The area asked for, the whole county when none is.

    Raises:
        UnknownArea: it is no code of 6, 9, 12 or 15 digits within the book's county.
    """
    code = book if area is None else area
    digits = code.isascii() and code.isdigit()
    if not (digits and len(code) in AREA_DIGITS and code.startswith(book)):
        raise UnknownArea
    return code


def area_end(area: str) -> str:
    """The last block code that can lie in an area; block codes are digits and compare as text."""
    return area.ljust(AREA_DIGITS[-1], "9")


def area_name(area: str) -> str:
    """The area's Chinese name, a block by its number there; the code where our lists know none."""
    if len(area) == AREA_DIGITS[-1]:
        return f"{area_name(area[:12])} {area[12:]}"
    try:
        return division(area).name_zh
    except UnknownDivisionError:
        return area
