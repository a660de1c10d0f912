"""What is wrong with a request's shape, said in both languages and without what was entered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.problems import InvalidRequest, MalformedJson, Problem
from domain.forms import FORMS

_WORDING: Mapping[str, tuple[str, str, str]] = {
    "missing": ("missing", "缺少必填内容", "something required is missing"),
    "extra_forbidden": ("unknown-item", "没有这个项目", "there is no such item"),
    "enum": ("wrong-code", "不在规定的代码之内", "not one of the codes that are allowed"),
    "literal_error": ("wrong-code", "不在规定的代码之内", "not one of the codes that are allowed"),
    "union_tag_invalid": ("wrong-code", "没有这种操作", "there is no such act"),
    "union_tag_not_found": ("missing", "未说明何种操作", "the act is not named"),
    "too_long": ("too-many", "项数超过上限", "more entries than allowed"),
    "too_short": ("too-few", "项数不足", "fewer entries than needed"),
    "string_too_long": ("too-long", "文字过长", "the text is too long"),
    "string_too_short": ("too-short", "文字过短", "the text is too short"),
    "string_pattern_mismatch": ("wrong-shape", "格式不符", "not of the right shape"),
    "greater_than_equal": ("out-of-range", "超出取值范围", "out of range"),
    "less_than_equal": ("out-of-range", "超出取值范围", "out of range"),
    "string_unicode": ("wrong-type", "不是有效的文字", "not valid text"),
    "uuid_parsing": ("wrong-shape", "不是有效的 UUID", "not a UUID"),
    "uuid_type": ("wrong-shape", "不是有效的 UUID", "not a UUID"),
    "device_time": (
        "wrong-shape",
        "设备时间须为带时区的 RFC 3339 时间",
        "the device time must be RFC 3339 with an offset",
    ),
    "device_time_range": (
        "out-of-range",
        "设备时间须在 2000 年至 2099 年之间，请校准设备时钟",
        "the device time must be within the years 2000 to 2099; set the device's clock",
    ),
}
_OTHERWISE = ("wrong-type", "内容类型不符", "not of the right type")

_MEMBER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
_ITEM = re.compile(r"[A-Z]\d{1,2}[a-z]?(_[a-z]+)?")
_UNION_BRANCHES = frozenset({"int", "str", "none", "constrained-int", "constrained-str"})


def _places(location: Sequence[int | str]) -> list[str]:
    """Parts of a JSON pointer; a name that might be data rather than an item is left out."""
    parts: list[str] = []
    for part in location:
        if part in FORMS and parts[-1:] == ["form"]:
            continue  # which of the forms it is, told by the form itself
        if isinstance(part, int):
            parts.append(str(part))
        elif part in _UNION_BRANCHES or not _MEMBER.fullmatch(part):
            break
        else:
            parts.append(part)
    return parts


def faults(
    errors: Iterable[Mapping[str, Any]], *, skip: frozenset[str] = frozenset()
) -> list[dict[str, object]]:
    """Pydantic's errors as faults, one for each place.

    ``skip`` names parts of a location that are no part of the JSON, as the tags of a union are.
    """
    found: dict[str, dict[str, object]] = {}
    for error in errors:
        code, zh, en = _WORDING.get(error["type"], _OTHERWISE)
        places = _places([part for part in error["loc"] if part not in skip])
        pointer = "".join(f"/{place}" for place in places)
        last = places[-1] if places else ""
        found.setdefault(
            pointer,
            {
                "code": code,
                "pointer": pointer,
                "item": last if _ITEM.fullmatch(last) else None,
                "message_zh": zh,
                "message_en": en,
            },
        )
    return list(found.values())


def request_problem(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem of a request that FastAPI refused to take in."""
    if any(error["type"] == "json_invalid" for error in errors):
        return MalformedJson()
    places: list[Mapping[str, Any]] = []
    for error in errors:
        where, *rest = error["loc"] or ("body",)
        # A pointer leads into the body; what stands in the address or a header is named as such.
        places.append({**error, "loc": rest if where == "body" else [where, *rest]})
    return InvalidRequest(faults(places))
