"""What kinds of units carry a census, and the coded duties of the units that take part in it."""

from __future__ import annotations

from domain.worded_code import WordedCode


class UnitKind(WordedCode):
    """What a unit is to the census; 国发〔2019〕24号 asks for each of them."""

    LEADING_GROUP = "leading-group", "普查领导小组", "leading group"
    OFFICE = "office", "普查办公室", "census office"
    COMMUNITY_GROUP = "community-group", "社区（村）普查小组", "community census group"
    MEMBER_UNIT = "member-unit", "成员单位", "member unit"


class Duty(WordedCode):
    """What a unit answers for."""

    ORGANISE = "organise", "组织实施普查", "organise and carry out the census"
    HUKOU_RECORDS = "hukou-records", "提供户口登记资料", "supply hukou records"
    BIRTH_RECORDS = "birth-records", "提供出生资料", "supply records of births"
    CREMATION_RECORDS = "cremation-records", "提供火化资料", "supply records of cremations"
    SCHOOL_RECORDS = "school-records", "提供学籍资料", "supply school records"
    INSURANCE_RECORDS = (
        "insurance-records",
        "提供社会保险资料",
        "supply records of social insurance",
    )
    HOUSING_RECORDS = "housing-records", "提供房屋资料", "supply housing records"
    FOREIGNER_RECORDS = (
        "foreigner-records",
        "提供港澳台居民和外籍人员资料",
        "supply records of HMT residents and foreigners",
    )
    PUBLICITY = "publicity", "普查宣传", "publicity"
    FUNDS = "funds", "经费保障", "funds"
    SECURITY = "security", "安全保卫", "security"
    DATA_SECURITY = "data-security", "数据安全保障", "security of the data"
    ENTRY_TO_PREMISES = (
        "entry-to-premises",
        "协助进入小区和单位",
        "help with entry to compounds and premises",
    )
    STAFF = "staff", "抽调人员", "lend staff"
