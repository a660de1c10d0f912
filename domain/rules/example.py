"""For each rule a form that fails it and one that passes, as changes to a sound form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from domain.rules.sound_form import Changes, Filled, sound_form


@dataclass(frozen=True, slots=True)
class Example:
    """Two changes to the sound form ``base`` that differ in what the rule judges.

    With ``fails`` the rule speaks, and of all others only those in ``beside``; with ``passes`` no
    rule does.
    """

    base: str
    fails: Changes
    passes: Changes
    beside: tuple[str, ...]

    def failing_form(self) -> Filled:
        """The form that fails, as an object of the exchange format."""
        return sound_form(self.base, self.fails)

    def passing_form(self) -> Filled:
        """The form that passes, as an object of the exchange format."""
        return sound_form(self.base, self.passes)


@cache
def examples() -> Mapping[str, Example]:
    """The examples by rule id."""
    source = files("domain") / "data" / "rules" / "examples.json"
    told = json.loads(source.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            rule: Example(e["base"], e["fails"], e["passes"], tuple(e.get("beside", ())))
            for rule, e in told.items()
        }
    )
