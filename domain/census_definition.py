"""A census as parameters: its times, its calendar, its forms, and the thresholds of its rules.

Another census is another definition; the rules hold no date and no threshold of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias, get_args

from domain.forms.definition import Form
from domain.forms.editions import FormEditions
from domain.thresholds import HouseholdThresholds, PersonThresholds

PhaseCode: TypeAlias = Literal[
    "listing",
    "short_registration",
    "self_registration",
    "long_registration",
    "cross_check",
    "post_enumeration_survey",
    "coding",
    "publication",
]
PHASE_CODES: tuple[PhaseCode, ...] = get_args(PhaseCode)
"""The phases that the calendar of every census has, in the order in which they begin."""

SamplingUnit: TypeAlias = Literal["block", "district", "township", "county"]
SAMPLING_UNITS: tuple[SamplingUnit, ...] = get_args(SamplingUnit)


@dataclass(frozen=True, slots=True)
class Phase:
    """The days of a phase, both inclusive; None where a day is not established or left open."""

    first: date | None
    last: date | None

    def covers(self, day: date) -> bool | None:
        """Whether a day lies in the phase; None where neither end is established."""
        if self.first is None and self.last is None:
            return None
        begun = self.first is None or self.first <= day
        return begun and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Sampling:
    """The draw of the long form: ``percent`` of the households of each ``unit``.

    Households whose number is among ``excluded_numbers`` are not drawn from.
    """

    percent: int
    unit: SamplingUnit
    excluded_numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Staffing:
    """The norm of one enumerator's work: about so many households, or so many persons."""

    households: int
    persons: int


@dataclass(frozen=True, slots=True)
class CensusDefinition:
    """A census.

    ``reference_time`` is T; ``reference_month`` the last month that lies wholly before it; the
    births and deaths asked about fall into ``window_first`` .. ``window_last``, the work asked
    about into the days of ``work_week``, all inclusive; ``five_years_ago`` is the month of the
    residence five years ago. Months are ``YYYY-MM``, so that they compare as text.
    """

    code: str
    name_zh: str
    name_en: str
    reference_time: datetime
    reference_month: str
    window_first: str
    window_last: str
    work_week: tuple[date, date]
    five_years_ago: str
    calendar: Mapping[PhaseCode, Phase]
    sampling: Sampling
    staffing: Staffing
    forms: FormEditions
    person: PersonThresholds
    household: HouseholdThresholds
    reference_year: int = field(init=False)
    reference_month_number: int = field(init=False)

    def __post_init__(self) -> None:
        """Takes the reference month apart once, for the age of every person."""
        object.__setattr__(self, "reference_year", int(self.reference_month[:4]))
        object.__setattr__(self, "reference_month_number", int(self.reference_month[5:]))

    def form(self, code: str) -> Form:
        """The edition in force of a form; raises :class:`UnknownEditionError`."""
        return self.forms.form(code)

    def edition(self, code: str, version: str) -> Form:
        """An edition of a form, in force or not; raises :class:`UnknownEditionError`."""
        return self.forms.edition(code, version)

    def in_window(self, month: str) -> bool:
        """Whether a month lies in the window of births and deaths."""
        return self.window_first <= month <= self.window_last
