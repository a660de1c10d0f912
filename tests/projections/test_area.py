import pytest

from domain.refusal import UnknownArea
from projections.area import area_end, area_name, area_of


def test_without_an_area_the_county_is_meant() -> None:
    assert area_of("500112", None) == "500112"


@pytest.mark.parametrize("area", ["500112", "500112011", "500112011001", "500112011001003"])
def test_a_code_within_the_county_is_an_area(area: str) -> None:
    assert area_of("500112", area) == area


@pytest.mark.parametrize("area", ["500113", "5001120", "500112０11", "500112011001003x"])
def test_any_other_text_is_refused(area: str) -> None:
    with pytest.raises(UnknownArea):
        area_of("500112", area)


def test_the_end_of_an_area_is_the_highest_code_in_it() -> None:
    assert area_end("500112011") == "500112011999999"
    assert area_end("500112011001003") == "500112011001003"


def test_an_area_is_called_by_its_name_and_a_block_by_its_number_too() -> None:
    assert area_name("500112") == "渝北区"
    assert area_name("500112011").startswith("龙溪")
    assert area_name("500112011001003") == f"{area_name('500112011001')} 003"


def test_an_area_that_our_lists_do_not_know_is_called_by_its_code() -> None:
    assert area_name("999999001") == "999999001"
