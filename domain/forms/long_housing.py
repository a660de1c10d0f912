"""The long form's items of the dwelling, H8-H19."""

from domain.forms.definition import Item, Kind, item
from domain.forms.short import DWELLING
from domain.forms.skip import AnswerIn

_SEVERAL_STOREYS = AnswerIn("H8", "building_storeys", (2, 3, 4))
_RENTED = AnswerIn("H17", "housing_source", (1, 2))


def _housing(code: str, zh: str, en: str, codes: str, *skip: AnswerIn) -> Item:
    return item(code, (zh, en), Kind.CODE, codes, skip=(DWELLING, *skip))


HOUSING_ITEMS: tuple[Item, ...] = (
    _housing("H8", "住房所在建筑的总层数", "Storeys of the building", "building_storeys"),
    _housing("H9", "承重类型", "Load-bearing structure", "load_bearing_type"),
    _housing("H10", "住房建成年代", "Period of construction", "construction_period"),
    _housing(
        "H11", "住房所在建筑有无电梯", "Lift in the building", "yes_no_have", _SEVERAL_STOREYS
    ),
    _housing("H12", "主要炊事燃料", "Main cooking fuel", "cooking_fuel"),
    _housing("H13", "住房内有无管道自来水", "Piped water in the dwelling", "yes_no_have"),
    _housing("H14", "住房内有无厨房", "Kitchen in the dwelling", "kitchen"),
    _housing("H15", "住房内有无厕所", "Toilet in the dwelling", "toilet"),
    _housing("H16", "住房内有无洗澡设施", "Bath in the dwelling", "bath"),
    _housing("H17", "住房来源", "How the dwelling was obtained", "housing_source"),
    _housing("H18", "月租房费用", "Monthly rent", "monthly_rent", _RENTED),
    _housing("H19", "拥有全部家用汽车的总价", "Value of all family cars", "car_value"),
)
