"""A day begins and ends in China, wherever the clock stands."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.day import CHINA, day_of, end_of


def test_evening_in_utc_is_the_next_day_in_china() -> None:
    assert day_of(datetime(2020, 10, 31, 15, 59, tzinfo=UTC)) == date(2020, 10, 31)
    assert day_of(datetime(2020, 10, 31, 16, 0, tzinfo=UTC)) == date(2020, 11, 1)


def test_day_is_over_at_midnight_in_china() -> None:
    assert end_of(date(2020, 10, 31)) == datetime(2020, 11, 1, tzinfo=CHINA)
