"""The simulation as a whole, stage after stage."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from api.simulation import fieldwork, review
from api.simulation.cases import Case, Fate, cases
from api.simulation.crew import Crew
from api.simulation.fieldwork import by_block
from api.simulation.founding import appoint, delineate, open_phases
from api.simulation.review import by_account
from domain.population import StaffMember, Territory, generate

MISTAKES = 0.03
"""Share of households that are registered with a mistake first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to simulate; the same wish always makes the same households."""

    households: int
    seed: int
    mistakes: float = MISTAKES

    @property
    def key(self) -> str:
        """Names the simulation."""
        return f"{self.households}/{self.seed}/{self.mistakes}"


@dataclass(slots=True, kw_only=True)
class Result:
    """What was done; seconds are of the wall clock.

    ``registration_seconds`` is what registering alone took, refused forms sent again included.
    """

    households: int = 0
    persons: int = 0
    refused_then_mended: int = 0
    returned: int = 0
    corrected: int = 0
    countersigned: int = 0
    withdrawn: int = 0
    example_person: str | None = None
    """Somebody with a story to trace."""
    registration_seconds: float = 0.0
    seconds: float = 0.0

    @property
    def households_per_second(self) -> float:
        """Registered through HTTP, those refused and sent again counted once."""
        return self.households / self.registration_seconds if self.registration_seconds else 0.0

    def report(self) -> dict[str, object]:
        """As a JSON object."""
        return {**asdict(self), "households_per_second": round(self.households_per_second, 1)}


class Simulation:
    """Takes a territory's households from the list to the county's acceptance."""

    def __init__(self, crew: Crew, territory: Territory, wish: Wish) -> None:
        self._crew = crew
        self._territory = territory
        self._wish = wish
        self._cases: list[Case] = []
        self._result = Result()

    def run(self, staff: Sequence[StaffMember], passwords: dict[str, str]) -> Result:
        """All of it.

        Raises:
            ServiceProblem: the service refused what it should have taken.
        """
        begun = time.perf_counter()
        open_phases(self._crew)
        delineate(self._crew, self._territory)
        appoint(self._crew, staff, passwords)
        self._make_up()
        self._list()
        self._register()
        self._submit(self._cases, "first")
        self._return_and_mend()
        self._review()
        self._result.seconds = round(time.perf_counter() - begun, 2)
        return self._result

    def _with(self, *fates: Fate) -> list[Case]:
        return [case for case in self._cases if case.fate in fates]

    def _make_up(self) -> None:
        wish, territory = self._wish, self._territory

        def all_of_them(_: None) -> int:
            made = generate(territory, wish.households, wish.seed, wish.mistakes)
            sound = generate(territory, wish.households, wish.seed)
            self._cases = list(cases(made, sound, wish.seed))
            return len(self._cases)

        self._crew.each("合成住户 / households made up", wish.households, [None], all_of_them)
        self._result.persons = sum(len(case.form["persons"]) for case in self._cases)
        self._result.households = len(self._cases)

    def _list(self) -> None:
        blocks = by_block(self._cases, size=len(self._cases))
        self._crew.each(
            "摸底 / listing",
            len(self._cases),
            blocks,
            lambda block: fieldwork.list_block(self._crew, block),
        )

    def _register(self) -> None:
        begun = time.perf_counter()
        self._fields("登记 / registration", self._cases, fieldwork.register)
        refused = [case for case in self._cases if case.refused]
        self._fields("修改后重新登记 / mended and sent again", refused, fieldwork.register_mended)
        self._result.registration_seconds = round(time.perf_counter() - begun, 3)
        self._result.refused_then_mended = len(refused)

    def _submit(self, some: Sequence[Case], round_: str) -> None:
        self._fields(
            "提交 / submission", some, lambda crew, batch: fieldwork.submit(crew, batch, round_)
        )

    def _return_and_mend(self) -> None:
        returned = self._with(Fate.REVISITED, Fate.DOUBTED)
        self._offices("退回 / returned", returned, review.supervisor, review.send_back)
        self._fields("整改 / amended", returned, fieldwork.amend)
        self._submit(returned, "second")
        self._result.returned = len(returned)

    def _review(self) -> None:
        for name, level, account_of in (
            ("普查指导员审核 / supervisors", "supervisor", review.supervisor),
            ("社区验收 / communities", "community", review.community),
            ("乡级验收 / township", "township", review.township),
        ):
            self._approve(name, level, account_of)
        early = self._with(Fate.CORRECTED_BY_TOWNSHIP)
        self._offices(
            "乡级更正 / corrected by the township",
            early,
            review.township,
            lambda crew, account, batch: review.correct(crew, account, None, batch),
        )
        self._approve("县级验收 / county", "county", review.county)
        late = self._with(Fate.CORRECTED_BY_COUNTY)
        self._offices(
            "县级更正会签 / corrected under four eyes",
            late,
            review.county,
            lambda crew, account, batch: review.correct(crew, account, review.COUNTY[1], batch),
        )
        gone = self._with(Fate.WITHDRAWN)
        self._offices(
            "撤销 / withdrawn",
            gone,
            review.township,
            lambda crew, account, batch: review.withdraw(crew, account, review.COUNTY[1], batch),
        )
        self._result.example_person = next(
            (c.corrected_person for c in (*late, *early) if c.corrected_person),
            next((c.person_ids[0] for c in self._cases if c.person_ids), None),
        )
        self._result.corrected = len(early) + len(late)
        self._result.countersigned = len(late)
        self._result.withdrawn = len(gone)

    def _approve(self, name: str, level: str, account_of: Callable[[Case], str]) -> None:
        self._offices(
            name,
            self._cases,
            account_of,
            lambda crew, account, batch: review.approve(crew, level, account, batch),
        )

    def _fields(
        self, name: str, some: Sequence[Case], work: Callable[[Crew, Sequence[Case]], int]
    ) -> None:
        self._crew.each(name, len(some), by_block(some), lambda batch: work(self._crew, batch))

    def _offices(
        self,
        name: str,
        some: Sequence[Case],
        account_of: Callable[[Case], str],
        work: Callable[[Crew, str, Sequence[Case]], int],
    ) -> None:
        self._crew.each(
            name, len(some), by_account(some, account_of), lambda part: work(self._crew, *part)
        )
