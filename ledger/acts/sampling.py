"""Acts on the long-form sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.area import DISTRICT
from domain.commands import DrawLongForm, FixSampleSeed
from domain.permissions import Act
from domain.refusal import AlreadyEstablished, SecondPersonNeeded, UnfitArea
from domain.sample import Sample, SamplePlan, draw, frame_of, require_seed
from ledger.acts.situation import Decision, Handler, Needs, Situation


def _fix_seed(situation: Situation[FixSampleSeed]) -> Decision:
    situation.permit(Act.DRAW_SAMPLE, situation.book)
    if situation.second is None:
        raise SecondPersonNeeded
    known = situation.roster.sample_plan
    plan = SamplePlan(situation.ids.named("sample", "plan")) if known is None else known.twin()
    plan.fix(situation.by(), situation.command.seed)
    return situation.decided(plan.collect_events(), {"seed": plan.seed})


def _draw_needs(situation: Situation[DrawLongForm]) -> Needs:
    district = situation.command.district
    situation.permit(Act.DRAW_SAMPLE, district)
    situation.require_in_book(district)
    return Needs(households=frozenset(_listed(situation, district)))


def _draw(situation: Situation[DrawLongForm]) -> Decision:
    district = situation.command.district
    seed = require_seed(situation.roster)
    if district in situation.roster.samples:
        raise AlreadyEstablished
    sampling = situation.census.sampling
    households = [situation.record(i).household for i in _listed(situation, district)]
    frame = frame_of(households, sampling)
    drawn = draw(seed, district, frame, sampling)
    sample = Sample(situation.ids.named("sample", district))
    sample.record(situation.by(), district, drawn)
    told = {
        "district": district,
        "frame_size": drawn.frame_size,
        "frame_digest": drawn.frame_digest,
        "interval": drawn.interval,
        "start": drawn.start,
        "household_ids": [str(i) for i in drawn.household_ids],
    }
    return situation.decided(sample.collect_events(), told)


def _listed(situation: Situation[DrawLongForm], district: str) -> list[UUID]:
    """The households on the lists of a district's blocks.

    Raises:
        UnfitArea: no block of the district was drawn, or it is none.
    """
    blocks = [b for code, b in situation.roster.blocks.items() if code[:DISTRICT] == district]
    if len(district) != DISTRICT or not blocks:
        raise UnfitArea
    return [line.household_id for block in blocks for line in block.households.values()]


def _district(command: DrawLongForm) -> str:
    return command.district


HANDLERS: Sequence[Handler[Any]] = (
    Handler(FixSampleSeed, "sample-seed", _fix_seed),
    Handler(DrawLongForm, "sample", _draw, _district, _draw_needs),
)
