from domain.population.address import address
from domain.population.territory import lay_out

BLOCK = lay_out("500112", None, 100).blocks[0]


def test_an_address_repeats_the_codes_of_the_block():
    found = address(BLOCK, 1, "001")
    assert found["district"] + found["block"] == BLOCK.code15
    assert found["district"].startswith(found["township"])
    assert found["township"].startswith(found["county"])


def test_each_place_has_a_dwelling_unit_of_its_own():
    units = {(a["building"], a["unit"]) for a in (address(BLOCK, n, "001") for n in range(1, 999))}
    assert len(units) == 998
