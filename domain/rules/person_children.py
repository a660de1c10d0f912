"""Rules P85-P93 of the long form: children ever born, and births of the year."""

from domain.rules.person_view import PersonView, filled
from domain.rules.reading import months_between
from domain.rules.rule import (
    EW,
    FORM,
    LONG,
    PRACTICE,
    E,
    PersonRule,
    Severity,
    Stage,
    Verdict,
    W,
    faults_at,
)

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

_MAN, _WOMAN = 1, 2
_NEVER_MARRIED = 1
_NONE, _GAVE_BIRTH = 1, 2
_BORN = ("C26_born_m", "C26_born_f")
_ALIVE = ("C26_alive_m", "C26_alive_f")
_CHILDREN = (*_BORN, *_ALIVE)
_BIRTHS = (("C27_month1", "C27_sex1"), ("C27_month2", "C27_sex2"))
_BIRTHS_OF_YEAR = tuple(item for birth in _BIRTHS for item in birth)


def _asked_children(p: PersonView) -> bool | None:
    """Whether C26 is asked of the person; None where that cannot be told."""
    youngest, oldest = p.census.person.asked_children
    outside = p.age is not None and not youngest <= p.age <= oldest
    if p.d4 == _MAN or outside or p.long.c24 == _NEVER_MARRIED:
        return False
    return None if p.d4 is None or p.age is None or p.long.c24 is None else True


def _asked_births(p: PersonView) -> bool | None:
    """Whether C27 is asked of the person; None where that cannot be told."""
    youngest, oldest = p.census.person.asked_births
    outside = p.age is not None and not youngest <= p.age <= oldest
    if p.d4 == _MAN or outside or p.long.c26 == _NONE:
        return False
    if p.answers.get("C26") is None and _asked_children(p) is False:
        return False
    return None if p.d4 is None or p.age is None or p.long.c26 is None else True


def _p85(p: PersonView) -> Verdict:
    asked = _asked_children(p)
    if asked is False:
        return faults_at(_ERROR, p, filled(p, ("C26", *_CHILDREN)))
    missing = asked and p.answers.get("C26") is None
    return faults_at(_ERROR, p, ("C26",) if missing else ())


def _p86(p: PersonView) -> Verdict:
    if p.long.c26 == _NONE:
        numbers = (*p.long.born, *p.long.alive)
        wrong = (item for item, n in zip(_CHILDREN, numbers, strict=True) if n)
        return faults_at(_ERROR, p, tuple(wrong))
    return _ERROR if p.long.c26 == _GAVE_BIRTH and p.long.children_born == 0 else None


def _p87(p: PersonView) -> Verdict:
    pairs = zip(_ALIVE, p.long.alive, p.long.born, strict=True)
    more = (
        i for i, alive, born in pairs if alive is not None and born is not None and alive > born
    )
    return faults_at(_ERROR, p, tuple(more))


def _p88(p: PersonView) -> Verdict:
    born = p.long.children_born
    if born is None:
        return None
    asks = p.census.person
    if born > asks.children_limit or (p.age is not None and born > p.age - asks.mother_least):
        return _ERROR
    return _WARNING if born > asks.children_doubtful_over else None


def _p89(p: PersonView) -> Verdict:
    asked = _asked_births(p)
    if asked is False:
        return faults_at(_ERROR, p, filled(p, ("C27", *_BIRTHS_OF_YEAR)))
    missing = asked and p.answers.get("C27") is None
    return faults_at(_ERROR, p, ("C27",) if missing else ())


def _p90(p: PersonView) -> Verdict:
    if p.long.c27 == _NONE:
        return faults_at(_ERROR, p, filled(p, _BIRTHS_OF_YEAR))
    if p.long.c27 != _GAVE_BIRTH:
        return None
    given = p.answers.get
    wrong: list[str] = []
    for (month_item, sex_item), (month, _) in zip(_BIRTHS, p.long.births, strict=True):
        first = month_item == "C27_month1"
        if not first and given(month_item) is None and given(sex_item) is None:
            continue
        if month is None or not p.census.in_window(month):
            wrong.append(month_item)
        if given(sex_item) is None:
            wrong.append(sex_item)
    return faults_at(_ERROR, p, tuple(wrong))


def _p91(p: PersonView) -> Verdict:
    if p.long.c27 != _GAVE_BIRTH:
        return None
    sexes = [sex for _, sex in p.long.births]
    pairs = zip(_BORN, p.long.born, (_MAN, _WOMAN), strict=True)
    fewer = (item for item, born, sex in pairs if born is not None and sexes.count(sex) > born)
    return faults_at(_ERROR, p, tuple(fewer))


def _p92(p: PersonView) -> Verdict:
    if p.long.c27 != _GAVE_BIRTH or p.age is None:
        return None
    youngest, oldest = p.census.person.giving_birth_usual
    return None if youngest <= p.age <= oldest else _WARNING


def _p93(p: PersonView) -> Verdict:
    if p.long.c27 != _GAVE_BIRTH:
        return None
    (first, _), (second, _) = p.long.births
    if first is None or second is None:
        return None
    apart = abs(months_between(first, second))
    return _WARNING if 0 < apart < p.census.person.months_between_births else None


CHILDREN_RULES = (
    PersonRule(
        id="P85",
        severities=E,
        items=("D4", "D5", "C24", "C26", *_CHILDREN),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="生育子女数只由 15—64 周岁结过婚的妇女填报",
        en="Children born are asked of women of 15-64 who have married, and of those only",
        check=_p85,
    ),
    PersonRule(
        id="P86",
        severities=E,
        items=("C26", "C26_born_m", "C26_born_f", "C26_alive_m", "C26_alive_f"),
        forms=LONG,
        basis=FORM,
        zh="填未生育却有子女数，或填有生育而子女数为零",
        en="Never gave birth yet has children, or gave birth yet the children are none",
        check=_p86,
    ),
    PersonRule(
        id="P87",
        severities=E,
        items=("C26_born_m", "C26_born_f", "C26_alive_m", "C26_alive_f"),
        forms=LONG,
        basis=PRACTICE,
        zh="存活子女数多于生育子女数",
        en="More children are alive than were born",
        check=_p87,
    ),
    PersonRule(
        id="P88",
        severities=EW,
        items=("D5", "C26_born_m", "C26_born_f"),
        forms=LONG,
        basis=PRACTICE,
        zh="生育子女数特别多，请核实；超过可能的数目为错误",
        en="Very many children, please verify; more than can be is an error",
        check=_p88,
    ),
    PersonRule(
        id="P89",
        severities=E,
        items=("D4", "D5", "C26", "C27", *_BIRTHS_OF_YEAR),
        forms=LONG,
        basis=FORM,
        stage=Stage.RANGE,
        zh="过去一年的生育状况只由 15—50 周岁有生育的妇女填报",
        en="Births of the year are asked of women of 15-50 who have given birth, and of those only",
        check=_p89,
    ),
    PersonRule(
        id="P90",
        severities=E,
        items=("C27", "C27_month1", "C27_sex1", "C27_month2", "C27_sex2"),
        forms=LONG,
        basis=FORM,
        zh="生育的月份不在普查年度内，或月份与性别不齐，或未生育却填了月份、性别",
        en="A birth's month is outside the year, month or sex is missing, or there was no birth",
        check=_p90,
    ),
    PersonRule(
        id="P91",
        severities=E,
        items=("C26_born_m", "C26_born_f", "C27_sex1", "C27_sex2"),
        forms=LONG,
        basis=PRACTICE,
        zh="一年内生育的子女多于生育子女数（按性别）",
        en="More births in the year, by sex, than children ever born",
        check=_p91,
    ),
    PersonRule(
        id="P92",
        severities=W,
        items=("D5", "C27"),
        forms=LONG,
        basis=PRACTICE,
        zh="一年内有生育，但年龄偏小或偏大",
        en="Gave birth in the year, but is unusually young or old for it",
        check=_p92,
    ),
    PersonRule(
        id="P93",
        severities=W,
        items=("C27_month1", "C27_month2"),
        forms=LONG,
        basis=PRACTICE,
        zh="一年内两次生育间隔过短",
        en="Two births of the year are too close together",
        check=_p93,
    ),
)
