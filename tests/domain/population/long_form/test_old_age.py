import pytest

from domain.population.long_form.old_age import health
from tests.domain.population.long_form.made import long_of, person, persons

OLD = {"D11": 3}


def arrangement(*records, index=0, **changes):
    return long_of(*records, **changes).form["persons"][index]["C28"]


def test_health_and_arrangement_are_asked_from_sixty_on():
    for p in persons():
        assert ("C28" in p) == ("C29" in p) == (p["D5"] <= "1960-10")


def test_the_old_are_less_healthy_than_the_younger():
    shares = health().shares
    assert shares[60][0] > shares[70][0] > shares[85][0]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((), 5),
        ((person(1, "1950-02", 2, **OLD),), 2),
        ((person(2, "1975-02"),), 3),
        ((person(1, "1950-02", 2, **OLD), person(2, "1975-02")), 1),
        ((person(8, "1952-02"),), 7),
    ],
)
def test_the_arrangement_follows_from_who_lives_here(others, expected):
    assert arrangement(person(0, "1948-02", **OLD), *others) == expected


def test_parents_live_with_their_child_the_head():
    records = (person(0, "1975-02"), person(3, "1948-02", 2, **OLD))
    assert arrangement(*records, index=1) == 3


def test_a_spouse_who_lives_elsewhere_does_not_count():
    away = person(1, "1950-02", 2, D7=4, D9=4, D10=0, **OLD)
    assert arrangement(person(0, "1948-02", **OLD), away) == 5


def test_the_old_of_a_home_live_in_an_institution():
    assert arrangement(person(0, "1940-02", **OLD), household_type=2, H5=2) == 6
