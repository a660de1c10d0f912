"""All rules of the rule set in force, by id."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.rules.household_counts import COUNT_RULES
from domain.rules.household_dwelling import DWELLING_RULES
from domain.rules.household_generations import GENERATION_RULES
from domain.rules.household_members import MEMBER_RULES
from domain.rules.person_education import EDUCATION_RULES
from domain.rules.person_identity import IDENTITY_RULES
from domain.rules.person_residence import RESIDENCE_RULES
from domain.rules.rule import HouseholdRule, PersonRule, Rule

RULE_SET_VERSION = "2020.1"
"""Goes into every record with the findings; changed whenever a rule changes its mind."""

PERSON_RULES: tuple[PersonRule, ...] = (*IDENTITY_RULES, *RESIDENCE_RULES, *EDUCATION_RULES)

HOUSEHOLD_RULES: tuple[HouseholdRule, ...] = tuple(
    sorted(
        (*MEMBER_RULES, *GENERATION_RULES, *COUNT_RULES, *DWELLING_RULES), key=lambda rule: rule.id
    )
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.id: rule for rule in (*PERSON_RULES, *HOUSEHOLD_RULES)}
)
