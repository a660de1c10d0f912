"""The township of a whole census, cut so that no enumerator has more than the norm."""

from __future__ import annotations

from dataclasses import replace

from domain.population import Territory, lay_out
from domain.population.territory import UnplannableTerritory

HOUSEHOLDS_PER_BLOCK = 60
"""Fewer than the norm of 80: blocks differ, and 250 persons are reached before 80 households."""
BLOCKS_LEAST = 2


def whole_township(county: str, households: int) -> Territory:
    """The default township of a county, as if the county had no other.

    In its book everybody who is said to be elsewhere in the county must have a record there.

    Raises:
        UnplannableTerritory: of fewer than two blocks: enumerators stand in for each other.
    """
    cut = lay_out(county, None, households, HOUSEHOLDS_PER_BLOCK)
    if len(cut.blocks) < BLOCKS_LEAST:
        raise UnplannableTerritory(
            "全流程普查至少要有两个普查小区 / A whole census takes two blocks at least"
        )
    return replace(cut, whole_county=True)
