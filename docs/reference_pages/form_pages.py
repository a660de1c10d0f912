"""Pages on the form: its codebook, its rules, and the tables made of its answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from domain.census import CENSUS_2020
from domain.codes import code_list
from domain.forms import DEATH_FORM, Form, Item, Kind, asked_of
from domain.forms.household import HouseholdAddress
from domain.rules import CROSS_RULES, RULE_SET_VERSION, RULES, Severity
from projections.table_definitions import RESIDENCES, TABLES
from reference_pages.markdown import inline, page, table


def codebook() -> str:
    """The items of the four forms in each edition, and the code lists that they use."""
    editions = CENSUS_2020.forms.known()
    items = [item for form in editions for _, some in _parts(form) for item in some]
    lists = dict.fromkeys(item.codes for item in items if item.codes)
    return page(
        "Codebook of the forms 普查表项目",
        "domain/forms and domain/data/codes",
        f"The forms of {CENSUS_2020.name_zh} / {CENSUS_2020.name_en} ({CENSUS_2020.code}). A form "
        "names its edition by `version`; without one it is of the edition in force.",
        table(
            ("form", "number", "version", "in force", "中文", "English"),
            (
                (
                    f"[`{form.code}`](#{form.code}-{form.version.replace('.', '')})",
                    form.number,
                    form.version,
                    "yes" if CENSUS_2020.form(form.code) is form else "",
                    form.name_zh,
                    form.name_en,
                )
                for form in editions
            ),
        ),
        "A *sealed* item names somebody or is in the declarant's own words: it is sealed before it "
        "is stored and has no column in any table of rows. `code` items take a code of the list "
        "named; a code may come as a number or as text. An absent key and null are an empty "
        "answer. *Number* is the official one of the item on that form. An item is *asked of* "
        "those for whom every condition holds; `D9 = 2–9` is about the answer to D9 on the same "
        "line of the form, ages are completed years at the reference time.",
        *(text for form in editions for text in _edition(form)),
        "## Address 地址",
        "Beside its items, `household` holds where the household is: "
        + ", ".join(f"`{f.name}`" for f in dataclasses.fields(HouseholdAddress))
        + " (the last is called `hh` on the wire). See "
        "[exchange formats](exchange-formats.md).",
        "## Code lists 代码表",
        *(text for name in lists for text in (f"### {name}", _codes(name))),
    )


def _parts(form: Form) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    return (
        ("Household items 户项目", form.household_items),
        ("Person items 个人项目", form.person_items),
        ("Lines of the dead 死亡人口", form.death_items),
    )


def _edition(form: Form) -> Iterable[str]:
    yield f"## {form.code} {form.version}"
    yield f"{form.name_zh} / {form.name_en}, {form.number}."
    for title, items in _parts(form):
        if items and not (form.person_items and items is DEATH_FORM.death_items):
            yield f"{title}:"
            yield _items(items)
    if form.person_items and form.death_items is DEATH_FORM.death_items:
        yield "The lines of the dead may come with it; they are those of the form `death`."


def _items(items: Iterable[Item]) -> str:
    def kind(item: Item) -> str:
        told = item.kind.value
        return f"code: [{item.codes}](#{item.codes})" if item.kind is Kind.CODE else told

    return table(
        ("item", "number", "中文", "English", "kind", "asked of 填报对象", "sealed"),
        (
            (
                f"`{item.code}`",
                item.of,
                item.name_zh,
                item.name_en,
                kind(item),
                " / ".join(asked_of(item, CENSUS_2020)),
                "sealed" if item.sealed else "",
            )
            for item in items
        ),
    )


def _codes(name: str) -> str:
    rows = ((f"`{code}`", label.zh, label.en) for code, label in code_list(name).items())
    return table(("code", "中文", "English"), rows)


_FORM_WORDS = {
    "short": "short 短表",
    "long": "long 长表",
    "death": "death 死亡表",
    "foreign": "foreign 港澳台居民和外籍人员表",
}
_SEVERITIES = {Severity.ERROR: "error 强制", Severity.WARNING: "warning 核实"}


def rules() -> str:
    """All edit rules, by level."""
    text = [
        (
            f"Rule set {RULE_SET_VERSION}, {len(RULES) + len(CROSS_RULES)} rules. An *error* "
            "blocks (强制性审核): the form is not recorded. A *warning* (核实性审核) is recorded "
            "with the form and needs an explanation before the record can be submitted. Range "
            "rules (codes, filters) run before relations between items; of each, those of persons "
            "before those of the dead and of the household. A rule that needs an answer which is "
            "missing or out of code is silent; that answer has a rule of its own. "
            "`census-ledger rules --explain P44` tells a rule with an example that fails it."
        ),
    ]
    for level, title in (
        ("person", "Person rules 个人审核"),
        ("household", "Household rules 户审核"),
        ("death", "Rules of the dead 死亡人口审核"),
    ):
        rows = (
            (
                rule.id,
                "<br>".join(_SEVERITIES[s] for s in rule.severities),
                ", ".join(words for form, words in _FORM_WORDS.items() if form in rule.forms),
                " ".join(f"`{item}`" for item in rule.items),
                inline(rule.zh),
                inline(rule.en),
                rule.stage.value,
                rule.basis,
            )
            for rule in RULES.values()
            if rule.level == level
        )
        head = ("rule", "severity", "forms", "items", "中文", "English", "stage", "basis")
        text += [f"## {title}", table(head, rows)]
    text += [
        "## Rules across households 跨户审核",
        (
            "No single form can break these. They are judged over the records of a book; what "
            "they find is a doubt that somebody resolves."
        ),
        table(
            ("rule", "severity", "items", "中文", "English", "fails 不通过", "basis"),
            (
                (
                    rule.id,
                    _SEVERITIES[rule.severity],
                    " ".join(f"`{item}`" for item in rule.items),
                    inline(rule.zh),
                    inline(rule.en),
                    f"{rule.fails_zh}<br>{rule.fails_en}",
                    rule.basis,
                )
                for rule in CROSS_RULES.values()
            ),
        ),
    ]
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
