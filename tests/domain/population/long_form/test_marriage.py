from collections import Counter

import pytest

from domain.population.calibration import calibration, table
from domain.population.long_form.marriage import STATUSES, status_shares
from tests.domain.population.long_form.made import long_of, person, persons


@pytest.mark.parametrize(("sex", "name"), [(1, "male"), (2, "female")])
def test_the_shares_of_all_ages_come_to_the_published_totals(sex, name):
    row = next(row for row in table("marital_totals") if row["sex"] == name)
    published = [int(row[status]) for status in STATUSES]
    pyramid = calibration("00").pyramid
    made = Counter()
    for (age, of_sex), shares in status_shares().items():
        if of_sex == sex:
            for code, share in shares.items():
                made[code] += share * pyramid[age, sex]
    for code, number in enumerate(published, start=1):
        assert made[code] / made.total() == pytest.approx(number / sum(published), rel=1e-3)


def test_a_couple_is_married_since_the_same_month():
    long = long_of(person(0, "1980-05"), person(1, "1982-03", 2))
    husband, wife = long.form["persons"]
    assert husband["C24"] == wife["C24"] == 2
    assert husband["C25"] == wife["C25"]


def test_a_couple_married_before_their_eldest_child_was_born():
    for seed in range(30):
        long = long_of(
            person(0, "1980-05"), person(1, "1980-03", 2), person(2, "2006-01", D11=4), seed=seed
        )
        assert long.form["persons"][0]["C25"] < "2006-01"


def test_marriage_is_asked_from_fifteen_on():
    assert all(("C24" in p) == (p["D5"] <= "2005-10") for p in persons())


def test_the_never_married_have_no_month_of_marriage_and_the_others_have_one():
    for p in persons():
        assert ("C25" in p) == (p.get("C24") in {2, 3, 4})


def test_nobody_marries_before_eighteen_or_after_the_census():
    for p in persons():
        if "C25" in p:
            years = int(p["C25"][:4]) - int(p["D5"][:4]) - (p["C25"][5:] < p["D5"][5:])
            assert years >= 18 or p["D10"] == 5
            assert p["C25"] <= "2020-10"


def test_who_left_for_marriage_was_married():
    left = [p for p in persons() if p["D10"] == 5]
    assert left
    assert all(p["C24"] != 1 for p in left)
