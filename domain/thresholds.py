"""The thresholds of a census at which its rules and the skips of its forms change their mind.

Their values stand in the census's definition file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Ages: TypeAlias = Mapping[int, float]
"""Ages or durations in years, by code of an item."""
Span: TypeAlias = tuple[int, int]
"""The least and the most, both inclusive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonThresholds:
    """Ages in completed years unless the name says otherwise.

    ``asked_*`` are the ages from which (or of which) the forms ask something.
    """

    old_age_doubtful: int
    old_age_limit: int
    asked_education: int
    asked_literacy: int
    working_age: int
    study_ages: Span
    marriage_age_limit: int
    legal_marriage_age_man: int
    legal_marriage_age_woman: int
    caring_for_grandchildren: int
    childs_schooling: int
    old_age_care: int
    compulsory_schooling: Span
    illiteracy_doubtful_under: int
    asked_five_years_ago: int
    asked_work: int
    asked_marriage: int
    asked_children: Span
    asked_births: Span
    asked_old_age: int
    at_school_most: int
    dropped_out_ages: Span
    hours: Span
    hours_doubtful_over: int
    work_doubtful_from: int
    pension_doubtful_under: int
    first_marriage_least: int
    first_marriage_usual: Span
    children_doubtful_over: int
    children_limit: int
    mother_least: int
    giving_birth_usual: Span
    months_between_births: int
    age_at_death_doubtful_over: int
    # Least years since leaving, by code of D9.
    years_since_leaving: Ages
    # Youngest possible and youngest usual age, by code of D11.
    education_age_limit: Ages
    education_age_usual: Ages
    # Oldest usual age at school, by code of D11.
    at_school_most_by_level: Ages


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdThresholds:
    """Gaps in completed years, persons, square metres and rooms that the household rules use."""

    spouses_gap: int
    parent_gap_least: int
    mother_gap_most: int
    father_gap_most: int
    head_parent_gap_most: int
    grandparent_gap_least: int
    siblings_gap_most: int
    in_law_age_limit: int
    head_age_least: int
    child_under: int
    grown_up: int
    unrelated_persons: int
    floor_space: Span
    floor_space_per_person: Span
    rooms_most: int
    floor_space_per_room: Span
    family_size_most: int
    collective_size_most: int
