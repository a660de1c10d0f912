"""All rules of the rule set in force, by id."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.rules.cross import CROSS_RULES, CrossRule
from domain.rules.death_lines import DEATH_RULES
from domain.rules.household_counts import COUNT_RULES
from domain.rules.household_dwelling import DWELLING_RULES
from domain.rules.household_generations import GENERATION_RULES
from domain.rules.household_housing import HOUSING_RULES
from domain.rules.household_members import MEMBER_RULES
from domain.rules.missing import H43, P13
from domain.rules.person_children import CHILDREN_RULES
from domain.rules.person_education import EDUCATION_RULES
from domain.rules.person_identity import IDENTITY_RULES
from domain.rules.person_marriage import MARRIAGE_RULES
from domain.rules.person_old_age import OLD_AGE_RULES
from domain.rules.person_origin import ORIGIN_RULES
from domain.rules.person_residence import RESIDENCE_RULES
from domain.rules.person_work import WORK_RULES
from domain.rules.rule import HouseholdRule, PersonRule, Rule

RULE_SET_VERSION = "2020.2"
"""Goes into every record with the findings; changed whenever a rule changes its mind."""

PERSON_RULES: tuple[PersonRule, ...] = (
    *IDENTITY_RULES,
    P13,
    *RESIDENCE_RULES,
    *EDUCATION_RULES,
    *ORIGIN_RULES,
    *WORK_RULES,
    *MARRIAGE_RULES,
    *CHILDREN_RULES,
    *OLD_AGE_RULES,
)

HOUSEHOLD_RULES: tuple[HouseholdRule, ...] = tuple(
    sorted(
        (
            *MEMBER_RULES,
            *GENERATION_RULES,
            *COUNT_RULES,
            *DWELLING_RULES,
            *HOUSING_RULES,
            H43,
        ),
        key=lambda rule: rule.id,
    )
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.id: rule for rule in (*PERSON_RULES, *HOUSEHOLD_RULES, *DEATH_RULES)}
)
"""The rules over one form; those across households are :data:`domain.rules.cross.CROSS_RULES`."""


class UnknownRuleError(LookupError):
    """There is no rule of that id."""

    code = "unknown-rule"

    def __init__(self) -> None:
        """Does not repeat what was asked for."""
        super().__init__("没有这条审核规则 / There is no such rule")


def rule_of(rule_id: str) -> Rule | CrossRule:
    """The rule of an id, over one form or across households; raises :class:`UnknownRuleError`."""
    found = RULES.get(rule_id) or CROSS_RULES.get(rule_id)
    if found is None:
        raise UnknownRuleError
    return found
