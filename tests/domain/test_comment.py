"""Comments are numbered from 1, settled once, and change nothing else."""

from __future__ import annotations

from uuid import uuid4

import pytest

from domain.comment import Comments
from domain.refusal import CommentSettled, UnknownComment
from tests.domain.records import by, registered

HOUSEHOLD = uuid4()


def commented(*items: str) -> Comments:
    comments = Comments(uuid4())
    for item in items:
        comments.make(by("supervisor"), HOUSEHOLD, item=item, person_id=None, text="请核对")
    return comments


def test_comments_are_numbered_in_turn() -> None:
    comments = commented("H5", "H6")
    assert [(n, c.item) for n, c in comments.by_number.items()] == [(1, "H5"), (2, "H6")]
    assert {event.subject_id for event in comments.collect_events()} == {HOUSEHOLD}


def test_comment_is_settled_once() -> None:
    comments = commented("H5", "H6")
    comments.resolve(by("enumerator"), HOUSEHOLD, 1, "已核实")
    assert [c.number for c in comments.unresolved] == [2]
    with pytest.raises(CommentSettled):
        comments.resolve(by("community"), HOUSEHOLD, 1, "再核实")


@pytest.mark.parametrize("number", [0, 3])
def test_comment_that_was_not_made_is_not_settled(number: int) -> None:
    with pytest.raises(UnknownComment):
        commented("H5", "H6").resolve(by("enumerator"), HOUSEHOLD, number, "?")


def test_event_of_another_kind_is_no_comment() -> None:
    record = registered()
    record.collect_events()
    record.withdraw(by("supervisor"), None)
    [event] = record.collect_events()
    with pytest.raises(TypeError):
        Comments(uuid4()).apply(event)
