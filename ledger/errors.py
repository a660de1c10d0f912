"""What the book itself refuses or cannot do.

LedgerError
├── CommandReused       a command id came again with another content
├── CommandNotComparable the key to tell whether a repeated command is the same was destroyed
├── VersionConflict     the aggregate, or something the decision rests on, changed meanwhile
├── BookNotOpen         there is no book for the county
├── BookAlreadyOpen     there is one
├── CensusUnknown       the book is kept under a census that nobody defines
├── BookRolledBack      the book is shorter than this process knows it to have been
├── BookInconsistent    the head, an entry or a published checkpoint is not as it was written
│   └── EntryOfUnknownTopic an entry says a topic that no event has
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
├── KeyNotCommitted     the vault's key is another than the one that the entry is bound to
└── SealBroken          a sealed part does not open: it or its place was altered
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


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


class CensusUnknown(LedgerError):
    """The program is older than the book, or is not the one that it was opened with."""

    code = "census-unknown"
    zh = "本程序没有该账本所用的普查定义"
    en = "This program has no definition of the census that the book is kept under"

    def __init__(self, census: str) -> None:
        super().__init__()
        self.census = census

    def details(self) -> Mapping[str, object]:
        """The census's code."""
        return {"census": self.census}


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


class EntryOfUnknownTopic(BookInconsistent):
    """What it stood for is not known, so that no state that it belongs to is told."""

    code = "entry-of-unknown-topic"
    zh = "账簿中有一条记录的主题无法识别，涉及该记录的状态不予给出；请核验账簿"
    en = (
        "An entry of the book has a topic that no event has; no state that it belongs to is "
        "told; verify the book"
    )

    def __init__(self, position: int) -> None:
        super().__init__()
        self._position = position

    def details(self) -> Mapping[str, object]:
        """Where in the book it stands."""
        return {"position": self._position}


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


class KeyNotCommitted(LedgerError):
    """Somebody put another key into the vault, or sealed a text that two keys open."""

    code = "key-not-committed"
    zh = "密钥库中的密钥不是该记录所承诺的密钥"
    en = "The vault's key is not the one that the entry is bound to"


class SealBroken(LedgerError):
    """Authenticated decryption failed."""

    code = "seal-broken"
    zh = "密封内容无法打开：内容或其位置已被改动"
    en = "A sealed part does not open: it, or its place, was altered"
