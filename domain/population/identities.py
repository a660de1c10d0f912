"""Identification numbers for made-up people: valid, and never the same one twice in a run."""

from datetime import date
from random import Random
from typing import TypeAlias
from zlib import crc32

from domain.divisions import counties, is_gbt2260_county
from domain.id_number import make

_DAYS = 28
_SEQUENCES = 500
_PER_MONTH = _DAYS * _SEQUENCES
_STRIDE = 5417
"""Prime to the numbers of a month, so that steps of it meet each of them once."""

_Taken: TypeAlias = dict[tuple[str, str, int], int]

# A statistical county has no numbers of its own: its people have those of the district around it.
_ISSUED_BY = {"370871": "370811"}


class NumbersExhausted(RuntimeError):
    """A county, month of birth and sex has no unused number left; the run is too large."""

    code = "numbers-exhausted"

    def __init__(self, county: str, birth: str) -> None:
        """Names county and month."""
        super().__init__(
            f"{county} {birth} 的号码已用完 / No number of {county} for {birth} is left"
        )


class Identities:
    """Issues the numbers of one run."""

    def __init__(self, county: str, rng: Random) -> None:
        """Takes the county of the run and where the first numbers start."""
        self.home = _ISSUED_BY.get(county, county)
        # Numbers taken from the two ends of the supply, by county, month of birth and sex.
        self._used: _Taken = {}
        self._spare: _Taken = {}
        self._start = rng.randrange(_PER_MONTH)
        province = county[:2]
        # Only counties that the address lists and the history of GB/T 2260 both know.
        listed = sorted(c for c in counties() if is_gbt2260_county(c) and c != county)
        self.counties_of_province = [c for c in listed if c[:2] == province]
        self.counties_elsewhere = [c for c in listed if c[:2] != province]

    def issue(self, county: str, birth: str, sex: int) -> str:
        """A number of a county for a month of birth (``YYYY-MM``) and sex (1 man, 2 woman).

        Raises :class:`NumbersExhausted`.
        """
        steps = self._take(self._used, county, birth, sex)
        return self._number(county, birth, sex, steps)

    def issue_spare(self, county: str, birth: str, sex: int) -> str:
        """A number from the other end of the supply: :meth:`issue` goes on as if it were untouched.

        Raises :class:`NumbersExhausted`.
        """
        steps = self._take(self._spare, county, birth, sex)
        return self._number(county, birth, sex, -1 - steps)

    def _take(self, taken: _Taken, county: str, birth: str, sex: int) -> int:
        """How many were taken from that end before."""
        key = county, birth, sex
        if self._used.get(key, 0) + self._spare.get(key, 0) >= _PER_MONTH:
            raise NumbersExhausted(county, birth)
        steps = taken.get(key, 0)
        taken[key] = steps + 1
        return steps

    def _number(self, county: str, birth: str, sex: int, steps: int) -> str:
        first = self._start + crc32(f"{county}{birth}{sex}".encode())
        day, sequence = divmod((first + steps * _STRIDE) % _PER_MONTH, _SEQUENCES)
        born = date(int(birth[:4]), int(birth[5:]), day + 1)
        return make(county, born, sequence * 2 + sex % 2)
