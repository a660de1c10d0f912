from functools import cache

from domain.forms import parse_form
from domain.population import death_form, generate, lay_out
from domain.rules import check

HOUSEHOLDS = 2000


@cache
def forms():
    return [h.form for h in generate(lay_out("500112", None, HOUSEHOLDS), HOUSEHOLDS, seed=5)]


def test_a_death_form_carries_the_lines_of_the_household():
    with_dead = [form for form in forms() if form["deaths"]]
    assert with_dead
    for form in with_dead:
        found = death_form(form)
        assert found["form"] == "death"
        assert found["deaths"] == form["deaths"]
        assert found["household"]["hh"] == form["household"]["hh"]
        assert "H1" not in found["household"]


def test_nobody_died_no_form():
    assert all(death_form(form) is None for form in forms() if not form["deaths"])


def test_a_death_form_draws_no_finding():
    for form in filter(None, map(death_form, forms())):
        assert not check(parse_form(form))


def test_lines_of_a_death_form_are_its_own():
    form = next(form for form in forms() if form["deaths"])
    death_form(form)["deaths"][0]["age"] = -1
    assert form["deaths"][0]["age"] >= 0


def test_names_of_death_forms_are_unique_beside_the_others():
    names = [form["id"] for form in forms()]
    names += [form["id"] for form in filter(None, map(death_form, forms()))]
    assert len(names) == len(set(names))
