"""Changes of answers: what a revision changes, and the answers once it has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.events import Change, answers_after, answers_changed
from domain.forms import Answer

_GIVEN = st.integers(0, 9) | st.sampled_from(["01", "2020-01"])
_ITEMS = st.sampled_from(["H1", "H6", "D5", "D11"])
_ANSWERS = st.dictionaries(_ITEMS, _GIVEN)
_REVISED = st.dictionaries(_ITEMS, st.none() | _GIVEN)


@given(_ANSWERS, _REVISED)
def test_changes_lead_to_what_was_asked_for(
    before: dict[str, Answer], revised: dict[str, Answer]
) -> None:
    wanted = {item: answer for item, answer in (before | revised).items() if answer is not None}
    changes = answers_changed(before, revised)
    assert answers_after(before, changes) == wanted
    assert all(change.before != change.after for change in changes)
    assert answers_changed(wanted, revised) == ()


def test_emptied_item_is_left_out_and_others_stay() -> None:
    changes = answers_changed({"H6": 89, "H7": 3}, {"H6": None, "H7": 3})
    assert changes == (Change(item="H6", before=89, after=None),)
    assert answers_after({"H6": 89, "H7": 3}, changes) == {"H7": 3}
