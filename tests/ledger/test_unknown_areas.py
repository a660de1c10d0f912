"""Nothing is planned, set or asked of an area that there is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.commands import Command, CrossCheck, PublishBulletin
from domain.refusal import UnknownArea
from ledger.application import BookApplication
from tests.ledger.books import BLOCK, BOOK, act
from tests.ledger.office_acts import inspection, pay_scheme, task

TOWNSHIP, UNDRAWN = BOOK + "999", BLOCK[:12] + "999"
"""No list of divisions has the one, and the other was never drawn."""


@pytest.mark.parametrize("area", [TOWNSHIP, UNDRAWN])
@pytest.mark.parametrize(
    "command",
    [
        pay_scheme(),
        task(),
        inspection(),
        PublishBulletin(number="TB-9", area=BOOK, position=3, sha256="b" * 64),
        CrossCheck(area=BOOK, as_of=0, findings=(), open_doubts=()),
    ],
    ids=lambda command: type(command).__name__,
)
def test_an_act_on_an_area_that_there_is_not_is_refused(
    book: BookApplication, command: Command, area: str
) -> None:
    size = book.head().size
    with pytest.raises(UnknownArea):
        act(book, "county-1", replace(command, area=area))  # type: ignore[call-arg]  # each has one
    assert book.head().size == size
