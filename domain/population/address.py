"""Where a made-up household of a block is: the address that a form carries."""

from domain.population.territory import Block

_HOUSEHOLDS_PER_BUILDING = 24
LAST_NUMBER = 998
"""Of the household numbers of a block; 999 is for households of which nobody is left."""


def address(block: Block, place: int, number: str) -> dict[str, int | str | None]:
    """Address keys of the exchange format; each ``place`` of a block has a dwelling unit."""
    building, unit = divmod(place - 1, _HOUSEHOLDS_PER_BUILDING)
    return {
        "county": block.code15[:6],
        "township": block.township,
        "district": block.district,
        "block": block.number,
        "building": f"{building + 1:04d}",
        "unit": f"{unit + 1:04d}",
        "hh": number,
    }
