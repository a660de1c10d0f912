"""A made-up staff of a district with two blocks, as aggregates whose events can be folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from domain.aggregate import Aggregate
from domain.attribution import Attribution, Channel
from domain.book import Book
from domain.coverage import RosterEvent
from domain.day import CHINA
from domain.events import ListedHousehold
from domain.phase import CensusPhase
from domain.post import Post
from domain.roster import Roster
from domain.status import Role
from domain.territory import Block

COUNTY = "500112"
DISTRICT = "500112011001"
BLOCK, OTHER_BLOCK = DISTRICT + "001", DISTRICT + "002"
BEGUN = datetime(2020, 11, 1, 9, tzinfo=CHINA)


def by() -> Attribution:
    """The county office, in a command of its own."""
    return Attribution(
        command_id=uuid4(),
        account="county-1",
        appointment_id=uuid4(),
        device="desk",
        device_time="2020-10-11T09:00:00+08:00",
        channel=Channel.OFFICE,
    )


def post(account: str, role: Role, *areas: str, credential: str | None = None) -> Post:
    """A post that is held; its credential is named after the account."""
    made = Post(uuid4())
    made.establish(by(), role=role, area=areas[0], title_zh="岗位", title_en="post")
    number = f"C-{account}" if credential is None else credential
    made.fill(by(), appointment_id=uuid4(), account=account, credential=number, holder="某甲")
    for area in areas[1:]:
        made.assign(by(), area)
    return made


def block(code: str) -> Block:
    """A block without a list."""
    made = Block(uuid4())
    made.delineate(by(), code=code, urban_rural="111")
    return made


def listed(of: Block) -> Block:
    """The block with a household on its list."""
    line = ListedHousehold(household_id=uuid4(), number="001", building="0001", unit="0001")
    of.extend_list(by(), (line,))
    return of


def book(*phases: CensusPhase) -> Book:
    """A book in which these phases are open."""
    made = Book(uuid4())
    made.open(
        by(),
        book=COUNTY,
        name_zh="渝北区",
        census="CN-2020",
        suite="aes-256-gcm",
        phases_open=phases,
    )
    return made


def whole_chain() -> list[Post]:
    """A post at each level; enumerators of both blocks."""
    return [
        post("e-1", Role.ENUMERATOR, BLOCK),
        post("e-2", Role.ENUMERATOR, OTHER_BLOCK),
        post("s-1", Role.SUPERVISOR, DISTRICT),
        post("c-1", Role.COMMUNITY_OFFICE, DISTRICT),
        post("t-1", Role.TOWNSHIP_OFFICE, DISTRICT[:9]),
        post("county-1", Role.COUNTY_OFFICE, COUNTY),
    ]


def roster_of(aggregates: Iterable[Aggregate]) -> Roster:
    """The roster that the aggregates' waiting events make, one aggregate after the other."""
    events = [event for aggregate in aggregates for event in aggregate.collect_events()]
    return Roster().fold(enumerate(events))


class Told:
    """Recorded events, an hour after each other unless another time is named."""

    def __init__(self) -> None:
        self.events: list[RosterEvent] = []
        self._hours = (BEGUN + timedelta(hours=h) for h in count())

    def record(self, *aggregates: Aggregate, at: datetime | None = None) -> int:
        """Record what waits in the aggregates as one command; the position of its last event."""
        waiting = [event for one in aggregates for event in one.collect_events()]
        command, when = uuid4(), at or next(self._hours)
        for event in waiting:
            event_of_command = replace(event, by=replace(event.by, command_id=command))
            self.events.append(RosterEvent(len(self.events), when, event_of_command))
        return len(self.events) - 1

    def __iter__(self) -> Iterator[RosterEvent]:
        return iter(self.events)
