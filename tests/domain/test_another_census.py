"""Another census is another definition: a made-up one of 2030 judges people born ten years later.

Whatever a rule says of a form of 2020 it says of the same form ten years on, under the census of
2030, and not under that of 2020: no date of a census is in the program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pytest

from domain import id_number
from domain.age import completed_age
from domain.census import CENSUS_2020, CensusDefinition, load_census
from domain.forms import asked_of, parse_form
from domain.population import generate, lay_out
from domain.rules import Finding, check
from domain.rules.example import examples

YEAR = re.compile(r"^(\d{4})(?=-\d{2}(-\d{2})?(T|$))")
SOURCE = files("domain") / "data" / "censuses" / "CN-2020.json"


def ten_years_on(value: Any) -> Any:
    """The same JSON value with every month, day and birth in an ID number ten years later."""
    match value:
        case Mapping():
            return {key: ten_years_on(part) for key, part in value.items()}
        case list() | tuple():
            return [ten_years_on(part) for part in value]
        case str() if id_number.is_valid(value):
            first17 = f"{value[:6]}{int(value[6:10]) + 10}{value[10:17]}"
            return first17 + id_number.check_character(first17)
        case str():
            return YEAR.sub(lambda year: str(int(year[1]) + 10), value)
        case _:
            return value


@pytest.fixture(scope="module")
def census_2030() -> CensusDefinition:
    told: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return load_census(ten_years_on(told) | {"code": "XX-2030", "name_en": "A made-up census"})


def findings(form: Mapping[str, Any], census: CensusDefinition) -> tuple[Finding, ...]:
    return check(parse_form(form, census), census)


def test_it_counts_ten_years_later(census_2030: CensusDefinition) -> None:
    assert census_2030.reference_time.isoformat() == "2030-11-01T00:00:00+08:00"
    assert census_2030.reference_month == "2030-10"
    assert census_2030.in_window("2030-01")
    assert not census_2030.in_window("2020-01")
    assert completed_age("2000-11", census_2030) == 29


@pytest.mark.parametrize("rule", examples())
def test_each_rule_speaks_of_its_example_ten_years_on(
    rule: str, census_2030: CensusDefinition
) -> None:
    for form in (examples()[rule].failing_form(), examples()[rule].passing_form()):
        assert findings(ten_years_on(form), census_2030) == findings(form, CENSUS_2020)


def test_households_are_judged_alike_ten_years_on(census_2030: CensusDefinition) -> None:
    for made in generate(lay_out("500112", None, 300), 300, 7, mistakes=0.5):
        assert findings(ten_years_on(made.form), census_2030) == findings(made.form, CENSUS_2020)


def test_the_census_of_2020_judges_those_forms_otherwise(census_2030: CensusDefinition) -> None:
    forms = [ten_years_on(m.form) for m in generate(lay_out("500112", None, 60), 60, 7)]
    assert any(findings(f, CENSUS_2020) != findings(f, census_2030) for f in forms)


def test_skips_are_told_with_the_ages_of_the_census() -> None:
    told: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    told["person"]["asked_education"] = 6
    census = load_census(told)
    [education] = [i for i in census.form("short").person_items if i.code == "D11"]
    assert asked_of(education, census).en == "aged 6 and over"
