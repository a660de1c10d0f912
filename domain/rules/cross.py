"""The rules across households, blocks and sources, X01-X13, as data: what they say and read.

No single form can break them. They are judged over the records of a book, where what they find is a
doubt that somebody must resolve.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.forms.short import SHORT_FORM
from domain.rules.rule import LAW, PRACTICE, Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossRule:
    """A rule over records of several households, blocks or sources.

    ``items`` are the item codes that it reads, none where it reads other facts. ``fails_*`` and
    ``passes_*`` tell an example of each in words.
    """

    id: str
    severity: Severity
    items: tuple[str, ...]
    basis: str
    zh: str
    en: str
    fails_zh: str
    fails_en: str
    passes_zh: str
    passes_en: str


# What the long form repeats of the short one.
_REPEATED = tuple(item.code for item in (*SHORT_FORM.household_items, *SHORT_FORM.person_items))

_COMPARISON = "cross-check of registers (比对复查)"

_ALL = (
    CrossRule(
        id="X01",
        severity=_ERROR,
        items=("D3", "D7", "D8", "D9"),
        basis=_COMPARISON,
        zh="同一公民身份号码在两处都算作常住人口",
        en="One ID number counts as resident in two records",
        fails_zh="某人在甲小区住满一年，乙小区又登记其离开户口地不满半年",
        fails_en="Living in block A for over a year, yet absent under half a year in block B",
        passes_zh="某人在甲小区住满一年，乙小区登记其离开户口地半年以上",
        passes_en="Living in block A for over a year, and absent over half a year in block B",
    ),
    CrossRule(
        id="X02",
        severity=_ERROR,
        items=("D3", "D7"),
        basis=_COMPARISON,
        zh="同一公民身份号码在两个普查小区都登记为普查时点居住",
        en="One ID number is entered as living in two blocks at the reference time",
        fails_zh="某人在甲、乙两个小区的 D7 都是 1",
        fails_en="D7 = 1 for the same number in blocks A and B",
        passes_zh="某人在甲小区 D7 为 1，在户口所在的乙小区 D7 为 5",
        passes_en="D7 = 1 in block A, and D7 = 5 in block B where the hukou is",
    ),
    CrossRule(
        id="X03",
        severity=_WARNING,
        items=("D3", "D7", "D8", "D9"),
        basis=_COMPARISON,
        zh="某公民身份号码只出现在不算常住人口的记录中，可能有漏登",
        en="An ID number occurs only in records that do not count as resident: one is missing",
        fails_zh="户口所在小区登记其离开一年，别处没有其居住记录",
        fails_en="Absent for a year at the place of hukou, and no record of living anywhere",
        passes_zh="户口所在小区登记其离开一年，居住的小区也登记了此人",
        passes_en="Absent for a year at the place of hukou, and entered where living",
    ),
    CrossRule(
        id="X04",
        severity=_WARNING,
        items=("D3", "D7", "D7_county"),
        basis=_COMPARISON,
        zh="外出半年以上的人所指的县没有其记录",
        en="Absent for half a year or more, but the county named has no record of the person",
        fails_zh="登记为住在某县，而该县没有此号码",
        fails_en="Said to live in a county whose book has no such number",
        passes_zh="登记为住在某县，该县登记了此号码",
        passes_en="Said to live in a county whose book has the number",
    ),
    CrossRule(
        id="X05",
        severity=_WARNING,
        items=("D3",),
        basis=_COMPARISON,
        zh="公安户籍资料中本小区的户籍人口没有普查记录",
        en="Somebody of the police's hukou file of the block has no record",
        fails_zh="户籍资料有三人，普查只登记了两人",
        fails_en="Three persons in the file, two of them registered",
        passes_zh="户籍资料中的人都已登记",
        passes_en="Everybody in the file is registered",
    ),
    CrossRule(
        id="X06",
        severity=_WARNING,
        items=("D5", "H3m", "H3f"),
        basis=_COMPARISON,
        zh="普查年度内的出生证明没有对应的 0 岁人口、死亡表或说明",
        en="A birth certificate of the year without a child aged 0, a death form or a reason",
        fails_zh="2020 年 3 月有出生证明，母亲所在户没有 0 岁的孩子",
        fails_en="A certificate of March 2020, and no child aged 0 in the mother's household",
        passes_zh="2020 年 3 月有出生证明，该户登记了 2020 年 3 月出生的孩子",
        passes_en="A certificate of March 2020, and a child born then in the household",
    ),
    CrossRule(
        id="X07",
        severity=_WARNING,
        items=("death", "H4m", "H4f"),
        basis=_COMPARISON,
        zh="普查年度内火化或注销户口的人没有死亡表",
        en="A cremation or cancelled hukou of the year without a death form",
        fails_zh="2020 年 2 月因死亡注销户口，没有死亡表",
        fails_en="A hukou cancelled by death in February 2020, and no death form",
        passes_zh="2020 年 2 月因死亡注销户口，有对应的死亡表",
        passes_en="A hukou cancelled by death in February 2020, and its death form",
    ),
    CrossRule(
        id="X08",
        severity=_ERROR,
        items=_REPEATED,
        basis=PRACTICE,
        zh="长表中的 H1—H7、D1—D12 与现行短表不一致",
        en="H1-H7 or D1-D12 of the long form differ from the short form as it now stands",
        fails_zh="短表填住房三间，长表填四间",
        fails_en="Three rooms on the short form, four on the long one",
        passes_zh="短表和长表都填住房三间",
        passes_en="Three rooms on both forms",
    ),
    CrossRule(
        id="X09",
        severity=_ERROR,
        items=(),
        basis=PRACTICE,
        zh="普查区的长表户数不等于系统抽样应抽的户数",
        en="A district's long-form households are not as many as the systematic draw gives",
        fails_zh="85 户的普查区登记了 7 份长表",
        fails_en="7 long forms in a district of 85 households",
        passes_zh="85 户的普查区登记了 8 份或 9 份长表",
        passes_en="8 or 9 long forms in a district of 85 households",
    ),
    CrossRule(
        id="X10",
        severity=_WARNING,
        items=(),
        basis=PRACTICE,
        zh="普查小区登记人数与摸底人数相差超过 10%，或普查员负担超过定额的两倍",
        en="A block differs from its listing by over 10 %, or an enumerator has twice the norm",
        fails_zh="摸底 250 人，登记 220 人",
        fails_en="250 persons listed, 220 registered",
        passes_zh="摸底 250 人，登记 240 人",
        passes_en="250 persons listed, 240 registered",
    ),
    CrossRule(
        id="X11",
        severity=_WARNING,
        items=("D4", "H6", "D9"),
        basis=PRACTICE,
        zh="普查小区的数据分布异常（性别比、面积取整、离开时间雷同、无出生死亡）",
        en="A block has odd answers: sex ratio, floor space, all D9 equal, no births or deaths",
        fails_zh="小区建筑面积超过八成是整十数",
        fails_en="Over four fifths of the floor spaces of a block are multiples of ten",
        passes_zh="建筑面积约一成是整十数",
        passes_en="About a tenth of the floor spaces are multiples of ten",
    ),
    CrossRule(
        id="X12",
        severity=_ERROR,
        items=(),
        basis=PRACTICE,
        zh="普查小区提交时尚有未处理的疑点、未签字的申报，或已列入底册而未登记的户",
        en="A block is submitted with open doubts, unsigned declarations or missing households",
        fails_zh="底册 80 户，登记 79 户，其余一户没有结果即提交",
        fails_en="80 households listed, 79 registered, one without any outcome",
        passes_zh="底册 80 户都有登记或上门结果",
        passes_en="Each of the 80 households listed is registered or has an outcome",
    ),
    CrossRule(
        id="X13",
        severity=_ERROR,
        items=(),
        basis=LAW,
        zh="改动缺少人员、岗位、时间、原因或依据，或验收后未经重新开启即改动",
        en="A change without actor, post, time, reason or basis, or once accepted not reopened",
        fails_zh="县级验收后直接改动，没有重新开启",
        fails_en="A record accepted by the county is changed without reopening it",
        passes_zh="验收的一级重新开启后，按文件依据并经第二人会签改动",
        passes_en="Reopened by the level that accepted, then changed on a document by two persons",
    ),
)

CROSS_RULES: Mapping[str, CrossRule] = MappingProxyType({rule.id: rule for rule in _ALL})
"""The rules across households, by id."""
