from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.population.calibration import LEVELS, calibration
from domain.population.schooling import Schooling, fitted_levels

SCHOOLING = Schooling(calibration("50"))


@pytest.mark.parametrize("province", ["50", "37"])
@pytest.mark.parametrize("sex", [1, 2])
def test_levels_add_up_to_the_published_persons(province, sex):
    published = calibration(province)
    fitted = fitted_levels(published, sex)
    for level in LEVELS:
        persons = sum(row[level] for row in fitted.values())
        assert persons == pytest.approx(published.education[sex, level], rel=2e-3)


@pytest.mark.parametrize("sex", [1, 2])
def test_bands_keep_their_share_of_the_population(sex):
    published = calibration("37")
    fitted = fitted_levels(published, sex)
    everyone = sum(n for (age, s), n in published.pyramid.items() if s == sex and age >= 3)
    total = sum(map(sum, (row.values() for row in fitted.values())))
    for (first, last), row in fitted.items():
        band = sum(published.pyramid[age, sex] for age in range(first, last + 1))
        assert sum(row.values()) / total == pytest.approx(band / everyone, rel=1e-6)


LEAST_AGES = {3: 6, 4: 11, 5: 14, 6: 17, 7: 17, 8: 20, 9: 22}


@given(age=st.integers(0, 105), sex=st.sampled_from([1, 2]), seed=st.integers())
def test_education_and_literacy_fit_the_age(age, sex, seed):
    rng = Random(seed)
    education = SCHOOLING.education(age, sex, rng)
    literacy = SCHOOLING.literacy(age, education, rng)
    assert (education is None) == (age < 3)
    assert (literacy is None) == (age < 15)
    if education is not None:
        assert age >= LEAST_AGES.get(education, 3)
        assert not (education <= 2 and 8 <= age <= 17)
        assert not (education >= 3 and literacy == 2)
