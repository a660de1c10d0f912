"""The households of a simulation as their enumerators know them, and what will happen to each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import zip_longest
from random import Random
from typing import Any, TypeAlias

from api.verdict import verdict
from domain.forms import parse_form
from domain.population import SyntheticHousehold
from domain.rules import Severity

RawForm: TypeAlias = dict[str, Any]
OpenWarning: TypeAlias = tuple[str, int | None]
"""A rule and the index of the person, None for the household."""

REVISITED = 0.02
CORRECTED_BY_TOWNSHIP = 0.005
CORRECTED_BY_COUNTY = 0.004
WITHDRAWN = 0.001


class Fate(Enum):
    """What happens to a household beyond the plain way to acceptance."""

    PLAIN = auto()
    REVISITED = auto()
    """The supervisor returns it for a second visit, which changes an answer."""
    DOUBTED = auto()
    """The supervisor doubts the explanation of a warning, and the record is mended."""
    CORRECTED_BY_TOWNSHIP = auto()
    CORRECTED_BY_COUNTY = auto()
    """After acceptance, so that a second person signs too."""
    WITHDRAWN = auto()


@dataclass(slots=True)
class Case:
    """A household; ``form`` is emptied when nothing needs it any more, unless it is ``kept``.

    ``sound`` is the form without the mistake that was planted in ``form``; ``warnings`` are the
    rules and persons that the enumerator has to explain. What the service told of the record last
    is in ``household_id``, ``version`` and ``person_ids``.
    """

    block: str
    number: str
    fate: Fate
    form: RawForm
    sound: RawForm | None = None
    warnings: list[OpenWarning] = field(default_factory=list)
    household_id: str = ""
    version: int = 0
    person_ids: list[str] = field(default_factory=list)
    refused: bool = False
    corrected_person: str | None = None
    kept: bool = False
    own: bool = False
    """The household registers itself."""

    @property
    def line(self) -> dict[str, str]:
        """The household as a line of the block's list."""
        address = (self.sound or self.form)["household"]
        return {
            "number": self.number,
            "building": address["building"],
            "unit": address["unit"],
        }

    def mended(self) -> None:
        """The record holds what it should; nothing remains to be changed by its enumerator."""
        if self.sound is not None:
            self.warnings = warnings_of(self.sound)
            self.form = self.sound
        self.fate, self.sound = Fate.PLAIN, None
        self.settled()

    def settled(self) -> None:
        """Nothing needs the form any more, unless it is kept."""
        if not self.kept:
            self.form = {}

    def told(self, result: Mapping[str, Any]) -> None:
        """Take in what a receipt says."""
        self.household_id = result["household_id"]
        self.version = result["version"]
        self.person_ids = result["person_ids"]


def cases(
    made: Iterable[SyntheticHousehold], sound: Iterable[SyntheticHousehold], seed: int
) -> Iterator[Case]:
    """A case for each household; ``sound`` are the same households without mistakes."""
    rng = Random(f"{seed}: fates")
    for household, twin in zip(made, sound, strict=True):
        address = twin.form["household"]
        fate = _fate(rng.random())
        # By chance a mistake is what stands oddly, and rightly, on the sound form.
        planted = bool(household.planted) and household.form != twin.form
        if planted:
            fate = Fate.DOUBTED
        elif not household.form["persons"]:
            fate = Fate.PLAIN
        yield Case(
            block=address["district"] + address["block"],
            number=address["hh"],
            fate=fate,
            form=household.form,
            sound=twin.form if planted else None,
            warnings=warnings_of(household.form) if _odd(household) else [],
        )


def _odd(household: SyntheticHousehold) -> bool:
    return bool(household.planted or household.expected_warnings)


def warnings_of(form: RawForm) -> list[OpenWarning]:
    """The warnings that the rules have of a form, each to be explained."""
    findings = verdict(parse_form(form)).findings
    return [(f.rule, f.person) for f in findings if f.severity == Severity.WARNING.value]


def _fate(draw: float) -> Fate:
    for share, fate in (
        (REVISITED, Fate.REVISITED),
        (CORRECTED_BY_TOWNSHIP, Fate.CORRECTED_BY_TOWNSHIP),
        (CORRECTED_BY_COUNTY, Fate.CORRECTED_BY_COUNTY),
        (WITHDRAWN, Fate.WITHDRAWN),
    ):
        if draw < share:
            return fate
        draw -= share
    return Fate.PLAIN


def second_look(form: RawForm, *, of_person: bool) -> dict[str, Any]:
    """What a second visit finds: other schooling, other floor space, or a name misheard.

    ``of_person`` looks at the persons first. The change raises no warning that was not there.
    """
    before = verdict(parse_form(form)).brief()
    found = [*_other_floor_space(form)]
    schooling = [*_other_schooling(form)]
    for revision in (*schooling, *found) if of_person else (*found, *schooling):
        if verdict(parse_form(revised(form, revision))).brief() == before:
            return revision
    name = form["persons"][0]["D1"]
    return {"persons": {0: {"D1": f"{name[0]}一{name[1:]}"[:4]}}}


def _other_schooling(form: RawForm) -> Iterator[dict[str, Any]]:
    for index, person in enumerate(form["persons"]):
        if person.get("D11") in {4, 5, 6}:
            yield {"persons": {index: {"D11": person["D11"] + 1}}}


def _other_floor_space(form: RawForm) -> Iterator[dict[str, Any]]:
    floor_space = form["household"].get("H6")
    if isinstance(floor_space, int):
        yield {"household": {"H6": floor_space + 3}}
        yield {"household": {"H6": floor_space - 3}}


def revised(form: RawForm, revision: Mapping[str, Any]) -> RawForm:
    """The form with changed answers; persons by index."""
    changes = revision.get("persons", {})
    return {
        **form,
        "household": {**form["household"], **revision.get("household", {})},
        "persons": [
            {**person, **changes.get(index, {})} for index, person in enumerate(form["persons"])
        ],
    }


def mending(form: RawForm, sound: RawForm) -> dict[str, Any]:
    """The revision that makes one form of the other; persons by index, None where there is none."""
    persons: dict[int, dict[str, Any]] = {}
    added, removed = [], []
    for index, (old, new) in enumerate(zip_longest(form["persons"], sound["persons"])):
        if new is None:
            removed.append(index)
        elif old is None:
            added.append(new)
        elif changes := _changes(old, new):
            persons[index] = changes
    revision: dict[str, Any] = {
        "household": _changes(form["household"], sound["household"]),
        "persons": persons,
        "added": added,
        "removed": removed,
    }
    if (form.get("deaths") or []) != (sound.get("deaths") or []):
        revision["deaths"] = sound.get("deaths") or []
    return {part: changes for part, changes in revision.items() if changes or part == "deaths"}


def addressed(revision: Mapping[str, Any], person_ids: list[str]) -> dict[str, Any]:
    """The revision with persons by id instead of by index."""
    by_id: dict[str, Any] = dict(revision)
    if "persons" in by_id:
        by_id["persons"] = {person_ids[i]: answers for i, answers in by_id["persons"].items()}
    if "removed" in by_id:
        by_id["removed"] = [person_ids[i] for i in by_id["removed"]]
    return by_id


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    return {item: new.get(item) for item in {**old, **new} if old.get(item) != new.get(item)}
