"""The published figures that the synthetic population is fitted to, read from the package's data.

Sexes are coded as on the form (1 man, 2 woman). Sources: ``domain/data/population/README.md``.
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

OLDEST = 100
"""The open last year of the single-age tables: it stands for 100 and over."""

AgeSex: TypeAlias = tuple[int, int]
"""Completed age (0..100) and sex (1, 2)."""

LEVELS = (
    "none_or_preschool",
    "primary",
    "junior",
    "senior",
    "college3",
    "bachelor",
    "postgraduate",
)
"""Levels of education as published: two pairs of codes of D11 are merged."""

_DATA = files("domain") / "data" / "population"
_SEXES = {"male": 1, "female": 2}


class UnknownProvince(LookupError):
    """There are no published figures of that province."""

    code = "unknown-province"

    def __init__(self, province: str) -> None:
        """Names the province that was asked for."""
        super().__init__(
            f"没有 {province} 的公布数据 / No published figures of province {province}"
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """The figures of one province, and those of the nation where a province has none.

    ``pyramid``: residents by single age and sex. ``household_size``: family households by (size
    1..10, generations 1..4), size 10 being "10 and over". ``education``: residents of 3 and over
    by (sex, level). ``ethnicity``: persons by code. ``deaths``: registered deaths by sex.
    ``death_age``, ``death_month``: deaths of the nation by (age group, sex) and (month, sex).
    The rest are numbers of persons or households of the nation.
    """

    province: str
    pyramid: Mapping[AgeSex, float]
    household_size: Mapping[tuple[int, int], int]
    education: Mapping[tuple[int, str], int]
    ethnicity: Mapping[str, int]
    deaths: Mapping[int, int]
    death_age: Mapping[tuple[str, int], int]
    death_month: Mapping[tuple[str, int], int]
    figures: Mapping[str, int]

    @property
    def collective_share(self) -> float:
        """Collective households among all households."""
        collective = self.figures["collective_households"]
        return collective / (collective + self.figures["family_households"])

    @property
    def collective_size(self) -> float:
        """Mean persons in a collective household."""
        households = self.figures["collective_households"]
        return self.figures["collective_household_population"] / households

    @property
    def largest_family_size(self) -> float:
        """Mean persons in family households of ten and over, from the published totals."""
        below = sum(size * n for (size, _), n in self.household_size.items() if size < 10)
        ten_and_over = sum(n for (size, _), n in self.household_size.items() if size == 10)
        return (self.figures["family_household_population"] - below) / ten_and_over

    @property
    def separated_share(self) -> float:
        """Residents who left the township of their hukou half a year ago or more (人户分离)."""
        return self.figures["separated"] / self.figures["population"]

    @property
    def separated_in_province(self) -> float:
        """Of those, the share whose hukou is in the same province."""
        return 1 - self.figures["floating_inter_provincial"] / self.figures["separated"]

    @property
    def deaths_per_resident(self) -> float:
        """Registered deaths in the window per resident."""
        return sum(self.deaths.values()) / sum(self.pyramid.values())


def age_group(age: int) -> str:
    """The published age group of a completed age: 0, 1-4, 5-9 .. 95-99, 100+."""
    if age >= OLDEST:
        return "100+"
    if age < 5:
        return "0" if age == 0 else "1-4"
    first = age - age % 5
    return f"{first}-{first + 4}"


@cache
def calibration(province: str) -> Calibration:
    """The figures of a province (two digits). Raises :class:`UnknownProvince`."""
    groups = {
        (row["age_group"], _SEXES[row["sex"]]): int(row["population"])
        for row in table("age_sex")
        if row["province"] == province
    }
    if not groups:
        raise UnknownProvince(province)
    return Calibration(
        province=province,
        pyramid=_single_years(groups),
        household_size=_household_size(),
        education={
            (_SEXES[row["sex"]], row["level"]): int(row["population"])
            for row in table("education")
            if row["province"] == province
        },
        ethnicity={row["code"]: int(row["population"]) for row in table("ethnicity")},
        deaths=next(
            {sex: int(row[name]) for name, sex in _SEXES.items()}
            for row in table("deaths")
            if row["province"] == province
        ),
        death_age=_by_sex("death_age", "age_group"),
        death_month=_by_sex("death_month", "month"),
        figures=_figures(),
    )


def table(name: str) -> list[dict[str, str]]:
    """The rows of a data file of this package."""
    with (_DATA / f"{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _figures() -> dict[str, int]:
    text = (_DATA / "figures.json").read_text(encoding="utf-8")
    return {name: int(value) for name, value in json.loads(text).items()}


def _single_years(groups: Mapping[tuple[str, int], int]) -> dict[AgeSex, float]:
    """Spreads each age group over its years by the nation's mean population of those years."""
    weights = {
        (int(row["age"]), sex): float(row[name])
        for row in table("age_weights")
        for name, sex in _SEXES.items()
    }
    group_weight: dict[tuple[str, int], float] = {}
    for (age, sex), weight in weights.items():
        key = age_group(age), sex
        group_weight[key] = group_weight.get(key, 0.0) + weight
    return {
        (age, sex): groups[age_group(age), sex] * weight / group_weight[age_group(age), sex]
        for (age, sex), weight in weights.items()
    }


def _household_size() -> dict[tuple[int, int], int]:
    """Five generations (one household in 200,000) are counted among the four."""
    households: dict[tuple[int, int], int] = {}
    for row in table("household_size"):
        key = int(row["size"].rstrip("+")), min(int(row["generations"].rstrip("+")), 4)
        households[key] = households.get(key, 0) + int(row["households"])
    return {key: number for key, number in households.items() if number}


def _by_sex(name: str, key: str) -> dict[tuple[str, int], int]:
    return {(row[key], sex): int(row[s]) for row in table(name) for s, sex in _SEXES.items()}
