"""The phases of a whole census, opened and closed one after the other by the county's office."""

from __future__ import annotations

from functools import partial

from api.simulation.review import COUNTY
from api.simulation.whole.course import Course, Stage
from domain.phase import CensusPhase


def opening(*phases: CensusPhase) -> Stage:
    """A stage that opens phases; other days than the planned ones take a document."""
    return partial(_change, "open-phase", phases)


def closing(*phases: CensusPhase) -> Stage:
    """A stage that closes phases."""
    return partial(_change, "close-phase", phases)


def _change(act: str, phases: tuple[CensusPhase, ...], course: Course) -> None:
    for phase in phases:
        document = course.authority(act, phase.value.replace("_", "-"))
        course.do(COUNTY[0], act, phase.value, phase=phase.value, authority=document)
        course.done("phases opened and closed")
