"""The territory of a run: real communities as districts, with blocks of about 80 households."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from domain.divisions import Division, communities, division, townships

DEFAULT_TOWNSHIPS: Mapping[str, str] = {"500112": "500112011", "370871": "370871001"}
"""The township that a county's run takes when none is named: Longxi of Yubei, Guanghe of Jining."""

HOUSEHOLDS_PER_BLOCK = 80
"""The staffing norm: one enumerator for about 80 households or 250 persons."""

_LEAST_PER_DISTRICT = 40
# Numbers from 900 upward are kept for virtual blocks.
_LAST_BLOCK = 899
_FIRST_VILLAGE = 200
_MAIN_URBAN, _VILLAGE = "111", "220"


def is_village(district: str) -> bool:
    """Whether twelve digits name a village; numbers below 200 are residents' committees."""
    return int(district[9:]) >= _FIRST_VILLAGE


class UnplannableTerritory(ValueError):
    """No territory can be laid out as asked."""

    code = "unplannable-territory"


@dataclass(frozen=True, slots=True)
class Block:
    """An enumeration block.

    ``code15``: 12 digits of the district and three of its own. ``urban_rural``: class code of
    three digits. ``planned_households``: how many the listing is expected to find.
    """

    code15: str
    urban_rural: str
    district: str
    planned_households: int

    @property
    def township(self) -> str:
        """Code of nine digits."""
        return self.district[:9]

    @property
    def number(self) -> str:
        """The three digits that are the block's own."""
        return self.code15[12:]


@dataclass(frozen=True, slots=True)
class District:
    """A census district: a community or village, with its blocks in order."""

    code: str
    name_zh: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Township:
    """A township or street, with its districts in order."""

    code: str
    name_zh: str
    districts: tuple[District, ...]


@dataclass(frozen=True, slots=True)
class Territory:
    """The part of a county that a run covers; ``whole_county`` when no township is left out."""

    county: str
    name_zh: str
    townships: tuple[Township, ...]
    whole_county: bool

    @property
    def districts(self) -> tuple[District, ...]:
        """Every district, in order of code."""
        return tuple(d for township in self.townships for d in township.districts)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block, in order of code: the order in which households are generated."""
        return tuple(block for district in self.districts for block in district.blocks)

    @property
    def households(self) -> int:
        """Planned households of all blocks."""
        return sum(block.planned_households for block in self.blocks)


def lay_out(
    county: str,
    township: str | None,
    households: int,
    per_block: int = HOUSEHOLDS_PER_BLOCK,
) -> Territory:
    """The territory for a number of households: districts, and blocks in them.

    ``township``: nine digits; the county's own six digits take all its townships; None takes the
    county's default (:data:`DEFAULT_TOWNSHIPS`), else its first. ``per_block``: about how many
    households a block is cut to have. The same arguments always give the same territory. A small
    run takes the first communities only, so that a block has a workload like a real one.

    Raises :class:`domain.divisions.UnknownDivisionError` for a code that our lists do not know, and
    :class:`UnplannableTerritory` for a county of whose communities we keep no list, and when the
    households are none or too many for three-digit numbers.
    """
    parts = {t.code: t for t in townships(county)}
    chosen = township or DEFAULT_TOWNSHIPS.get(county) or next(iter(parts), county)
    covered = [t for t in parts.values() if chosen in {t.code, county}]
    places = [community for t in covered for community in communities(t.code)]
    if not places:
        division(chosen)  # an unknown code has an error of its own
        raise UnplannableTerritory(
            f"区划表中没有 {chosen} 的村级单位 / Our lists hold no communities of {chosen}"
        )
    if households < 1:
        raise UnplannableTerritory("户数应大于零 / At least one household is needed")
    districts = _districts(places, households, per_block)
    laid_out = tuple(
        Township(t.code, t.name_zh, tuple(d for d in districts if d.code[:9] == t.code))
        for t in covered
    )
    return Territory(
        county=county,
        name_zh=division(county).name_zh,
        townships=tuple(t for t in laid_out if t.districts),
        whole_county=len(covered) == len(parts),
    )


def _districts(places: list[Division], households: int, per_block: int) -> list[District]:
    """Spreads households over communities by sizes that are their own, then cuts blocks."""
    taken = places[: max(1, min(len(places), households // _LEAST_PER_DISTRICT))]
    weights = [Random(f"size of {p.code}").lognormvariate(0, 0.5) for p in taken]
    sizes = _apportioned(weights, households, least=min(10, households // len(taken)))
    return [_district(place, size, per_block) for place, size in zip(taken, sizes, strict=True)]


def _district(place: Division, households: int, per_block: int) -> District:
    number = max(1, round(households / per_block))
    if number > _LAST_BLOCK:
        raise UnplannableTerritory(
            f"普查区 {place.code} 户数过多 / Too many households for district {place.code}"
        )
    rng = Random(f"blocks of {place.code}")
    weights = [rng.uniform(0.85, 1.15) for _ in range(number)]
    sizes = _apportioned(weights, households, least=1)
    urban_rural = _VILLAGE if is_village(place.code) else _MAIN_URBAN
    blocks = tuple(
        Block(f"{place.code}{i:03d}", urban_rural, place.code, size)
        for i, size in enumerate(sizes, start=1)
    )
    return District(place.code, place.name_zh, blocks)


def _apportioned(weights: list[float], total: int, least: int) -> list[int]:
    """Whole parts of ``total`` in proportion to the weights (largest remainder), each >= least."""
    free = total - least * len(weights)
    exact = [weight / sum(weights) * free for weight in weights]
    parts = [least + int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: int(exact[i]) - exact[i])
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
