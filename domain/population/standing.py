"""Where people live and where their hukou is: answers to D7-D10 that hold every case R1-R8.

The level is fitted so that the expected share of residents absent from the place of their hukou
(R3) is the published one.
"""

from bisect import bisect_right
from random import Random
from typing import NamedTuple

from domain.population.calibration import table
from domain.population.chance import Distribution
from domain.population.fitting import Composition, PopulationModel
from domain.population.identities import Identities
from domain.population.natural_person import Standing

AT_HOME = Standing(lives=1, registered=1, away=1)
PENDING = Standing(lives=1, registered=5, away=None)

_UNDER_HALF_A_YEAR = 2
# Least code of D9 from half a year up is 3; the highest that an age allows, by completed age.
_LONGEST = (3, 4, 5, 6, 7, 8, 8, 8, 8, 8)
_TEN_YEARS = 9
_GROWN_UP = 16
_HOUSEHOLD_STAYS_TOGETHER = 0.93
# Of infants in families from elsewhere, those under half a year cannot have left for that long.
_INFANTS_OF_HALF_A_YEAR = 0.5
_SAME_COUNTY_SHARE = 0.37
_COLLECTIVE_ABSENT = {"students": 0.75, "workers": 0.82, "care": 0.5}
_PENDING_INFANT, _PENDING_OTHER = 0.08, 0.002
_SHORTLY_AWAY, _ABROAD = 0.014, 0.0016


class Origin(NamedTuple):
    """Where the hukou of someone who lives here is: code of D8 (3, 4) and, with 4, a county."""

    registered: int
    county: str | None


class Standings:
    """Draws standings for the residents and the absent of a county."""

    def __init__(self, model: PopulationModel, identities: Identities, whole_county: bool) -> None:
        """Fits the share of families from elsewhere.

        ``whole_county``: somebody who lives in another township of the county then has a record
        there, so no such person is made up without one.
        """
        self._identities = identities
        self._whole_county = whole_county
        self._in_province = model.calibration.separated_in_province
        rows = table("absence")
        profile = [(int(r["key"]), float(r["value"])) for r in rows if r["kind"] == "head_age"]
        self._head_ages = [age for age, _ in profile]
        self._factors = [factor for _, factor in profile]
        self._years = Distribution(
            (int(r["key"]), float(r["value"])) for r in rows if r["kind"] == "years"
        )
        reasons = table("reasons")
        self._reason_ages = [int(row["first_age"]) for row in reasons]
        self._reasons = [
            Distribution((code, float(row[str(code)])) for code in range(10)) for row in reasons
        ]
        self._level = self._fitted_level(model)

    def _factor(self, head_age: int) -> float:
        return self._factors[bisect_right(self._head_ages, head_age) - 1]

    def _fitted_level(self, model: PopulationModel) -> float:
        """The mean chance of a family to come from elsewhere: R3 is linear in it."""
        fixed = slope = 0.0
        for composition, weight in model.weighted:
            if composition.kind != "family":
                absent = _COLLECTIVE_ABSENT[composition.kind]
                fixed += weight * absent * len(composition.members)
                continue
            from_elsewhere = sum(_stays_together(age) for _, _, age in composition.members)
            from_here = sum(_alone_absent(age) for _, _, age in composition.members)
            fixed += weight * from_here
            factor = self._factor(composition.members[0].age)
            slope += weight * factor * (from_elsewhere - from_here)
        target = model.calibration.separated_share * model.residents_per_household
        return (target - fixed) / slope

    def from_elsewhere(self, composition: Composition, rng: Random) -> bool:
        """Whether a family as a whole has its hukou elsewhere."""
        return rng.random() < self._level * self._factor(composition.members[0].age)

    def origin(self, rng: Random) -> Origin:
        """Another township of the county, another county of the province, or another province."""
        draw = rng.random()
        if draw < _SAME_COUNTY_SHARE:
            return Origin(3, None)
        return Origin(4, self.county(rng, in_province=draw < self._in_province))

    def county(self, rng: Random, *, in_province: bool) -> str:
        """A county other than the own one."""
        pool = (
            self._identities.counties_of_province
            if in_province
            else self._identities.counties_elsewhere
        )
        return pool[int(rng.random() * len(pool))]

    def of_migrant_family(
        self, age: int, birth: str, origin: Origin, years: int, rng: Random
    ) -> Standing:
        """A member of a family from elsewhere: absent with the family, or pending, or of here."""
        if age == 0 and "2020-04" < birth < "2020-11":
            return PENDING if rng.random() < 0.5 else AT_HOME
        if rng.random() >= _HOUSEHOLD_STAYS_TOGETHER:
            return AT_HOME
        return self.separated(age, origin, years, rng)

    def of_local_family(self, age: int, rng: Random) -> Standing:
        """A member of a family of here: at home, pending, away for a short time, or absent."""
        draw = rng.random()
        if age < _GROWN_UP:
            pending = _PENDING_OTHER if age else _PENDING_INFANT
            return PENDING if draw < pending else AT_HOME
        absent = _alone_absent(age)
        if draw < absent:
            return self.separated(age, self.origin(rng), self.years(rng), rng)
        draw -= absent
        if draw < _SHORTLY_AWAY:
            return self.away(age, _UNDER_HALF_A_YEAR, rng)
        draw -= _SHORTLY_AWAY
        if draw < _ABROAD:
            years = min(self._years.draw(rng), longest_absence(age))
            return Standing(6 if draw < _ABROAD * 0.3 else 7, 1, years, self.reason(age, rng))
        return PENDING if draw < _ABROAD + _PENDING_OTHER else AT_HOME

    def of_collective(self, kind: str, age: int, rng: Random) -> Standing:
        """A member of a collective household."""
        if rng.random() < _COLLECTIVE_ABSENT[kind]:
            years = 6 if kind == "students" else 8
            return self.separated(
                age, self.origin(rng), min(years, self.years(rng)), rng, reason=_COLLECTIVE[kind]
            )
        return AT_HOME

    def separated(
        self, age: int, origin: Origin, years: int, rng: Random, reason: int | None = None
    ) -> Standing:
        """Lives here, hukou elsewhere, left half a year ago or more (R3)."""
        return Standing(
            lives=1,
            registered=origin.registered,
            away=min(years, longest_absence(age)),
            reason=self.reason(age, rng) if reason is None else reason,
            registered_county=origin.county,
        )

    def visiting(self, age: int, rng: Random) -> Standing:
        """Lives here for less than half a year, hukou elsewhere (R4)."""
        if not self._whole_county and rng.random() < _SAME_COUNTY_SHARE:
            return Standing(1, 3, _UNDER_HALF_A_YEAR, self.reason(age, rng))
        county = self.county(rng, in_province=rng.random() < 0.7)
        return Standing(1, 4, _UNDER_HALF_A_YEAR, self.reason(age, rng), registered_county=county)

    def away(self, age: int, years: int, rng: Random) -> Standing:
        """Hukou here, lives in another township or county (R6 under half a year, else R7)."""
        reason = self.reason(age, rng)
        if not self._whole_county and rng.random() < _SAME_COUNTY_SHARE:
            return Standing(4, 1, min(years, longest_absence(age)), reason)
        return Standing(
            lives=5,
            registered=1,
            away=min(years, longest_absence(age)),
            reason=reason,
            lives_county=self.county(rng, in_province=rng.random() < self._in_province),
        )

    def years(self, rng: Random) -> int:
        """Time since leaving, half a year or more (code of D9)."""
        return self._years.draw(rng)

    def reason(self, age: int, rng: Random) -> int:
        """Why someone of that age left (code of D10)."""
        return self._reasons[bisect_right(self._reason_ages, age) - 1].draw(rng)


_COLLECTIVE = {"students": 1, "workers": 0, "care": 8}


def longest_absence(age: int) -> int:
    """The highest code of D9 that someone of that age can have."""
    return _LONGEST[age] if age < len(_LONGEST) else _TEN_YEARS


def _stays_together(age: int) -> float:
    """Chance of a member of a family from elsewhere to be counted under R3."""
    return _HOUSEHOLD_STAYS_TOGETHER * (_INFANTS_OF_HALF_A_YEAR if age == 0 else 1.0)


def _alone_absent(age: int) -> float:
    """Chance of a member of a family of here to have the hukou elsewhere all the same."""
    if age < _GROWN_UP:
        return 0.0
    if age < 24:
        return 0.05
    return 0.11 if age < 40 else 0.06 if age < 60 else 0.03
