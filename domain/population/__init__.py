"""Made-up households of a real territory, calibrated to published figures."""

from domain.population.households import SyntheticHousehold, generate
from domain.population.staff import StaffMember, staff_plan
from domain.population.territory import Block, District, Territory, Township, lay_out

__all__ = [
    "Block",
    "District",
    "StaffMember",
    "SyntheticHousehold",
    "Territory",
    "Township",
    "generate",
    "lay_out",
    "staff_plan",
]
