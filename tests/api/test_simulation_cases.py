"""The households of a simulation: what is planted in them, and what a return says of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.simulation.cases import Case, Fate, RawForm, cases
from api.simulation.fieldwork import looked_at_again
from api.simulation.review import REMARKS, remarks
from domain.population import SyntheticHousehold, generate, lay_out

SEED = 5


@pytest.fixture(scope="module")
def family() -> SyntheticHousehold:
    """A household with a dwelling and a few persons, nothing odd about it."""
    territory = lay_out("500112", None, 45)
    return next(
        made
        for made in generate(territory, 45, SEED)
        if len(made.form["persons"]) > 2
        and not made.expected_warnings
        and made.form["household"]["H6"]
    )


def with_other_space(form: RawForm, by: int) -> RawForm:
    """The form with another floor space."""
    household = form["household"]
    return {**form, "household": {**household, "H6": household["H6"] + by}}


def test_a_planted_mistake_is_doubted_and_the_sound_form_known(family: SyntheticHousehold) -> None:
    wrong = replace(family, form=with_other_space(family.form, 50), planted=("H30",))
    [case] = cases([wrong], [family], SEED)
    assert case.fate is Fate.DOUBTED
    assert case.sound == family.form


def test_what_stands_so_on_the_sound_form_too_is_no_mistake(family: SyntheticHousehold) -> None:
    [case] = cases([replace(family, planted=("H24",))], [family], SEED)
    assert case.fate is not Fate.DOUBTED
    assert case.sound is None


def test_a_return_names_the_items_that_a_second_visit_changes(family: SyntheticHousehold) -> None:
    wrong = with_other_space(family.form, 50)
    case = Case("500112011001001", "001", Fate.DOUBTED, wrong, sound=family.form)
    [remark] = remarks(case)
    assert (remark["item"], remark["person"], remark["reason"]) == ("H6", None, "rule-doubt")


def test_a_return_for_a_second_visit_asks_for_what_is_changed_then(
    family: SyntheticHousehold,
) -> None:
    case = Case("500112011001001", "001", Fate.REVISITED, family.form)
    [remark] = remarks(case)
    changed = looked_at_again(case)
    assert remark["item"] in {
        *changed.get("household", {}),
        *(item for answers in changed.get("persons", {}).values() for item in answers),
    }
    assert remark["reason"] == "revisit"


def test_a_return_has_a_few_remarks_at_most(family: SyntheticHousehold) -> None:
    fewer = {**family.form["persons"][0], **dict.fromkeys(("D6", "D8", "D9", "D11", "D12"))}
    wrong = {**family.form, "persons": [fewer, *family.form["persons"][1:]]}
    wrong = with_other_space(wrong, 50)
    case = Case("500112011001001", "001", Fate.DOUBTED, wrong, sound=family.form)
    assert len(remarks(case)) <= REMARKS


@pytest.mark.parametrize("kept", [True, False])
def test_a_form_is_let_go_once_it_is_settled_unless_it_is_kept(
    family: SyntheticHousehold, *, kept: bool
) -> None:
    wrong = with_other_space(family.form, 50)
    case = Case("500112011001001", "001", Fate.DOUBTED, wrong, sound=family.form, kept=kept)
    case.mended()
    assert case.form == (family.form if kept else {})
    assert case.fate is Fate.PLAIN
