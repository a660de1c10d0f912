"""For each rule of the lines of the dead, and of foreigners: forms that fail it or pass it."""

from collections.abc import Mapping

from domain.forms import Answer, HouseholdForm, parse_form
from domain.rules.sound_form import sound_form


def _line(block: Mapping[str, object] | None = None, **answers: Answer) -> HouseholdForm:
    """A death form with one line."""
    changes = {"deaths": [answers]} | ({} if block is None else {"block": block})
    return parse_form(sound_form("death", changes))


def _bereaved(
    *lines: Mapping[str, Answer],
    household: Mapping[str, Answer] | None = None,
    block: Mapping[str, object] | None = None,
) -> HouseholdForm:
    """A family's short form with these lines."""
    changes: dict[str, object] = {"deaths": list(lines), "household": household or {}}
    return parse_form(
        sound_form("bereaved-family", changes | ({} if block is None else {"block": block}))
    )


_LIVING_HEAD = _bereaved({})
_HEAD_ID = _LIVING_HEAD.persons[0]["D3"]
_BABY = {"birth": "2020-01", "death": "2020-02"}
_LISTED = {"listed_households": ["001", "3"], "registered_households": ["4"]}

DEATH_FAILURES = [
    ("S01!", _line(death="2019-10")),
    ("S01!", _line(death="2020-11")),
    ("S02!", _line(birth="2020-03", age=0)),
    ("S03!", _line(sex=None)),
    ("S03!", _line(sex=3)),
    ("S03!", _line(ethnicity=None)),
    ("S03!", _line(ethnicity="57")),
    ("S04!", _line(birth="2017-01", education=None)),
    ("S04!", _line(birth="2017-03", education=2)),
    ("S05!", _line(birth="2005-01", marital=None)),
    ("S05!", _line(birth="2005-03", marital=1)),
    ("S06!", _line(age=80)),
    ("S06!", _line(age=78)),
    ("S06!", _line(birth="1940-02", age=81)),
    ("S07!", _line(_LISTED, household="002")),
    ("S07!", _line(household="未知")),
    ("S07!", _line(household="000")),
    ("S07!", _line(household="1000")),
    ("S07! H26!", _bereaved({"household": "002"})),
    ("S07! H26!", _bereaved({"household": "005"}, block=_LISTED)),
    ("S08!", _bereaved({"id": _HEAD_ID})),
    ("S08!", _line({"other_living": [{"D3": _HEAD_ID}]}, id=_HEAD_ID)),
    ("S08!", _bereaved({"name": "示例1", "birth": "1980-05"})),
    ("S09? H24?", _bereaved(_BABY, household={"H3m": 0})),
    ("S09? H24?", _bereaved(_BABY, _BABY, household={"H3m": 1})),
    ("S10?", _line(birth="1909-02", age=111)),
    ("S10?", _line(birth="2016-01", education=3)),
    ("S10?", _line(birth="2000-05", marital=2)),
    ("S10?", _line(birth="2000-05", sex=2, marital=4)),
    ("P13!", _line(name=None)),
    ("P13!", _line(birth=None, education=3, marital=4)),
    ("P13!", _line(death="2020", education=3, marital=4)),
    ("P13!", _line(age=None)),
    ("P13!", _line(education=0)),
    ("P13!", _line(marital=5)),
]

DEATH_PASSES = [
    ("S01", _line(death="2019-11")),
    ("S01", _line(death="2020-10")),
    ("S02", _line(birth="2020-02")),
    ("S02", _line(birth=None)),
    ("S03", _line(sex=2)),
    ("S04", _line(birth="2017-03")),
    ("S04", _line(birth="2017-02", age=2, education=None, marital=None)),
    ("S05", _line(birth="2005-03")),
    ("S06", _line(birth="1940-02", age=79)),
    ("S06", _line(birth="1940-02", age=80)),
    ("S06", _line(birth="2020-03", age=5)),
    ("S07", _line(household="002")),
    ("S07", _line(_LISTED, household="003")),
    ("S07", _line(_LISTED, household="004")),
    ("S07", _line(_LISTED, household=999)),
    ("S07", _bereaved({"household": "1"})),
    ("S08", _bereaved({"name": "示例1"})),
    ("S08", _bereaved({"id": None})),
    ("S09", _bereaved(_BABY)),
    ("S09", _bereaved(_BABY, household={"H3m": None})),
    ("S09", _bereaved(_BABY | {"household": "002"}, household={"H3m": 0})),
    ("S10", _line(birth="1909-03")),
    ("S10", _line(birth="1995-05", marital=2)),
    ("P13", _line(id="x")),
    ("P13", _line(birth="2017-03", education="x")),
]


def _foreign(**answers: Answer) -> HouseholdForm:
    return parse_form(sound_form("foreign", {"persons": [answers]}))


def _lodging(**answers: Answer) -> HouseholdForm:
    return parse_form(sound_form("foreign", {"household": answers}))


FOREIGN_FAILURES = [
    ("P13!", _foreign(R1=None)),
    ("P13!", _foreign(R2=10)),
    ("P13!", _foreign(R4="1985")),
    ("P13!", _foreign(R5=None)),
    ("P13!", _foreign(R7=None)),
    ("P13!", _foreign(R8=None)),
    ("P13!", _foreign(R8_nationality=None)),
    ("P13!", _foreign(R8_nationality="??")),
    ("H43!", _lodging(F1=None)),
    ("H43!", _lodging(F3=None)),
    ("H43!", _lodging(F4="x")),
]

FOREIGN_PASSES = [
    ("P13", _foreign(R8=1, R8_nationality=None)),
    ("P13", _foreign(R4="2018-05", R7=None)),
    ("H43", _lodging(F2=3, F3=None, F4=None)),
]
