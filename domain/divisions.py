"""Administrative divisions: names, parts, and whether a six-digit code was ever one of GB/T 2260.

Codes: 2 digits province, 4+"00" prefecture, 6 county, 9 township, 12 community. A whole list of
townships and communities is kept for the counties of the demonstrations only.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, TypeAlias

from domain.codes import code_list

DivisionLevel: TypeAlias = Literal["province", "prefecture", "county", "township", "community"]

_DATA = files("domain") / "data" / "divisions"

# Residents of Taiwan, Hong Kong and Macao: GB/T 2260 has no counties there, but the police issue
# numbers under these provinces (83 stands for residence permits of Taiwan residents).
_PROVINCES_WITHOUT_COUNTIES = frozenset({"71", "81", "82", "83"})


@dataclass(frozen=True, slots=True)
class Division:
    """One division. The years are those of GB/T 2260 (None: not known to our lists)."""

    code: str
    name_zh: str
    level: DivisionLevel
    parent: str | None
    valid_from: int | None = None
    valid_to: int | None = None


class UnknownDivisionError(LookupError):
    """The code is no division that our lists know."""

    code = "unknown-division"

    def __init__(self, division_code: str) -> None:
        """Names the code that was asked for."""
        super().__init__(
            f"区划代码 {division_code} 不在区划表中 / {division_code} is no division of our lists"
        )


def division(code: str) -> Division:
    """The division of a code of 2, 6, 9 or 12 digits.

    A prefecture has six digits ending in 00. Raises :class:`UnknownDivisionError`.
    """
    found = _upper_divisions().get(code)
    if found is None and len(code) in {9, 12}:
        found = _parts_of_county(code[:6]).get(code)
    if found is None:
        raise UnknownDivisionError(code)
    return found


def townships(county: str) -> tuple[Division, ...]:
    """The townships (and streets) of a county, by code; empty where we keep no list of them."""
    return tuple(d for d in _parts_of_county(county).values() if d.level == "township")


def communities(township: str) -> tuple[Division, ...]:
    """The communities (villages) of a township, by code; empty where we keep no list of them."""
    return tuple(d for d in _parts_of_county(township[:6]).values() if d.parent == township)


@cache
def counties() -> frozenset[str]:
    """Six-digit codes that an address may name at county level.

    Counties of 2020, cities that have no counties below them, and statistical county codes.
    """
    upper = _upper_divisions()
    listed = {code for code, d in upper.items() if d.level == "county"}
    with_counties = {code[:4] for code in listed}
    undivided = {
        code
        for code, d in upper.items()
        if d.level == "prefecture" and code[:4] not in with_counties
    }
    return frozenset(listed | undivided)


@cache
def prefectures() -> frozenset[str]:
    """Six-digit codes ending in 00 that an address may name at prefecture level.

    The codes that stand for the counties directly under a province or municipality are among them.
    """
    return frozenset(code for code, d in _upper_divisions().items() if d.level == "prefecture")


@cache
def _gbt2260() -> frozenset[str]:
    history = _rows(_DATA / "gbt2260_history.csv")
    return frozenset(row["code"] for row in history)


def is_gbt2260_county(code: str) -> bool:
    """Whether a six-digit code was one of GB/T 2260 at any date, as far as our lists can tell.

    False is certain: the code was never one (statistical codes such as 370871 included). Where the
    lists have no counties (Taiwan, Hong Kong, Macao) the answer is True, for want of knowledge.
    """
    return code in _gbt2260() or (
        len(code) == 6 and code.isdigit() and code[:2] in _PROVINCES_WITHOUT_COUNTIES
    )


@cache
def _upper_divisions() -> dict[str, Division]:
    """Provinces, prefectures and counties by code."""
    found = {
        code: Division(code, label.zh, "province", None)
        for code, label in code_list("province").items()
    }
    levels: tuple[tuple[str, DivisionLevel], ...] = (
        ("prefecture_2020.csv", "prefecture"),
        ("county_2020.csv", "county"),
        ("statistical.csv", "county"),
    )
    for name, level in levels:
        for row in _rows(_DATA / name):
            code = row["code"]
            parent = code[:2] if level == "prefecture" else code[:4] + "00"
            found[code] = Division(
                code,
                row["name_zh"],
                level,
                parent,
                _year(row.get("valid_from")),
                _year(row.get("valid_to")),
            )
    return found


@cache
def _parts_of_county(county: str) -> dict[str, Division]:
    """Townships and communities of a county by code."""
    source = _DATA / f"{county}.csv"
    if not (len(county) == 6 and county.isdigit() and source.is_file()):
        return {}
    parts: dict[str, Division] = {}
    for row in sorted(_rows(source), key=lambda row: row["code"]):
        level: DivisionLevel = "township" if row["level"] == "township" else "community"
        parts[row["code"]] = Division(row["code"], row["name_zh"], level, row["parent"])
    return parts


def _rows(source: Traversable) -> list[dict[str, str]]:
    with source.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _year(text: str | None) -> int | None:
    return int(text) if text else None
