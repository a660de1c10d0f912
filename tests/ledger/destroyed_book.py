"""What is left of a book whose keys were destroyed, as the tests look at it."""

from __future__ import annotations

from uuid import UUID

import psycopg

from ledger.application import BookApplication
from ledger.database import Database


def name_of_head(book: BookApplication, household_id: UUID) -> object:
    """What stands under D1 of the first person."""
    record = book.household_record(household_id)
    return record.persons[record.household.person_ids[0]].answers.get("D1")


def keys_in(database: Database) -> tuple[int, set[str], int]:
    """Data keys, purposes of the book's keys, and rows of the index, as the owner counts them."""
    with psycopg.connect(database.url) as owner:
        [(data_keys,)] = owner.execute("SELECT count(*) FROM vault.data_key").fetchall()
        purposes = owner.execute("SELECT purpose FROM vault.book_key").fetchall()
        [(rows,)] = owner.execute("SELECT count(*) FROM vault.person_index").fetchall()
    return data_keys, {purpose for (purpose,) in purposes}, rows
