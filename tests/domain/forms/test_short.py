from domain.forms import FORMS, SHORT_FORM


def test_the_short_form_has_seven_household_and_twelve_person_items():
    assert list(dict.fromkeys(item.of for item in SHORT_FORM.household_items)) == [
        f"H{number}" for number in range(1, 8)
    ]
    assert list(dict.fromkeys(item.of for item in SHORT_FORM.person_items)) == [
        f"D{number}" for number in range(1, 13)
    ]


def test_it_is_the_short_form_in_force():
    assert FORMS["short"] is SHORT_FORM
