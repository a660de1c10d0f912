import pytest

from domain.population.calibration import LEVELS, UnknownProvince, age_group, calibration


@pytest.mark.parametrize(
    ("province", "population", "men"),
    [("50", 32_054_159, 16_202_133), ("37", 101_527_453, 51_432_931)],
)
def test_the_pyramid_adds_up_to_the_published_population(province, population, men):
    pyramid = calibration(province).pyramid
    assert sum(pyramid.values()) == pytest.approx(population)
    assert sum(n for (_, sex), n in pyramid.items() if sex == 1) == pytest.approx(men)


def test_an_age_group_keeps_its_published_number():
    pyramid = calibration("50").pyramid
    assert sum(pyramid[age, 1] for age in range(30, 35)) == pytest.approx(1_231_145)
    assert pyramid[0, 2] == pytest.approx(115_143)
    assert pyramid[100, 2] == pytest.approx(1_596)


@pytest.mark.parametrize(
    ("age", "group"),
    [(0, "0"), (1, "1-4"), (4, "1-4"), (5, "5-9"), (99, "95-99"), (100, "100+"), (107, "100+")],
)
def test_ages_fall_into_the_published_groups(age, group):
    assert age_group(age) == group


def test_household_sizes_add_up_to_the_family_households():
    published = calibration("50")
    assert sum(published.household_size.values()) == published.figures["family_households"]
    assert published.largest_family_size == pytest.approx(11.75, abs=0.01)


def test_shares_follow_from_the_published_totals():
    published = calibration("37")
    assert published.separated_share == pytest.approx(0.3490, abs=5e-5)
    assert published.collective_size == pytest.approx(4.17, abs=5e-3)
    assert published.separated_in_province == pytest.approx(1 - 0.2533, abs=5e-5)
    assert published.deaths_per_resident == pytest.approx(633_421 / 101_527_453)


def test_education_is_published_for_both_sexes_and_every_level():
    education = calibration("50").education
    assert set(education) == {(sex, level) for sex in (1, 2) for level in LEVELS}


def test_a_province_without_figures_is_refused():
    with pytest.raises(UnknownProvince) as refusal:
        calibration("99")
    assert refusal.value.code == "unknown-province"
