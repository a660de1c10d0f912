"""The published tables: their titles, and what the codes of their rows and columns mean.

What is counted stands in `sql/tables/`, one file a table. In all of them the population is that of
residents (R1-R3, R6, R8), a record counts from its registration until it is withdrawn, and ratios
and percentages are rounded half away from zero to two decimals. A ratio whose base is empty is
left out, as is a zero count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.codes import code_list


@dataclass(frozen=True, slots=True)
class Heading:
    """A code of a row or column with its labels; ``decimals`` of the values under it."""

    code: str
    zh: str
    en: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """A published table.

    ``id`` is its number in the table plan. ``by_area``: read by people with areas down the side;
    otherwise it is read for one area, with ``rows`` down the side. ``file`` holds its SQL.
    """

    id: str
    title_zh: str
    title_en: str
    rows: tuple[Heading, ...]
    cols: tuple[Heading, ...]
    by_area: bool = False

    @property
    def file(self) -> str:
        """The file in `sql/` that says what is counted."""
        return f"tables/{self.id}.sql"


ALL = Heading("all", "合计", "All")
TOTAL, MEN, WOMEN = (
    Heading("T", "合计", "Total"),
    Heading("M", "男", "Men"),
    Heading("F", "女", "Women"),
)
SEX_RATIO = Heading("sex_ratio", "性别比（女=100）", "Sex ratio (women = 100)", decimals=2)

RESIDENCES: Mapping[int, Heading] = MappingProxyType(
    {
        0: Heading("0", "城乡合计", "All residence"),
        1: Heading("1", "城市", "City"),
        2: Heading("2", "镇", "Town"),
        3: Heading("3", "乡村", "Rural"),
    }
)
"""The class of the block that people live in."""

_AGE_BANDS = ((0, 0), (1, 4), *((low, low + 4) for low in range(5, 100, 5)))


def _ages(labels: Iterable[str]) -> tuple[Heading, ...]:
    ages = (Heading(label, f"{label}岁", f"{label} years") for label in labels)
    return (ALL, *ages, Heading("100+", "100岁及以上", "100 years and over"))


_AGE_GROUPS = _ages(str(low) if low == high else f"{low}-{high}" for low, high in _AGE_BANDS)
_SINGLE_AGES = _ages(str(age) for age in range(100))
_EDUCATION = (
    ALL,
    *(Heading(code, label.zh, label.en) for code, label in code_list("education").items()),
)

_DEFINITIONS = (
    TableDefinition(
        "1-1",
        "各地区户数、人口数、性别比和户规模",
        "Households, population, sex ratio and household size, by area",
        rows=(
            ALL,
            Heading("family", "家庭户", "Family households"),
            Heading("collective", "集体户", "Collective households"),
        ),
        cols=(
            Heading("households", "户数", "Households"),
            Heading("T", "人口数", "Population"),
            MEN,
            WOMEN,
            SEX_RATIO,
            Heading("household_size", "平均户规模", "Mean household size", decimals=2),
        ),
        by_area=True,
    ),
    TableDefinition(
        "1-5",
        "各地区分年龄、性别的人口",
        "Population by age and sex, by area",
        rows=_AGE_GROUPS,
        cols=(TOTAL, MEN, WOMEN),
    ),
    TableDefinition(
        "1-7",
        "各地区分性别、受教育程度的3岁及以上人口",
        "Population aged 3 and over by sex and level of education, by area",
        rows=_EDUCATION,
        cols=(TOTAL, MEN, WOMEN),
    ),
    TableDefinition(
        "3-1",
        "分年龄、性别的人口",
        "Population by single year of age and sex",
        rows=_SINGLE_AGES,
        cols=(
            TOTAL,
            MEN,
            WOMEN,
            Heading("T_percent", "占总人口％：合计", "% of population: total", decimals=2),
            Heading("M_percent", "占总人口％：男", "% of population: men", decimals=2),
            Heading("F_percent", "占总人口％：女", "% of population: women", decimals=2),
            SEX_RATIO,
        ),
    ),
)

TABLES: Mapping[str, TableDefinition] = MappingProxyType({d.id: d for d in _DEFINITIONS})
"""The tables by their number."""
