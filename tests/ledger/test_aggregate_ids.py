"""Ids in the public log tell nothing of the block or the account that they stand for."""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, UUID, uuid5

import psycopg

from ledger.aggregate_ids import AggregateIds
from ledger.application import BookApplication
from ledger.database import Database
from ledger.vault import Vault
from tests.ledger.books import BLOCK, BOOK, OTHER_BLOCK, STAFF


def test_a_name_has_one_id_in_all_processes_and_another_in_another_book(
    database: Database,
) -> None:
    found: list[tuple[UUID, UUID, UUID]] = []
    for book in (BOOK, BOOK, "370871"):
        vault = Vault(book, database)
        ids = AggregateIds(vault)
        found.append((ids.book(), ids.block(BLOCK), ids.post("auditor")))
        vault.close()
    assert found[0] == found[1]
    assert not set(found[0]) & set(found[2])
    assert len({*found[0], *found[2]}) == 6


def test_no_id_in_the_log_can_be_worked_out_from_codes_and_accounts(
    book: BookApplication, database: Database
) -> None:
    roster = book.roster()
    with psycopg.connect(database.url) as owner:
        shown = {
            UUID(json.loads(entry)["id"])
            for (entry,) in owner.execute("SELECT entry FROM ledger.entry").fetchall()
        }
    assert {roster.block(BLOCK).id, roster.block(OTHER_BLOCK).id} <= shown
    namespaces = [NAMESPACE_URL, uuid5(NAMESPACE_URL, "urn:census-ledger")]
    names = [
        f"{start}{name}"
        for name in (BLOCK, OTHER_BLOCK, *(account for account, _, _ in STAFF))
        for start in ("", "block/", "post/", f"{BOOK}/block/", f"{BOOK}/post/")
    ]
    guessed = {uuid5(namespace, name) for namespace in namespaces for name in names}
    assert not guessed & shown
    assert all(i.version == 4 for i in shown - {AggregateIds(book._vault).book()})
