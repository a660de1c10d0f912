"""Made-up households of a real territory, calibrated to published figures."""

from domain.population.death_form import death_form
from domain.population.foreigners import FOREIGN_SHARE, foreign_households
from domain.population.households import SyntheticHousehold, generate
from domain.population.long_form import LongForm, NotInTheFrame, long_form
from domain.population.short_form import Form
from domain.population.special_cases import SpecialCase, special_cases
from domain.population.staff import StaffMember, staff_plan
from domain.population.territory import Block, District, Territory, Township, lay_out

__all__ = [
    "FOREIGN_SHARE",
    "Block",
    "District",
    "Form",
    "LongForm",
    "NotInTheFrame",
    "SpecialCase",
    "StaffMember",
    "SyntheticHousehold",
    "Territory",
    "Township",
    "death_form",
    "foreign_households",
    "generate",
    "lay_out",
    "long_form",
    "special_cases",
    "staff_plan",
]
