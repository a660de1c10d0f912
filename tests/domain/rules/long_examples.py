"""For each rule of the long form: forms that fail it, with all that is found, or pass it."""

from domain.forms import Answer, HouseholdForm, parse_form
from domain.rules.sound_form import sound_form


def _of(base: str, index: int, answers: dict[str, Answer]) -> HouseholdForm:
    changes = [{} for _ in range(index)]
    return parse_form(sound_form(base, {"persons": [*changes, answers]}))


def _man(**answers: Answer) -> HouseholdForm:
    """A family on a long form; the answers are those of the man of 40 who heads it."""
    return _of("long-family", 0, answers)


def _woman(**answers: Answer) -> HouseholdForm:
    """The answers are those of his wife of 38, who has a daughter."""
    return _of("long-family", 1, answers)


def _girl(**answers: Answer) -> HouseholdForm:
    """The answers are those of their daughter of 12."""
    return _of("long-family", 2, answers)


def _old(**answers: Answer) -> HouseholdForm:
    """An old couple; the answers are those of the man of 70."""
    return _of("long-old-couple", 0, answers)


def _home(**answers: Answer) -> HouseholdForm:
    """The family with other answers about its dwelling."""
    return parse_form(sound_form("long-family", {"household": answers}))


def _elsewhere(**answers: Answer) -> HouseholdForm:
    """The family in other quarters than a conventional dwelling."""
    return _home(**({"H5": 3} | answers))


def _mother(*born: tuple[str, int], **answers: Answer) -> HouseholdForm:
    """The family with children born in these months, and what the mother answers."""
    babies = [{"D2": 2, "D4": sex, "D5": month} for month, sex in born]
    children = {"C26_born_m": 2, "C26_born_f": 2}
    persons = [{}, children | answers, {}, *babies]
    return parse_form(sound_form("long-family", {"persons": persons}))


def _living(*persons: dict[str, Answer]) -> HouseholdForm:
    """The old couple and whoever lives with them; the first answers are the head's."""
    return parse_form(sound_form("long-old-couple", {"persons": list(persons)}))


_SON = {"D2": 2, "D5": "1980-05"}
_HELPER = {"D2": 9, "D4": 2, "D5": "1980-05"}
_AWAY = {"D7": 4}
_TWO = {"C27": 2, "C27_month1": "2020-03", "C27_sex1": 2, "C27_sex2": 1}

_ORIGIN_FAILURES = [
    ("P50!", _girl(C11=1)),
    ("P50!", _girl(D8=5, C11=1)),
    ("P50!", _girl(D8=4, D9=3, C11=None)),
    ("P51!", _girl(C13=3, C13_province=None)),
    ("P51!", _girl(C13=3, C13_province="50")),
    ("P52!", _girl(D5="2015-10", C14=None)),
    ("P52!", _girl(D5="2015-11", C14=1)),
    ("P52!", _girl(D5="2015-11", C14_county="370811")),
    ("P53!", _girl(C14=2, C14_province=None)),
    ("P53!", _girl(C14=2, C14_prefecture=None)),
    ("P53!", _girl(C14=2, C14_county=None)),
    ("P53!", _girl(C14=2, C14_county="500112")),
    ("P54?", _girl(D8=4, D9=2, C14=1)),
    ("P54?", _girl(D8=4, D9=7, C14=1)),
    ("P55!", _girl(D5="2016-11", C16=1)),
    ("P55!", _girl(D5="2018-05", C16=1)),
    ("P55!", _girl(C16=None)),
    ("P56?", _man(D5="1979-10", D11=7, C16=1)),
    ("P56?", _of("long-family", 2, {"D5": "2003-10", "D11": 3, "C16": 1})),
    ("P56?", _of("long-family", 2, {"D5": "2000-10", "D11": 4, "C16": 1})),
    ("P57?", _girl(D5="2014-10", D11=3, C16=4)),
    ("P57?", _girl(D5="2004-11", D11=4, C16=4, C22=5)),
    ("P13!", _girl(C12=None)),
    ("P13!", _girl(C13=None)),
    ("P13!", _girl(C13=3, C13_province="99")),
    ("P13!", _girl(C14=3)),
    ("P13!", _girl(C14=2, C14_prefecture="370811")),
    ("P13!", _girl(D8=4, D9=3, C11=5)),
    ("P13!", _girl(C16=6)),
]

_WORK_FAILURES = [
    ("P60!", _girl(D5="2005-10", C18=None)),
    ("P60! P65!", _girl(C18=3)),
    ("P60!", _girl(C23=6)),
    ("P60! P83!", _girl(C25="2020-01")),
    ("P61!", _man(C18_hours=None)),
    ("P61!", _man(C18_hours=0)),
    ("P61! P62?", _man(C18_hours=169)),
    ("P61!", _man(C18_hours="x")),
    ("P61!", _man(C18=2, C18_hours=1)),
    ("P61!", _man(C18=3, C23=6, C18_hours=40)),
    ("P62?", _man(C18_hours=101)),
    ("P63!", _man(C19=None)),
    ("P63!", _man(C20_text=" ")),
    ("P63!", _man(C18=2, C21_text=None)),
    ("P64!", _man(C18=3, C23=6, C20_division="01")),
    ("P64!", _man(C18=3, C23=6, C21_text="操作碾米机")),
    ("P65!", _man(C18=3, C23=6, C22=None)),
    ("P65!", _man(C18=2, C22=5)),
    ("P66?", _girl(D5="2004-11", C18=1)),
    ("P66?", _old(D5="1940-10", C18=1)),
    ("P67?", _man(C18=3, C23=6, C22=1)),
    ("P68?", _man(C23=2)),
    ("P68?", _man(D5="1975-11", C18=3, C22=2)),
    ("P69?", _man(C18=3, C23=1)),
    ("P70!", _man(C20_section="U")),
    ("P70!", _man(C20_division="98")),
    ("P70!", _man(C20_section="B", C20_division="05")),
    ("P71!", _man(C21_major=7)),
    ("P71!", _man(C21_major=9)),
    ("P72?", _man(C19=3, C20_division="06")),
    ("P72?", _man(C19=3, C21_major=6)),
    ("P73?", _man(D11=3, C21_major=2)),
    ("P74?", _old(C18=1, C29=4)),
    ("P13!", _man(C18=4, C18_hours=None, C22=None)),
    ("P13!", _man(C19=5)),
    ("P13!", _man(C23=None)),
    ("P13!", _man(C18=3, C23=6, C22=6)),
]

_FAMILY_FAILURES = [
    ("P80!", _girl(D5="2005-10", C24=None)),
    ("P81?", _girl(D5="2000-11", C24=2, C25="2019-12", C26=1)),
    ("P81?", _girl(D4=1, D5="1998-11", C24=4, C25="2019-12")),
    ("P82!", _girl(D5="1999-05", C24=1, C25="2019-05")),
    ("P82!", _man(C25=None)),
    ("P83!", _man(C25="2020-11")),
    ("P83!", _man(C25="1992-04")),
    ("P83!", _man(C25="1970-01")),
    ("P84?", _man(C25="1992-05")),
    ("P84?", _man(C25="1998-04")),
    ("P84?", _of("long-old-couple", 0, {"D5": "1945-05", "C25": "2016-05"})),
    ("P85!", _man(C26=1)),
    ("P85!", _man(C26_born_m=0)),
    ("P85!", _girl(D5="1999-05", C24=1, C26=1)),
    ("P85!", _of("long-old-couple", 1, {"D5": "1955-10", "C26": 1})),
    ("P85!", _woman(C26=None)),
    ("P86!", _woman(C26=1, C26_alive_f=1)),
    ("P86!", _woman(C26_born_f=0, C26_alive_f=0)),
    ("P87!", _woman(C26_alive_m=1)),
    ("P87!", _woman(C26_alive_f=2)),
    ("P88?", _woman(C26_born_f=9)),
    ("P88!", _woman(C26_born_f=21)),
    ("P88!", _girl(D5="2000-10", C24=2, C25="2018-11", C26=2, C26_born_f=8)),
    ("P89!", _woman(C27=None)),
    ("P89!", _woman(D5="1969-10", C27=1)),
    ("P89!", _man(C27=1)),
    ("P89!", _woman(C26=1, C27_sex1=1)),
    ("P90!", _mother(("2019-11", 2), C27=2, C27_month1="2019-10")),
    ("P90!", _mother(("2020-10", 2), C27=2, C27_month1="2020-11")),
    ("P90!", _mother(C27=2, C27_month1="2020-03", C27_sex1=None)),
    ("P90! H25?", _mother(("2020-03", 2), **_TWO)),
    ("P90!", _mother(("2020-03", 2), C27=2, C27_month2="2020-03")),
    ("P90!", _woman(C27=1, C27_month1="2020-03")),
    ("P91!", _mother(("2020-03", 2), C27=2, C26_born_f=0, C26_alive_f=0)),
    ("P92?", _mother(("2020-03", 2), C27=2, D5="1974-10")),
    ("P93?", _mother(("2020-03", 2), ("2020-04", 1), **_TWO, C27_month2="2020-04")),
    ("P93?", _mother(("2020-03", 2), ("2020-09", 1), **_TWO, C27_month2="2020-09")),
    ("P94!", _old(C28=None)),
    ("P94!", _old(C29=None)),
    ("P94!", _of("long-old-couple", 0, {"D5": "1960-11", "C29": 1})),
    ("P95! H05!", _old(C24=3, C28=1)),
    ("P96?", _old(C28=6)),
    ("P13!", _woman(C26=3, C27=None)),
    ("P13!", _woman(C26_born_m=None)),
    ("P13!", _woman(C26_alive_f=-1)),
    ("P13!", _man(C25="2005")),
    ("P13!", _mother(("2020-03", 2), C27=2, C27_sex1=2, C27_month2="2020-03", C27_sex2=3)),
    ("P13!", _old(C28=8)),
]

_HOUSEHOLD_FAILURES = [
    ("H33!", _home(H17=1, H18=None)),
    ("H33!", _home(H17=9, H18="01")),
    ("H34!", _home(H8=4, H11=2)),
    ("H34!", _home(H8=3, H9=4)),
    ("H34!", _home(H8=4, H9=4)),
    ("H35?", _home(H8=1, H11=1)),
    ("H35?", _home(H8=3, H11=2, H10=7)),
    ("H36?", _home(H13=2, H15=2)),
    ("H36?", _home(H10=9, H17=5)),
    ("H37!", _elsewhere(H8=1)),
    ("H37!", _elsewhere(H18="03")),
    ("H41?", _old(C28=5)),
    ("H41?", _living({"C28": 4}, {}, _HELPER)),
    ("H41?", _living({"C28": 1}, {"D2": 9})),
    ("H41?", _living({}, {}, {"D2": 3, "D5": "1928-05", "C28": 2})),
    ("H43!", _home(H8=None)),
    ("H43!", _home(H11=None)),
    ("H43!", _home(H17=2, H18="11")),
    ("H43!", _home(H19=8)),
]

LONG_FAILURES = [
    *_ORIGIN_FAILURES,
    *_WORK_FAILURES,
    *_FAMILY_FAILURES,
    *_HOUSEHOLD_FAILURES,
]

LONG_PASSES = [
    ("P50", _girl(D8=4, D9=3, C11=4)),
    ("P50", _girl(D8=5)),
    ("P51", _girl(C13=3, C13_province="37")),
    ("P51", _girl(C13=2, C13_province="50")),
    ("P52", _girl(D5="2015-11")),
    ("P52", _girl(D5=None, C14=None)),
    ("P53", _girl(C14=2)),
    ("P54", _girl(D8=4, D9=8, C14=1)),
    ("P54", _girl(D8=3, D9=3, C14=1)),
    ("P55", _girl(D5="2016-11")),
    ("P55", _girl(D11="x", C16=1)),
    ("P56", _man(D5="1979-11", D11=7, C16=1)),
    ("P56", _girl(D5="2003-11", D11=3, C16=1)),
    ("P57", _girl(D5="2014-11", D11=3, C16=4)),
    ("P57", _girl(D5="2004-10", D11=4, C16=4)),
    ("P60", _girl(D5="2005-11")),
    ("P61", _man(C18_hours=1)),
    ("P61", _man(C18_hours=168)),
    ("P61", _man(C18=2)),
    ("P62", _man(C18_hours=100)),
    ("P63", _man(C18=2)),
    ("P64", _man(C18=3)),
    ("P65", _man(C18=3)),
    ("P66", _girl(D5="2004-10", C18=1)),
    ("P66", _old(D5="1940-11", C18=1)),
    ("P66", _girl(D5="2004-11", C18=2)),
    ("P67", _girl(D5="2003-07", C16=1, C22=1)),
    ("P67", _man(D11=2, D12=2, C16=None, C18=3, C22=1)),
    ("P68", _man(D5="1975-10", C18=3, C22=2)),
    ("P69", _man(C18=2, C23=1)),
    ("P70", _man(C20_section="A", C20_division="05")),
    ("P70", _man(C20_division="97")),
    ("P70", _man(C20_section="T")),
    ("P71", _man(C21_major=8)),
    ("P72", _man(C19=3)),
    ("P72", _man(C19=3, C20_section="A", C21_major=5)),
    ("P72", _man(C19=3, C20_section="Z")),
    ("P73", _man(D11=4, C21_major=2)),
    ("P74", _old(C18=2, C29=4)),
    ("P80", _girl(D5="2005-11")),
    ("P81", _girl(D5="2000-10", C24=2, C25="2019-12", C26=1)),
    ("P81", _girl(D4=1, D5="1998-10", C24=4, C25="2019-12")),
    ("P82", _man(C24="x")),
    ("P83", _man(C25="1992-05")),
    ("P83", _man(C25="2020-10")),
    ("P84", _man(C25="1998-05")),
    ("P84", _man(C25="1992-04")),
    ("P85", _of("long-old-couple", 1, {"D5": "1955-11"})),
    ("P85", _woman(C26=1)),
    ("P85", _woman(D4="x", C26=1)),
    ("P86", _woman(C26=1, C26_born_m=0)),
    ("P86", _woman(C26_born_m=None, C26_born_f=0)),
    ("P87", _woman(C26_born_f=3, C26_alive_f=3)),
    ("P88", _woman(C26_born_f=8)),
    ("P88", _girl(D5="2000-10", C24=2, C25="2018-11", C26=2, C26_born_f=7)),
    ("P89", _woman(D5="1969-11", C27=1)),
    ("P89", _woman(C26="x", C27=1)),
    ("P90", _mother(("2019-11", 2), C27=2, C27_month1="2019-11")),
    ("P90", _mother(("2020-03", 2), ("2020-03", 1), **_TWO, C27_month2="2020-03")),
    ("P91", _mother(("2020-03", 2), C27=2)),
    ("P92", _mother(("2020-03", 2), C27=2, D5="1974-11")),
    ("P93", _mother(("2020-03", 2), ("2020-03", 1), **_TWO, C27_month2="2020-03")),
    ("P93", _mother(("2020-03", 2), ("2020-10", 1), **_TWO, C27_month2="2020-10")),
    ("P94", _old(D5="1960-10")),
    ("P95", _old(C28=2)),
    ("P95", _old(C24="x", C28=2)),
    ("P96", _old(C28=7)),
    ("H33", _home(H17=1)),
    ("H33", _home(H17="x")),
    ("H34", _home(H8=3, H11=2, H10=6)),
    ("H34", _home(H8=2, H9=4)),
    ("H35", _home(H8=3, H11=2, H10=6)),
    ("H35", _home(H8=1)),
    ("H36", _home(H13=2, H15=3)),
    ("H36", _home(H10=8, H17=5)),
    ("H37", _elsewhere()),
    ("H41", _living({"C28": 2}, {"C28": 2})),
    ("H41", _living({"C28": 4}, {"D2": 9})),
    ("H41", _living({"C28": 5}, _AWAY)),
    ("H41", _living({"C28": 1} | _AWAY, {"D2": 9})),
    ("H41", _living({"C28": 1}, {"D2": "x"})),
    ("H41", _living({"C28": 3}, _SON)),
    ("H43", _home(H8=1)),
    ("P13", _girl(D5="2018-05", C16="x")),
    ("P13", _woman(D4="x", C26=3)),
]
