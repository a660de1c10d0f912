"""Which database the settings mean: the server that is named, or the embedded one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from api.problems import Problem
from api.settings import Settings
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.factory import DATABASE_FUNCTIONS, refuse_database_functions
from ledger.private_file import is_there
from ledger.secrets import Secrets
from ledger.sql import queries
from ledger.suite import SUITES
from ledger.wrapping import WrappingKeys
from ledger.wrapping.key_file import KeyFile

NAME = "census_ledger"
"""The database in an embedded server."""


class DatabaseUrlUnreadable(Problem):
    """``DATABASE_URL`` is no connection string with a user and a database; it is not repeated."""

    code = "database-url-unreadable"
    zh = "DATABASE_URL 不是含用户和数据库名的 PostgreSQL 连接串"
    en = "DATABASE_URL is no PostgreSQL connection string with a user and a database"


class DataDirectoryUnusable(Problem):
    """``CENSUS_LEDGER_DATA`` names no directory, or the system refuses it or a file in it.

    ``folder`` is the name, ``file`` that of a file or folder within, ``said`` the system's word.
    """

    code = "data-directory-unusable"
    zh = "数据目录（CENSUS_LEDGER_DATA）或其中的文件无法使用"
    en = "The data folder (CENSUS_LEDGER_DATA) or a file in it cannot be used"

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__()
        said = os.strerror(error.errno) if error.errno else type(error).__name__
        self._told = {"folder": str(folder), "said": said}
        place = Path(os.fsdecode(error.filename or folder))
        if folder in place.parents:
            self._told["file"] = str(place.relative_to(folder))

    def details(self) -> Mapping[str, object]:
        """Which folder and file, and what the system says."""
        return self._told


class NoInstallation(Problem):
    """A verb works on what is there; in another folder it would make a new one and call it done."""

    code = "no-installation"
    zh = "此处没有普查账簿数据；请在其所在目录执行，或用 CENSUS_LEDGER_DATA、DATABASE_URL 指明"
    en = (
        "There are no books here; run it where they are, or say where with CENSUS_LEDGER_DATA or "
        "DATABASE_URL"
    )

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def details(self) -> Mapping[str, object]:
        """Where they were looked for."""
        return {"folder": str(self.folder)}


class SettingUnusable(Problem):
    """A variable of the environment is missing where it is needed, or names nothing known."""

    code = "setting-unusable"
    zh = "环境变量缺失或取值未知"
    en = "A variable of the environment is missing or names nothing known"

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def details(self) -> Mapping[str, object]:
        """Which variable."""
        return {"setting": self.name}


class Pkcs11BindingMissing(Problem):
    """A hardware module is chosen, and the package that reaches it is not installed."""

    code = "pkcs11-binding-missing"
    zh = "未安装 python-pkcs11，无法使用密码设备"
    en = "python-pkcs11 is not installed; the hardware module cannot be used"


def data_directory_problem(settings: Settings, error: OSError) -> DataDirectoryUnusable | None:
    """What the system refused, if it was the data folder, a file in it or a folder above it."""
    if error.filename is None:
        return None
    folder, place = settings.data_directory, Path(os.fsdecode(error.filename))
    if place == folder or folder in place.parents or place in folder.parents:
        return DataDirectoryUnusable(folder, error)
    return None


def _names_a_database(url: str) -> bool:
    try:
        parameters = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return False
    return "dbname" in parameters and "user" in parameters


def database_of(settings: Settings, url: str) -> Database:
    """A database with the secrets, the wrapping keys and the suite of this installation.

    Raises:
        SettingUnusable: the suite or the provider of wrapping keys is unknown or not described.
        SecretsOpenToOthers, SecretsDamaged: a file of secrets is not as it was made.
        Pkcs11BindingMissing, WrappingKeysAway, WrappingKeysAmbiguous: the hardware module does not
            answer, or not clearly.
    """
    suite = {suite.name: suite for suite in SUITES.values()}.get(settings.suite)
    if suite is None:
        raise SettingUnusable("CENSUS_LEDGER_SUITE")
    # The wrapping keys are made before the secrets: where there are secrets, missing wrapping keys
    # are lost ones, and new ones would only hide that.
    first_start = not is_there(settings.secrets_file)
    if not first_start:
        _take_over_wrapping_key(settings)
    wrapping_keys = _wrapping_keys(settings, first_start)
    return Database(url, Secrets.load_or_create(settings.secrets_file), wrapping_keys, suite)


def _take_over_wrapping_key(settings: Settings) -> None:
    secrets = Secrets.load_or_create(settings.secrets_file)
    if secrets.wrapping_key is not None:
        KeyFile.load_or_create(settings.wrapping_keys_file, first=secrets.wrapping_key)
        secrets.forget("wrapping_key")


def _wrapping_keys(settings: Settings, first_start: bool) -> WrappingKeys:
    path = settings.wrapping_keys_file
    match settings.wrapping:
        case "file":
            return KeyFile.load_or_create(path) if first_start else KeyFile(path)
        case "pkcs11":
            # The binding is an extra: an installation without a module does without it.
            try:
                from ledger.wrapping.hardware import HardwareKeys
                from ledger.wrapping.succession import succeed
            except ModuleNotFoundError as error:
                raise Pkcs11BindingMissing from error
            module = _needed("CENSUS_LEDGER_PKCS11_MODULE", settings.pkcs11_module)
            token = _needed("CENSUS_LEDGER_PKCS11_TOKEN", settings.pkcs11_token)
            pin_file = _needed("CENSUS_LEDGER_PKCS11_PIN_FILE", settings.pkcs11_pin_file)
            return succeed(path, HardwareKeys(module, token, Path(pin_file)))
        case _:
            raise SettingUnusable("CENSUS_LEDGER_WRAPPING")


def _needed(name: str, value: str | None) -> str:
    if value is None:
        raise SettingUnusable(name)
    return value


@contextmanager
def existing_database(settings: Settings) -> Iterator[Database]:
    """As :func:`open_database`, of an installation that is there; none is made.

    Raises:
        NoInstallation: no database is named, and the data directory holds none.
    """
    folder = settings.data_directory
    nothing = not (folder / "postgres").exists() and not folder.is_file()
    if settings.database_url is None and nothing:
        raise NoInstallation(folder)
    with open_database(settings) as database:
        yield database


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database with its secrets; an embedded server runs as long as somebody uses it.

    Raises:
        DatabaseUrlUnreadable, DataDirectoryUnusable: the settings name nothing usable.
        DatabaseFunctionsRefused: the surroundings switch on what loses entries for readers.
    """
    refuse_database_functions(os.environ.get(DATABASE_FUNCTIONS))
    try:
        settings.data_directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataDirectoryUnusable(settings.data_directory, error) from error
    if settings.database_url is not None and not _names_a_database(settings.database_url):
        raise DatabaseUrlUnreadable
    if settings.database_url is not None:
        yield database_of(settings, settings.database_url)
        return
    server = EmbeddedPostgres.start(settings.data_directory / "postgres")
    try:
        _make_database(server.url())
        yield database_of(settings, server.url(NAME))
    finally:
        server.stop()


def _make_database(url: str) -> None:
    sql = queries("api", "queries.sql")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql["lock_database_creation"])
        if connection.execute(sql["database_exists"]).fetchone() is None:
            connection.execute(sql["create_database"])
