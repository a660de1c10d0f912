"""Reading the definition of a census from JSON, strictly: nothing missing, nothing left over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_type_hints

from domain.age import month_parts
from domain.census_definition import (
    PHASE_CODES,
    SAMPLING_UNITS,
    CensusDefinition,
    Phase,
    PhaseCode,
    Sampling,
    Staffing,
)
from domain.forms.editions import BUILT_IN_EDITIONS, FormEditions, UnknownEditionError
from domain.thresholds import Ages, HouseholdThresholds, PersonThresholds, Span

_WRONG = {
    "not-json": ("不是 JSON 对象", "it is no JSON object"),
    "missing": ("缺少这一项", "this is missing"),
    "unknown": ("没有这一项", "there is no such thing"),
    "text": ("应为非空文字", "it must be text"),
    "whole": ("应为非负整数", "it must be a whole number of 0 or more"),
    "object": ("应为对象", "it must be an object"),
    "pair": (
        "应为两个值，前者不大于后者",
        "it must be two values, the first not beyond the second",
    ),
    "month": ("应为年月 YYYY-MM", "it must be a month YYYY-MM"),
    "day": ("应为日期 YYYY-MM-DD", "it must be a day YYYY-MM-DD"),
    "moment": (
        "应为带时区的时刻，且在某月一日零时",
        "it must be the first instant of a month, with its offset from UTC",
    ),
    "late": ("应在普查标准时点之前", "it must lie before the reference time"),
    "percent": ("应在 1 与 100 之间", "it must be 1 to 100"),
    "unit": ("不是可抽样的区域级别", "it is no level of area to draw within"),
    "numbers": ("应为三位户编号的数组", "it must be an array of household numbers of three digits"),
    "ages": ("应以代码为键、以年数为值", "it must have codes as keys and years as values"),
    "edition": ("程序中没有普查表的这一版本", "the program has no such edition of the form"),
}


class CensusDefinitionError(ValueError):
    """The definition of a census is wrong; ``place`` says where, as a JSON pointer."""

    code = "census-definition-wrong"

    def __init__(self, place: str, wrong: str) -> None:
        """Takes the place and what is wrong there, a key of the table of wordings."""
        self.place = place
        zh, en = _WRONG[wrong]
        self.zh = f"普查定义有误：{place or '/'} {zh}"
        self.en = f"The definition of the census is wrong at {place or '/'}: {en}"
        super().__init__(f"{self.zh} / {self.en}")


class _Object:
    """An object of the definition, its values taken out one by one by their kind."""

    def __init__(self, value: object, place: str = "") -> None:
        if not isinstance(value, Mapping):
            raise CensusDefinitionError(place, "object" if place else "not-json")
        self._values = dict(value)
        self._place = place

    def place(self, key: str) -> str:
        return f"{self._place}/{key}"

    def take(self, key: str) -> object:
        if key not in self._values:
            raise CensusDefinitionError(self.place(key), "missing")
        return self._values.pop(key)

    def values(self) -> Iterable[tuple[Any, object]]:
        """Whatever is left, with its keys."""
        return self._values.items()

    def end(self) -> None:
        """Refuse what was not taken."""
        for key in self._values:
            raise CensusDefinitionError(self.place(str(key)), "unknown")

    def part(self, key: str) -> _Object:
        return _Object(self.take(key), self.place(key))

    def text(self, key: str) -> str:
        value = self.take(key)
        if not isinstance(value, str) or not value.strip():
            raise CensusDefinitionError(self.place(key), "text")
        return value

    def whole(self, key: str) -> int:
        return _whole(self.take(key), self.place(key))

    def month(self, key: str) -> str:
        return _month(self.take(key), self.place(key))

    def pair(self, key: str) -> tuple[object, object]:
        value = self.take(key)
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise CensusDefinitionError(self.place(key), "pair")
        return value[0], value[1]

    def days(self, key: str) -> tuple[date | None, date | None]:
        first, last = (
            None if day is None else _day(day, self.place(key)) for day in self.pair(key)
        )
        if first is not None and last is not None and first > last:
            raise CensusDefinitionError(self.place(key), "pair")
        return first, last

    def span(self, key: str) -> Span:
        first, last = (_whole(value, self.place(key)) for value in self.pair(key))
        if first > last:
            raise CensusDefinitionError(self.place(key), "pair")
        return first, last

    def ages(self, key: str) -> Ages:
        found: dict[int, float] = {}
        for code, years in _Object(self.take(key), self.place(key)).values():
            digits = isinstance(code, str) and code.isascii() and code.isdigit()
            if not digits or isinstance(years, bool) or not isinstance(years, int | float):
                raise CensusDefinitionError(self.place(key), "ages")
            found[int(code)] = years
        return MappingProxyType(found)


def load_census(source: Path | Traversable | Mapping[str, object]) -> CensusDefinition:
    """The census that a JSON file, or the mapping read from one, defines.

    Its forms are among the editions that the program brings along. Raises
    :class:`CensusDefinitionError`, and ``OSError`` where the file cannot be read.
    """
    raw = _Object(source if isinstance(source, Mapping) else _read(source))
    reference_time = _first_instant(raw.text("reference_time"), raw.place("reference_time"))
    reference_month = _month_before(reference_time)
    window_first, window_last = (_month(m, raw.place("window")) for m in raw.pair("window"))
    if window_first > window_last:
        raise CensusDefinitionError(raw.place("window"), "pair")
    work_first, work_last = (_day(d, raw.place("work_week")) for d in raw.pair("work_week"))
    if work_first > work_last:
        raise CensusDefinitionError(raw.place("work_week"), "pair")
    five_years_ago = raw.month("five_years_ago")
    _before(window_last, reference_month, raw.place("window"))
    _before(work_last.isoformat()[:7], reference_month, raw.place("work_week"))
    _before(five_years_ago, reference_month, raw.place("five_years_ago"))
    census = CensusDefinition(
        code=raw.text("code"),
        name_zh=raw.text("name_zh"),
        name_en=raw.text("name_en"),
        reference_time=reference_time,
        reference_month=reference_month,
        window_first=window_first,
        window_last=window_last,
        work_week=(work_first, work_last),
        five_years_ago=five_years_ago,
        calendar=_calendar(raw.part("calendar")),
        sampling=_sampling(raw.part("sampling")),
        staffing=_staffing(raw.part("staffing")),
        forms=_forms(raw.part("forms")),
        person=_thresholds(PersonThresholds, raw.part("person")),
        household=_thresholds(HouseholdThresholds, raw.part("household")),
    )
    raw.end()
    return census


def _read(source: Path | Traversable) -> object:
    try:
        return json.loads(source.read_text(encoding="utf-8"))
    except ValueError:
        raise CensusDefinitionError("", "not-json") from None


def _calendar(raw: _Object) -> Mapping[PhaseCode, Phase]:
    phases: dict[PhaseCode, Phase] = {code: Phase(*raw.days(code)) for code in PHASE_CODES}
    raw.end()
    return MappingProxyType(phases)


def _sampling(raw: _Object) -> Sampling:
    percent = raw.whole("percent")
    if not 1 <= percent <= 100:
        raise CensusDefinitionError(raw.place("percent"), "percent")
    unit = raw.take("unit")
    if unit not in SAMPLING_UNITS:
        raise CensusDefinitionError(raw.place("unit"), "unit")
    numbers = raw.take("excluded_numbers")
    if not isinstance(numbers, list | tuple) or not all(map(_is_household_number, numbers)):
        raise CensusDefinitionError(raw.place("excluded_numbers"), "numbers")
    raw.end()
    return Sampling(percent, unit, frozenset(numbers))


def _staffing(raw: _Object) -> Staffing:
    norm = Staffing(raw.whole("households"), raw.whole("persons"))
    raw.end()
    return norm


def _forms(raw: _Object) -> FormEditions:
    versions = {}
    for code in BUILT_IN_EDITIONS.in_force:
        version = raw.text(code)
        try:
            BUILT_IN_EDITIONS.edition(code, version)
        except UnknownEditionError:
            raise CensusDefinitionError(raw.place(code), "edition") from None
        versions[code] = version
    raw.end()
    return FormEditions(BUILT_IN_EDITIONS.known(), versions)


_Thresholds = TypeVar("_Thresholds", PersonThresholds, HouseholdThresholds)


def _thresholds(group: type[_Thresholds], raw: _Object) -> _Thresholds:
    """Each field by its declared type."""
    read: Mapping[object, Callable[[str], Any]] = {
        int: raw.whole,
        Span: raw.span,
        Ages: raw.ages,
    }
    hints = get_type_hints(group)
    values: dict[str, Any] = {f.name: read[hints[f.name]](f.name) for f in fields(group)}
    found = group(**values)
    raw.end()
    return found


def _whole(value: object, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise CensusDefinitionError(place, "whole")
    return value


def _month(value: object, place: str) -> str:
    if not isinstance(value, str) or month_parts(value) is None:
        raise CensusDefinitionError(place, "month")
    return value


def _day(value: object, place: str) -> date:
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise CensusDefinitionError(place, "day")


def _first_instant(value: str, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise CensusDefinitionError(place, "moment") from None
    first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if moment.tzinfo is None or moment != first:
        raise CensusDefinitionError(place, "moment")
    return moment


def _month_before(moment: datetime) -> str:
    months = moment.year * 12 + moment.month - 2
    return f"{months // 12}-{months % 12 + 1:02d}"


def _before(month: str, reference_month: str, place: str) -> None:
    if month > reference_month:
        raise CensusDefinitionError(place, "late")


def _is_household_number(value: object) -> bool:
    return isinstance(value, str) and len(value) == 3 and value.isascii() and value.isdigit()
