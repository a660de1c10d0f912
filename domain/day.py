"""Days as they are counted in China, wherever a server or a client stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def day_of(moment: datetime) -> date:
    """The day in China on which a moment lies; the moment bears its zone."""
    return moment.astimezone(CHINA).date()


def day_told(moment: str) -> str:
    """The day in China (``YYYY-MM-DD``) of a moment that a device told, RFC 3339."""
    return day_of(datetime.fromisoformat(moment.upper())).isoformat()


def end_of(day: date) -> datetime:
    """The moment at which a day is over in China."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(days=1)
