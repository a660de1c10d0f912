import pytest

from domain.codes import Label, UnknownCodeListError, code_list


def test_a_list_of_single_digits_takes_numbers_and_texts_to_numbers():
    sex = code_list("sex")
    assert [sex.canonical(code) for code in (1, "1", "2")] == [1, 1, 2]
    assert sex.answers == {1, 2}
    assert sex.width == 1


def test_a_list_of_wider_codes_takes_numbers_and_texts_to_padded_text():
    ethnicity = code_list("ethnicity")
    assert [ethnicity.canonical(code) for code in (1, "1", "01", 97)] == ["01", "01", "01", "97"]
    assert ethnicity.width == 2


def test_letters_are_codes_as_they_are():
    assert code_list("industry_section").canonical("A") == "A"
    assert code_list("industry_section").canonical(1) == 1


def test_a_value_out_of_code_comes_back_as_it_is():
    assert code_list("sex").canonical(3) == 3
    assert code_list("sex").canonical("男") == "男"
    assert code_list("ethnicity").canonical(57) == 57


def test_codes_and_answers_are_in_the_list_and_others_are_not():
    assert "1" in code_list("sex")
    assert 1 in code_list("sex")
    assert 3 not in code_list("sex")
    assert "01" in code_list("ethnicity")
    assert 1 not in code_list("ethnicity")


def test_a_code_and_an_answer_have_the_same_label():
    assert code_list("sex")["2"] == Label("女", "Female")
    assert code_list("sex").label(2) == Label("女", "Female")


def test_a_list_is_read_once():
    assert code_list("sex") is code_list("sex")


def test_codes_come_in_the_order_of_the_list():
    assert list(code_list("relationship")) == [str(code) for code in range(10)]
    assert len(code_list("ethnicity")) == 58


@pytest.mark.parametrize("name", ["shoe_size", "../codes/sex", ""])
def test_an_unknown_list_is_refused_by_name(name):
    with pytest.raises(UnknownCodeListError, match="code list"):
        code_list(name)


def test_every_label_is_given_in_both_languages():
    for name in ("sex", "education", "ethnicity", "residence_at_reference_time", "marital_status"):
        assert all(label.zh and label.en for label in code_list(name).values())


@pytest.mark.parametrize("spelling", ["CHE", "che", "CH", "瑞士", "switzerland"])
def test_a_country_may_be_written_by_either_code_or_its_name(spelling):
    assert code_list("country").canonical(spelling) == "CHE"


def test_other_lists_are_not_written_by_their_labels():
    assert code_list("sex").canonical("女") == "女"


def test_nobody_of_china_is_of_another_country():
    assert not {"CHN", "HKG", "MAC", "TWN"} & set(code_list("country"))


def test_the_divisions_of_industry_stand_under_their_sections():
    sections, divisions = code_list("industry_section"), code_list("industry_division")
    assert list(divisions) == [f"{number:02d}" for number in range(1, 98)]
    for label in divisions.values():
        section = label.zh[0]
        assert label.zh.startswith(f"{section} {sections[section].zh}：")
        assert label.en.startswith(f"{section} {sections[section].en}:")
