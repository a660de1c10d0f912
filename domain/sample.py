"""The long-form sample: a systematic draw in each district that anybody can repeat (rule X09).

The seed stands in the book before the households are known; from then on nobody has a choice. In
each district the households that answered the short form are taken in the order of block and
number; the first to be drawn follows from the seed and the district's code, and the others follow
at equal distances.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from domain.aggregate import Aggregate
from domain.attribution import Attribution
from domain.census import Sampling
from domain.events import Event, LongFormDrawn, SampleSeedFixed
from domain.household import Household
from domain.refusal import AlreadyEstablished, NotDrawn, SeedNotFixed, UnfitSeed
from domain.status import Status

if TYPE_CHECKING:
    from domain.roster import Roster

_SEED = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, order=True)
class FrameLine:
    """A household of the frame, by block and number."""

    block: str
    number: str
    household_id: UUID


@dataclass(frozen=True, slots=True)
class Draw:
    """A systematic draw: every ``interval``-th line from the ``start``-th on (from 1)."""

    frame_size: int
    frame_digest: str
    interval: int
    start: int
    household_ids: tuple[UUID, ...]


class SamplePlan(Aggregate):
    """The seed of a county's draw; fixed once."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.seed = ""

    def fix(self, by: Attribution, seed: str) -> None:
        """Fix the seed.

        Raises:
            AlreadyEstablished: it is fixed.
            UnfitSeed: it is not 64 hex digits.
        """
        if self.seed:
            raise AlreadyEstablished
        if not _SEED.fullmatch(seed):
            raise UnfitSeed
        self.trigger(SampleSeedFixed, by, seed=seed)

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case SampleSeedFixed():
                self.seed = event.seed
            case _:
                super().apply(event)


class Sample(Aggregate):
    """The households of one district that answer the long form; drawn once."""

    def __init__(self, id: UUID) -> None:  # noqa: A002
        super().__init__(id)
        self.district = ""
        self.drawn: frozenset[UUID] = frozenset()
        self.draw: Draw | None = None

    def record(self, by: Attribution, district: str, draw: Draw) -> None:
        """Put the draw of the district on record.

        Raises:
            AlreadyEstablished: the district was drawn before.
        """
        if self.draw is not None:
            raise AlreadyEstablished
        self.trigger(
            LongFormDrawn,
            by,
            district=district,
            frame_size=draw.frame_size,
            frame_digest=draw.frame_digest,
            interval=draw.interval,
            start=draw.start,
            household_ids=draw.household_ids,
        )

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        match event:
            case LongFormDrawn():
                self.district, self.drawn = event.district, frozenset(event.household_ids)
                self.draw = Draw(
                    event.frame_size,
                    event.frame_digest,
                    event.interval,
                    event.start,
                    event.household_ids,
                )
            case _:
                super().apply(event)


def frame_of(households: Iterable[Household], sampling: Sampling) -> list[FrameLine]:
    """The lines of a district that are drawn from, in order.

    Households that answered the form for foreigners alone, those that were withdrawn, and the
    numbers that the census excludes (999, whose members have all died) are none of them.
    """
    return sorted(
        FrameLine(h.block, h.number, h.id)
        for h in households
        if h.form and h.status is not Status.WITHDRAWN and h.number not in sampling.excluded_numbers
    )


def draw(seed: str, district: str, frame: Sequence[FrameLine], sampling: Sampling) -> Draw:
    """The draw that follows from the seed, the district and the frame.

    ``start`` is SHA-256 of ``seed/district`` (in ASCII), as a whole number, modulo the interval,
    and one. A share of 10 % makes every tenth household one of the sample: of n households, n/10
    rounded down or up.
    """
    interval = 100 // sampling.percent
    digest = hashlib.sha256(f"{seed}/{district}".encode()).digest()
    start = int.from_bytes(digest) % interval + 1
    return Draw(
        frame_size=len(frame),
        frame_digest=frame_digest(frame),
        interval=interval,
        start=start,
        household_ids=tuple(line.household_id for line in frame[start - 1 :: interval]),
    )


def frame_digest(frame: Iterable[FrameLine]) -> str:
    """SHA-256, in hex, of the frame's lines ``block/number/household id``, each with a line end."""
    told = "".join(f"{line.block}/{line.number}/{line.household_id}\n" for line in frame)
    return hashlib.sha256(told.encode()).hexdigest()


def require_seed(roster: Roster) -> str:
    """The seed of the county's draw.

    Raises:
        SeedNotFixed: there is none yet.
    """
    if roster.sample_plan is None:
        raise SeedNotFixed
    return roster.sample_plan.seed


def require_drawn(roster: Roster, household: Household) -> None:
    """Let a household answer the long form, or refuse it.

    Raises:
        NotDrawn: it is not in its district's sample.
    """
    sample = roster.samples.get(household.block[:12])
    if sample is None or household.id not in sample.drawn:
        raise NotDrawn
