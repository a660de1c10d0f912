"""The long form of 2020 (R602): a tenth of the households.

Its C1-C10, C15 and C17 are the short form's D1-D10, D11 and D12. They keep their D codes here and
name the C number as the official one, so that an item has one code on all forms.
"""

from collections.abc import Iterable
from dataclasses import replace

from domain.forms.death import DEATH_ITEMS
from domain.forms.definition import Form, Item
from domain.forms.long_housing import HOUSING_ITEMS
from domain.forms.long_life import FAMILY_ITEMS, MIGRATION_ITEMS, OLD_AGE_ITEMS, SCHOOLING_ITEM
from domain.forms.long_work import WORK_ITEMS
from domain.forms.short import HOUSEHOLD_ITEMS, PERSON_ITEMS

_OFFICIAL = {f"D{n}": f"C{n}" for n in range(1, 11)} | {"D11": "C15", "D12": "C17"}


def _repeated(*numbers: str) -> Iterable[Item]:
    """The short form's items of these numbers under the long form's."""
    return (replace(i, of=_OFFICIAL[i.of]) for i in PERSON_ITEMS if i.of in numbers)


LONG_FORM = Form(
    code="long",
    number="R602",
    version="2020.1",
    name_zh="长表",
    name_en="long form",
    household_items=(*HOUSEHOLD_ITEMS, *HOUSING_ITEMS),
    person_items=(
        *_repeated(*(f"D{n}" for n in range(1, 11))),
        *MIGRATION_ITEMS,
        *_repeated("D11"),
        SCHOOLING_ITEM,
        *_repeated("D12"),
        *WORK_ITEMS,
        *FAMILY_ITEMS,
        *OLD_AGE_ITEMS,
    ),
    death_items=DEATH_ITEMS,
)
