"""The edit rules (审核关系): what they are, all of them, and running them over a form."""

from domain.forms.household import BlockContext
from domain.rules.catalogue import RULE_SET_VERSION, RULES, UnknownRuleError, rule_of
from domain.rules.cross import CROSS_RULES, CrossRule
from domain.rules.evaluation import Finding, check
from domain.rules.example import Example
from domain.rules.rule import Rule, Severity

__all__ = [
    "CROSS_RULES",
    "RULES",
    "RULE_SET_VERSION",
    "BlockContext",
    "CrossRule",
    "Example",
    "Finding",
    "Rule",
    "Severity",
    "UnknownRuleError",
    "check",
    "rule_of",
]
