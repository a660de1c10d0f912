"""A whole census, stage after stage, each of them timed."""

from __future__ import annotations

import time
from dataclasses import dataclass

from api.simulation.fieldwork import by_block
from api.simulation.whole import (
    bookkeeping,
    canvass,
    changes_of_staff,
    closing,
    cross_checking,
    establishment,
    long_forms,
    making_up,
    money,
    registration,
    reviewing,
    work_plan,
)
from api.simulation.whole.calendar import closing as closes
from api.simulation.whole.calendar import opening as opens
from api.simulation.whole.course import Course, Stage
from api.simulation.whole.outcome import Outcome, outcome
from domain.phase import CensusPhase

_A_WALK = 25
"""Households that an enumerator registers in one go."""


@dataclass(frozen=True, slots=True)
class WholeReport:
    """What was done, how long each stage took (seconds of the wall clock), and how it ended."""

    deeds: dict[str, int]
    stages: dict[str, float]
    seconds: float
    outcome: Outcome

    def report(self) -> dict[str, object]:
        """As a JSON object."""
        return {
            "deeds": self.deeds,
            "stages": self.stages,
            "seconds": self.seconds,
            "outcome": self.outcome.report(),
        }


class WholeCensus:
    """Takes a township from the first post to the closing of the census."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def run(self) -> WholeReport:
        """All of it.

        Raises:
            ServiceProblem: the service refused what it should have taken.
        """
        stages: dict[str, float] = {}
        begun = time.perf_counter()
        for name, steps in STAGES.items():
            stage_begun = time.perf_counter()
            for step in steps:
                step(self._course)
            stages[name] = round(time.perf_counter() - stage_begun, 2)
        reading_begun = time.perf_counter()
        ended = outcome(self._course)
        stages["结果 / how it ended"] = round(time.perf_counter() - reading_begun, 2)
        seconds = round(time.perf_counter() - begun, 2)
        return WholeReport(dict(self._course.deeds), stages, seconds, ended)


def _register(course: Course) -> None:
    """Registration; people come and go when every block is half done."""
    batches = by_block(registration.of_enumerators(course), size=_A_WALK)
    registration.at_the_door(course, batches[::2])
    changes_of_staff.hand_over(course)
    changes_of_staff.dismiss(course)
    changes_of_staff.lose_device(course)
    registration.at_the_door(course, batches[1::2])
    registration.mend_refused(course)


def _submit(course: Course) -> None:
    registration.submit_all(course, registration.of_enumerators(course), "first")


def _approve_submitted(course: Course) -> None:
    apart = registration.hidden(course)
    found = [case for case in course.cases if id(case) not in apart]
    reviewing.approve(course, "supervisor", found, "first")


def _review_split_off(course: Course) -> None:
    """Who was split off has a form now, which goes the same way."""
    apart = registration.hidden(course)
    found = [case for case in course.cases if id(case) in apart]
    registration.submit_all(course, found, "first")
    reviewing.approve(course, "supervisor", found, "first")


def _approve(level: str, round_: str) -> Stage:
    def stage(course: Course) -> None:
        reviewing.approve(course, level, reviewing.standing(course), round_)

    return stage


def _approve_drawn(course: Course) -> None:
    reviewing.approve(course, "supervisor", course.drawn, "long")


STAGES: dict[str, tuple[Stage, ...]] = {
    "组织 / organisation": (
        establishment.found_units,
        establishment.found_posts,
        establishment.train,
        establishment.hand_out_devices,
    ),
    "经费与计划 / money and plan": (money.fund, work_plan.plan_work, long_forms.fix_seed),
    "合成住户 / made up": (making_up.make_up, canvass.choose_ways),
    "摸底 / listing": (
        opens(CensusPhase.LISTING),
        canvass.list_everything,
        canvass.hand_out_codes,
        canvass.visit,
        closes(CensusPhase.LISTING),
    ),
    "短表登记 / registration": (
        opens(CensusPhase.SHORT_REGISTRATION, CensusPhase.SELF_REGISTRATION),
        registration.by_themselves,
        _register,
        registration.by_an_office,
        closes(CensusPhase.SELF_REGISTRATION),
        _submit,
    ),
    "审核与整改 / review": (
        canvass.withdraw_vacant,
        reviewing.comment,
        reviewing.attempt_what_is_forbidden,
        reviewing.send_back_and_mend,
        _approve_submitted,
        bookkeeping.put_right,
        _review_split_off,
    ),
    "长表 / long forms": (
        closes(CensusPhase.SHORT_REGISTRATION),
        opens(CensusPhase.LONG_REGISTRATION),
        long_forms.draw,
        long_forms.register,
        _approve_drawn,
        _approve("community", "first"),
        closes(CensusPhase.LONG_REGISTRATION),
    ),
    "比对复查 / cross-check": (
        opens(CensusPhase.CROSS_CHECK),
        cross_checking.compare_with_police,
        cross_checking.cross_check,
    ),
    "编码 / coding": (opens(CensusPhase.CODING), long_forms.code, closes(CensusPhase.CODING)),
    "验收 / acceptance": (
        _approve("township", "first"),
        reviewing.correct_at_township,
        _approve("county", "first"),
        reviewing.correct_at_county,
        reviewing.reopen,
        work_plan.inspect,
        cross_checking.check_again,
    ),
    "报酬 / pay": (money.record_days, money.pay_everybody),
    "关闭 / closing": (
        closing.close_areas,
        closes(CensusPhase.CROSS_CHECK),
        work_plan.publish_bulletin,
        opens(CensusPhase.CLOSED),
    ),
}
"""The stages in their order."""
