"""A book of one household that was registered, submitted and approved."""

from __future__ import annotations

from collections.abc import Callable

from domain.status import Level
from tests.projections.answers import person
from tests.projections.written_book import WrittenBook

NewBook = Callable[[], WrittenBook]


def small_book(new_book: NewBook) -> WrittenBook:
    book = new_book()
    household_id = book.list_household(book.delineate(1, 1, 1, "111"))
    book.register(household_id, [person(), person(D2=1, D4=2)])
    book.submit(household_id)
    book.approve(household_id, Level.SUPERVISOR)
    return book
