"""The request models of the forms, made from the forms' definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import GenericAlias
from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StrictInt,
    StringConstraints,
)
from pydantic import create_model as make_model
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from domain.census import CENSUS_2020
from domain.codes import code_list
from domain.forms import FORMS, Form, Item, Kind, asked_of
from domain.forms.foreign import IDENTITY

# A length makes pydantic look into the text, so that half a surrogate pair, which JSON can spell
# and nothing can store, is refused here.
RawText: TypeAlias = Annotated[str, StringConstraints(strict=True, max_length=1000)]
RawAnswer: TypeAlias = StrictInt | RawText | None
"""An answer as it comes: codes and numbers may be text; whether it is right is for the rules."""

_ADDRESS = {
    "county": "县级代码，6 位 / county, 6 digits",
    "township": "乡级代码，9 位 / township, 9 digits",
    "district": "普查区代码，12 位 / enumeration district, 12 digits",
    "block": "普查小区号，3 位 / enumeration block, 3 digits",
    "building": "建筑物编号，4 位 / building number, 4 digits",
    "unit": "住房单元编号，4 位 / dwelling unit number, 4 digits",
    "hh": "户编号，001–998，或 999 / household number, 001-998, or 999",
}
_SHAPES = {
    Kind.INTEGER: "整数 / a whole number",
    Kind.MONTH: "年月 YYYY-MM / a month YYYY-MM",
    Kind.TEXT: "文字 / text",
    Kind.PREFECTURE: "地级代码，6 位，末两位 00 / prefecture code, 6 digits ending in 00",
    Kind.DIVISION: "县级代码，6 位 / county code, 6 digits",
    Kind.ID_NUMBER: "公民身份号码（GB 11643） / citizen identification number (GB 11643)",
}
_STRICT = ConfigDict(extra="forbid", title=None)


def _field(item: Item) -> FieldInfo:
    asked = asked_of(item, CENSUS_2020)
    extra: dict[str, Any] = {
        "x-kind": item.kind.value,
        "x-asked-of": {"zh": asked.zh, "en": asked.en},
    }
    if item.codes is not None:
        labels = code_list(item.codes)
        extra["x-code-list"] = item.codes
        extra["x-codes"] = [
            {"code": code, "zh": label.zh, "en": label.en} for code, label in labels.items()
        ]
    if item.sealed:
        extra["x-sealed"] = True
    shape = _SHAPES.get(item.kind, "代码 / a code of the list")
    about = f"{item.name_zh} / {item.name_en}; {shape}"
    return FieldInfo(default=None, description=about, json_schema_extra=extra)


def _fields(items: Iterable[Item]) -> dict[str, Any]:
    return {item.code: (RawAnswer, _field(item)) for item in items}


class BlockFacts(BaseModel):
    """What rules beyond the form may need, for a check that knows no book."""

    model_config = ConfigDict(extra="forbid")

    listed_households: list[StrictInt | RawText] | None = None
    registered_households: list[StrictInt | RawText] | None = None
    listed_units: list[RawText] | None = None
    other_living: list[dict[str, RawAnswer]] | None = None


def form_model(form: Form, name: str) -> type[BaseModel]:
    """The model of a whole form in the exchange format; an item that is not on it is refused.

    A part that the form has not may be there only empty.
    """
    address: dict[str, Any] = {
        key: (StrictInt | RawText, Field(description=about)) for key, about in _ADDRESS.items()
    }
    household = _items_model(
        f"{name}Household",
        f"Household items of form {form.number} with the address codes.",
        form.household_items,
        **address,
    )
    persons = form.person_items
    if persons and IDENTITY not in persons:
        persons = (*persons, IDENTITY)
    fields: dict[str, Any] = {
        "form": (Literal[form.code], Field(description="表种 / which form")),
        "version": (
            RawText | None,
            Field(default=None, description="版本；缺省为现行版本 / edition; in force if absent"),
        ),
        "id": (RawText | StrictInt | None, Field(default=None, description="any text")),
        "household": (household, ...),
        "persons": _lines(f"{name}Person", f"Person items of form {form.number}.", persons),
        "deaths": _lines(f"{name}Death", _ONE_WHO_DIED, form.death_items),
        "block": (BlockFacts | None, Field(default=None, description="for checks only")),
    }
    return make_model(
        name,
        __config__=_STRICT,
        __doc__=f"{form.name_zh} / {form.name_en} ({form.number}), as a JSON object.",
        **fields,
    )


_ONE_WHO_DIED = "A member of the household who died in the year before the census."


def _items_model(name: str, about: str, items: Iterable[Item], **address: Any) -> type[BaseModel]:
    return make_model(name, __config__=_STRICT, __doc__=about, **address, **_fields(items))


def _lines(name: str, about: str, items: tuple[Item, ...]) -> tuple[Any, Any]:
    """The field of a part that has a line for each person or each of the dead."""
    if not items:
        return list[dict[str, RawAnswer]] | None, Field(default=None, max_length=0)
    lines = GenericAlias(list, (_items_model(name, about, items),))
    return lines | None, Field(default=None, max_length=999)


def _union_model(name: str, about: str, parts: Iterable[Iterable[Item]]) -> type[BaseModel]:
    """The model of the items that a part has on any of the forms, for a revision.

    Which of them the record's own form has is looked at where the record is known.
    """
    items = {item.code: item for part in parts for item in part}
    return _items_model(name, about, items.values())


class ShapedBy:
    """Marks a mapping that must fit a model, or one of several, and stays what was given."""

    def __init__(self, model: object) -> None:
        self._model = model

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate by the model, then take what was set out of it again."""
        schema = handler.generate_schema(self._model)
        return core_schema.no_info_after_validator_function(_given, schema)


def _given(validated: BaseModel) -> dict[str, Any]:
    return validated.model_dump(exclude_unset=True)


FORM_MODELS: Mapping[str, type[BaseModel]] = {
    code: form_model(form, f"{code.capitalize()}Form") for code, form in FORMS.items()
}
"""The model of each form by its code."""

FormBody: TypeAlias = Annotated[
    Mapping[str, Any],
    ShapedBy(Annotated[Union[tuple(FORM_MODELS.values())], Field(discriminator="form")]),  # noqa: UP007 - of a tuple made at run time
]
"""A form as the exchange format has it."""

HouseholdItems: TypeAlias = Annotated[
    Mapping[str, Any],
    ShapedBy(
        _union_model(
            "HouseholdItems",
            "Household items of any form, without the address, which a revision does not change.",
            (form.household_items for form in FORMS.values()),
        )
    ),
]
PersonItems: TypeAlias = Annotated[
    Mapping[str, Any],
    ShapedBy(
        _union_model(
            "PersonItems",
            "Person items of any form.",
            (form.person_items for form in FORMS.values()),
        )
    ),
]
DeathItems: TypeAlias = Annotated[
    Mapping[str, Any],
    ShapedBy(
        _union_model("DeathItems", _ONE_WHO_DIED, (form.death_items for form in FORMS.values()))
    ),
]
