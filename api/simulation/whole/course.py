"""What the stages of a whole census share: the territory, its people, and what was done so far."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from api.problems import FollowerBehind
from api.simulation.cases import Case
from api.simulation.crew import REVIEW_BATCH, Crew, chunks
from api.simulation.review import COUNTY
from api.simulation.whole.misplaced import Misplaced
from api.simulation.whole.staff import WholeStaff
from domain.population import StaffMember, Territory
from domain.status import Role

PATIENCE_SECONDS = 60.0

Command: TypeAlias = dict[str, Any]
Result: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeWish:
    """What to simulate; the same wish always makes the same households.

    ``mistakes`` is the share of households whose first form has a mistake, ``foreign`` that of
    households on the form of their own, ``own`` that of households that register themselves.
    """

    seed: int
    mistakes: float
    foreign: float
    own: float = 0.04


@dataclass(frozen=True, slots=True)
class Held:
    """The post that an account holds, and the appointment that it acts under."""

    post_id: str
    appointment_id: str


@dataclass(slots=True, kw_only=True)
class Course:
    """A whole census under way.

    ``cases`` are the households with a form of their own, those of foreigners last; ``vacant`` are
    lines of the list behind which nobody lives; ``institutions`` are registered by an office;
    ``misplaced`` are people who were entered on a wrong form; ``drawn`` answer the long form.
    ``held`` is by account, ``coded`` has by person id what a coder makes of the person's texts.
    ``deeds`` counts what was done. ``_lock`` guards it.
    """

    crew: Crew
    territory: Territory
    staff: WholeStaff
    passwords: Mapping[str, str]
    wish: WholeWish
    day: date
    cases: list[Case] = field(default_factory=list)
    vacant: list[Case] = field(default_factory=list)
    institutions: list[Case] = field(default_factory=list)
    misplaced: list[Misplaced] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)
    drawn: list[Case] = field(default_factory=list)
    coded: dict[str, tuple[tuple[str, str] | None, int | None]] = field(default_factory=dict)
    deeds: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def book(self) -> str:
        """The county's code, which its book bears."""
        return self.territory.county

    @property
    def township(self) -> str:
        """The nine digits of the township that is counted."""
        return self.territory.townships[0].code

    @property
    def period(self) -> str:
        """The month of the work, ``YYYY-MM``."""
        return self.day.isoformat()[:7]

    @property
    def enumerators(self) -> list[StaffMember]:
        """Who has a block now, in the order of the blocks."""
        found = []
        for member in self.staff.posts:
            if member.role is Role.ENUMERATOR:
                here = self.crew.enumerator(member.area) == member.account
                found.append(member if here else self.staff.successors[member.account])
        return found

    def done(self, deed: str, times: int = 1) -> None:
        """Count what was done; safe for threads."""
        with self._lock:
            self.deeds[deed] += times

    def command(self, account: str, act: str, /, *names: object, **fields: object) -> Command:
        """A command of an office at its desk; ``names`` tell it from others of the act."""
        sender = self.crew.sender(f"desk-{account}", "office", act, account, *names)
        return {"act": act, **fields, **sender}

    def do(self, account: str, act: str, /, *names: object, **fields: object) -> Result:
        """Have an office do one thing; what its receipt says.

        Raises:
            ServiceProblem: it is refused.
        """
        [result] = self.crew.carry_out(account, [self.command(account, act, *names, **fields)])
        return result

    def do_all(self, account: str, commands: Sequence[Command]) -> list[Result]:
        """Have an account do many things, one after the other.

        Raises:
            ServiceProblem: one is refused.
        """
        return [
            result
            for part in chunks(commands, REVIEW_BATCH)
            for result in self.crew.carry_out(account, part)
        ]

    def read(self, account: str, path: str, **params: str | int | bool | None) -> Any:
        """The JSON object that somebody reads under the book.

        Raises:
            ServiceProblem: it is refused.
        """
        who = self.crew.sign_in(account)
        return self.crew.client.get(f"/books/{self.book}{path}", who, params).json()

    def pages(self, account: str, path: str, name: str, **params: str | int) -> list[Any]:
        """What a reading lists under a name, to its end.

        Raises:
            ServiceProblem: it is refused.
        """
        found: list[Any] = []
        cursor: str | None = None
        while True:
            page = self.read(account, path, cursor=cursor, **params)
            found += page[name]
            cursor = page["next"]
            if cursor is None:
                return found

    def version(self, account: str, case: Case) -> int:
        """The version that a household on the list has now.

        Raises:
            ServiceProblem: the account may not read the list.
        """
        listed = self.pages(account, f"/blocks/{case.block}/households", "households")
        [found] = [one for one in listed if one["household_id"] == case.household_id]
        return int(found["version"])

    def follow(self) -> None:
        """Wait until the rows hold all that the book holds.

        Raises:
            FollowerBehind: they do not within a minute.
        """
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            for told in self.crew.client.items("/ready", "books"):
                if told["book"] == self.book and told["lag"] == 0:
                    return
            time.sleep(0.05)
        raise FollowerBehind

    def authority(self, *names: object) -> dict[str, str]:
        """A document of the county's office."""
        number = "-".join(map(str, names)).replace("_", "-")
        return {
            "document": f"普查办〔{self.day.year}〕{number}",
            "issued_by": f"普查办公室 {self.book} / census office {self.book}",
        }

    def countersigned(self) -> dict[str, str]:
        """What a command carries that the county's second post signs as well."""
        return {"second_token": self.crew.sign_in(COUNTY[1]).token}


Stage: TypeAlias = Callable[[Course], None]
"""A stage of the census; it raises ``ServiceProblem`` where the service refuses what is right."""
