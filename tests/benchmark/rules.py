"""All rules over one household's form, against a fixed piece of plain Python and a limit."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from domain.forms import HouseholdForm, parse_form
from domain.rules import check
from domain.rules.sound_form import sound_form
from ledger.embedded import EmbeddedPostgres
from tests.benchmark.harness import Measurement, made_before

CALLS = 400
ROUNDS = 25
SHORT_LIMIT_US = 60.0
YARDSTICK_STEPS = 1_000
_MICROSECONDS = 1e6


def measure(_server: EmbeddedPostgres) -> list[Measurement]:
    """Medians of single calls: a family of three on a short form, and the same on a long one."""
    short, long = (parse_form(sound_form(base, {})) for base in ("family", "long-family"))
    with made_before():
        rounds = [(_calls(short), _calls(long), _spent(_yardstick)) for _ in range(ROUNDS)]
    of_short, of_long, of_yardstick = (
        median(spent for one in timed for spent in one) for timed in zip(*rounds, strict=True)
    )
    yardstick = f"{YARDSTICK_STEPS:,} look-ups and comparisons in plain Python"
    limit = "about a hundred small functions in Python, on one core"
    return [
        Measurement(
            f"all rules, short form of three: median {of_short:.1f} µs",
            f"one after {SHORT_LIMIT_US:.0f} µs",
            _MICROSECONDS / of_short,
            _MICROSECONDS / SHORT_LIMIT_US,
            "/s",
            1.0,
            limit,
        ),
        *(
            Measurement(
                f"all rules, {form} form of three: median {spent:.1f} µs",
                f"{yardstick}: median {of_yardstick:.1f} µs",
                _MICROSECONDS / spent,
                _MICROSECONDS / of_yardstick,
                "/s",
                None,
                limit,
            )
            for form, spent in (("short", of_short), ("long", of_long))
        ),
    ]


def _calls(form: HouseholdForm) -> list[float]:
    found = check(form)
    if found:
        raise AssertionError(found)
    return _spent(lambda: check(form))


def _spent(work: Callable[[], object]) -> list[float]:
    """Microseconds of each of so many calls."""
    spent = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        work()
        spent.append(_MICROSECONDS * (time.perf_counter() - begun))
    return spent


_TABLE = {number: number for number in range(10)}


def _yardstick() -> int:
    found = 0
    for step in range(YARDSTICK_STEPS):
        if _TABLE.get(step % 10) == 7:
            found += 1
    return found
