import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.codes import code_list
from domain.divisions import UnknownDivisionError, communities, townships
from domain.population.territory import UnplannableTerritory, is_village, lay_out


def test_yubei_takes_longxi_unless_told_otherwise():
    territory = lay_out("500112", None, 3000)
    assert [t.code for t in territory.townships] == ["500112011"]
    assert territory.name_zh == "渝北区"
    assert not territory.whole_county


def test_jining_takes_its_first_township_unless_told_otherwise():
    assert [t.code for t in lay_out("370871", None, 3000).townships] == ["370871001"]


def test_the_county_code_takes_every_township():
    territory = lay_out("370871", "370871", 30_000)
    assert [t.code for t in territory.townships] == [t.code for t in townships("370871")]
    assert territory.whole_county


def test_districts_are_the_real_communities_of_the_township():
    territory = lay_out("500112", "500112011", 3000)
    assert [d.code for d in territory.districts] == [c.code for c in communities("500112011")]
    assert [d.name_zh for d in territory.districts] == [c.name_zh for c in communities("500112011")]


def test_communities_differ_in_size():
    sizes = {
        sum(b.planned_households for b in d.blocks) for d in lay_out("500112", None, 3000).districts
    }
    assert max(sizes) > 1.5 * min(sizes)


@given(
    households=st.integers(1, 60_000), area=st.sampled_from(["500112011", "370871001", "370871"])
)
def test_every_household_has_a_place_in_exactly_one_block(households, area):
    territory = lay_out(area[:6], area, households)
    blocks = territory.blocks
    assert territory.households == sum(b.planned_households for b in blocks) == households
    assert len({block.code15 for block in blocks}) == len(blocks)
    assert all(1 <= block.planned_households <= 998 for block in blocks)
    assert all(block.code15.startswith(block.district) for block in blocks)
    assert [block.code15 for block in blocks] == sorted(block.code15 for block in blocks)
    assert all(block.urban_rural in code_list("urban_rural_class") for block in blocks)


def test_blocks_have_about_eighty_households():
    sizes = [block.planned_households for block in lay_out("500112", None, 30_000).blocks]
    assert 75 <= sum(sizes) / len(sizes) <= 85
    assert all(50 <= size <= 120 for size in sizes)


def test_block_numbers_begin_with_001_in_each_district():
    for district in lay_out("500112", None, 5000).districts:
        assert [b.number for b in district.blocks] == [
            f"{i:03d}" for i in range(1, len(district.blocks) + 1)
        ]


def test_villages_are_rural_and_residents_committees_urban():
    classes = {b.district[9:]: b.urban_rural for b in lay_out("370871", None, 3000).blocks}
    assert classes["001"] == "111"
    assert classes["201"] == "220"


def test_the_same_arguments_give_the_same_territory():
    assert lay_out("500112", None, 1234) == lay_out("500112", None, 1234)


@pytest.mark.parametrize("area", [("999999", None), ("500112", "500112999"), ("999999", "999999")])
def test_an_area_that_our_lists_do_not_know_is_refused(area):
    with pytest.raises(UnknownDivisionError):
        lay_out(*area, 100)


@pytest.mark.parametrize(
    ("county", "township", "households"),
    [
        ("500112", None, 0),
        ("500112", None, 20_000_000),
        ("110101", None, 100),
        ("500112", "370871001", 100),
    ],
)
def test_a_territory_that_cannot_be_is_refused(county, township, households):
    with pytest.raises(UnplannableTerritory) as refusal:
        lay_out(county, township, households)
    assert refusal.value.code == "unplannable-territory"
    assert " / " in str(refusal.value)


def test_a_village_is_known_by_its_number():
    assert is_village("370871001201")
    assert not is_village("370871001004")
