"""A book written by a test: events of the domain in order, kept in memory as they would be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.attribution import Attribution, Authority, Channel
from domain.census import CENSUS_2020
from domain.events import (
    BlockDelineated,
    BlockListExtended,
    BookOpened,
    Change,
    CodingMethod,
    DeathsRegistered,
    Event,
    ForeignFormRegistered,
    ForeignPersonRegistered,
    HouseholdAmended,
    HouseholdApproved,
    HouseholdCorrected,
    HouseholdListed,
    HouseholdRegistered,
    HouseholdReturned,
    HouseholdSubmitted,
    HouseholdWithdrawn,
    IndustryCoded,
    ListedHousehold,
    LongFormRegistered,
    OccupationCoded,
    PersonAmended,
    PersonCorrected,
    PersonLongFormRegistered,
    PersonRegistered,
    PersonWithdrawn,
)
from domain.forms.definition import Answers
from domain.status import APPROVED, CORRECTABLE, Level, Status
from tests.projections.answers import dwelling, household

START = datetime(2020, 11, 1, 1, 0, tzinfo=UTC)
APPOINTMENT = UUID(int=0xA)


@dataclass(frozen=True)
class Entry:
    """One entry as the book gives it."""

    position: int
    recorded_at: datetime
    event: Event


@dataclass(frozen=True)
class Size:
    """The end of the book."""

    size: int


@dataclass
class Standing:
    """What the writer knows of a household, to write only what may come next."""

    block: str
    status: Status = Status.LISTED
    answers: dict[str, Any] = field(default_factory=dict)
    persons: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    foreigners: dict[UUID, dict[str, Any]] = field(default_factory=dict)


NOTHING_FOUND: dict[str, Any] = {"rule_set": "test", "findings": (), "explanations": ()}


class WrittenBook:
    """Appends events and answers like a book: ``book``, ``head()``, ``read()``.

    Ids are made from a counter and the book's code, so that books in one database stay apart.
    """

    def __init__(self, book: str) -> None:
        self.book = book
        self.census = CENSUS_2020
        self.entries: list[Entry] = []
        self.households: dict[UUID, Standing] = {}
        self.blocks: list[str] = []
        self._versions: dict[UUID, int] = {}
        self._ids = 0
        self._commands = 0
        opening = {
            "book": book,
            "name_zh": "测试县",
            "census": "CN-2020",
            "suite": "aes-256-gcm",
            "definition": None,
            "phases_open": (),
        }
        self.append(BookOpened, self.new_id(), **opening)

    def head(self) -> Size:
        return Size(len(self.entries))

    def read(self, start: int, limit: int) -> Sequence[Entry]:
        return self.entries[start : start + limit]

    @property
    def last(self) -> int:
        return len(self.entries) - 1

    def new_id(self) -> UUID:
        self._ids += 1
        return UUID(int=(int(self.book) << 64) + self._ids)

    def by(self, reason: str | None = None, **fields: Any) -> Attribution:
        return Attribution(
            command_id=UUID(int=self._commands),
            account="e-1",
            appointment_id=APPOINTMENT,
            device="tablet-1",
            device_time="2020-11-01T09:00:00+08:00",
            channel=Channel.ENUMERATOR,
            reason=reason,
            **fields,
        )

    def append(
        self, event_class: type[Event], about: UUID, /, by: Attribution | None = None, **fields: Any
    ) -> Event:
        version = self._versions[about] = self._versions.get(about, 0) + 1
        event = event_class(
            originator_id=about, originator_version=version, by=by or self.by(), **fields
        )
        position = len(self.entries)
        self.entries.append(Entry(position, START + timedelta(seconds=position), event))
        return event

    def delineate(self, township: int, community: int, number: int, urban_rural: str) -> str:
        code = f"{self.book}{township:03}{community:03}{number:03}"
        block_id = UUID(int=(int(self.book) << 64) + (1 << 60) + int(code[6:]))
        self.append(BlockDelineated, block_id, code=code, urban_rural=urban_rural)
        if code not in self.blocks:
            self.blocks.append(code)
        return code

    def list_household(self, block: str, number: str | None = None) -> UUID:
        self._commands += 1
        household_id = self.new_id()
        count = sum(h.block == block for h in self.households.values())
        line = {"number": number or f"{count + 1:03}", "building": "0001", "unit": f"{count:04}"}
        block_id = UUID(int=(int(self.book) << 64) + (1 << 60) + int(block[6:]))
        listed = (ListedHousehold(household_id=household_id, **line),)
        self.append(BlockListExtended, block_id, households=listed, late=False)
        self.append(HouseholdListed, household_id, block=block, **line)
        self.households[household_id] = Standing(block)
        return household_id

    def register(
        self,
        household_id: UUID,
        persons: Sequence[Answers],
        answers: Mapping[str, Any] | None = None,
        deaths: tuple[Answers, ...] = (),
        form: str = "short",
    ) -> list[UUID]:
        self._commands += 1
        ids = [self.new_id() for _ in persons]
        standing = self.households[household_id]
        standing.status, answered = Status.REGISTERED, dict(answers or household())
        standing.answers |= answered
        self.append(
            HouseholdRegistered,
            household_id,
            form=form,
            form_version="2020.1",
            answers=answered,
            deaths=deaths,
            person_ids=tuple(ids),
            **NOTHING_FOUND,
        )
        for person_id, person_answers in zip(ids, persons, strict=True):
            self._enter(household_id, person_id, person_answers, self.by())
        return ids

    def register_long_form(
        self,
        household_id: UUID,
        persons: Mapping[UUID, Mapping[str, Any]],
        answers: Mapping[str, Any] | None = None,
    ) -> None:
        self._commands += 1
        standing = self.households[household_id]
        standing.status, answered = Status.REGISTERED, dict(answers or dwelling())
        standing.answers |= answered
        self.append(
            LongFormRegistered,
            household_id,
            form_version="2020.1",
            answers=answered,
            **NOTHING_FOUND,
        )
        for person_id, added in persons.items():
            standing.persons[person_id] |= added
            self.append(
                PersonLongFormRegistered,
                person_id,
                household_id=household_id,
                form_version="2020.1",
                answers=dict(added),
            )

    def register_foreigners(
        self,
        household_id: UUID,
        persons: Sequence[Mapping[str, Any]],
        answers: Mapping[str, Any] | None = None,
    ) -> list[UUID]:
        self._commands += 1
        ids = [self.new_id() for _ in persons]
        standing = self.households[household_id]
        standing.status = Status.REGISTERED
        answered = dict(answers or {"F1": 1, "F2": 1, "F3": 60, "F4": 2})
        standing.answers |= answered
        self.append(
            ForeignFormRegistered,
            household_id,
            form_version="2020.1",
            answers=answered,
            person_ids=tuple(ids),
            **NOTHING_FOUND,
        )
        for person_id, items in zip(ids, persons, strict=True):
            standing.foreigners[person_id] = dict(items)
            self.append(
                ForeignPersonRegistered,
                person_id,
                household_id=household_id,
                form_version="2020.1",
                answers=dict(items),
            )
        return ids

    def register_deaths(self, household_id: UUID, deaths: Sequence[Answers]) -> None:
        self._commands += 1
        self.append(
            DeathsRegistered,
            household_id,
            form_version="2020.1",
            deaths=tuple(deaths),
            **NOTHING_FOUND,
        )

    def code(
        self, household_id: UUID, person_id: UUID, section: str, division: str, major: str
    ) -> None:
        """Code somebody's industry and occupation, as the text of the latest version says."""
        self._commands += 1
        read: dict[str, Any] = {
            "household_id": household_id,
            "of_version": self.version(person_id),
            "method": CodingMethod.READING,
            "rule_set": "test",
            "findings": (),
        }
        self.append(IndustryCoded, person_id, section=section, division=division, **read)
        self.append(OccupationCoded, person_id, major=major, **read)
        codes = {"C20_section": section, "C20_division": division, "C21_major": int(major)}
        self.households[household_id].persons[person_id] |= codes

    def version(self, about: UUID) -> int:
        return self._versions[about]

    def submit(self, household_id: UUID) -> None:
        self._commands += 1
        self.households[household_id].status = Status.SUBMITTED
        self.append(HouseholdSubmitted, household_id, declaration="self-declared", explanations=())

    def send_back(self, household_id: UUID, level: Level = Level.SUPERVISOR) -> None:
        self._commands += 1
        self.households[household_id].status = Status.RETURNED
        by = self.by("revisit")
        self.append(HouseholdReturned, household_id, by, level=level, remarks=())

    def approve(self, household_id: UUID, level: Level) -> None:
        self._commands += 1
        self.households[household_id].status = APPROVED[level]
        self.append(HouseholdApproved, household_id, level=level)

    def withdraw(self, household_id: UUID) -> None:
        self._commands += 1
        standing = self.households[household_id]
        standing.status = Status.WITHDRAWN
        standing.persons.clear()
        standing.foreigners.clear()
        self.append(HouseholdWithdrawn, household_id, self.by("duplicate"), duplicate_of=None)

    def revise(
        self,
        household_id: UUID,
        *,
        items: Mapping[str, Any] | None = None,
        persons: Mapping[UUID, Mapping[str, Any]] | None = None,
        added: Sequence[Answers] = (),
        removed: Sequence[UUID] = (),
        deaths: tuple[Answers, ...] | None = None,
    ) -> list[UUID]:
        """Amend the record, or correct it when it is approved; the ids of the persons added."""
        self._commands += 1
        standing = self.households[household_id]
        corrected = standing.status in CORRECTABLE
        authority = Authority(document="测试〔2020〕1号", issued_by="测试普查办")
        by = (
            self.by("inspection", authority=authority, second_account="county-2")
            if corrected
            else self.by("entry-mistake")
        )
        new = [self.new_id() for _ in added]
        staying = [i for i in standing.persons if i not in removed]
        self.append(
            HouseholdCorrected if corrected else HouseholdAmended,
            household_id,
            by,
            changes=_changes(standing.answers, items or {}),
            deaths=deaths,
            person_ids=(*staying, *new),
            foreign_ids=tuple(i for i in standing.foreigners if i not in removed),
            **NOTHING_FOUND,
        )
        everyone = standing.persons | standing.foreigners
        for person_id, changed in (persons or {}).items():
            changes = _changes(everyone[person_id], changed)
            event_class = PersonCorrected if corrected else PersonAmended
            self.append(event_class, person_id, by, household_id=household_id, changes=changes)
        for person_id in removed:
            standing.persons.pop(person_id, None)
            standing.foreigners.pop(person_id, None)
            self.append(PersonWithdrawn, person_id, by, household_id=household_id)
        for person_id, answers in zip(new, added, strict=True):
            self._enter(household_id, person_id, answers, by)
        return new

    def _enter(
        self, household_id: UUID, person_id: UUID, answers: Answers, by: Attribution
    ) -> None:
        self.households[household_id].persons[person_id] = dict(answers)
        self.append(
            PersonRegistered,
            person_id,
            by,
            household_id=household_id,
            form_version="2020.1",
            answers=answers,
        )


def _changes(answers: dict[str, Any], changed: Mapping[str, Any]) -> tuple[Change, ...]:
    changes = tuple(
        Change(item=item, before=answers.get(item), after=after) for item, after in changed.items()
    )
    answers.update(changed)
    return changes
