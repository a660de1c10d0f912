"""An installation's secrets and wrapping keys: made once, taken over, never quietly made anew."""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from api.database import Pkcs11BindingMissing, SettingUnusable, database_of
from api.migration import migrate_all
from api.settings import Settings
from ledger.application import BookApplication
from ledger.database import Database
from ledger.errors import SecretsDoNotFit
from ledger.private_file import SecretsDamaged, SecretsOpenToOthers
from ledger.vault import FINGERPRINT, Vault
from ledger.vault.rotation import rotate
from ledger.wrapping.errors import WrappingKeysAway
from tests.ledger.books import BOOK, envelope, listed, opened, received, registration

_URL = "postgresql://nobody@/nothing"
_KEY = bytes(range(32))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_directory=tmp_path / "data")


def test_first_start_makes_both_files_for_their_owner_alone(settings: Settings) -> None:
    made = database_of(settings, _URL)
    again = database_of(settings, _URL)
    assert again.secrets == made.secrets
    assert again.wrapping_keys.unwrap(made.wrapping_keys.wrap(_KEY)) == _KEY
    assert {p.name: p.stat().st_mode & 0o777 for p in settings.data_directory.iterdir()} == {
        "secrets.json": 0o600,
        "wrapping-keys.json": 0o600,
    }


def test_first_starts_at_once_agree(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: database_of(settings, _URL), range(8)))
    wrapped = made[0].wrapping_keys.wrap(_KEY)
    assert all(database.secrets == made[0].secrets for database in made)
    assert all(database.wrapping_keys.unwrap(wrapped) == _KEY for database in made)


def test_lost_wrapping_keys_are_told_and_not_made_anew(settings: Settings) -> None:
    database_of(settings, _URL)
    settings.wrapping_keys_file.unlink()
    with pytest.raises(SecretsDamaged) as error:
        database_of(settings, _URL)
    assert error.value.details() == {"file": "wrapping-keys.json"}
    assert not settings.wrapping_keys_file.exists()


@pytest.mark.parametrize("file", ["secrets.json", "wrapping-keys.json"])
def test_file_that_others_can_read_is_refused(settings: Settings, file: str) -> None:
    database_of(settings, _URL)
    (settings.data_directory / file).chmod(0o604)
    with pytest.raises(SecretsOpenToOthers) as error:
        database_of(settings, _URL)
    assert error.value.details() == {"file": file}


@pytest.mark.parametrize(
    ("setting", "changes"),
    [
        ("CENSUS_LEDGER_SUITE", {"suite": "rot-13"}),
        ("CENSUS_LEDGER_WRAPPING", {"wrapping": "paper"}),
        ("CENSUS_LEDGER_PKCS11_MODULE", {"wrapping": "pkcs11"}),
        ("CENSUS_LEDGER_PKCS11_TOKEN", {"wrapping": "pkcs11", "pkcs11_module": "m.so"}),
        (
            "CENSUS_LEDGER_PKCS11_PIN_FILE",
            {"wrapping": "pkcs11", "pkcs11_module": "m.so", "pkcs11_token": "census"},
        ),
    ],
)
def test_unusable_setting_is_named(
    settings: Settings, setting: str, changes: dict[str, str]
) -> None:
    with pytest.raises(SettingUnusable) as error:
        database_of(replace(settings, **changes), _URL)  # type: ignore[arg-type]  # all are texts
    assert error.value.details() == {"setting": setting}
    assert not settings.secrets_file.exists()


@pytest.fixture
def hardware(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a hardware module that is not there."""
    pin_file = tmp_path / "pin"
    pin_file.write_text("271828")
    pin_file.chmod(0o600)
    return replace(
        settings,
        wrapping="pkcs11",
        pkcs11_module=str(tmp_path / "no-module.so"),
        pkcs11_token="census",
        pkcs11_pin_file=str(pin_file),
    )


def test_binding_that_is_not_installed_is_told(
    hardware: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "ledger.wrapping.hardware", raising=False)
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(Pkcs11BindingMissing):
        database_of(hardware, _URL)


def test_module_that_is_not_there_is_told(settings: Settings, hardware: Settings) -> None:
    with pytest.raises(WrappingKeysAway):
        database_of(hardware, _URL)
    # Nothing was settled by the failure: the installation may still begin with a file.
    assert database_of(settings, _URL).wrapping_keys.generations() == [1]


@pytest.mark.parametrize(("name", "number"), [("aes-256-gcm", 1), ("sm4-gcm", 2)])
def test_suite_is_the_setting_s(settings: Settings, name: str, number: int) -> None:
    assert database_of(replace(settings, suite=name), _URL).suite.number == number


def as_version_0_1_left_it(database: Database, settings: Settings) -> None:
    """Put tables and files back to the shape of version 0.1, with the same keys in them."""
    keys = json.loads(settings.wrapping_keys_file.read_bytes())["keys"]
    vault = Vault(BOOK, database)
    fingerprint_key = vault.book_key(FINGERPRINT)
    vault.close()
    stored = json.loads(settings.secrets_file.read_bytes())
    stored["wrapping_key"] = keys["1"]
    stored["fingerprint_key"] = _base64(fingerprint_key)
    settings.secrets_file.write_text(json.dumps(stored))
    settings.wrapping_keys_file.unlink()
    with psycopg.connect(database.url) as owner:
        owner.execute("DROP TABLE vault.book_key, vault.person_index")
        owner.execute("ALTER TABLE vault.data_key DROP COLUMN generation")
        owner.execute("ALTER TABLE vault.key_check DROP COLUMN generation")
        owner.execute(
            "ALTER TABLE vault.key_check "
            "ADD COLUMN only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one)"
        )


def _base64(key: bytes) -> str:
    return b64encode(key).decode()


def test_installation_of_version_0_1_is_taken_over(
    settings: Settings, empty_database_url: str
) -> None:
    database = database_of(settings, empty_database_url)
    migrate_all(database)
    book = opened(database)
    (household_id,) = listed(book)
    sent = envelope("enumerator", registration())
    first = received(book.execute([sent])[0])
    told = book.read(0, 1000, with_personal=True)
    book.close()
    as_version_0_1_left_it(database, settings)

    for _ in range(2):
        taken_over = database_of(settings, empty_database_url)
        migrate_all(taken_over)
    assert set(json.loads(settings.secrets_file.read_bytes())) == {
        "service_password",
        "vault_password",
        "token_key",
    }
    again = BookApplication(BOOK, taken_over)
    assert again.read(0, 1000, with_personal=True) == told
    repeated = received(again.execute([sent])[0])
    assert repeated.repeated
    assert repeated.first_position == first.first_position
    assert rotate(taken_over).retired == (1,)
    assert len(again.household_record(household_id).household.person_ids) == 2
    again.close()


def test_key_of_another_installation_of_version_0_1_does_not_fit(
    settings: Settings, empty_database_url: str
) -> None:
    database = database_of(settings, empty_database_url)
    migrate_all(database)
    as_version_0_1_left_it(database, settings)
    stored = json.loads(settings.secrets_file.read_bytes())
    settings.secrets_file.write_text(json.dumps(stored | {"wrapping_key": _base64(_KEY)}))
    with pytest.raises(SecretsDoNotFit):
        migrate_all(database_of(settings, empty_database_url))
