from domain.forms import LONG_FORM, SHORT_FORM


def test_the_long_form_has_nineteen_household_and_twenty_nine_person_items():
    assert list(dict.fromkeys(item.of for item in LONG_FORM.household_items)) == [
        f"H{number}" for number in range(1, 20)
    ]
    assert list(dict.fromkeys(item.of for item in LONG_FORM.person_items)) == [
        f"C{number}" for number in range(1, 30)
    ]


def test_what_the_short_form_asks_too_keeps_its_code():
    codes = {item.of: item.code for item in LONG_FORM.person_items if item.code == item.code[:3]}
    assert {codes[f"C{number}"] for number in range(1, 11)} == {f"D{n}" for n in range(1, 11)}
    assert (codes["C15"], codes["C17"]) == ("D11", "D12")


def test_a_repeated_item_is_the_short_forms_but_for_its_number():
    short = {item.code: item for item in SHORT_FORM.person_items}
    for item in LONG_FORM.person_items:
        if item.code in short:
            assert (item.name_zh, item.kind, item.codes, item.skip) == (
                short[item.code].name_zh,
                short[item.code].kind,
                short[item.code].codes,
                short[item.code].skip,
            )
    assert short.keys() <= {item.code for item in LONG_FORM.person_items}


def test_texts_of_industry_and_occupation_are_sealed_and_their_codes_are_not():
    sealed = {item.code: item.sealed for item in LONG_FORM.person_items}
    assert sealed["C20_text"]
    assert sealed["C21_text"]
    assert not any(sealed[code] for code in ("C20_section", "C20_division", "C21_major"))
