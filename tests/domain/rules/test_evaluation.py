"""Running all rules: order, forms, wording, clean households, and any junk at all."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.census import CENSUS_2020
from domain.forms import Answers, BlockContext, HouseholdForm, Item, parse_form
from domain.rules import RULES, Finding, Severity, check
from domain.rules.sound_form import BASES, sound_form
from tests.domain.rules.synthetic import (
    OTHER_COUNTY,
    all_dead,
    dead_man,
    form,
    person,
    usual_education,
    verdict,
)

CLEAN = form(person(0), person(1, "1982-03", 2), person(2, "2008-07", 2))


def test_a_clean_household_has_no_findings():
    assert check(CLEAN) == ()


def test_a_finding_names_rule_severity_person_and_items():
    household = form(person(0), person(1, "1982-03", 2, D9=1, D10=0))
    assert check(household) == (Finding("P26", Severity.ERROR, 1, ("D9", "D10")),)


def test_a_finding_of_a_missing_item_names_that_item():
    (finding,) = check(form(person(0), H3m=None, H5=None))
    assert (finding.rule, finding.person, finding.items) == ("H43", None, ("H3m", "H5"))


def test_a_finding_is_worded_by_its_rule():
    (finding,) = check(form(person(0, D1=None)))
    assert (finding.message_zh, finding.message_en) == (RULES["P01"].zh, RULES["P01"].en)


def test_ranges_and_filters_come_first_then_persons_then_the_household():
    household = form(
        person(0, D1=None, D11=4, D12=2), person(1, "1982-03", 1, D6=None), H1=None, H2a=3
    )
    assert [(f.rule, f.person) for f in check(household)] == [
        ("P01", 0),
        ("P11", 1),
        ("H43", None),
        ("P47", 0),
        ("H04", 1),
        ("H20", None),
    ]


def test_every_person_at_fault_is_named():
    household = form(person(0), person(2, "1980-05"), person(2, "1979-05"))
    assert [f.person for f in check(household) if f.rule == "H07"] == [1, 2]


def test_rules_of_the_long_form_are_silent_on_a_short_one():
    single = {"C24": 1}
    couple = (person(0, **single), person(1, "1982-03", 2, **single))
    assert verdict(form(*couple)) == set()
    assert verdict(form(*couple, code="long")) == {"H05!"}


def test_a_line_of_the_dead_is_named_by_its_place():
    household = form(person(0), deaths=(dead_man(), dead_man(age=3)), H4m=2)
    assert check(household) == (
        Finding("S06", Severity.ERROR, None, ("birth", "death", "age"), line=1),
    )


def test_lines_of_the_dead_come_between_persons_and_the_household():
    household = form(person(0, D11=4, D12=2), deaths=(dead_man(age=3, sex=None),), H4m=0, H4f=1)
    assert [(f.rule, f.line) for f in check(household)] == [
        ("S03", 0),
        ("P47", None),
        ("S06", 0),
        ("H26", None),
    ]


def test_household_rules_are_not_asked_of_a_death_form():
    assert not {r.id for r in RULES.values() if "death" in r.forms and r.level == "household"}
    assert check(parse_form(sound_form("death", {"household": {"hh": "999"}}))) == ()


def test_a_context_that_is_given_replaces_the_one_of_the_form():
    listed = BlockContext(listed_households=frozenset({"001"}))
    unlisted = BlockContext(listed_households=frozenset({"002"}))
    household = replace(CLEAN, block_context=unlisted)
    assert verdict(household) == {"H38!"}
    assert verdict(household, listed) == set()


def test_the_dates_of_another_census_decide_its_findings():
    earlier = replace(CENSUS_2020, code="CN-2010", reference_month="2010-10")
    assert {f.rule for f in check(form(person(0, "2015-05")), earlier)} == {"P04"}


def test_answers_written_as_texts_and_numbers_are_judged_once_parsed():
    address = "500112", "500112011", "500112011001", 1, 1, 1, 1
    keys = "county", "township", "district", "block", "building", "unit", "hh"
    counts = {"H2a": "1", "H2b": "0", "H3m": 0, "H3f": 0, "H4m": 0, "H4f": 0}
    dwelling = {"H1": "1", "H5": "1", "H6": "89", "H7": "3"}
    who = {"D1": "甲", "D2": "0", "D3": " 11010519491231002x", "D4": "2", "D5": "1949-12", "D6": 1}
    where = {"D7": "1", "D8": 1, "D9": "1", "D11": 3, "D12": 1}
    raw = {
        "form": "short",
        "household": dict(zip(keys, address, strict=True)) | counts | dwelling,
        "persons": [who | where],
    }
    assert check(parse_form(raw)) == ()


def test_a_household_of_the_dead_is_clean():
    assert check(all_dead()) == ()


@st.composite
def clean_households(draw: st.DrawFn) -> HouseholdForm:
    """A couple or a single person of 30-55 with children, some away, in a dwelling that fits."""
    head_age = draw(st.integers(30, 55))
    head_sex = draw(st.sampled_from([1, 2]))
    persons = [_resident(draw, 0, head_age, head_sex)]
    if draw(st.booleans()):
        age = head_age + draw(st.integers(-5, 5))
        persons.append(_resident(draw, 1, age, 3 - head_sex))
    for _ in range(draw(st.integers(0, 3))):
        age = draw(st.integers(0, head_age - 20))
        persons.append(_resident(draw, 2, age, draw(st.sampled_from([1, 2]))))
    if draw(st.booleans()):
        persons.append(_away(draw, head_age))
    deaths = (dead_man(),) if draw(st.booleans()) else ()
    living = sum(p["D7"] == 1 for p in persons)
    space = draw(st.integers(10 * living, 60 * living))
    rooms = draw(st.integers(max(1, -(-space // 100)), max(1, space // 8)))
    return form(*persons, deaths=deaths, H6=space, H7=min(rooms, 20))


def _resident(draw: st.DrawFn, relation: int, age: int, sex: int):
    place = draw(
        st.sampled_from(
            [
                {"D8": 1, "D9": 1},
                {"D8": 2, "D9": 1},
                {"D8": 5, "D9": None},
                {"D8": 3, "D9": 2, "D10": 2},
                {"D8": 4, "D9": 3, "D10": 9, "D8_county": OTHER_COUNTY},
            ]
        )
    )
    return person(relation, _birth(draw, age), sex, **place)


def _away(draw: st.DrawFn, head_age: int):
    age = draw(st.integers(max(18, head_age - 10), head_age + 10))
    place = draw(
        st.sampled_from(
            [
                {"D7": 2, "D9": 1},
                {"D7": 3, "D9": 1},
                {"D7": 4, "D9": 2, "D10": 0},
                {"D7": 5, "D9": 8, "D10": 0, "D7_county": OTHER_COUNTY},
                {"D7": 7, "D9": 6, "D10": 0},
            ]
        )
    )
    return person(8, _birth(draw, age), draw(st.sampled_from([1, 2])), **place)


def _birth(draw: st.DrawFn, age: int) -> str:
    month = draw(st.integers(1, 12))
    return f"{2020 - age - (month > 10)}-{month:02}"


@given(clean_households())
def test_valid_variations_of_a_clean_household_stay_clean(household):
    assert check(household) == ()


def test_the_usual_education_of_an_age_is_never_flagged():
    for age in range(3, 100):
        household = form(person(0, "1980-05"), person(9, f"{2020 - age}-05"))
        assert usual_education(age) is not None
        assert not {v for v in verdict(household) if v.startswith("P4")}


junk = st.none() | st.integers(-(10**17), 10**17) | st.integers(-1, 10) | st.text(max_size=20)
months = st.builds("{}-{:02}".format, st.integers(1895, 2021), st.integers(1, 12))


def _junk_answers(items: Iterable[Item]):
    codes = [item.code for item in items]
    return st.dictionaries(st.sampled_from(codes), junk | months) if codes else st.just({})


@st.composite
def any_forms(draw: st.DrawFn) -> HouseholdForm:
    """A sound form of any kind, with answers of any sort in place of some."""
    base = draw(st.sampled_from(sorted(BASES)))
    edition = CENSUS_2020.form(BASES[base].form)
    household = draw(_junk_answers(edition.household_items))
    sound = parse_form(sound_form(base, {}))
    added = st.lists(_junk_answers(edition.person_items), max_size=5)
    persons = draw(added) if edition.person_items else []
    deaths = draw(st.lists(_junk_answers(edition.death_items), max_size=3))
    number = draw(st.sampled_from(["001", "999", "000", "1000", "x", ""]))
    return replace(
        sound,
        address=replace(sound.address, number=number),
        answers=dict(sound.answers) | household,
        persons=_merged(sound.persons, persons),
        deaths=_merged(sound.deaths, deaths if edition.death_items else []),
    )


def _merged(sound: Sequence[Answers], changes: Sequence[Answers]) -> tuple[Answers, ...]:
    pairs = zip_longest(sound, changes, fillvalue={})
    return tuple(dict(own) | dict(changed) for own, changed in pairs)


@given(any_forms())
def test_any_answers_are_judged_without_an_exception(household):
    for finding in check(household):
        rule = RULES[finding.rule]
        assert finding.severity in rule.severities
        assert household.form in rule.forms
        assert finding.person is None or 0 <= finding.person < len(household.persons)
        assert finding.line is None or 0 <= finding.line < len(household.deaths)
        assert finding.person is None or finding.line is None
        # Household 999 may have anything filled in that it should not.
        assert finding.rule == "H27" or set(finding.items) <= set(rule.items)


@given(any_forms())
def test_a_warning_is_silent_where_the_error_of_its_pair_speaks(household):
    places = {(f.rule, f.severity, f.person) for f in check(household)}
    both = {"P05", "P88", "H07", "H12", "H13", "H15"}
    for rule, severity, place in places:
        if severity is Severity.ERROR and rule in both:
            # The rules on generations speak of the household's worst.
            others = {p for r, s, p in places if r == rule and s is Severity.WARNING}
            assert place not in others if rule.startswith("P") else not others
        if rule == "P44":
            assert ("P45", Severity.WARNING, place) not in places
        if rule == "H08":
            assert not any(other == "H09" for other, _, _ in places)


@pytest.mark.parametrize("item", ["D2", "D4", "D5", "D6", "D7", "D8"])
@pytest.mark.parametrize("value", [None, "x", -1, 99])
def test_an_unusable_person_item_is_spoken_of_by_exactly_one_rule_of_its_own(item, value):
    clean = form(person(0))
    household = replace(clean, persons=(dict(clean.persons[0]) | {item: value},))
    owners = {"D2": "P12", "D4": "P02", "D5": "P03", "D6": "P11", "D7": "P13", "D8": "P13"}
    assert verdict(household) == {owners[item] + "!"}
