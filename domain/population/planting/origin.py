"""Mistakes that rules P50-P57 and P13 own on the long form: place of hukou, origin, schooling."""

from collections.abc import Mapping

from domain.population.planting.draft import (
    HERE,
    NOT_LEFT,
    Draft,
    Planter,
    age,
    cleared,
    has_left,
    set_answers,
)

_OTHER_COUNTY_HUKOU, _FIVE_YEARS = 4, 8
_PLACE = ("C14_province", "C14_prefecture", "C14_county")
_THIS_COUNTY, _ELSEWHERE, _OTHER_PROVINCE = 1, 2, 3
_AT_SCHOOL, _GRADUATED, _DROPPED_OUT = 1, 2, 4
_PRIMARY, _JUNIOR = 3, 4


def _hukou_place(draft: Draft) -> bool:
    person = draft.pick(lambda p: has_left(p) or p["D9"] == NOT_LEFT)
    if person is None:
        return False
    return set_answers(person, C11=None if has_left(person) else draft.rng.randint(1, 4))


def _born_in_no_province(draft: Draft) -> bool:
    own = str(draft.household["county"])[:2]
    return set_answers(
        draft.pick(lambda _: True),
        C13=_OTHER_PROVINCE,
        C13_province=draft.rng.choice((None, own)),
    )


def _five_years_ago(draft: Draft) -> bool:
    # Of a child with the hukou in another county P54 would speak, too.
    person = draft.pick(lambda p: age(p) >= 5 or p["D8"] != _OTHER_COUNTY_HUKOU)
    if person is None:
        return False
    if age(person) >= 5:
        cleared(person, _PLACE)
        return set_answers(person, C14=None)
    return set_answers(person, C14=_THIS_COUNTY)


def _place_incomplete(draft: Draft) -> bool:
    person = draft.pick(lambda p: p.get("C14") == _ELSEWHERE)
    own = str(draft.household["county"])
    wrong: tuple[tuple[str, str | None], ...] = (("C14_county", own), *((i, None) for i in _PLACE))
    item, answer = draft.rng.choice(wrong)
    return set_answers(person, **{item: answer})


def _here_before_coming(draft: Draft) -> bool:
    person = draft.pick(
        lambda p: (
            p.get("C14") == _ELSEWHERE
            and p["D7"] == HERE
            and p["D8"] == _OTHER_COUNTY_HUKOU
            and has_left(p)
            and int(str(p["D9"])) < _FIVE_YEARS
        )
    )
    if person is None:
        return False
    cleared(person, _PLACE)
    return set_answers(person, C14=_THIS_COUNTY)


def _completion(draft: Draft) -> bool:
    person = draft.pick(lambda p: age(p) >= 3)
    if person is None:
        return False
    return set_answers(person, C16=None if "C16" in person else _GRADUATED)


def _old_student(draft: Draft) -> bool:
    person = draft.pick(lambda p: age(p) > 40 and p.get("C16") not in {None, _AT_SCHOOL})
    return set_answers(person, C16=_AT_SCHOOL)


def _dropped_out(draft: Draft) -> bool:
    person = draft.pick(lambda p: 6 <= age(p) < 15 and p["D11"] in {_PRIMARY, _JUNIOR})
    return set_answers(person, C16=_DROPPED_OUT)


def _unanswered(draft: Draft) -> bool:
    item = draft.rng.choice(("C12", "C13"))
    person = draft.pick(lambda _: True)
    if person is None:
        return False
    if item == "C13":
        cleared(person, ("C13_province",))
    return set_answers(person, **{item: draft.rng.choice((None, 9))})


ORIGIN_MISTAKES: Mapping[str, Planter] = {
    "P13": _unanswered,
    "P50": _hukou_place,
    "P51": _born_in_no_province,
    "P52": _five_years_ago,
    "P53": _place_incomplete,
    "P54": _here_before_coming,
    "P55": _completion,
    "P56": _old_student,
    "P57": _dropped_out,
}
