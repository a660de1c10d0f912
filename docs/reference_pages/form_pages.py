"""Pages on the form: its codebook, its rules, and the tables made of its answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from domain.codes import code_list
from domain.forms import SHORT_FORM, Item, Kind
from domain.forms.household import HouseholdAddress
from domain.rules import RULE_SET_VERSION, RULES, Severity
from projections.table_definitions import RESIDENCES, TABLES
from reference_pages.markdown import inline, page, table


def codebook() -> str:
    """The items of the short form, and the code lists that they use."""
    form = SHORT_FORM
    parts = (
        ("Household items 户项目", form.household_items),
        ("Person items 个人项目", form.person_items),
        ("Lines of the dead 死亡人口", form.death_items),
    )
    items = [item for _, some in parts for item in some]
    lists = dict.fromkeys(item.codes for item in items if item.codes)
    return page(
        f"Codebook of the short form 短表 ({form.number}, version {form.version})",
        "domain/forms/short.py and domain/data/codes",
        "An item that is an *identifier* names a person: it is sealed before it is stored and has "
        "no column in any table of rows. `code` items take a code of the list named; a code "
        "may come as a number or as text. An absent key and null are an empty answer.",
        *(text for title, some in parts for text in (f"## {title}", _items(some))),
        "## Address 地址",
        "Beside its items, `household` holds where the household is: "
        + ", ".join(f"`{f.name}`" for f in dataclasses.fields(HouseholdAddress))
        + " (the last is called `hh` on the wire). See "
        "[exchange formats](exchange-formats.md).",
        "## Code lists 代码表",
        *(text for name in lists for text in (f"### {name}", _codes(name))),
    )


def _items(items: Iterable[Item]) -> str:
    def kind(item: Item) -> str:
        told = item.kind.value
        return f"code: [{item.codes}](#{item.codes})" if item.kind is Kind.CODE else told

    return table(
        ("item", "中文", "English", "kind", "asked of 填报对象", "identifier"),
        (
            (
                f"`{item.code}`",
                item.name_zh,
                item.name_en,
                kind(item),
                f"{item.asked_zh} / {item.asked_en}",
                "sealed" if item.identifier else "",
            )
            for item in items
        ),
    )


def _codes(name: str) -> str:
    rows = ((f"`{code}`", label.zh, label.en) for code, label in code_list(name).items())
    return table(("code", "中文", "English"), rows)


def rules() -> str:
    """All edit rules, by level."""
    severity = {Severity.ERROR: "error 强制", Severity.WARNING: "warning 核实"}
    text = [
        (
            f"Rule set {RULE_SET_VERSION}, {len(RULES)} rules. An *error* blocks (强制性审核): "
            "the form is not recorded. A *warning* (核实性审核) is recorded with the form and "
            "needs an explanation before the record can be submitted. Range rules (codes, "
            "filters) run before relations between items. A rule that needs an answer which is "
            "missing or out of code is silent; that answer has a rule of its own."
        ),
    ]
    for level, title in (
        ("person", "Person rules 个人审核"),
        ("household", "Household rules 户审核"),
    ):
        rows = (
            (
                rule.id,
                "<br>".join(severity[s] for s in rule.severities),
                " ".join(f"`{item}`" for item in rule.items),
                inline(rule.zh),
                inline(rule.en),
                rule.stage.value,
                rule.basis,
            )
            for rule in RULES.values()
            if rule.level == level and SHORT_FORM.code in rule.forms
        )
        head = ("rule", "severity", "items", "中文", "English", "stage", "basis")
        text += [f"## {title}", table(head, rows)]
    other = sorted(rule.id for rule in RULES.values() if SHORT_FORM.code not in rule.forms)
    if other:
        told = ", ".join(f"{i} ({RULES[i].zh} / {RULES[i].en})" for i in other)
        text.append(f"Not for the short form, and so never asked at present: {told}.")
    return page("Rules 审核关系", "domain/rules", *text)


def tables() -> str:
    """The published tables with the codes of their rows and columns."""
    head = ("code", "中文", "English", "decimals")
    text = [
        (
            "Each table is of an area (a prefix of the block code) as of a position of the "
            "book. In the long form a value has `area`, `residence`, `row` and `col`; zero "
            "cells are left out, and so is a ratio whose base is empty. Ratios are rounded "
            "half away from zero to two decimals. The population is that of "
            "[residents](../explanation/residence.md), a record counts from its registration "
            "until it is withdrawn."
        ),
        "## residence 城乡",
        table(
            ("code", "中文", "English"),
            ((f"`{code}`", r.zh, r.en) for code, r in RESIDENCES.items()),
        ),
        "The class is that of the block: 111–112 city, 121–123 town, 210–220 rural.",
    ]
    for definition in TABLES.values():
        text.append(f"## {definition.id} {definition.title_zh}")
        text.append(f"{definition.title_en}.")
        for name, headings in (("row", definition.rows), ("col", definition.cols)):
            if name == "row" and len(headings) > 40:
                first, last = headings[1].code, headings[-1].code
                text.append(f"`row`: `all` and the single years `{first}` … `{last}`.")
                continue
            rows = ((f"`{h.code}`", h.zh, h.en, str(h.decimals)) for h in headings)
            text += [f"`{name}`:", table(head, rows)]
    return page("Tables 汇总表", "projections/table_definitions.py", *text)
