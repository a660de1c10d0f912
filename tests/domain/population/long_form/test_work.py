from domain.population.calibration import table
from tests.domain.population.long_form.made import long_of, person, persons


def test_work_is_asked_from_fifteen_on():
    for p in persons():
        grown_up = p["D5"] <= "2005-10"
        assert ("C18" in p) == ("C23" in p) == grown_up


def test_hours_are_those_of_people_who_worked():
    for p in persons():
        assert ("C18_hours" in p) == (p.get("C18") == 1)
    hours = [p["C18_hours"] for p in persons() if "C18_hours" in p]
    assert all(1 <= h <= 98 for h in hours)
    assert 38 < sum(hours) / len(hours) < 48


def test_a_reason_is_given_by_those_without_work():
    for p in persons():
        assert ("C22" in p) == (p.get("C18") == 3)


def test_who_left_for_work_mostly_works():
    worker = person(0, "1985-03", D8=3, D9=4, D10=0)
    at_work = [
        long_of(worker, seed=seed).form["persons"][0]["C18"] in {1, 2} for seed in range(200)
    ]
    assert sum(at_work) > 180


def test_pupils_and_the_very_old_do_not_work():
    for birth, level in (("2005-05", 4), ("1935-05", 3)):
        for seed in range(30):
            (p,) = long_of(person(0, birth, D11=level), seed=seed).form["persons"]
            assert p["C18"] == 3


def test_texts_name_a_unit_and_its_business_and_each_has_its_codes():
    assert all(row["text"].count("；") == 1 for row in table("units"))
    assert len({row["text"] for row in table("units")}) == len(table("units"))
    sections = {row["section"] for row in table("industry")}
    assert {row["section"] for row in table("units")} == sections
    assert {row["section"] for row in table("jobs")} == sections
