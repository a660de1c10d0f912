"""Completed age at the reference time, from the year and month of birth."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.census import CensusDefinition


def month_parts(month: object) -> tuple[int, int] | None:
    """Year and month of ``YYYY-MM``; None for anything that is no such month."""
    if not isinstance(month, str) or len(month) != 7 or month[4] != "-":
        return None
    year, number = month[:4], month[5:]
    if not (month.isascii() and year.isdigit() and number.isdigit() and "01" <= number <= "12"):
        return None
    return int(year), int(number)


def completed_age(birth: str, census: CensusDefinition) -> int:
    """Completed years at the reference time of someone born in the month ``birth`` (``YYYY-MM``).

    The month of the reference time has not begun for those who are counted, so a birthday in the
    reference month or earlier counts as reached. ``ValueError`` when it is no month, or is later
    than the reference month: nobody born then is counted.
    """
    parts = month_parts(birth)
    if parts is None or birth > census.reference_month:
        raise ValueError("出生年月无效或晚于普查时点 / No month of birth before the reference time")
    return age_in_years(parts, census)


def age_in_years(birth: tuple[int, int], census: CensusDefinition) -> int:
    """:func:`completed_age` of a year and month already taken apart; negative when later."""
    year, month = birth
    return census.reference_year - year - (month > census.reference_month_number)


def ages_between(birth: tuple[int, int], month: tuple[int, int]) -> tuple[int, ...]:
    """The completed ages that someone of that month of birth may have in a later ``month``.

    Two in the month of birth, where the day of the birthday decides; else one.
    """
    years = month[0] - birth[0]
    if month[1] == birth[1]:
        return (years - 1, years) if years else (0,)
    return (years - (month[1] < birth[1]),)
