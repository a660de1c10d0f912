"""The vault: lasting keys of subjects and of the book, and their end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from ledger.application import BookApplication
from ledger.database import Database
from ledger.errors import KeyMissing, KeyNotCommitted, SealBroken, SecretsDoNotFit
from ledger.schema import migrate
from ledger.suite import SM4_GCM
from ledger.vault import FINGERPRINT, ID_INDEX, Vault
from ledger.wrapping import Wrapped
from ledger.wrapping.key_file import KeyFile
from tests.ledger.books import opened, registered

BOOK = "500112"


def owned(database: Database, statement: str, *values: object) -> list[tuple[object, ...]]:
    """What the database's owner does behind the vault's back."""
    with psycopg.connect(database.url) as owner:
        cursor = owner.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture
def foreign(database: Database, tmp_path: Path) -> Database:
    """The same database with another installation's wrapping keys."""
    return replace(database, wrapping_keys=KeyFile.load_or_create(tmp_path / "foreign.json"))


def test_each_subject_has_its_own_lasting_key(database: Database) -> None:
    one, other = uuid4(), uuid4()
    vault = Vault(BOOK, database)
    vault.create([one, other])
    first = vault.key(one)
    assert len(first) == 32
    assert first != vault.key(other)
    vault.create([one])
    vault.close()
    again = Vault(BOOK, database)
    assert again.key(one) == first
    assert set(again.subjects()) == {one, other}
    with pytest.raises(KeyMissing):
        again.key(uuid4())
    again.close()


def test_books_do_not_share_keys(database: Database) -> None:
    subject = uuid4()
    vault, other = Vault(BOOK, database), Vault("500113", database)
    vault.create([subject])
    with pytest.raises(KeyMissing):
        other.key(subject)
    assert vault.book_key(ID_INDEX) != other.book_key(ID_INDEX)
    other.destroy([subject])
    assert vault.subjects() == [subject]
    vault.close()
    other.close()


def test_keys_do_not_unwrap_under_another_installations_secrets(
    database: Database, foreign: Database
) -> None:
    subject, other_subject = uuid4(), uuid4()
    vault = Vault(BOOK, database)
    vault.create([subject])
    vault.book_key(FINGERPRINT)
    vault.close()
    other = Vault(BOOK, foreign)
    other.create([other_subject])
    other.load([subject, other_subject])
    assert len(other.key(other_subject)) == 32
    with pytest.raises(SealBroken):
        other.key(subject)
    with pytest.raises(SealBroken):
        other.book_key(FINGERPRINT)
    other.close()


def test_another_installations_secrets_change_nothing(
    database: Database, foreign: Database
) -> None:
    before = owned(database, "SELECT generation, wrapped FROM vault.key_check")
    with pytest.raises(SecretsDoNotFit):
        migrate(foreign)
    assert owned(database, "SELECT generation, wrapped FROM vault.key_check") == before
    migrate(database)


def test_book_key_is_made_once_by_whoever_asks_first(database: Database) -> None:
    vaults = [Vault(BOOK, database) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        keys = list(pool.map(lambda vault: vault.book_key(FINGERPRINT), vaults))
    assert len(set(keys)) == 1
    assert len(keys[0]) == 32
    assert vaults[0].book_key(ID_INDEX) != keys[0]
    for vault in vaults:
        vault.close()


def test_destroyed_key_is_gone_from_memory_and_from_the_vault(database: Database) -> None:
    kept, lost = uuid4(), uuid4()
    vault = Vault(BOOK, database)
    vault.create([kept, lost])
    vault.load([kept, lost])
    assert vault.destroy([lost, uuid4()]) == 1
    assert vault.destroy([lost]) == 0
    with pytest.raises(KeyMissing):
        vault.key(lost)
    assert len(vault.key(kept)) == 32
    assert vault.subjects() == [kept]
    vault.close()


def test_key_that_another_process_destroyed_is_forgotten(database: Database) -> None:
    subject = uuid4()
    vault, other = Vault(BOOK, database), Vault(BOOK, database)
    vault.create([subject])
    vault.key(subject)
    assert other.destroy([subject]) == 1
    assert vault.destroy([subject]) == 0
    with pytest.raises(KeyMissing):
        vault.key(subject)
    vault.close()
    other.close()


def test_key_that_a_backup_brought_back_stays_forgotten(database: Database) -> None:
    subject = uuid4()
    vault = Vault(BOOK, database)
    vault.create([subject])
    (row,) = owned(database, "SELECT * FROM vault.data_key")
    vault.destroy([subject])
    owned(database, "INSERT INTO vault.data_key VALUES (%s, %s, %s, %s, %s)", *row)
    with pytest.raises(KeyMissing):
        vault.key(subject)
    vault.close()


def test_destroyed_book_key_takes_the_index_along(database: Database) -> None:
    vault = Vault(BOOK, database)
    household = uuid4()
    vault.create([household])
    vault.index_persons([("500112198506151232", uuid4(), household)])
    assert len(vault.find_person("500112198506151232")) == 1
    fingerprint = vault.book_key(FINGERPRINT)
    assert vault.destroy_book_keys([ID_INDEX]) == 1
    assert vault.destroy_book_keys([ID_INDEX]) == 0
    assert vault.find_person("500112198506151232") == []
    assert owned(database, "SELECT count(*) FROM vault.person_index") == [(0,)]
    assert vault.book_key(FINGERPRINT) == fingerprint
    vault.close()


def test_book_key_that_is_destroyed_while_it_is_read_is_forgotten(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, destroyer = Vault(BOOK, database), Vault(BOOK, database)
    destroyer.book_key(ID_INDEX)
    unwrap = KeyFile.unwrap

    def unwrap_late(keys: KeyFile, wrapped: Wrapped) -> bytes:
        vault.destroy_book_keys([ID_INDEX])
        return unwrap(keys, wrapped)

    with monkeypatch.context() as reading:
        reading.setattr(KeyFile, "unwrap", unwrap_late)
        vault.find_person("50011219860715124X")
    assert vault._book_keys == {}
    destroyed = destroyer.book_key(ID_INDEX)
    assert vault.book_key(ID_INDEX) != destroyed
    vault.close()
    destroyer.close()


def test_person_is_found_by_number_however_it_is_written(database: Database) -> None:
    person, household = uuid4(), uuid4()
    vault = Vault(BOOK, database)
    vault.create([household])
    vault.index_persons([("50011219860715124X", person, household)])
    vault.index_persons([("50011219860715124x", person, household)])
    for written in (
        "50011219860715124X",
        "５００１１２１９８６０７１５１２４ｘ",
        "500112860715124",
    ):
        assert vault.find_person(written) == [(person, household)]
    assert vault.find_person("500112198506151232") == []
    vault.close()


def test_person_is_found_after_the_suite_changed(database: Database) -> None:
    person, household = uuid4(), uuid4()
    vault = Vault(BOOK, database)
    vault.create([household])
    vault.index_persons([("50011219860715124X", person, household)])
    vault.close()
    other = Vault(BOOK, replace(database, suite=SM4_GCM))
    assert other.find_person("50011219860715124X") == [(person, household)]
    other.close()


def test_every_person_of_a_number_is_found(database: Database) -> None:
    found: list[tuple[UUID, UUID]] = [(uuid4(), uuid4()) for _ in range(3)]
    vault = Vault(BOOK, database)
    vault.create(household for _, household in found)
    vault.index_persons([("50011219860715124X", *places) for places in found])
    assert set(vault.find_person("50011219860715124X")) == set(found)
    vault.destroy([found[0][1]])
    assert set(vault.find_person("50011219860715124X")) == set(found[1:])
    vault.close()


def test_index_near_some_households_has_whoever_shares_a_number_with_them(
    database: Database,
) -> None:
    vault = Vault(BOOK, database)
    near, sharing, corrected, far = (uuid4() for _ in range(4))
    vault.create([near, sharing, corrected, far])
    shared, typed, right, other = "50011219860715124X", "5001121", "5001122", "5001123"
    rows = [
        (shared, uuid4(), near),
        (shared, uuid4(), sharing),
        (typed, uuid4(), near),
        (other, uuid4(), far),
    ]
    # Somebody elsewhere bore a number of theirs by mistake: what was put right is told too.
    mistaken = uuid4()
    rows += [(typed, mistaken, corrected), (right, mistaken, corrected)]
    vault.index_persons(rows)
    everything = vault.indexed_persons()
    assert len(everything) == len(rows)
    found = vault.indexed_persons([near])
    assert set(found) == {row for row in everything if row[2] != far}
    assert vault.indexed_persons([]) == []
    vault.close()


def test_person_of_a_destroyed_household_is_not_noted_again(database: Database) -> None:
    kept, lost = uuid4(), uuid4()
    vault = Vault(BOOK, database)
    vault.create([kept, lost])
    vault.destroy([lost])
    number = "50011219860715124X"
    vault.index_persons([(number, uuid4(), lost), (number, uuid4(), kept)])
    assert [household for _, household in vault.find_person(number)] == [kept]
    assert owned(database, "SELECT household_id FROM vault.person_index") == [(kept,)]
    vault.close()


def test_person_who_is_noted_while_the_key_is_destroyed_leaves_nothing(database: Database) -> None:
    person, household = uuid4(), uuid4()
    vault = Vault(BOOK, database)
    vault.create([household])
    vault.book_key(ID_INDEX)
    with ThreadPoolExecutor(1) as pool:
        with psycopg.connect(database.url) as owner:
            owner.execute("DELETE FROM vault.data_key WHERE subject_id = %s", (household,))
            late = pool.submit(vault.index_persons, [("50011219860715124X", person, household)])
            with pytest.raises(TimeoutError):
                late.result(timeout=0.3)
            owner.execute("DELETE FROM vault.person_index WHERE household_id = %s", (household,))
        late.result(timeout=10)
    assert owned(database, "SELECT count(*) FROM vault.person_index") == [(0,)]
    vault.close()


def test_looking_for_a_person_makes_no_key(database: Database) -> None:
    vault = Vault(BOOK, database)
    assert vault.find_person("50011219860715124X") == []
    assert owned(database, "SELECT count(*) FROM vault.book_key") == [(0,)]
    vault.close()


def test_index_holds_no_number(database: Database) -> None:
    number, household = "50011219860715124X", uuid4()
    vault = Vault(BOOK, database)
    vault.create([household])
    vault.index_persons([(number, uuid4(), household)])
    vault.close()
    (row,) = owned(database, "SELECT digest::text FROM vault.person_index")
    assert number.encode().hex() not in str(row[0])
    assert len(str(row[0])) == len("\\x") + 64


def test_key_put_in_the_place_of_another_opens_nothing(
    database: Database, book: BookApplication
) -> None:
    household_id = registered(book)
    strange = uuid4()
    vault = Vault(book.book, database)
    vault.create([strange])
    vault.close()
    owned(
        database,
        "UPDATE vault.data_key SET wrapped = (SELECT wrapped FROM vault.data_key "
        "WHERE subject_id = %s) WHERE subject_id = %s",
        strange,
        household_id,
    )
    again = BookApplication(book.book, database)
    with pytest.raises(KeyNotCommitted):
        again.household_record(household_id)
    again.close()


def test_wrapped_key_that_was_damaged_is_told_of_that_subject_alone(database: Database) -> None:
    sound, damaged = uuid4(), uuid4()
    vault = Vault(BOOK, database)
    vault.create([sound, damaged])
    vault.close()
    owned(database, "UPDATE vault.data_key SET wrapped = '\\x00' WHERE subject_id = %s", damaged)
    again = Vault(BOOK, database)
    again.load([sound, damaged])
    assert len(again.key(sound)) == 32
    with pytest.raises(SealBroken):
        again.key(damaged)
    again.close()


def test_book_of_the_national_suite_opens_under_either_setting(database: Database) -> None:
    national = replace(database, suite=SM4_GCM)
    book = opened(national)
    household_id = registered(book)
    book.close()
    for one in (national, database):
        again = BookApplication(book.book, one)
        assert len(again.household_record(household_id).household.person_ids) == 2
        again.close()
