"""No item that is asked is missing or wrong without an error that names it, and only one does."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.census import CENSUS_2020
from domain.forms import Answer, Answers, HouseholdForm, Item, Kind, asked, parse_form
from domain.rules import Severity, check
from domain.rules.sound_form import BASES, Changes, sound_form

_RENTED: Changes = {"household": {"H17": 2}}
_MOVED: Changes = {
    "persons": [{}, {"D8": 4, "C13": 3, "C26_born_f": 2, "C27": 2}, {}, {"D2": 2, "D5": "2020-03"}]
}
_ABROAD: Changes = {"persons": [{}, {}, {"D7": 5}]}
_FORMS = [
    *((base, {}) for base in BASES),
    ("long-family", _RENTED),
    ("long-family", _MOVED),
    ("family", _ABROAD),
]
_NO_ANSWER = "?"


def _with(answers: Answers, item: str, answer: Answer) -> Answers:
    return {**answers, item: answer}


def _changed(form: HouseholdForm, answer: Answer) -> Iterator[tuple[Item, HouseholdForm]]:
    """The form with this answer in place of each one that is asked and given."""
    edition = CENSUS_2020.edition(form.form, form.version)

    def in_place(items: tuple[Item, ...], given: Answers) -> Iterator[tuple[Item, Answers]]:
        for item in items:
            if given.get(item.code) is not None and asked(item, given, CENSUS_2020):
                yield item, _with(given, item.code, answer)

    for item, answers in in_place(edition.household_items, form.answers):
        yield item, replace(form, answers=answers)
    for index, person in enumerate(form.persons):
        for item, answers in in_place(edition.person_items, person):
            persons = (*form.persons[:index], answers, *form.persons[index + 1 :])
            yield item, replace(form, persons=persons)
    for index, line in enumerate(form.deaths):
        for item, answers in in_place(edition.death_items, line):
            yield item, replace(form, deaths=(*form.deaths[:index], answers))


def _errors_naming(item: Item, form: HouseholdForm) -> set[str]:
    return {f.rule for f in check(form) if f.severity is Severity.ERROR and item.code in f.items}


@pytest.mark.parametrize(("base", "changes"), _FORMS)
def test_an_asked_item_that_is_missing_is_an_error_of_one_rule(base: str, changes: Changes):
    sound = parse_form(sound_form(base, changes))
    looked_at = 0
    for item, form in _changed(sound, None):
        # Of household 999 nobody is missed.
        if base == "all-dead" and item.code not in {"H4m", "H4f"} and form.deaths == sound.deaths:
            continue
        assert len(_errors_naming(item, form)) == 1, item.code
        looked_at += 1
    assert looked_at > 5


@pytest.mark.parametrize(("base", "changes"), _FORMS)
def test_an_asked_item_that_is_no_answer_is_an_error_of_one_rule(base: str, changes: Changes):
    sound = parse_form(sound_form(base, changes))
    for item, form in _changed(sound, _NO_ANSWER):
        if item.kind is Kind.TEXT:
            assert _errors_naming(item, form) == set(), item.code
        else:
            assert len(_errors_naming(item, form)) == 1, item.code
