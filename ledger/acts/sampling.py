"""Acts on the long-form sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.area import DISTRICT
from domain.commands import DrawLongForm, FixSampleSeed
from domain.permissions import Act
from domain.refusal import (
    AlreadyEstablished,
    DrawTooEarly,
    SecondPersonNeeded,
    SeedTooLate,
    UnfitArea,
)
from domain.sample import Sample, SamplePlan, draw, frame_of, require_seed
from domain.territory import Block
from ledger.acts.situation import Decision, Handler, Needs, Situation


def _fix_seed(situation: Situation[FixSampleSeed]) -> Decision:
    situation.permit(Act.DRAW_SAMPLE, situation.book)
    if situation.second is None:
        raise SecondPersonNeeded
    book = situation.book_itself()
    if book.registration_begun:
        raise SeedTooLate
    known = situation.roster.sample_plan
    plan = SamplePlan(situation.ids.named("sample", "plan")) if known is None else known.twin()
    plan.fix(situation.by(), situation.command.seed)
    # Should registration begin meanwhile, the seed comes too late.
    rests_on = {book.id: book.version}
    return situation.decided(plan.collect_events(), {"seed": plan.seed}, also_rests_on=rests_on)


def _draw_needs(situation: Situation[DrawLongForm]) -> Needs:
    district = situation.command.district
    situation.permit(Act.DRAW_SAMPLE, district)
    situation.require_in_book(district)
    return Needs(households=frozenset(_listed(situation, district)))


def _draw(situation: Situation[DrawLongForm]) -> Decision:
    district = situation.command.district
    seed, book = require_seed(situation.roster), situation.book_itself()
    if not book.short_forms_over:
        raise DrawTooEarly
    if district in situation.roster.samples:
        raise AlreadyEstablished
    sampling = situation.census.sampling
    households = [situation.record(i).household for i in _listed(situation, district)]
    # A record that changes meanwhile, or one more on a list, makes another frame.
    rests_on = {h.id: h.version for h in households} | {book.id: book.version}
    rests_on |= {b.id: b.version for b in _blocks(situation, district)}
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
    return situation.decided(sample.collect_events(), told, also_rests_on=rests_on)


def _listed(situation: Situation[DrawLongForm], district: str) -> list[UUID]:
    """The households on the lists of a district's blocks.

    Raises:
        UnfitArea: no block of the district was drawn, or it is none.
    """
    blocks = _blocks(situation, district)
    if len(district) != DISTRICT or not blocks:
        raise UnfitArea
    return [line.household_id for block in blocks for line in block.households.values()]


def _blocks(situation: Situation[DrawLongForm], district: str) -> list[Block]:
    return [b for code, b in situation.roster.blocks.items() if code[:DISTRICT] == district]


def _district(command: DrawLongForm) -> str:
    return command.district


HANDLERS: Sequence[Handler[Any]] = (
    Handler(FixSampleSeed, "sample-seed", _fix_seed),
    Handler(DrawLongForm, "sample", _draw, _district, _draw_needs),
)
