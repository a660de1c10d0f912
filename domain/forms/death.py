"""The death form of 2020 (R604): a line for each person who died in the year before the census.

The lines may also come with the short or long form of the household. The official numbers are those
of 2010, which the tables of 2020 still follow; the ID number has none.
"""

from domain.forms.definition import Form, Item, Kind, item
from domain.forms.skip import AgedAtDeath, IfAny

DEATH_ITEMS: tuple[Item, ...] = (
    item("household", ("户编号", "Household number"), Kind.INTEGER, skip=(IfAny(),), of="S1"),
    item("name", ("姓名", "Name"), Kind.TEXT, sealed=True, of="S2"),
    item(
        "id",
        ("公民身份号码", "Citizen identification number"),
        Kind.ID_NUMBER,
        sealed=True,
        skip=(IfAny(),),
    ),
    item("sex", ("性别", "Sex"), Kind.CODE, "sex", of="S3"),
    item("birth", ("出生年月", "Month of birth"), Kind.MONTH, of="S4"),
    item("death", ("死亡年月", "Month of death"), Kind.MONTH, of="S5"),
    item("age", ("死亡时周岁", "Completed age at death"), Kind.INTEGER, of="S5"),
    item("ethnicity", ("民族", "Ethnic group"), Kind.CODE, "ethnicity", of="S6"),
    item(
        "education",
        ("受教育程度", "Level of education"),
        Kind.CODE,
        "education",
        skip=(AgedAtDeath("asked_education"),),
        of="S7",
    ),
    item(
        "marital",
        ("婚姻状况", "Marital status"),
        Kind.CODE,
        "marital_status",
        skip=(AgedAtDeath("asked_marriage"),),
        of="S8",
    ),
)

DEATH_FORM = Form(
    code="death",
    number="R604",
    version="2020.1",
    name_zh="死亡人口调查表",
    name_en="death form",
    household_items=(),
    person_items=(),
    death_items=DEATH_ITEMS,
)
