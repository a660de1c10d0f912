"""What the book itself refuses or cannot do.

LedgerError
├── CommandReused       a command id came again with another content
├── VersionConflict     the aggregate, or something the decision rests on, changed meanwhile
├── BookNotOpen         there is no book for the county
├── BookAlreadyOpen     there is one
├── BookRolledBack      the book is shorter than this process knows it to have been
├── BookInconsistent    the head does not fit the entries
├── SecretsDoNotFit     the secrets are another installation's
├── SecretsOpenToOthers the secrets file can be read by others
├── SecretsDamaged      the secrets file is not what was written
├── GrantMissing        the service's role lacks a right it was given
├── SchemaMissing       the database holds no ledger
├── OwnerLacksRights    the database's owner may not make the ledger's roles and tables
├── LedgerUnavailable   the database does not answer
├── LedgerBusy          somebody else holds the book's writing lock
├── QueueFull           more commands wait than the writer takes
├── KeyMissing          the vault holds no key for the subject
└── SealBroken          a sealed part does not open: it or its place was altered
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar

import psycopg
from eventsourcing import persistence


class LedgerError(Exception):
    """Says itself once, with a stable code, in both languages."""

    code: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.code)

    def details(self) -> Mapping[str, object]:
        """What else a client needs to know."""
        return {}


class CommandReused(LedgerError):
    """The first command of that id stands; this one is another."""

    code = "command-id-reused"
    zh = "该指令编号已用于另一内容，未予执行"
    en = "The command id was used already for another content; nothing was recorded"


class VersionConflict(LedgerError):
    """Somebody else was faster; read again and decide again."""

    code = "version-conflict"
    zh = "记录在处理期间已被更改，请重试"
    en = "The record changed while the command was handled; try again"


class BookNotOpen(LedgerError):
    """No head row for the book."""

    code = "book-not-open"
    zh = "该县账簿尚未启用"
    en = "The county's book is not open"


class BookAlreadyOpen(LedgerError):
    """A book is opened once."""

    code = "book-already-open"
    zh = "该县账簿已经启用"
    en = "The county's book is open already"


class BookRolledBack(LedgerError):
    """Entries that were acknowledged are gone: restored, emptied, or failed over."""

    code = "book-rolled-back"
    zh = "账簿比已确认的位置短，已停止写入，请核查数据库"
    en = "The book is shorter than what was acknowledged; writing has stopped"


class BookInconsistent(LedgerError):
    """What the head says is next exists already; nothing is written on top of that."""

    code = "book-inconsistent"
    zh = "账簿头与已有记录不符，已停止写入，请核验账簿"
    en = "The book's head does not fit its entries; writing has stopped; verify the book"


class SecretsDoNotFit(LedgerError):
    """Another secrets file belongs to this database: what it sealed could not be opened."""

    code = "secrets-do-not-fit"
    zh = "密钥文件不属于该数据库，未作任何更改"
    en = "The secrets file does not belong to this database; nothing was changed"


class SecretsOpenToOthers(LedgerError):
    """The file is for its owner alone (0600)."""

    code = "secrets-open-to-others"
    zh = "密钥文件可被他人读取；请改为仅属主可读（0600）"
    en = "Others can read the secrets file; make it readable by its owner alone (0600)"


class SecretsDamaged(LedgerError):
    """The file cannot be read as secrets; take the copy from the backup."""

    code = "secrets-damaged"
    zh = "密钥文件已损坏；请从备份恢复"
    en = "The secrets file is damaged; take it from the backup"


class GrantMissing(LedgerError):
    """Somebody took a right away from the service's role; the migration gives it again."""

    code = "grant-missing"
    zh = "数据库角色缺少所需权限"
    en = "The service's database role lacks a right that it needs"


class SchemaMissing(LedgerError):
    """The tables are not there."""

    code = "ledger-schema-missing"
    zh = "数据库中没有账簿数据表"
    en = "The database holds no ledger tables"


class OwnerLacksRights(LedgerError):
    """The migration needs an owner who may make roles (CREATEROLE) and schemas."""

    code = "owner-lacks-rights"
    zh = "数据库连接所用角色无权创建角色或模式（需要 CREATEROLE 和数据库所有权）"
    en = "The role of the connection may not make roles or schemas (CREATEROLE and ownership)"


class LedgerUnavailable(LedgerError):
    """Try again in ``retry_after`` seconds; nothing is half-recorded."""

    code = "ledger-unavailable"
    zh = "数据库暂时不可用，请稍后重试"
    en = "The database does not answer at the moment; try again later"
    retry_after: ClassVar[int] = 2


class LedgerBusy(LedgerError):
    """The lock was not given in time; nothing was recorded."""

    code = "ledger-busy"
    zh = "账簿正被占用，请稍后重试"
    en = "The book is held by somebody else at the moment; try again later"
    retry_after: ClassVar[int] = 2


class QueueFull(LedgerError):
    """Back-pressure: try again in ``retry_after`` seconds."""

    code = "queue-full"
    zh = "当前登记量过大，请稍后重试"
    en = "Too many commands wait at the moment; try again later"
    retry_after: ClassVar[int] = 1


class KeyMissing(LedgerError):
    """Nothing sealed for the subject can be opened or added."""

    code = "key-missing"
    zh = "密钥库中没有对应的密钥"
    en = "The vault holds no key for the subject"


class SealBroken(LedgerError):
    """Authenticated decryption failed."""

    code = "seal-broken"
    zh = "密封内容无法打开：内容或其位置已被改动"
    en = "A sealed part does not open: it, or its place, was altered"


def _translated(error: BaseException) -> LedgerError | None:
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(
        cause,
        psycopg.errors.UndefinedTable
        | psycopg.errors.InvalidSchemaName
        | psycopg.errors.InvalidCatalogName,
    ):
        return SchemaMissing()
    if isinstance(cause, psycopg.errors.InsufficientPrivilege):
        return GrantMissing()
    if isinstance(cause, psycopg.errors.LockNotAvailable):
        return LedgerBusy()
    if isinstance(
        error,
        persistence.OperationalError
        | persistence.InterfaceError
        | psycopg.OperationalError
        | psycopg.InterfaceError,
    ):
        return LedgerUnavailable()
    return None


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn what the driver or the library raises into a :class:`LedgerError`.

    Anything else passes as it is: a fault of ours must not look like a passing one.
    """
    try:
        yield
    except (persistence.PersistenceError, psycopg.Error) as error:
        translated = _translated(error)
        if translated is None:
            raise
        raise translated from error
