"""For each person rule: households that fail it, with all that is found, and some that pass."""

from domain.forms import Answer, HouseholdForm
from tests.domain.rules.synthetic import AWAY, COUNTY, MOVED_IN, OTHER_COUNTY, form, id_of, person


def _one(birth: Answer = "1980-05", sex: Answer = 1, /, **changes: Answer) -> HouseholdForm:
    """A person living alone."""
    return form(person(0, birth, sex, **changes))


def _beside(**changes: Answer) -> HouseholdForm:
    """Somebody who lives here, and a sister to whom the changes belong."""
    return form(person(0), person(8, "1984-05", 2, **changes))


def _child(birth: Answer, /, **changes: Answer) -> HouseholdForm:
    """Two parents with a daughter, to whom the changes belong."""
    daughter = person(2, birth, 2, **changes)
    return form(person(0, "1980-05", 1), person(1, "1982-03", 2), daughter)


def _moved(birth: Answer, reason: int, /, **changes: Answer) -> HouseholdForm:
    """A family whose child, or a person alone who, left the place of hukou for a reason."""
    household = _child if str(birth) > "2000" else _one
    return household(birth, **(dict(MOVED_IN) | {"D10": reason} | changes))


def _from(county: str | None, **changes: Answer) -> HouseholdForm:
    """Somebody living here with a hukou in another county."""
    return _one(**(dict(MOVED_IN) | {"D8": 4, "D8_county": county} | changes))


def _in(county: str | None) -> HouseholdForm:
    """Somebody with a hukou here living in another county."""
    return _one(**(dict(AWAY) | {"D7": 5, "D7_county": county}))


def _pending(**changes: Answer) -> HouseholdForm:
    """Somebody with a pending hukou."""
    return _one(**({"D8": 5, "D9": None} | changes))


def _long_form(**changes: Answer) -> HouseholdForm:
    return form(person(0, "1990-05", 1, **(dict(MOVED_IN) | changes)), code="long")


_IDENTITY = [
    ("P01!", _one(D1=None)),
    ("P02!", _one(D4=None, D3=id_of("1980-05", 1))),
    ("P02!", _one(D4=3, D3=id_of("1980-05", 1))),
    ("P02!", _one(D4="男", D3=id_of("1980-05", 1))),
    ("P03!", _one(None)),
    ("P03!", _one("1980-13")),
    ("P03!", _one("1980-00")),
    ("P03!", _one("1980-5")),
    ("P03!", _one(198005)),
    ("P04!", _child("2020-11")),
    ("P04!", _child("2021-01")),
    ("P05?", _one("1920-10")),
    ("P05?", _one("1900-01")),
    ("P05!", _one("1899-10")),
    ("P06!", _one(D3="500112198005150013")),
    ("P06!", _one(D3="500112800515001")),
    ("P06!", _one(D3="50011219800515001")),
    ("P06!", _one(D3="50011219800515001A")),
    ("P06!", _one(D3="未知")),
    ("P07!", _one("1980-05", D3=id_of("1980-06", 1))),
    ("P07!", _one("1980-05", D3=id_of("1981-05", 1))),
    ("P08!", _one("1980-05", 1, D3=id_of("1980-05", 2))),
    ("P08!", _one("1980-05", 2, D3=id_of("1980-05", 1))),
    ("P09?", _one(D3=None)),
    ("P09?", _child("2019-10", D3=None)),
    ("P10?", _one(D3=id_of("1980-05", 1, division="370871"))),
    ("P10?", _one(D3=id_of("1980-05", 1, division="990101"))),
    ("P11!", _one(D6=None)),
    ("P11!", _one(D6="57")),
    ("P11!", _one(D6=1)),
    ("P12!", form(person(0), person(None, "1982-03", 2))),
    ("P12!", form(person(0), person(10, "1982-03", 2))),
    ("P13!", _one(D7=None)),
    ("P13!", _one(D7=8)),
    ("P13!", _one(D8=None)),
    ("P13!", _one(D8=6)),
    ("P13!", _one(D9=0)),
    ("P13!", _one(**(dict(MOVED_IN) | {"D10": "十"}))),
    ("P13!", _one(D11=0)),
    ("P13!", _one(D12=3)),
    ("P13!", _from("500199")),
    ("P13!", _from("重庆")),
    ("P13!", _in("3708")),
]

_RESIDENCE = [
    ("P20!", _beside(D7=2, D8=2)),
    ("P20!", _beside(D7=4, D8=3, D9=3, D10=0)),
    ("P20! P29!", _beside(D7=2, D8=2, D9=2, D10=0)),
    ("P21!", _in(None)),
    ("P21!", _in(COUNTY)),
    ("P22!", _from(None)),
    ("P22!", _from(COUNTY)),
    ("P23!", _pending(D9=1)),
    ("P23!", _pending(D10=0)),
    ("P23!", _pending(D9="x")),
    ("P24!", _beside(D7=4, D8=5, D9=None)),
    ("P25!", _one(D9=None)),
    ("P25!", _from(OTHER_COUNTY, D9=None)),
    ("P26!", _one(D10=0)),
    ("P26!", _one(D10="x")),
    ("P27!", _from(OTHER_COUNTY, D10=None)),
    ("P28!", _one(D8=3)),
    ("P28!", _from(OTHER_COUNTY, D9=1, D10=None)),
    ("P29!", _one(D9=3, D10=0)),
    ("P29!", _one(D8=2, D9=2, D10=0)),
    ("P29!", _one(D7=3, D9=9, D10=0)),
    ("P30!", _one(D7=4)),
    ("P30!", _one(D7=7)),
    ("P31!", _moved("2020-05", 2, D9=4)),
    ("P31!", _moved("2016-05", 2, D9=8)),
    ("P31!", _moved("2011-05", 2, D9=9)),
    ("P32?", _moved("2005-05", 0)),
    ("P33?", _moved("2018-05", 1)),
    ("P33?", _moved("1959-10", 1)),
    ("P34!", _moved("2006-05", 5)),
    ("P35?", _moved("1981-05", 6)),
    ("P36?", _moved("2001-05", 7)),
    ("P37?", _moved("1971-05", 8)),
    ("P38!", _long_form(D10=5, C24=1)),
]

_EDUCATION = [
    ("P40!", _child("2017-10", D11=None)),
    ("P41!", _child("2017-11", D11=2)),
    ("P42!", _child("2005-10", D12=None)),
    ("P43!", _child("2005-11", D12=1)),
    ("P44!", _child("2016-05", D11=3)),
    ("P44!", _child("2011-05", D11=4)),
    ("P44!", _child("2008-05", D11=5)),
    ("P44!", _child("2006-05", D11=6)),
    ("P44!", _child("2006-05", D11=7)),
    ("P44!", _child("2003-05", D11=8)),
    ("P44!", _child("2001-05", D11=9)),
    ("P45?", _child("2015-05", D11=3)),
    ("P45?", _child("2010-05", D11=4)),
    ("P45?", _child("2007-05", D11=5)),
    ("P45?", _child("2005-05", D11=6)),
    ("P45?", _child("2004-05", D11=7)),
    ("P45?", _child("2001-05", D11=8)),
    ("P45?", _one("1999-05", D11=9)),
    ("P46?", _child("2012-10", D11=1)),
    ("P46?", _child("2003-05", D11=2, D12=2)),
    ("P47!", _one(D11=4, D12=2)),
    ("P48?", _one(D11=3, D12=2)),
    ("P48?", _one("1990-11", D11=1, D12=1)),
]

PERSON_FAILURES = [*_IDENTITY, *_RESIDENCE, *_EDUCATION]

PERSON_PASSES = [
    ("P01", _child("2020-05", D1="未取名")),
    ("P02", _one("1980-05", 2)),
    ("P03", _one("1980-12")),
    ("P04", _child("2020-10")),
    ("P05", _one("1920-11")),
    ("P06", _one(D3="11010519491231002X")),
    ("P06", _one(D3=None)),
    ("P07", _one("1980-05", D3=id_of("1980-05", 1))),
    ("P07", _one(None, D3=id_of("1980-05", 1))),
    ("P08", _one("1980-05", 2)),
    ("P09", _child("2019-11", D3=None)),
    ("P09", _pending(D3=None)),
    ("P10", _one(D3=id_of("1980-05", 1, division="110103"))),
    ("P10", _one(D3=id_of("1980-05", 1, division="830000"))),
    ("P11", _one(D6="98")),
    ("P12", form(person(0), person(9, "1982-03", 2))),
    ("P13", _one(D11=None)),
    ("P13", _one(D9=None)),
    ("P13", _pending(D9=0)),
    ("P13", _one(D3=None)),
    ("P13", _child("2006-05", D12=3)),
    ("P13", _child("2018-05", D11="x")),
    ("P13", _from("441900")),
    ("P13", _from("370871")),
    ("P13", _from(COUNTY)),
    ("P20", _one(D7=2)),
    ("P20", _beside(D7=4, D8=5, D9=None)),
    ("P20", _one(D7=None, D8=2)),
    ("P21", _in(OTHER_COUNTY)),
    ("P22", _from(OTHER_COUNTY)),
    ("P23", _pending()),
    ("P24", _pending()),
    ("P25", _pending()),
    ("P25", _one(D9="x")),
    ("P26", _one()),
    ("P27", _from(OTHER_COUNTY)),
    ("P27", _from(OTHER_COUNTY, D10="x")),
    ("P28", _from(OTHER_COUNTY)),
    ("P29", _one(D9=None)),
    ("P29", _one(D9=0)),
    ("P29", _one(D8=2)),
    ("P30", _one(**dict(AWAY))),
    ("P31", _moved("2020-05", 2, D9=3)),
    ("P31", _moved("2016-05", 2, D9=7)),
    ("P32", _moved("2004-10", 0)),
    ("P33", _moved("2017-10", 1)),
    ("P33", _moved("1959-11", 1)),
    ("P34", _moved("2005-10", 5)),
    ("P35", _moved("1980-10", 6)),
    ("P36", _moved("2000-10", 7)),
    ("P37", _moved("1970-10", 8)),
    ("P38", _long_form(D10=5, C24=2)),
    ("P38", _long_form(D10=5)),
    ("P40", _child("2017-11")),
    ("P40", _child("2010-05", D11="x")),
    ("P41", _child("2017-10", D11=2)),
    ("P42", _child("2005-11")),
    ("P43", _child("2005-10")),
    ("P44", _child("2015-10", D11=3)),
    ("P44", _child("2015-05", D11=1)),
    ("P45", _child("2014-10", D11=3)),
    ("P45", _child("2016-05", D11=3)),
    ("P45", _child("2006-10", D11=5)),
    ("P46", _child("2012-11", D11=1)),
    ("P46", _child("2002-10", D11=1, D12=2)),
    ("P47", _one(D11=4, D12=1)),
    ("P47", _one(D11=1, D12=2)),
    ("P48", _one(D11=3, D12=1)),
    ("P48", _one("1990-10", D11=1, D12=1)),
]
