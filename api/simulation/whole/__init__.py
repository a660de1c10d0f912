"""A whole census in small: from the first post to the last block's closing, with all four forms."""

from api.simulation.whole.census import WholeCensus, WholeReport
from api.simulation.whole.course import Course, WholeWish
from api.simulation.whole.ground import whole_township
from api.simulation.whole.outcome import Outcome
from api.simulation.whole.staff import WholeStaff, whole_staff

__all__ = [
    "Course",
    "Outcome",
    "WholeCensus",
    "WholeReport",
    "WholeStaff",
    "WholeWish",
    "whole_staff",
    "whole_township",
]
