"""The rules across households and blocks (X01-X12), asked of the rows as they stand.

Who bears the same ID number comes from the vault's keyed index as tokens, equal where the numbers
are; no number and no digest of one enters a statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.rows import TupleRow

from domain.census import CensusDefinition
from domain.doubt import UNMATCHED_TRANSFER, FoundDoubt
from domain.roster import Roster
from domain.status import Role
from ledger.sql import queries
from projections.area import area_end, area_of
from projections.found import finding
from projections.row_store import Connection, snapshot
from projections.tracking import tracked_position

DIFFERS_BY = 0.1
"""X10: by how much of the persons listed those registered may differ."""
LOAD = 2
"""X10: how many times the norm an enumerator may have."""
SEX_RATIO = (60, 160)
"""X11: men to a hundred women, of a block with :data:`FOR_A_RATIO` residents or more."""
FOR_A_RATIO = 100
ROUND_SHARE = 0.8
"""X11: the share of floor spaces that may be multiples of ten, of :data:`FOR_A_SHARE` or more."""
FOR_A_SHARE = 20
FOR_EVENTS = 300
"""X11: persons among whom births or deaths are to be expected in a year."""

_SQL = queries("projections", "cross_check.sql")
_ID_RULES = {
    "X01": "double_residents",
    "X02": "double_living",
    "X03": "never_resident",
    "X04": "away_unrecorded",
}
BY_ID_NUMBER = frozenset(_ID_RULES)
"""Rules whose findings rest on equal ID numbers, which opening the records confirms."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules found in an area, as of a position of the book."""

    area: str
    as_of: int
    findings: list[FoundDoubt]


@dataclass(frozen=True, slots=True)
class Away:
    """A person said to live in another county whose book is at hand."""

    person_id: UUID
    household_id: UUID
    block: str
    county: str


@dataclass(frozen=True, slots=True)
class _Registered:
    """A registered household: its step, and whether it answered the long form."""

    block: str
    household_id: UUID
    status: str
    long: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every statement is given."""

    connection: Connection
    book: str
    area: str

    def rows(self, name: str, **more: object) -> list[TupleRow]:
        given = {
            "book": self.book,
            "area": self.area,
            "area_end": area_end(self.area),
            **more,
        }
        return self.connection.execute(_SQL[name], given, prepare=False).fetchall()


def cross_check(
    connection: Connection,
    book: str,
    census: CensusDefinition,
    roster: Roster,
    tokens: Mapping[UUID, int],
    area: str | None = None,
) -> Checked:
    """All findings of an area (default: the county) as of the last entry projected.

    ``tokens`` say of each person with an ID number which others bear the same. Findings by ID
    number are hints until the records were opened.

    Raises:
        UnknownArea: the area is no part of the book's county.
    """
    place = area_of(book, area)
    asked = _Asked(connection, book, place)
    with snapshot(connection):
        as_of = tracked_position(connection, book)
        households = [_Registered(*row) for row in asked.rows("households")]
        origins: dict[UUID, UUID] = dict(asked.rows("split_households"))
        standing: dict[UUID, int] = dict(asked.rows("persons_by_household"))
        persons = {h.household_id: standing.get(h.household_id, 0) for h in households}
        findings = [
            *_by_id_number(asked, tokens),
            *_long_forms(asked, households, origins, census, roster),
            *_canvass(asked, persons, roster),
            *_load(asked, households, persons, census, roster),
            *_patterns(asked),
            *_unready(asked),
            *_transfers(asked),
        ]
    return Checked(place, as_of, findings)


def away_elsewhere(
    connection: Connection, book: str, area: str, counties: Sequence[str]
) -> list[Away]:
    """Whom X04 asks about in the books of other counties."""
    rows = _Asked(connection, book, area).rows("away_elsewhere", counties=list(counties))
    return [Away(*row) for row in rows]


def _by_id_number(asked: _Asked, tokens: Mapping[UUID, int]) -> Iterator[FoundDoubt]:
    given = {"tokens": list(tokens.values()), "persons": list(tokens)}
    for rule, name in _ID_RULES.items():
        for blocks, households, persons in asked.rows(name, **given):
            yield finding(
                rule,
                blocks,
                household_ids=tuple(dict.fromkeys(households)),
                person_ids=tuple(persons),
            )


def _long_forms(
    asked: _Asked,
    households: Sequence[_Registered],
    origins: Mapping[UUID, UUID],
    census: CensusDefinition,
    roster: Roster,
) -> Iterator[FoundDoubt]:
    """X08: a long form without its answers. X09: not the draw's share, or not those drawn."""
    long = {h.household_id: h.block for h in households if h.long}
    for household_id, persons in asked.rows("short_answers_alone", households=list(long)):
        yield finding(
            "X08",
            [long[household_id]],
            household_ids=(household_id,),
            person_ids=tuple(persons),
        )
    by_district: defaultdict[str, list[_Registered]] = defaultdict(list)
    for household in households:
        by_district[household.block[:12]].append(household)
    for district, own in by_district.items():
        yield from _draw(district, own, census, roster)
    drawn = frozenset[UUID]().union(*(sample.drawn for sample in roster.samples.values()))
    for household_id, block in long.items():
        # What was split off a drawn household keeps the long form that its members answered.
        if drawn.isdisjoint(_line_of(household_id, origins)):
            yield finding("X09", [block], household_ids=(household_id,), about="not-drawn")


def _draw(
    district: str,
    households: Sequence[_Registered],
    census: CensusDefinition,
    roster: Roster,
) -> Iterator[FoundDoubt]:
    sample = roster.samples.get(district)
    drawn = frozenset() if sample is None else sample.drawn
    if sample is not None and sample.draw is not None:
        size, percent = sample.draw.frame_size, census.sampling.percent
        floor = size * percent // 100
        if not floor <= len(drawn) <= -(-size * percent // 100):
            yield finding("X09", sorted({h.block for h in households}), about=f"{district}/share")
    for household in households:
        # A drawn household has until its record is reviewed to answer the long form.
        is_drawn = household.household_id in drawn
        if is_drawn and not household.long and household.status.endswith("_accepted"):
            yield finding(
                "X09",
                [household.block],
                household_ids=(household.household_id,),
                about="not-answered",
            )


def _line_of(household_id: UUID, origins: Mapping[UUID, UUID]) -> Iterator[UUID]:
    """The household, the one that it was split off, and so on."""
    found: UUID | None = household_id
    while found is not None:
        yield found
        found = origins.get(found)


def _canvass(asked: _Asked, registered: Mapping[UUID, int], roster: Roster) -> Iterator[FoundDoubt]:
    """X10: the persons registered against those told at the listing, of households with both."""
    for code, block in roster.blocks.items():
        if not code.startswith(asked.area):
            continue
        told = found = 0
        for line in block.households.values():
            expected = None if line.expected is None else line.expected.persons
            if expected is not None and line.household_id in registered:
                told += expected
                found += registered[line.household_id]
        if abs(found - told) > DIFFERS_BY * told:
            yield finding("X10", [code], about="canvass")


def _load(
    asked: _Asked,
    households: Iterable[_Registered],
    registered: Mapping[UUID, int],
    census: CensusDefinition,
    roster: Roster,
) -> Iterator[FoundDoubt]:
    """X10: an enumerator with more than twice the norm of households, or of persons."""
    persons: defaultdict[str, int] = defaultdict(int)
    for household in households:
        persons[household.block] += registered[household.household_id]
    norm = census.staffing
    for holder in roster.holders(Role.ENUMERATOR):
        blocks = [
            block
            for code, block in roster.blocks.items()
            if code.startswith(asked.area) and code.startswith(holder.areas)
        ]
        listed = sum(len(block.households) for block in blocks)
        people = sum(persons[block.code] for block in blocks)
        if listed > LOAD * norm.households or people > LOAD * norm.persons:
            yield finding(
                "X10", [block.code for block in blocks], about=f"load/{holder.post_id.hex}"
            )


def _patterns(asked: _Asked) -> Iterator[FoundDoubt]:
    """X11: answers that no block has by chance."""
    answers = {block: told for block, *told in asked.rows("households_by_block")}
    for block, men, women, persons, times, timed in asked.rows("persons_by_block"):
        round_, spaces, events = answers[block]
        low, high = SEX_RATIO
        if men + women >= FOR_A_RATIO and not low * women <= 100 * men <= high * women:
            yield finding("X11", [block], about="sex-ratio", items=("D4",))
        if spaces >= FOR_A_SHARE and round_ > ROUND_SHARE * spaces:
            yield finding("X11", [block], about="floor-space", items=("H6",))
        if timed >= FOR_A_RATIO and times == 1:
            yield finding("X11", [block], about="time-since-leaving", items=("D9",))
        if persons >= FOR_EVENTS and not events:
            yield finding("X11", [block], about="no-births-no-deaths", items=("H3m", "H3f"))


def _unready(asked: _Asked) -> Iterator[FoundDoubt]:
    """X12: what is missing in a block of which everything else was submitted."""
    doubtful = {block for (block,) in asked.rows("doubtful_blocks")}
    for block, unregistered in asked.rows("submitted_unready"):
        if unregistered:
            yield finding("X12", [block], household_ids=tuple(unregistered), about="not-registered")
        if block in doubtful:
            yield finding("X12", [block], about="open-doubts")


def _transfers(asked: _Asked) -> Iterator[FoundDoubt]:
    for block, household_id, transfer_id, kind in asked.rows("unmatched_transfers"):
        yield finding(
            UNMATCHED_TRANSFER,
            [block],
            household_ids=(household_id,),
            about=f"{kind}/{transfer_id.hex}",
        )
