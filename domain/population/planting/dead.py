"""Mistakes that rules S01-S10 own: a line of the dead, on a death form or with the living."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.population.planting.draft import Draft, Planter, month_later

_GROWN_UP, _OLD = 20, 80
_UNKNOWN_ETHNICITY = "77"
_DOUBTFUL_AGE = 112


def _line(draft: Draft, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any] | None:
    fitting = [line for line in draft.form["deaths"] if fits(line)]
    return draft.rng.choice(fitting) if fitting else None


def _line_of_age(draft: Draft, youngest: int, **answers: int | str | None) -> dict[str, Any] | None:
    """Changes a line of somebody who reached that age."""
    line = _line(draft, lambda line: int(line["age"]) >= youngest)
    if line is not None:
        line.update(answers)
    return line


def _before_the_window(draft: Draft) -> bool:
    line = _line_of_age(draft, _GROWN_UP)
    if line is None:
        return False
    line.update(birth=month_later(line["birth"], -12), death=month_later(line["death"], -12))
    return _renumbered(draft, line)


def _born_after_death(draft: Draft) -> bool:
    # Within the window it would be one of its births, too.
    line = _line_of_age(draft, _GROWN_UP, birth="2020-12", id=None)
    return line is not None


def _unknown_ethnicity(draft: Draft) -> bool:
    return (
        _line_of_age(draft, 0, ethnicity=draft.rng.choice((None, _UNKNOWN_ETHNICITY))) is not None
    )


def _education_misplaced(draft: Draft) -> bool:
    return _line_of_age(draft, 3, education=None) is not None


def _marital_misplaced(draft: Draft) -> bool:
    return _line_of_age(draft, 15, marital=None) is not None


def _other_age(draft: Draft) -> bool:
    line = _line_of_age(draft, _GROWN_UP)
    if line is None:
        return False
    line["age"] += draft.rng.choice((-2, 2))
    return True


def _unknown_household(draft: Draft) -> bool:
    return _line_of_age(draft, 0, household="000") is not None


def _registered_as_living(draft: Draft) -> bool:
    line = _line(draft, lambda line: line["id"] is not None)
    if line is None:
        return False
    persons = draft.form.get("persons")
    if persons is None:
        draft.form["block"] = {"other_living": [{"D3": line["id"]}]}
        return True
    numbered = [p for p in persons if p["D3"] is not None]
    if not numbered:
        return False
    line["id"] = draft.rng.choice(numbered)["D3"]
    return True


def _birth_not_counted(draft: Draft) -> bool:
    """Makes a dead person a newborn whom H3 does not count."""
    if not draft.form.get("persons"):
        return False
    line = _line(draft, lambda line: int(line["age"]) >= _GROWN_UP)
    if line is None or draft.household["H3m" if line["sex"] == 1 else "H3f"]:
        return False
    line.update(birth=line["death"], age=0, education=None, marital=None)
    return _renumbered(draft, line)


def _very_old(draft: Draft) -> bool:
    line = _line_of_age(draft, _OLD)
    if line is None:
        return False
    years = _DOUBTFUL_AGE - int(line["age"])
    line.update(birth=month_later(line["birth"], -12 * years), age=_DOUBTFUL_AGE)
    return _renumbered(draft, line)


def _renumbered(draft: Draft, line: dict[str, Any]) -> bool:
    """Another number that agrees with the birth, if there is one."""
    if line["id"] is not None:
        county = str(line["id"])[:6]
        line["id"] = draft.identities.issue_spare(county, str(line["birth"]), int(line["sex"]))
    return True


DEATH_MISTAKES: Mapping[str, Planter] = {
    "S01": _before_the_window,
    "S02": _born_after_death,
    "S03": _unknown_ethnicity,
    "S04": _education_misplaced,
    "S05": _marital_misplaced,
    "S06": _other_age,
    "S07": _unknown_household,
    "S08": _registered_as_living,
    "S09": _birth_not_counted,
    "S10": _very_old,
}
