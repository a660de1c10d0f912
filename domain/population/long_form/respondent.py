"""Someone on a short form, as the answers to the long form's items are drawn from it."""

from dataclasses import dataclass
from typing import Any

from domain.age import age_in_years, month_parts
from domain.census import CENSUS_2020
from domain.population.natural_person import Record

LIVES_HERE, HUKOU_HERE = 1, 1
LEFT = frozenset(range(2, 10))


@dataclass(frozen=True, slots=True)
class Respondent:
    """Codes of D2, D4, D7-D11 and the completed age; None where the answer is none."""

    index: int
    relationship: int | None
    sex: int | None
    age: int | None
    birth: str
    lives: int | None
    registered: int | None
    away: int | None
    reason: int | None
    education: int | None
    lives_county: str | None
    registered_county: str | None

    @property
    def lives_here(self) -> bool:
        """Whether the person lived in the household on the reference night."""
        return self.lives == LIVES_HERE

    @property
    def left(self) -> bool:
        """Whether the person left the place of the hukou."""
        return self.away in LEFT

    def aged(self, youngest: int, oldest: int | None = None) -> bool:
        """Whether the age is known and lies between two ages, both inclusive."""
        return (
            self.age is not None and self.age >= youngest and (oldest is None or self.age <= oldest)
        )


def respondents(form: dict[str, Any]) -> tuple[Respondent, ...]:
    """The persons of a short form in the exchange shape, in order."""
    return tuple(_respondent(index, record) for index, record in enumerate(form["persons"]))


def month_number(month: str) -> int:
    """Months since the year 0, so that months ``YYYY-MM`` can be added and compared."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month_of(number: int) -> str:
    """The month ``YYYY-MM`` of a :func:`month_number`."""
    return f"{number // 12}-{number % 12 + 1:02d}"


def _respondent(index: int, record: Record) -> Respondent:
    birth = month_parts(record["D5"])
    age = None if birth is None else age_in_years(birth, CENSUS_2020)
    return Respondent(
        index=index,
        relationship=_code(record, "D2", 0, 9),
        sex=_code(record, "D4", 1, 2),
        age=age if age is not None and age >= 0 else None,
        birth=str(record["D5"]),
        lives=_code(record, "D7", 1, 7),
        registered=_code(record, "D8", 1, 5),
        away=_code(record, "D9", 1, 9),
        reason=_code(record, "D10", 0, 9),
        education=_code(record, "D11", 1, 9),
        lives_county=_text(record, "D7_county"),
        registered_county=_text(record, "D8_county"),
    )


def _code(record: Record, item: str, first: int, last: int) -> int | None:
    answer = record.get(item)
    return answer if isinstance(answer, int) and first <= answer <= last else None


def _text(record: Record, item: str) -> str | None:
    answer = record.get(item)
    return answer if isinstance(answer, str) else None
