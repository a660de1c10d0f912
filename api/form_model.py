"""The request model of a form, made from the form's definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeAlias

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

from domain.codes import code_list
from domain.forms import SHORT_FORM, Form, Item, Kind

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
    Kind.DIVISION: "县级代码，6 位 / county code, 6 digits",
    Kind.ID_NUMBER: "公民身份号码（GB 11643） / citizen identification number (GB 11643)",
}
_STRICT = ConfigDict(extra="forbid", title=None)


def _field(item: Item) -> FieldInfo:
    extra: dict[str, Any] = {
        "x-kind": item.kind.value,
        "x-asked-of": {"zh": item.asked_zh, "en": item.asked_en},
    }
    if item.codes is not None:
        labels = code_list(item.codes)
        extra["x-code-list"] = item.codes
        extra["x-codes"] = [
            {"code": code, "zh": label.zh, "en": label.en} for code, label in labels.items()
        ]
    if item.identifier:
        extra["x-identifier"] = True
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
    """The model of a whole form in the exchange format; an item that is not on it is refused."""
    address: dict[str, Any] = {
        key: (StrictInt | RawText, Field(description=about)) for key, about in _ADDRESS.items()
    }
    household = make_model(
        f"{name}Household",
        __config__=_STRICT,
        __doc__=f"Household items of form {form.number} with the address codes.",
        **address,
        **_fields(form.household_items),
    )
    fields: dict[str, Any] = {
        "form": (Literal[form.code], Field(description="表种 / which form")),
        "id": (RawText | StrictInt | None, Field(default=None, description="any text")),
        "household": (household, ...),
        "persons": (list[person_model(form, name)], Field(default=[], max_length=999)),  # type: ignore[misc]  # made at run time from the definition
        "deaths": (list[death_model(form, name)] | None, Field(default=None, max_length=99)),  # type: ignore[misc]  # made at run time from the definition
        "block": (BlockFacts | None, Field(default=None, description="for checks only")),
    }
    return make_model(
        name,
        __config__=_STRICT,
        __doc__=f"Form {form.number}, version {form.version}, as a JSON object.",
        **fields,
    )


def person_model(form: Form, name: str) -> type[BaseModel]:
    """The model of one person's items."""
    return make_model(
        f"{name}Person",
        __config__=_STRICT,
        __doc__=f"Person items of form {form.number}.",
        **_fields(form.person_items),
    )


def death_model(form: Form, name: str) -> type[BaseModel]:
    """The model of one line of the dead."""
    return make_model(
        f"{name}Death",
        __config__=_STRICT,
        __doc__="A member of the household who died in the year before the census.",
        **_fields(form.death_items),
    )


def household_model(form: Form, name: str) -> type[BaseModel]:
    """The model of household items without the address, which a revision does not change."""
    return make_model(
        f"{name}HouseholdItems",
        __config__=_STRICT,
        __doc__=f"Household items of form {form.number}.",
        **_fields(form.household_items),
    )


class ShapedBy:
    """Marks a mapping that must fit a model and stays a mapping of what was given."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate by the model, then take what was set out of it again."""
        return core_schema.no_info_after_validator_function(_given, handler(self._model))


def _given(validated: BaseModel) -> dict[str, Any]:
    return validated.model_dump(exclude_unset=True)


SHORT_FORM_MODEL = form_model(SHORT_FORM, "ShortForm")
FormBody: TypeAlias = Annotated[Mapping[str, Any], ShapedBy(SHORT_FORM_MODEL)]
"""A short form as the exchange format has it."""

HouseholdItems: TypeAlias = Annotated[
    Mapping[str, Any], ShapedBy(household_model(SHORT_FORM, "ShortForm"))
]
PersonItems: TypeAlias = Annotated[
    Mapping[str, Any], ShapedBy(person_model(SHORT_FORM, "ShortForm"))
]
DeathItems: TypeAlias = Annotated[Mapping[str, Any], ShapedBy(death_model(SHORT_FORM, "ShortForm"))]
