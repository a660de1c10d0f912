from domain.codes import code_list
from domain.forms import DEATH_IDENTIFIER_ITEMS, FORMS, IDENTIFIER_ITEMS, SHORT_FORM, Kind
from domain.forms.short import FORM_CODES

ITEMS = (*SHORT_FORM.household_items, *SHORT_FORM.person_items, *SHORT_FORM.death_items)


def test_the_short_form_has_seven_household_and_twelve_person_items():
    assert list(dict.fromkeys(item.of for item in SHORT_FORM.household_items)) == [
        f"H{number}" for number in range(1, 8)
    ]
    assert list(dict.fromkeys(item.of for item in SHORT_FORM.person_items)) == [
        f"D{number}" for number in range(1, 13)
    ]


def test_names_and_id_numbers_are_the_identifiers():
    assert {"D1", "D3"} == IDENTIFIER_ITEMS
    assert {"name", "id"} == DEATH_IDENTIFIER_ITEMS


def test_item_codes_stand_once_in_each_part():
    for part in (SHORT_FORM.household_items, SHORT_FORM.person_items, SHORT_FORM.death_items):
        codes = [item.code for item in part]
        assert len(codes) == len(set(codes))


def test_a_coded_item_names_a_code_list_and_no_other_item_does():
    for item in ITEMS:
        assert (item.codes is not None) == (item.kind is Kind.CODE)
        if item.codes is not None:
            assert len(code_list(item.codes)) > 1


def test_every_item_is_worded_in_both_languages():
    for item in ITEMS:
        assert all((item.name_zh, item.name_en, item.asked_zh, item.asked_en))


def test_the_open_forms_are_forms_of_the_census():
    assert set(FORMS) <= FORM_CODES
    assert FORMS["short"] is SHORT_FORM
