"""A census as parameters: its reference time and window, and the thresholds that its rules use.

Another census is another definition; the rules hold no date and no threshold of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import TypeAlias

Ages: TypeAlias = Mapping[int, float]


def _table(ages: dict[int, float]) -> Ages:
    return MappingProxyType(ages)


@dataclass(frozen=True, slots=True)
class PersonThresholds:
    """Ages in completed years at which the person rules change their mind."""

    old_age_doubtful: int = 100
    old_age_limit: int = 120
    asked_education: int = 3
    asked_literacy: int = 15
    working_age: int = 16
    study_ages: tuple[int, int] = (3, 60)
    marriage_age_limit: int = 15
    legal_marriage_age_man: int = 22
    legal_marriage_age_woman: int = 20
    caring_for_grandchildren: int = 40
    childs_schooling: int = 20
    old_age_care: int = 50
    compulsory_schooling: tuple[int, int] = (8, 17)
    illiteracy_doubtful_under: int = 30
    # Least years since leaving, by code of D9.
    years_since_leaving: Ages = field(
        default_factory=lambda: _table({2: 0, 3: 0.5, 4: 1, 5: 2, 6: 3, 7: 4, 8: 5, 9: 10})
    )
    # Youngest possible and youngest usual age, by code of D11.
    education_age_limit: Ages = field(
        default_factory=lambda: _table({3: 5, 4: 10, 5: 13, 6: 15, 7: 15, 8: 18, 9: 20})
    )
    education_age_usual: Ages = field(
        default_factory=lambda: _table({3: 6, 4: 11, 5: 14, 6: 17, 7: 17, 8: 20, 9: 22})
    )


@dataclass(frozen=True, slots=True)
class HouseholdThresholds:
    """Gaps in completed years, persons, square metres and rooms that the household rules use."""

    spouses_gap: int = 25
    parent_gap_least: int = 15
    mother_gap_most: int = 55
    father_gap_most: int = 70
    head_parent_gap_most: int = 60
    grandparent_gap_least: int = 30
    siblings_gap_most: int = 30
    in_law_age_limit: int = 15
    head_age_least: int = 16
    child_under: int = 15
    grown_up: int = 18
    unrelated_persons: int = 3
    floor_space: tuple[int, int] = (8, 1000)
    floor_space_per_person: tuple[int, int] = (4, 300)
    rooms_most: int = 20
    floor_space_per_room: tuple[int, int] = (5, 120)
    family_size_most: int = 15
    collective_size_most: int = 20


@dataclass(frozen=True, slots=True)
class CensusDefinition:
    """A census.

    ``reference_time`` is T; ``reference_month`` the last month that lies wholly before it; the
    births and deaths asked about fall into ``window_first`` .. ``window_last``, both inclusive.
    Months are ``YYYY-MM``, so that they compare as text.
    """

    code: str
    reference_time: datetime
    reference_month: str
    window_first: str
    window_last: str
    person: PersonThresholds = field(default_factory=PersonThresholds)
    household: HouseholdThresholds = field(default_factory=HouseholdThresholds)
    reference_year: int = field(init=False)
    reference_month_number: int = field(init=False)

    def __post_init__(self) -> None:
        """Takes the reference month apart once, for the age of every person."""
        object.__setattr__(self, "reference_year", int(self.reference_month[:4]))
        object.__setattr__(self, "reference_month_number", int(self.reference_month[5:]))

    def in_window(self, month: str) -> bool:
        """Whether a month lies in the window of births and deaths."""
        return self.window_first <= month <= self.window_last


CENSUS_2020 = CensusDefinition(
    code="CN-2020",
    reference_time=datetime(2020, 11, 1, tzinfo=timezone(timedelta(hours=8))),
    reference_month="2020-10",
    window_first="2019-11",
    window_last="2020-10",
)
