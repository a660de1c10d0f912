"""Shapes that the acts on pay, budget, work plan, inspections and bulletins share."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day_text(given: object) -> object:
    """Refuse what is no text of a day: a number would be taken for seconds since 1970."""
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        raise PydanticCustomError("string_pattern_mismatch", "a day is YYYY-MM-DD")
    return given


AreaCode: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15})$"),
    Field(description="county 6, township 9, district 12 or block 15 digits"),
]
InspectionCode: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}(-[A-Z0-9]{1,8}){0,3}$"),
    Field(description="given by the office: capitals and digits in parts, as in JC-2020-01"),
]
OfficeCode: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,7}(-[A-Z0-9]{1,8}){0,4}$"),
    Field(description="given by the office: capitals and digits in parts, as in XC-2020-01"),
]
Month: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$"), Field(description="YYYY-MM")
]
Day: TypeAlias = Annotated[
    date, BeforeValidator(_day_text), Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))
]
Fen: TypeAlias = Annotated[
    int, Field(ge=1, le=10**13, strict=True, description="in fen, hundredths of a yuan")
]
Minutes: TypeAlias = Annotated[int, Field(ge=1, le=1440, strict=True)]
Sha256: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Field(description="SHA-256, hex")
]
