"""A filled-in form of one household, and what the office knows of its block."""

from dataclasses import dataclass, field

from domain.forms.definition import Answers

_NUMBER_DIGITS_MAXIMUM = 6


@dataclass(frozen=True, slots=True)
class HouseholdAddress:
    """Where a household is: codes as text, each as wide as the field has it.

    county 6, township 9, district 12, block 3, building 4, unit 4, number 3 digits (001-998, or 999
    for a household whose members have all died).
    """

    county: str
    township: str
    district: str
    block: str
    building: str
    unit: str
    number: str

    @property
    def block_code(self) -> str:
        """The 15 digits of the enumeration block."""
        return self.district + self.block

    @property
    def unit_code(self) -> str:
        """Building and dwelling unit, as the block's list names them."""
        return f"{self.building}-{self.unit}"


@dataclass(frozen=True, slots=True)
class BlockContext:
    """What the rules may need beyond the form; None where it is not known.

    ``listed_households``: numbers on the list of household heads; ``registered_households``:
    numbers that another household of the block has taken; ``listed_units``: ``building-unit``,
    four digits each; ``other_living``: ID numbers of those registered as living in other
    households of the block.
    """

    listed_households: frozenset[str] | None = None
    registered_households: frozenset[str] | None = None
    listed_units: frozenset[str] | None = None
    other_living: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class HouseholdForm:
    """One household's form: answers in their stored shape, items without an answer left out.

    ``form`` and ``version`` name the edition that it was filled in on.
    """

    form: str
    id: str | None
    address: HouseholdAddress
    answers: Answers
    persons: tuple[Answers, ...]
    deaths: tuple[Answers, ...]
    block_context: BlockContext | None = None
    version: str = field(kw_only=True)


def household_number(value: object) -> str | None:
    """A household number as three digits (more where it is too large); None if it is no number."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip() if isinstance(value, str) or 0 <= value < 10**6 else ""
    if not (text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS_MAXIMUM):
        return None
    return f"{int(text):03d}"
