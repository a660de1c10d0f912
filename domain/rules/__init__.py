"""The edit rules (审核关系): what they are, all of them, and running them over a form."""

from domain.forms.household import BlockContext
from domain.rules.catalogue import RULE_SET_VERSION, RULES
from domain.rules.evaluation import Finding, check
from domain.rules.rule import Rule, Severity

__all__ = [
    "RULES",
    "RULE_SET_VERSION",
    "BlockContext",
    "Finding",
    "Rule",
    "Severity",
    "check",
]
