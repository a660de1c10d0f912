"""Closing a whole census: blocks, districts, the township, the county, the last phase."""

from __future__ import annotations

from api.simulation.crew import BATCH, chunks
from api.simulation.review import COUNTY
from api.simulation.whole.course import Course


def close_areas(course: Course) -> None:
    """Close every block, and then each area whose parts are all closed."""
    commands = [
        course.command(COUNTY[0], "close-block", block.code15, block=block.code15)
        for block in course.territory.blocks
    ]
    course.crew.each(
        "关闭普查小区 / blocks closed",
        len(commands),
        list(chunks(commands, BATCH)),
        lambda part: len(course.crew.carry_out(COUNTY[0], part)),
    )
    for district in course.territory.districts:
        course.do(f"c-{district.code}", "close-area", district.code, area=district.code)
    course.do(f"t-{course.township}", "close-area", course.township, area=course.township)
    course.do(COUNTY[0], "close-area", course.book, area=course.book)
    course.done("blocks closed", len(commands))
    course.done("areas closed", len(course.territory.districts) + 2)
