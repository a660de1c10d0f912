"""Two editions of a form in one book: each record says its own, and is changed by its own."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from domain.census import CENSUS_2020, CensusDefinition
from domain.commands import Revision
from domain.events import HouseholdRegistered, PersonRegistered
from domain.forms import LONG_FORM, parse_form
from domain.household import Household
from domain.household_record import HouseholdRecord
from domain.refusal import RulesViolated
from domain.rules.sound_form import sound_form
from tests.domain.records import by

LATER = replace(
    LONG_FORM,
    version="2020.2",
    person_items=tuple(
        replace(item, codes="livelihood_source") if item.code == "C29" else item
        for item in LONG_FORM.person_items
    ),
)
"""A made-up second edition: C29 takes the answers of a longer list."""
LONGER_ANSWER = 7


@pytest.fixture
def census() -> CensusDefinition:
    return replace(CENSUS_2020, forms=CENSUS_2020.forms.with_edition(LATER))


def registered(census: CensusDefinition, version: str, answer: int) -> HouseholdRecord:
    raw = sound_form("long-old-couple", {}) | {"version": version}
    raw["persons"][0]["C29"] = answer
    record = HouseholdRecord(Household(uuid4()), {}, census)
    record.list_at(
        by("enumerator"), block="500112011001001", number="001", building="0001", unit="0001"
    )
    record.collect_events()
    record.register(by("enumerator"), parse_form(raw, census), [uuid4(), uuid4()], ())
    return record


def test_every_event_of_a_registration_says_the_edition(census: CensusDefinition) -> None:
    for version, answer in (("2020.1", 1), ("2020.2", LONGER_ANSWER)):
        household, *persons = registered(census, version, answer).collect_events()
        assert isinstance(household, HouseholdRegistered)
        assert household.form_version == version
        assert all(isinstance(p, PersonRegistered) and p.form_version == version for p in persons)


def test_a_record_is_amended_by_the_edition_that_it_was_made_with(
    census: CensusDefinition,
) -> None:
    earlier, later = registered(census, "2020.1", 1), registered(census, "2020.2", 1)
    for record, taken in ((earlier, False), (later, True)):
        [head, _] = record.household.person_ids
        revision = Revision(persons={head: {"C29": LONGER_ANSWER}})
        if taken:
            record.amend(by("enumerator"), revision, (), ())
            assert record.persons[head].answers["C29"] == LONGER_ANSWER
        else:
            with pytest.raises(RulesViolated):
                record.amend(by("enumerator"), revision, (), ())


def test_an_answer_of_the_later_edition_is_none_of_the_earlier(census: CensusDefinition) -> None:
    with pytest.raises(RulesViolated):
        registered(census, "2020.1", LONGER_ANSWER)
