"""The special cases of registration, as forms: students, boarders, in-patients, the newly dead.

Each case gives the form of the place of residence and, where that is another one, the form of the
place of hukou, with the places where the person is registered as living and counts as resident.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from domain.population.address import address
from domain.population.death_form import death_form
from domain.population.deaths import DeathLine
from domain.population.dwelling import dwelling
from domain.population.families import COLLECTIVE, FAMILY, Household
from domain.population.identities import Identities
from domain.population.kinship import CHILD, GRANDCHILD, HEAD, MAN, SPOUSE, WOMAN
from domain.population.names import full_name, surname
from domain.population.natural_person import NaturalPerson, Record, Standing, month_of_birth, record
from domain.population.short_form import Form, counts, short_form
from domain.population.standing import AT_HOME
from domain.population.territory import Block, UnplannableTerritory

_HAN = "01"
_ALL_DEAD = "999"
_UNDER_HALF_A_YEAR, _ONE_TO_TWO, _TWO_TO_THREE, _FIVE_TO_TEN = 2, 4, 5, 8
_WORK, _STUDY, _RELATIVES, _OLD_AGE = 0, 1, 2, 8
_LEVELS = ((3, None), (6, 2), (12, 3), (15, 4), (18, 5), (24, 7), (60, 5))
_PRIMARY, _READS, _READS_FROM = 3, 1, 15
_WIDOWED = 4


@dataclass(frozen=True, slots=True)
class SpecialCase:
    """One case.

    ``hukou`` is None where the person's hukou is in the household of residence, ``death`` where
    nobody died. ``person`` is the ID number of whom the case is about (None: nobody of them lives).
    ``living_in`` is the block, 15 digits, that registers the person as living there, ``counted_in``
    the one of whose residents he or she is; None for the dead.
    """

    code: str
    zh: str
    en: str
    residence: Form
    hukou: Form | None
    death: Form | None
    person: str | None
    living_in: str | None
    counted_in: str | None

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms of the living that the case is registered on."""
        return (self.residence,) if self.hukou is None else (self.residence, self.hukou)


def special_cases(
    residence: Block, hukou: Block, seed: int, first_number: int = 1
) -> tuple[SpecialCase, ...]:
    """The twelve cases, with people of their own; household numbers run on from ``first_number``.

    School and hospital stand in the block of residence. The two blocks lie in different townships:
    within one, nobody has left the place of the hukou. Raises :class:`UnplannableTerritory`
    otherwise.
    """
    if residence.township == hukou.township:
        raise UnplannableTerritory(
            "两个普查小区应在不同的乡镇 / The two blocks are to be in different townships"
        )
    rng = Random(f"{seed}: special cases")
    counties = sorted({residence.code15[:6], hukou.code15[:6]})
    issuers = {county: Identities(county, rng) for county in counties}
    return tuple(
        make(_Scene(residence, hukou, number, issuers, rng), code, *wording)
        for number, (code, (make, *wording)) in enumerate(_CASES.items(), start=first_number)
    )


class _Scene:
    """The two places of a case, and the people who are made up for it."""

    def __init__(
        self,
        residence: Block,
        hukou: Block,
        number: int,
        issuers: Mapping[str, Identities],
        rng: Random,
    ) -> None:
        """Takes the number of both households, and who issues ID numbers, by county."""
        self.residence = residence
        self.hukou = hukou
        self._number = number
        self._rng = rng
        self._family_name = surname(rng)
        self._issuers = issuers

    def person(self, age: int, sex: int, registered: Block) -> NaturalPerson:
        """Somebody with a hukou in that block, schooled as usual for the age."""
        level = next((level for limit, level in _LEVELS if age < limit), _PRIMARY)
        birth = month_of_birth(age, 1 + self._rng.randrange(12))
        identities = self._issuers[registered.code15[:6]]
        return NaturalPerson(
            family_name=self._family_name,
            name=full_name(self._family_name, sex, self._rng),
            sex=sex,
            age=age,
            birth=birth,
            ethnicity=_HAN,
            education=level,
            literacy=_READS if age >= _READS_FROM else None,
            id_number=identities.issue(identities.home, birth, sex),
        )

    def away(self, since: int, reason: int) -> tuple[Standing, Standing]:
        """Someone who left the hukou: as the place of residence and as that of hukou has it."""
        lives, registered = self.residence.code15[:6], self.hukou.code15[:6]
        if lives == registered:
            return Standing(1, 3, since, reason), Standing(4, 1, since, reason)
        return (
            Standing(1, 4, since, reason, registered_county=registered),
            Standing(5, 1, since, reason, lives_county=lives),
        )

    def form(
        self,
        block: Block,
        records: list[Record],
        deaths: list[DeathLine] | None = None,
        kind: int = FAMILY,
    ) -> Form:
        """The household's form in a block."""
        household = Household(kind, _HAN, records)
        dead = deaths or []
        answers = address(block, self._number, self.number) | counts(household, dead)
        answers |= dwelling(kind, household.living, self._rng)
        return short_form(answers, records, dead)

    def nobody_left(self, line: DeathLine) -> Form:
        """Household 999, which carries nothing but deaths."""
        answers = address(self.residence, self._number, _ALL_DEAD)
        men = int(line["sex"] == MAN)
        births_and_deaths: dict[str, int | str | None] = {
            "H3m": 0,
            "H3f": 0,
            "H4m": men,
            "H4f": 1 - men,
        }
        return short_form(answers | births_and_deaths, [], [line])

    @property
    def number(self) -> str:
        """The household's number in both blocks."""
        return f"{self._number:03d}"

    def death(
        self, dead: NaturalPerson, birth: str, death: str, number: str, marital: int | None
    ) -> DeathLine:
        """The line of somebody who died in the window at the age that the person has."""
        return {
            "household": number,
            "name": dead.name,
            "id": None,
            "sex": dead.sex,
            "birth": birth,
            "death": death,
            "age": dead.age,
            "ethnicity": _HAN,
            "education": dead.education,
            "marital": marital,
        }


_Make = Callable[[_Scene, str, str, str], SpecialCase]


def _separated(
    *,
    age: int,
    since: int,
    reason: int,
    kind: int = FAMILY,
    resident_at_hukou: bool = False,
    with_grandmother: bool = False,
) -> _Make:
    """A case of somebody who lives away from the hukou, where a couple or a spouse remains."""

    def make(scene: _Scene, code: str, zh: str, en: str) -> SpecialCase:
        person = scene.person(age, MAN, scene.hukou)
        here, there = scene.away(since, reason)
        if with_grandmother:
            elder = scene.person(age + 50, WOMAN, scene.residence)
            living = [record(elder, HEAD, AT_HOME), record(person, GRANDCHILD, here)]
        else:
            living = [record(person, HEAD, here)]
        registers = scene.residence.code15
        return SpecialCase(
            code=code,
            zh=zh,
            en=en,
            residence=scene.form(scene.residence, living, kind=kind),
            hukou=scene.form(scene.hukou, _left_behind(scene, person, there)),
            death=None,
            person=person.id_number,
            living_in=registers,
            counted_in=scene.hukou.code15 if resident_at_hukou else registers,
        )

    return make


def _left_behind(scene: _Scene, person: NaturalPerson, there: Standing) -> list[Record]:
    """The household at the place of hukou: the parents of the young, the wife of others."""
    if person.age < 30:
        father = scene.person(person.age + 27, MAN, scene.hukou)
        mother = scene.person(person.age + 25, WOMAN, scene.hukou)
        return [
            record(father, HEAD, AT_HOME),
            record(mother, SPOUSE, AT_HOME),
            record(person, CHILD, there),
        ]
    wife = scene.person(person.age - 2, WOMAN, scene.hukou)
    return [record(wife, HEAD, AT_HOME), record(person, SPOUSE, there)]


def _at_home(*, age: int, with_parents: bool = False) -> _Make:
    """A case of somebody whom the own household registers as living there, hukou and all."""

    def make(scene: _Scene, code: str, zh: str, en: str) -> SpecialCase:
        person = scene.person(age, MAN, scene.residence)
        if with_parents:
            father = scene.person(age + 27, MAN, scene.residence)
            records = [record(father, HEAD, AT_HOME), record(person, CHILD, AT_HOME)]
        else:
            wife = scene.person(age - 1, WOMAN, scene.residence)
            records = [record(person, HEAD, AT_HOME), record(wife, SPOUSE, AT_HOME)]
        place = scene.residence.code15
        form = scene.form(scene.residence, records)
        return SpecialCase(code, zh, en, form, None, None, person.id_number, place, place)

    return make


def _newborn_died(scene: _Scene, code: str, zh: str, en: str) -> SpecialCase:
    father = scene.person(31, MAN, scene.residence)
    mother = scene.person(29, WOMAN, scene.residence)
    child = scene.person(0, WOMAN, scene.residence)
    line = scene.death(child, "2020-05", "2020-06", scene.number, None)
    records = [record(father, HEAD, AT_HOME), record(mother, SPOUSE, AT_HOME)]
    form = scene.form(scene.residence, records, [line])
    form["household"]["H3f"] = 1
    return SpecialCase(code, zh, en, form, None, death_form(form), None, None, None)


def _everyone_died(scene: _Scene, code: str, zh: str, en: str) -> SpecialCase:
    dead = scene.person(80, WOMAN, scene.residence)
    line = scene.death(dead, "1939-09", "2020-02", _ALL_DEAD, _WIDOWED)
    form = scene.nobody_left(line)
    return SpecialCase(code, zh, en, form, None, death_form(form), None, None, None)


_CASES: Mapping[str, tuple[_Make, str, str]] = {
    "student-renting": (
        _separated(age=20, since=_ONE_TO_TWO, reason=_STUDY),
        "大学生在校外租房",
        "University student renting off campus",
    ),
    "student-at-home": (
        _at_home(age=20, with_parents=True),
        "大学生住在家里",
        "University student living at home",
    ),
    "junior-boarder": (
        _separated(age=12, since=_TWO_TO_THREE, reason=_RELATIVES, with_grandmother=True),
        "幼儿园、小学、初中寄宿生",
        "Boarder of kindergarten, primary or junior secondary school",
    ),
    "senior-boarder": (
        _separated(age=17, since=_ONE_TO_TWO, reason=_STUDY, kind=COLLECTIVE),
        "高中寄宿生",
        "Boarder of senior secondary school",
    ),
    "in-patient-short": (
        _at_home(age=63),
        "住院不满半年",
        "In-patient for less than half a year",
    ),
    "in-patient-long": (
        _separated(age=72, since=_ONE_TO_TWO, reason=_OLD_AGE, kind=COLLECTIVE),
        "住院半年以上",
        "In-patient for half a year or more",
    ),
    "care-worker": (
        _separated(
            age=48,
            since=_UNDER_HALF_A_YEAR,
            reason=_WORK,
            kind=COLLECTIVE,
            resident_at_hukou=True,
        ),
        "在医院护理且院外无固定住所",
        "Hospital care worker without a fixed home outside",
    ),
    "home-for-harvest": (
        _separated(age=41, since=_FIVE_TO_TEN, reason=_WORK),
        "农忙、节假日偶尔回家",
        "Comes home occasionally, for harvest or holidays",
    ),
    "delayed-by-epidemic": (
        _separated(age=35, since=_TWO_TO_THREE, reason=_WORK),
        "因疫情推迟返回",
        "Return delayed by the epidemic",
    ),
    "night-shift": (
        _at_home(age=38),
        "普查时点当晚值夜班、短期出差或走亲",
        "Night shift, short business trip or visit on the reference night",
    ),
    "newborn-died": (
        _newborn_died,
        "出生后不久死亡",
        "Live birth who died soon after",
    ),
    "everyone-died": (
        _everyone_died,
        "全户人口在普查年度内死亡",
        "Everyone in the household died in the window",
    ),
}
