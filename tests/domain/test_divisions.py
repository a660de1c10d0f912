import pytest

from domain.divisions import (
    UnknownDivisionError,
    communities,
    counties,
    division,
    is_gbt2260_county,
    prefectures,
    townships,
)


@pytest.mark.parametrize(
    ("code", "name", "level", "parent"),
    [
        ("50", "重庆市", "province", None),
        ("370800", "济宁市", "prefecture", "37"),
        ("500112", "渝北区", "county", "500100"),
        ("370871", "济宁高新技术产业开发区", "county", "370800"),
        ("500112011", "龙溪街道", "township", "500112"),
        ("500112011001", "松树桥社区居民委员会", "community", "500112011"),
    ],
)
def test_a_division_has_name_level_and_parent(code, name, level, parent):
    found = division(code)
    assert (found.name_zh, found.level, found.parent) == (name, level, parent)


def test_a_county_has_its_years_of_validity():
    assert (division("500112").valid_from, division("500112").valid_to) == (1997, 2025)
    assert division("500112011").valid_from is None


@pytest.mark.parametrize("code", ["", "99", "500199", "500112999", "5001120110", "渝北区"])
def test_an_unknown_division_is_refused(code):
    with pytest.raises(UnknownDivisionError):
        division(code)


def test_a_county_is_divided_into_townships_and_these_into_communities():
    parts = [c for t in townships("500112") for c in communities(t.code)]
    assert len(townships("500112")) == 30
    assert len(townships("370871")) == 5
    assert len(communities("500112011")) == 14
    assert all(part.code.startswith(str(part.parent)) for part in parts)
    assert [part.code for part in parts] == sorted(part.code for part in parts)


def test_a_county_without_a_list_of_ours_has_no_known_parts():
    assert townships("110101") == ()
    assert communities("110101001") == ()


@pytest.mark.parametrize("code", ["500112", "370811", "110103", "512221", "500100"])
def test_codes_in_force_and_abolished_ones_were_codes(code):
    assert is_gbt2260_county(code)


@pytest.mark.parametrize("code", ["370871", "500199", "990101", "abcdef", "5001", ""])
def test_statistical_and_invented_codes_were_never_codes(code):
    assert not is_gbt2260_county(code)


@pytest.mark.parametrize("code", ["710000", "810101", "830000"])
def test_provinces_whose_counties_are_unknown_are_not_judged(code):
    assert is_gbt2260_county(code)


def test_an_address_may_name_counties_undivided_cities_and_statistical_counties():
    assert {"500112", "370871", "441900", "620200"} <= counties()
    assert not {"500199", "370800", "110103"} & counties()


def test_an_address_may_name_prefectures_and_what_stands_for_counties_directly_below():
    assert {"130100", "500100", "500200", "469000"} <= prefectures()
    assert not {"500000", "500112", "500300"} & prefectures()
