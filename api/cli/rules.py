"""``census-ledger rules``: every rule there is, or one explained with an example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from api.cli.output import out, say_json
from api.cli.signing_in import Json
from domain.codes import Label
from domain.forms import Answer, Item
from domain.rules import CROSS_RULES, RULE_SET_VERSION, RULES, CrossRule, Rule, Severity, rule_of
from domain.rules.sound_form import BASES, Changes
from projections.labels import DEATH_ITEMS, HOUSEHOLD_ITEMS, PERSON_ITEMS, answer_label

_SEVERITIES = {
    Severity.ERROR: Label("强制性", "error"),
    Severity.WARNING: Label("核实性", "warning"),
}
_LEVELS = {
    "person": Label("个人", "person"),
    "household": Label("户", "household"),
    "death": Label("死亡人口", "line of the dead"),
    "cross": Label("跨户", "across households"),
}
_TO_DO = {
    Severity.ERROR: Label(
        "与申报人核对并改正；改正之前不予登记",
        "check with the declarant and put it right; until then the form is not recorded",
    ),
    Severity.WARNING: Label(
        "核实；有误则改正，属实则写明情况",
        "verify; put it right, or keep it with an explanation where it is so",
    ),
}
_DOUBT = Label(
    "作为疑点记录，由负责人查实并记明处理结果",
    "it is raised as a doubt; whoever is responsible looks into it and records what came of it",
)
_ADDRESS_ITEMS = {
    "hh": Label("户编号", "Household number"),
    "building": Label("建筑物编号", "Building number"),
    "unit": Label("住房单元编号", "Dwelling unit number"),
}
_BLOCK_FACTS = {
    "listed_households": Label("底册上的户编号", "household numbers on the list"),
    "listed_units": Label("名录上的建筑物和住房单元", "buildings and units on the list"),
}

Explain = Annotated[
    str | None,
    typer.Option("--explain", metavar="ID", help="解释一条规则，如 P44 / explain one rule"),
]


def rules(explain: Explain = None, json: Json = False) -> None:
    """审核规则 / All rules, or one explained with an example."""
    if explain is not None:
        rule = rule_of(explain.strip().upper())
        if json:
            say_json(_told(rule) | _example(rule))
        else:
            _explain(rule)
        return
    everything: tuple[Rule | CrossRule, ...] = (*RULES.values(), *CROSS_RULES.values())
    if json:
        for rule in everything:
            say_json(_told(rule))
        return
    table = Table("规则 / rule", "性质 / severity", "内容 / wording", box=None)
    for rule in everything:
        table.add_row(rule.id, _both(*_severities(rule)), f"{escape(rule.zh)}\n{escape(rule.en)}")
    out.print(table)
    out.print(f"规则集 / rule set {RULE_SET_VERSION}   共 / altogether {len(everything)}")


def _severities(rule: Rule | CrossRule) -> tuple[Severity, ...]:
    return rule.severities if isinstance(rule, Rule) else (rule.severity,)


def _level(rule: Rule | CrossRule) -> str:
    return rule.level if isinstance(rule, Rule) else "cross"


def _both(*severities: Severity) -> str:
    return "\n".join(f"{_SEVERITIES[s].zh} / {_SEVERITIES[s].en}" for s in severities)


def _told(rule: Rule | CrossRule) -> dict[str, Any]:
    """A rule for programs."""
    told: dict[str, Any] = {
        "rule": rule.id,
        "rule_set": RULE_SET_VERSION,
        "level": _level(rule),
        "severities": [severity.value for severity in _severities(rule)],
        "items": list(rule.items),
        "basis": rule.basis,
        "message_zh": rule.zh,
        "message_en": rule.en,
    }
    if isinstance(rule, Rule):
        told |= {"forms": sorted(rule.forms), "stage": rule.stage.value}
    return told


def _example(rule: Rule | CrossRule) -> dict[str, Any]:
    """The example for programs: whole forms where a form can show it."""
    if isinstance(rule, CrossRule):
        return {
            "fails_zh": rule.fails_zh,
            "fails_en": rule.fails_en,
            "passes_zh": rule.passes_zh,
            "passes_en": rule.passes_en,
        }
    example = rule.example
    return {
        "fails": example.fails,
        "passes": example.passes,
        "beside": list(example.beside),
        "failing_form": example.failing_form(),
        "passing_form": example.passing_form(),
    }


def _explain(rule: Rule | CrossRule) -> None:
    level = _LEVELS[_level(rule)]
    severities = _severities(rule)
    told = "、".join(f"{_SEVERITIES[s].zh} / {_SEVERITIES[s].en}" for s in severities)
    out.print(f"[bold]{rule.id}[/]  {told}  {level.zh} / {level.en}")
    out.print(f"  {escape(rule.zh)}\n  {escape(rule.en)}")
    out.print(f"依据 / basis: {escape(rule.basis)}")
    if rule.items:
        out.print("项目 / items")
        for item in rule.items:
            label = _item_label(item)
            out.print(f"  {item}  {escape(label.zh)} / {escape(label.en)}")
    if isinstance(rule, CrossRule):
        out.print(f"不通过 / fails\n  {escape(rule.fails_zh)}\n  {escape(rule.fails_en)}")
        out.print(f"通过 / passes\n  {escape(rule.passes_zh)}\n  {escape(rule.passes_en)}")
    else:
        _show_example(rule)
    out.print("怎么办 / what to do")
    advice = [_DOUBT] if isinstance(rule, CrossRule) else [_TO_DO[s] for s in severities]
    for label in advice:
        out.print(f"  {label.zh}\n  {label.en}")


def _show_example(rule: Rule) -> None:
    base = BASES[rule.example.base]
    out.print(f"例 / example  {base.zh} / {base.en}")
    for heading, changes in (
        ("[red]不通过 / fails[/]", rule.example.fails),
        ("[green]通过 / passes[/]", rule.example.passes),
    ):
        out.print(f"  {heading}")
        for line in _changes(changes):
            out.print(f"    {escape(line)}")
    if rule.example.beside:
        beside = ", ".join(rule.example.beside)
        out.print(f"  同时出现 / speaks beside it: {beside}")


def _changes(changes: Changes) -> Iterator[str]:
    """Which answers an example gives, a line for each part of the form."""
    if not changes:
        yield "原样 / as it is"
    if "household" in changes:
        yield f"户 / household: {_answers(changes['household'])}"
    parts = (("persons", "第 {} 人 / person {}"), ("deaths", "死者 {} / line {} of the dead"))
    for part, place in parts:
        for number, answers in enumerate(changes.get(part, ()), start=1):
            if answers:
                yield f"{place.format(number, number)}: {_answers(answers)}"
    for fact, numbers in changes.get("block", {}).items():
        label = _BLOCK_FACTS[fact]
        yield f"{label.zh} / {label.en}: {', '.join(numbers)}"


def _answers(answers: Mapping[str, Answer]) -> str:
    return "; ".join(f"{item} = {_answer(item, answer)}" for item, answer in answers.items())


def _answer(code: str, answer: Answer) -> str:
    if answer is None:
        return "空 / empty"
    item = _find(code)
    label = None if item is None else answer_label(item, answer)
    if label is None:
        return str(answer)
    # A division has one name in both languages.
    told = label.zh if label.zh == label.en else f"{label.zh} / {label.en}"
    return f"{answer} ({told})"


def _find(code: str) -> Item | None:
    parts: Iterable[Mapping[str, Item]] = (HOUSEHOLD_ITEMS, PERSON_ITEMS, DEATH_ITEMS)
    return next((part[code] for part in parts if code in part), None)


def _item_label(code: str) -> Label:
    item = _find(code)
    return _ADDRESS_ITEMS[code] if item is None else Label(item.name_zh, item.name_en)
