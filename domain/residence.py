"""The counting rule of resident population, for one record of a block (rules R1-R9)."""

from enum import Enum

from domain.forms.definition import Answer


class ResidenceRule(Enum):
    """Which case a record falls under, and whether it counts as resident in its block.

    R1-R4 live in the block, R5-R8 have their hukou there and live elsewhere; R9 is a record whose
    answers contradict each other, and counts nowhere.
    """

    R1 = ("R1", True)
    R2 = ("R2", True)
    R3 = ("R3", True)
    R4 = ("R4", False)
    R5 = ("R5", False)
    R6 = ("R6", True)
    R7 = ("R7", False)
    R8 = ("R8", True)
    R9 = ("R9", False)

    def __init__(self, rule: str, resident: bool) -> None:
        """Takes the number of the rule and its decision."""
        self.rule = rule
        self.resident = resident

    @property
    def valid(self) -> bool:
        """Whether the three answers are consistent."""
        return self is not ResidenceRule.R9


_LEFT = frozenset(range(2, 10))
_UNDER_HALF_A_YEAR = 2


def residence_rule(d7: Answer, d8: Answer, d9: Answer) -> ResidenceRule:
    """The rule that decides a record with these answers to D7, D8 and D9; the first match wins."""
    if d7 == 1:
        return _living_here(d8, d9)
    if d8 != 1:
        return ResidenceRule.R9
    if d7 in {2, 3}:
        return ResidenceRule.R5 if d9 == 1 else ResidenceRule.R9
    if d9 not in _LEFT:
        return ResidenceRule.R9
    if d7 in {4, 5}:
        return ResidenceRule.R6 if d9 == _UNDER_HALF_A_YEAR else ResidenceRule.R7
    return ResidenceRule.R8 if d7 in {6, 7} else ResidenceRule.R9


def _living_here(d8: Answer, d9: Answer) -> ResidenceRule:
    if d8 in {1, 2}:
        return ResidenceRule.R1 if d9 == 1 else ResidenceRule.R9
    if d8 == 5:
        return ResidenceRule.R2 if d9 is None else ResidenceRule.R9
    if d8 in {3, 4} and d9 in _LEFT:
        return ResidenceRule.R4 if d9 == _UNDER_HALF_A_YEAR else ResidenceRule.R3
    return ResidenceRule.R9
