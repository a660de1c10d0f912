"""What the book itself refuses or cannot do.

LedgerError
├── CommandReused       a command id came again with another content
├── CommandNotComparable the key to tell whether a repeated command is the same was destroyed
├── VersionConflict     the aggregate, or something the decision rests on, changed meanwhile
├── BookNotOpen         there is no book for the county
├── BookAlreadyOpen     there is one
├── BookRolledBack      the book is shorter than this process knows it to have been
├── BookInconsistent    the head, an entry or a published checkpoint is not as it was written
├── NothingRecordedYet  the book began after the moment asked about
├── ArchiveError        an archive cannot be written or read (see ledger.archive.errors)
├── SecretsDoNotFit     the secrets are another installation's
├── GrantMissing        the service's role lacks a right it was given
├── SchemaMissing       the database holds no ledger
├── OwnerLacksRights    the database's owner may not make the ledger's roles and tables
├── LedgerUnavailable   the database does not answer
├── DiskFull            the database has no room left to write
├── LedgerBusy          somebody else holds the book's writing lock
├── QueueFull           more commands wait than the writer takes
├── DatabaseFunctionsRefused  the library's insert function is switched on
├── BookNotNamed        an application of the library does not say which book is its
├── KeyMissing          the vault holds no key for the subject
├── NoteMalformed       a note, checkpoint, key, proof or tile address is not of its form
├── CheckpointNotSigned the log's key did not sign the checkpoint
├── BookForked          the book does not continue what its log has signed
├── LogKeyReplaced      the key file is not the key that signed the book's checkpoints
├── LogKeyUnusable      the key file is damaged, or others can read it
├── KeptCheckpointDamaged the checkpoint kept outside the database cannot be read
├── OriginUnfit         the name of the service's logs is none that a log can have
├── PolicyMalformed     a line of a witness policy cannot be understood
├── KeyNotCommitted     the vault's key is another than the one that the entry is bound to
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


class CommandNotComparable(LedgerError):
    """The id is on record; the key of the fingerprints went with those of the households."""

    code = "command-not-comparable"
    zh = "该指令编号已有记录；比对内容的密钥已随账簿密钥销毁，无法确认是否相同，未再执行"
    en = (
        "The command id is on record already; the key to tell whether with this content was "
        "destroyed with the book's keys; nothing was done again"
    )


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
    """The head, an entry or what is published is not as it was written; nothing is added to it."""

    code = "book-inconsistent"
    zh = "账簿的头、记录或已发布内容彼此不符，请核验账簿"
    en = "The book's head, entries and published checkpoints do not fit; verify the book"


class NothingRecordedYet(LedgerError):
    """No state to show of that moment."""

    code = "nothing-recorded-yet"
    zh = "所问时刻账簿尚无任何记录"
    en = "At the moment asked about, nothing was recorded in the book yet"


class SecretsDoNotFit(LedgerError):
    """Another secrets file belongs to this database: what it sealed could not be opened."""

    code = "secrets-do-not-fit"
    zh = "密钥文件不属于该数据库，未作任何更改"
    en = "The secrets file does not belong to this database; nothing was changed"


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


class DiskFull(LedgerError):
    """Nothing was recorded; an operator makes room, and a command sent again is carried out."""

    code = "disk-full"
    zh = "数据库磁盘空间不足，未作登记；请联系运维人员"
    en = "The database's disk is full; nothing was recorded; an operator must make room"


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


class DatabaseFunctionsRefused(LedgerError):
    """``POSTGRES_ENABLE_DB_FUNCTIONS`` is on: its inserts take no lock, readers miss entries."""

    code = "database-functions-refused"
    zh = "请勿启用 POSTGRES_ENABLE_DB_FUNCTIONS：读取方会漏读条目"
    en = "POSTGRES_ENABLE_DB_FUNCTIONS must be off: with it, readers miss entries"


class BookNotNamed(LedgerError):
    """The environment of the library's factory lacks ``BOOK``."""

    code = "book-not-named"
    zh = "环境变量 BOOK 未指明账簿"
    en = "The environment variable BOOK does not name a book"


class KeyMissing(LedgerError):
    """Nothing sealed for the subject can be opened or added."""

    code = "key-missing"
    zh = "密钥库中没有对应的密钥"
    en = "The vault holds no key for the subject"


class NoteMalformed(LedgerError):
    """Hostile or damaged text where a C2SP format is prescribed."""

    code = "note-malformed"
    zh = "签名文本、检查点、密钥或证明的格式不符"
    en = "The signed note, checkpoint, key or proof is not of the prescribed form"


class CheckpointNotSigned(LedgerError):
    """No signature of the key, one that does not hold, or another log's checkpoint."""

    code = "checkpoint-not-signed"
    zh = "检查点没有该日志密钥的有效签名"
    en = "The checkpoint bears no valid signature of the log's key"


class KeyNotCommitted(LedgerError):
    """Somebody put another key into the vault, or sealed a text that two keys open."""

    code = "key-not-committed"
    zh = "密钥库中的密钥不是该记录所承诺的密钥"
    en = "The vault's key is not the one that the entry is bound to"


class BookForked(LedgerError):
    """A checkpoint was signed that the book as it is now does not continue.

    ``kept_size`` and ``kept_root`` are of that checkpoint; ``found_size`` is the book's size and
    ``found_root`` the root that its first ``kept_size`` entries have, None where it has fewer.
    """

    code = "book-forked"
    zh = "账簿与已签发的检查点不一致（可能由恢复或切换造成），已停止使用；请核查后启用新的日志纪元"
    en = (
        "The book does not continue a checkpoint that was signed (a restore or failover lost "
        "entries, or they were altered); it is not used until a new log epoch is begun"
    )

    def __init__(
        self, *, kept_size: int, kept_root: str, found_size: int, found_root: str | None
    ) -> None:
        super().__init__()
        self._told = {
            "kept_size": kept_size,
            "kept_root": kept_root,
            "found_size": found_size,
            "found_root": found_root,
        }

    def details(self) -> Mapping[str, object]:
        """What was signed, and what there is."""
        return self._told


class LogKeyReplaced(LedgerError):
    """Signing with another key would make a second log; put the old key back, or begin an epoch."""

    code = "log-key-replaced"
    zh = "日志签名密钥不是此前签发检查点的密钥；请恢复原密钥，或启用新的日志纪元"
    en = (
        "The log's key is not the one that signed the earlier checkpoints; put that key back, "
        "or begin a new log epoch"
    )


class LogKeyUnusable(LedgerError):
    """The file is for its owner alone (0600) and holds what was written when it was made."""

    code = "log-key-unusable"
    zh = "日志或见证人密钥文件已损坏，或可被他人读取（应仅属主可读，0600）"
    en = "The key file of a log or witness is damaged, or others can read it (it must be 0600)"


class KeptCheckpointDamaged(LedgerError):
    """It is written whole or not at all: somebody, or the disk, altered it afterwards."""

    code = "kept-checkpoint-damaged"
    zh = "数据库之外留存的检查点已损坏；请从备份恢复该文件"
    en = "The checkpoint that is kept outside the database is damaged; take it from the backup"


class OriginUnfit(LedgerError):
    """A host name and perhaps a path, without scheme, white space and plus sign."""

    code = "origin-unfit"
    zh = "日志名称（CENSUS_LEDGER_ORIGIN）应为不含协议、空格和加号的主机名或路径"
    en = "The origin (CENSUS_LEDGER_ORIGIN) is a host name or path without scheme, blank and plus"


class PolicyMalformed(LedgerError):
    """``line`` counts from 1; the line after the last stands for what is missing in the whole."""

    code = "policy-malformed"
    zh = "见证策略文件有误"
    en = "The witness policy cannot be understood"

    def __init__(self, line: int, zh: str, en: str) -> None:
        super().__init__()
        self.line = line
        self.message_zh, self.message_en = zh, en

    def details(self) -> Mapping[str, object]:
        """The line, and what is the matter with it."""
        return {
            "faults": [
                {
                    "code": self.code,
                    "pointer": f"/{self.line}",
                    "item": None,
                    "message_zh": self.message_zh,
                    "message_en": self.message_en,
                }
            ]
        }


class SealBroken(LedgerError):
    """Authenticated decryption failed."""

    code = "seal-broken"
    zh = "密封内容无法打开：内容或其位置已被改动"
    en = "A sealed part does not open: it, or its place, was altered"


_NO_TIME = "timestamp too "
"""How the driver begins to say that a time which it read lies outside the calendar."""


def _translated(error: BaseException) -> LedgerError | None:
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(cause, psycopg.DataError) and str(cause).startswith(_NO_TIME):
        return BookInconsistent()  # no clock of the server's gave it
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
    if isinstance(cause, psycopg.errors.DiskFull):
        return DiskFull()
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
def edited_entries() -> Iterator[None]:
    """Turn what decoding or folding stored entries raises into :class:`BookInconsistent`.

    An edited topic, version or state does neither. The cause stays: a fault of ours looks the same.
    """
    try:
        yield
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise BookInconsistent from error


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
