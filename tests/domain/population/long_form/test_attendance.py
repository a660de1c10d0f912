import pytest

from tests.domain.population.long_form.made import long_of, person, persons


def test_completion_is_asked_of_those_who_went_to_primary_school_at_least():
    for p in persons():
        assert ("C16" in p) == (p["D11"] is not None and p["D11"] >= 3)


@pytest.mark.parametrize(
    ("birth", "level", "expected"), [("2010-03", 3, 1), ("2008-03", 4, 1), ("1960-03", 3, 2)]
)
def test_children_are_at_school_and_the_old_are_not(birth, level, expected):
    found = {
        long_of(person(0, "1980-01"), person(8, birth, D11=level), seed=seed).form["persons"][1][
            "C16"
        ]
        for seed in range(20)
    }
    assert (found == {1}) if expected == 1 else 1 not in found


def test_who_left_to_study_is_at_school():
    student = person(0, "2000-03", D8=3, D9=3, D10=1, D11=7)
    assert all(long_of(student, seed=seed).form["persons"][0]["C16"] == 1 for seed in range(20))
