"""What a rule across households finds, with what the rule's own definition says of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.doubt import UNMATCHED_TRANSFER, FoundDoubt
from domain.rules.cross import CROSS_RULES
from domain.rules.rule import Severity


def finding(rule: str, blocks: Iterable[str], **of: Any) -> FoundDoubt:
    """What a rule finds, with its severity and the items that it reads."""
    if rule == UNMATCHED_TRANSFER:
        return FoundDoubt(
            rule=rule, severity=Severity.WARNING.value, blocks=tuple(dict.fromkeys(blocks)), **of
        )
    known = CROSS_RULES[rule]
    items = of.pop("items", known.items)
    return FoundDoubt(
        rule=rule,
        severity=known.severity.value,
        blocks=tuple(dict.fromkeys(blocks)),
        items=items,
        **of,
    )
