"""A book written by a test: events of the domain in order, kept in memory as they would be read."""

from __future__ import annotations

import random
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
    Event,
    HouseholdAmended,
    HouseholdApproved,
    HouseholdCorrected,
    HouseholdListed,
    HouseholdRegistered,
    HouseholdReturned,
    HouseholdSubmitted,
    HouseholdWithdrawn,
    ListedHousehold,
    PersonAmended,
    PersonCorrected,
    PersonRegistered,
    PersonWithdrawn,
)
from domain.forms.definition import Answers
from domain.status import AMENDABLE, APPROVED, CORRECTABLE, REVIEWABLE, Level, Status

START = datetime(2020, 11, 1, 1, 0, tzinfo=UTC)
APPOINTMENT = UUID(int=0xA)
CLASSES = ("111", "122", "220")


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


def person(**items: Any) -> dict[str, Any]:
    """Answers of a resident man of 40; ``items`` replace some, None takes one away."""
    answers = {
        "D2": 0,
        "D4": 1,
        "D5": "1980-05",
        "D6": "01",
        "D7": 1,
        "D8": 1,
        "D9": 1,
        "D11": 5,
        "D12": 1,
    }
    return {item: value for item, value in (answers | items).items() if value is not None}


def household(**items: Any) -> dict[str, Any]:
    """Answers of a family household; ``items`` replace some."""
    answers = {"H1": 1, "H2a": 1, "H2b": 0, "H3m": 0, "H3f": 0, "H4m": 0, "H4f": 0, "H5": 1}
    return answers | {"H6": 89, "H7": 3} | items


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
        opening = {"book": book, "name_zh": "测试县", "census": "CN-2020", "suite": "aes-256-gcm"}
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
        self, event_class: type[Event], about: UUID, by: Attribution | None = None, **fields: Any
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
        self.append(BlockListExtended, block_id, households=listed)
        self.append(HouseholdListed, household_id, block=block, **line)
        self.households[household_id] = Standing(block)
        return household_id

    def register(
        self,
        household_id: UUID,
        persons: Sequence[Answers],
        answers: Mapping[str, Any] | None = None,
        deaths: tuple[Answers, ...] = (),
    ) -> list[UUID]:
        self._commands += 1
        ids = [self.new_id() for _ in persons]
        standing = self.households[household_id]
        standing.status, standing.answers = Status.REGISTERED, dict(answers or household())
        self.append(
            HouseholdRegistered,
            household_id,
            form="short",
            form_version="2020.1",
            answers=dict(standing.answers),
            deaths=deaths,
            person_ids=tuple(ids),
            rule_set="test",
            findings=(),
            explanations=(),
        )
        for person_id, person_answers in zip(ids, persons, strict=True):
            self._enter(household_id, person_id, person_answers, self.by())
        return ids

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
        self.append(HouseholdWithdrawn, household_id, self.by("duplicate"), duplicate_of=None)

    def revise(
        self,
        household_id: UUID,
        *,
        items: Mapping[str, Any] | None = None,
        persons: Mapping[UUID, Mapping[str, Any]] | None = None,
        added: Sequence[Answers] = (),
        removed: Sequence[UUID] = (),
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
            deaths=None,
            person_ids=(*staying, *new),
            rule_set="test",
            findings=(),
            explanations=(),
        )
        for person_id, changed in (persons or {}).items():
            changes = _changes(standing.persons[person_id], changed)
            event_class = PersonCorrected if corrected else PersonAmended
            self.append(event_class, person_id, by, household_id=household_id, changes=changes)
        for person_id in removed:
            del standing.persons[person_id]
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


def any_person(rng: random.Random) -> dict[str, Any]:
    """Somebody of any age, sex and place, consistent or not in where the hukou is."""
    year = rng.randint(1915, 2020)
    month = rng.randint(1, 10 if year == 2020 else 12)
    young = (year, month) > (2017, 10)
    hukou = rng.choice([(1, 1, 1), (1, 3, 5), (1, 4, 2), (1, 5, None), (2, 1, 1), (5, 1, 2)])
    d7, d8, d9 = rng.choice([hukou, (4, 1, 6), (7, 1, 9), (3, 4, 1)])
    return person(
        D2=rng.randint(0, 9),
        D4=rng.randint(1, 2),
        D5=f"{year}-{month:02}",
        D7=d7,
        D8=d8,
        D9=d9,
        D11=None if young else rng.randint(1, 9),
    )


def write_something(book: WrittenBook, rng: random.Random) -> None:
    """Append the events of one command that may come next, whatever ``rng`` picks."""
    if not book.blocks or rng.random() < 0.05:
        place = rng.randint(1, 2), rng.randint(1, 2), rng.randint(1, 2)
        book.delineate(*place, rng.choice(CLASSES))
        return
    open_ones = [i for i, h in book.households.items() if h.status is not Status.WITHDRAWN]
    if not open_ones or rng.random() < 0.15:
        book.list_household(rng.choice(book.blocks), "999" if rng.random() < 0.05 else None)
        return
    household_id = rng.choice(open_ones)
    standing = book.households[household_id]
    level = next((level for level, s in REVIEWABLE.items() if s is standing.status), None)
    if standing.status is Status.LISTED:
        persons = [any_person(rng) for _ in range(rng.randint(0, 4))]
        book.register(household_id, persons, household(H1=rng.randint(1, 2)))
    elif rng.random() < 0.08:
        book.withdraw(household_id)
    elif level is not None and rng.random() < 0.5:
        if rng.random() < 0.3:
            book.send_back(household_id, level)
        else:
            book.approve(household_id, level)
    elif standing.status in AMENDABLE and rng.random() < 0.5:
        book.submit(household_id)
    elif standing.status in AMENDABLE | CORRECTABLE:
        _revise_somehow(book, household_id, rng)


def _revise_somehow(book: WrittenBook, household_id: UUID, rng: random.Random) -> None:
    standing = book.households[household_id]
    removed = [i for i in standing.persons if rng.random() < 0.2]
    changed = [i for i in standing.persons if i not in removed and rng.random() < 0.4]
    book.revise(
        household_id,
        items=rng.choice([{}, {"H6": rng.randint(10, 200)}, {"H7": None}, {"H1": 2}]),
        persons={
            i: rng.choice([{"D4": 2}, {"D11": 3}, {"D5": "1999-01"}, {"D7": 5, "D8": 1, "D9": 5}])
            for i in changed
        },
        added=[any_person(rng) for _ in range(rng.randint(0, 2))],
        removed=removed,
    )


def write_at_random(book: WrittenBook, seed: int, commands: int) -> None:
    """Append the events of that many commands."""
    rng = random.Random(seed)
    for _ in range(commands):
        write_something(book, rng)
