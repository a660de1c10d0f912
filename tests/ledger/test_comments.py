"""Comments on items, sealed, settled once, and in the way of closing."""

from __future__ import annotations

from uuid import uuid4

import pytest

from domain.commands import MakeComment, RegisterHousehold, ResolveComment
from domain.comment import Comments
from domain.forms import parse_form
from domain.refusal import (
    CommentSettled,
    NotPermitted,
    UnknownComment,
    UnknownItem,
    UnknownPerson,
)
from ledger.acts.comments import comments_id
from ledger.application import BookApplication
from tests.domain.forms.examples import EXAMPLES
from tests.ledger.books import act, listed, registered

LINE = {"building": "0001", "unit": "0001", "hh": "001"}


def test_comment_is_made_and_settled(book: BookApplication) -> None:
    household_id = registered(book)
    person_id = book.household_record(household_id).household.person_ids[1]
    made = MakeComment(
        household_id=household_id, item="D11", person_id=person_id, text="毕业证写的是大专"
    )
    assert act(book, "community", made).result["comment"] == 1
    settled = ResolveComment(household_id=household_id, comment=1, text="已核对原件")
    act(book, "enumerator", settled)
    with pytest.raises(CommentSettled):
        act(book, "supervisor", settled)
    comments = Comments(comments_id(book.ids, household_id))
    comments.fold(r.event for r in book.events_of([comments.id], with_personal=True))
    [found] = comments.by_number.values()
    assert (found.item, found.person_id, found.account) == ("D11", person_id, "community")
    assert (found.text, found.resolution) == (made.text, settled.text)
    assert found.resolved_by == "enumerator"
    sealed = Comments(comments.id).fold(r.event for r in book.events_of([comments.id]))
    assert sealed.by_number[1].text == ""
    assert comments.unresolved == []


def test_comment_is_about_what_there_is(book: BookApplication) -> None:
    household_id = registered(book)
    with pytest.raises(UnknownPerson):
        act(
            book,
            "supervisor",
            MakeComment(household_id=household_id, item=None, person_id=uuid4(), text="?"),
        )
    with pytest.raises(UnknownItem):
        act(
            book,
            "supervisor",
            MakeComment(household_id=household_id, item="某甲", person_id=None, text="?"),
        )
    with pytest.raises(UnknownComment):
        act(book, "supervisor", ResolveComment(household_id=household_id, comment=1, text="x"))


def test_comment_may_be_about_a_foreigner(book: BookApplication) -> None:
    (household_id,) = listed(book)
    form = {**EXAMPLES["foreign"], "household": {**EXAMPLES["foreign"]["household"], **LINE}}
    act(book, "enumerator", RegisterHousehold(form=parse_form(form)))
    [foreigner] = book.household_record(household_id).household.foreign_ids
    made = MakeComment(household_id=household_id, item="R3", person_id=foreigner, text="请核对")
    assert act(book, "supervisor", made).result["comment"] == 1


@pytest.mark.parametrize("account", ["auditor", "operator"])
def test_who_only_reads_comments_on_nothing(book: BookApplication, account: str) -> None:
    household_id = registered(book)
    with pytest.raises(NotPermitted):
        act(
            book,
            account,
            MakeComment(household_id=household_id, item="H6", person_id=None, text="?"),
        )
