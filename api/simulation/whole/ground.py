"""The township of a whole census, cut so that no enumerator has more than the norm."""

from __future__ import annotations

from dataclasses import replace

from domain.population import Territory, lay_out
from domain.population.territory import UnplannableTerritory

HOUSEHOLDS_MOST = 64
"""In a block; fewer than the norm of 80, since 250 persons are reached before 80 households."""
BLOCKS_LEAST = 2
_STEP = 4


def whole_township(county: str, households: int) -> Territory:
    """The default township of a county, as if the county had no other.

    In its book everybody who is said to be elsewhere in the county must have a record there.

    Raises:
        UnplannableTerritory: of fewer than two blocks: enumerators stand in for each other.
    """
    cut = next(
        cut
        for per_block in range(HOUSEHOLDS_MOST, 0, -_STEP)
        if _light(cut := lay_out(county, None, households, per_block))
    )
    if len(cut.blocks) < BLOCKS_LEAST:
        raise UnplannableTerritory(
            "全流程普查至少要有两个普查小区 / A whole census takes two blocks at least"
        )
    return replace(cut, whole_county=True)


def _light(territory: Territory) -> bool:
    return max(block.planned_households for block in territory.blocks) <= HOUSEHOLDS_MOST
