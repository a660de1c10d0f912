"""The kinds of rows, and what a run of entries changed in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID, uuid5

from domain.forms.definition import Answers
from domain.status import Status
from projections.columns import (
    BLOCK_ROW,
    DEATH_ROW,
    FOREIGNER_ROW,
    HOUSEHOLD_ROW,
    PERSON_ROW,
    RowTable,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """The entry that a row comes from: ``position`` is the row's ``valid_from``."""

    position: int
    event: str
    account: str
    appointment_id: UUID
    reason: str | None
    recorded_at: datetime


@dataclass(slots=True)
class BlockRow:
    """A block while its urban-rural class holds."""

    block: str
    urban_rural: str
    origin: Origin
    valid_to: int | None = None

    @property
    def key(self) -> str:
        """The block's code."""
        return self.block


@dataclass(slots=True)
class HouseholdRow:
    """A household between two of its events; ``answers`` by item code.

    ``form_version`` is the edition of the short or, where ``long``, the long form that it answered;
    the other two are those of the forms beside it. None: there is no such form of it.
    """

    household_id: UUID
    block: str
    number: str
    building: str
    unit: str
    status: Status
    answers: Answers
    origin: Origin
    long: bool = False
    form_version: str | None = None
    foreign_version: str | None = None
    death_version: str | None = None
    valid_to: int | None = None

    def from_on(self, origin: Origin) -> HouseholdRow:
        """The same from another entry on, to be changed by what that says."""
        # Most entries of a book make such a row, and dataclasses.replace takes five times as long.
        return HouseholdRow(
            self.household_id,
            self.block,
            self.number,
            self.building,
            self.unit,
            self.status,
            self.answers,
            origin,
            self.long,
            self.form_version,
            self.foreign_version,
            self.death_version,
        )

    @property
    def key(self) -> UUID:
        """The household's id."""
        return self.household_id


@dataclass(slots=True)
class PersonRow:
    """A person's registration between two of its events; ``answers`` by item code.

    ``age`` is in completed years at the reference time, ``residence_rule`` one of R1-R9.
    """

    person_id: UUID
    household_id: UUID
    block: str
    answers: Answers
    birth_year: int
    birth_month: int
    age: int
    residence_rule: str
    resident: bool
    origin: Origin
    valid_to: int | None = None

    @property
    def key(self) -> UUID:
        """The person's id."""
        return self.person_id


@dataclass(slots=True)
class DeathRow:
    """A line of a household's dead while it says the same; ``line`` counts from 1."""

    household_id: UUID
    line: int
    block: str
    answers: Answers
    origin: Origin
    valid_to: int | None = None

    @property
    def death_id(self) -> UUID:
        """Follows from the household and the line, so that each rebuild gives the same."""
        return uuid5(self.household_id, f"death/{self.line}")

    @property
    def key(self) -> UUID:
        """The id of the line."""
        return self.death_id


@dataclass(slots=True)
class ForeignerRow:
    """Somebody on the form for Hong Kong, Macao and Taiwan residents and foreigners.

    Never counted with the residents.
    """

    person_id: UUID
    household_id: UUID
    block: str
    answers: Answers
    origin: Origin
    valid_to: int | None = None

    @property
    def key(self) -> UUID:
        """The person's id."""
        return self.person_id


Row: TypeAlias = BlockRow | HouseholdRow | PersonRow | DeathRow | ForeignerRow
_Row = TypeVar("_Row", BlockRow, HouseholdRow, PersonRow, DeathRow, ForeignerRow)


@dataclass(slots=True)
class RowChanges(Generic[_Row]):
    """Rows of a table to write, and stored ones to close as ``(key, valid_from, valid_to)``.

    A row that was opened and closed within the run is among the opened ones, closed already.
    """

    opened: list[_Row] = field(default_factory=list)
    closed: list[tuple[Any, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Changes:
    """What a run of entries did, by table."""

    blocks: RowChanges[BlockRow] = field(default_factory=RowChanges)
    households: RowChanges[HouseholdRow] = field(default_factory=RowChanges)
    persons: RowChanges[PersonRow] = field(default_factory=RowChanges)
    deaths: RowChanges[DeathRow] = field(default_factory=RowChanges)
    foreigners: RowChanges[ForeignerRow] = field(default_factory=RowChanges)

    def by_table(self) -> Iterator[tuple[RowTable, RowChanges[Any]]]:
        """Each table's changes, in the order of the tables."""
        yield BLOCK_ROW, self.blocks
        yield HOUSEHOLD_ROW, self.households
        yield PERSON_ROW, self.persons
        yield DEATH_ROW, self.deaths
        yield FOREIGNER_ROW, self.foreigners
