"""A verb that is not used as it can be: what is wrong with it, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import typer

MISUSE: type[Exception] = typer.BadParameter.__mro__[1]
"""What every misuse is; of this family typer publishes the one class below it."""

EXIT_STATUS = 2
"""Told apart, for programs, from what failed or does not hold (1)."""

_TITLE = "命令用法有误", "The command is not used like this"

_OF_PARSER = (
    (r"No such command", "没有这个子命令", "there is no such verb"),
    (r"Missing command", "缺少子命令", "a verb is missing"),
    (r"Got unexpected extra argument", "多出参数", "there are more arguments than it takes"),
    (r"Option .* does not take a value", "该选项不带值", "the option takes no value"),
    (r"Option .* requires", "该选项缺少值", "the option's value is missing"),
)
"""What the parser says, by how it begins; what was entered is not repeated."""

_OF_VALUES = (
    (r".*is not one of (?P<told>.+?)\.?", "可取 {told}", "one of {told}"),
    (r".*valid integer.*", "应为整数", "a whole number"),
    (r".*valid number.*", "应为数字", "a number"),
    (r".*valid UUID.*", "应为 UUID", "a UUID"),
    (r".*less than or equal to (?P<told>\S+)", "不得大于 {told}", "at most {told}"),
    (r".*greater than or equal to (?P<told>\S+)", "不得小于 {told}", "at least {told}"),
)
"""What its reader of values says."""


def usage_problem(misuse: Exception) -> Mapping[str, Any]:
    """A misuse as a problem: the verb's page of help, and what is wrong.

    What the parser says stands as it is where there is no wording for it.
    """
    zh, en = _said(misuse)
    context = getattr(misuse, "ctx", None)
    return {
        "code": "usage",
        "title_zh": _TITLE[0],
        "title": _TITLE[1],
        "detail_zh": f"{_TITLE[0]}：{zh}",
        "detail": f"{_TITLE[1]}: {en}",
        "help": None if context is None else f"{context.command_path} --help",
    }


def shows_help(misuse: Exception) -> bool:
    """Whether the misuse is a verb without arguments, which had its help shown instead."""
    return type(misuse).__name__ == "NoArgsIsHelpError"


def _said(misuse: Exception) -> tuple[str, str]:
    message = str(getattr(misuse, "message", ""))
    if isinstance(misuse, typer.BadParameter):
        name = _name_of(misuse.param)
        if hasattr(misuse, "param_type"):
            return f"缺少 {name}", f"{name} is missing"
        zh, en = _worded(message, _OF_VALUES) or _both(message)
        return (f"{name}：{zh}", f"{name}: {en}") if name else (zh, en)
    option = getattr(misuse, "option_name", None)
    worded = _worded(message, tuple((f"{begins}.*", zh, en) for begins, zh, en in _OF_PARSER))
    if option is None:
        return worded or _both(message)
    zh, en = worded or ("没有这个选项", "there is no such option")
    return f"{option}：{zh}", f"{option}: {en}"


def _name_of(parameter: Any) -> str:
    """As the verb's help calls it; nothing of what several parameters together have wrong."""
    if parameter is None:
        return ""
    if parameter.param_type_name == "option":
        return ", ".join(parameter.opts)
    return str(parameter.metavar or parameter.name.upper())


def _worded(message: str, wordings: tuple[tuple[str, str, str], ...]) -> tuple[str, str] | None:
    for pattern, zh, en in wordings:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            told = {"told": found.groupdict().get("told", "").replace("'", "")}
            return zh.format(**told), en.format(**told)
    return None


def _both(message: str) -> tuple[str, str]:
    """Our own errors of values say both languages in one text, or what reads alike in both."""
    zh, _, en = message.partition(" / ")
    return zh, en or zh
