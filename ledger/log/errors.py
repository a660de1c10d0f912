"""What a log cannot show, what does not hold of what it showed, and what stops its publishing.

LedgerError
├── NoteMalformed       a note, checkpoint, key, proof or tile address is not of its form
├── CheckpointNotSigned the log's key did not sign the checkpoint
├── BookForked          the book does not continue what its log has signed
├── LogKeyReplaced      the key file is not the key that signed the book's checkpoints
├── LogKeyOfEndedEpoch  the key file is of an epoch that has ended
├── LogKeyUnusable      the key file is damaged, or others can read it
├── KeptCheckpointDamaged the checkpoint kept outside the database cannot be read
├── OriginUnfit         the name of the service's logs is none that a log can have
├── PolicyMalformed     a line of a witness policy cannot be understood
├── NotInLog            the log holds no such entry or tile, or not yet
├── EntryNotProven      the hashes of a proof do not lead to its checkpoint's root
├── ExportNotConsistent a log is not the continuation of the one exported before
├── ExportTooLarge      a log says to be, or is, larger than any book or than the disk
├── LogFileUnusable     the folder of the logs, or a file in it, cannot be used
├── LogNamedTwice       a witness is told of two keys under one name
└── WitnessStateUnusable a witness cannot read or write its state
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import LedgerError


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


class LogKeyOfEndedEpoch(LedgerError):
    """Another host began the next epoch; a third one begun here would leave that log aside."""

    code = "log-key-of-ended-epoch"
    zh = (
        "此处的日志签名密钥属于已结束的纪元；请从持有现行日志的主机取来密钥文件；"
        "若现行密钥已遗失，请将此密钥文件移开后再启用新的日志纪元"
    )
    en = (
        "The log's key here is of an epoch that has ended; bring the key file from the host that "
        "has the current log's, or, if that is lost, put this file aside and begin a new log epoch"
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
    """``line`` counts from 1; the line after the last stands for what is missing in the whole.

    ``file`` is where the policy was read from, None of one that was not read from a file.
    """

    code = "policy-malformed"
    zh = "见证策略文件有误"
    en = "The witness policy cannot be understood"

    def __init__(self, line: int, zh: str, en: str) -> None:
        super().__init__()
        self.line = line
        self.message_zh, self.message_en = zh, en
        self.file: Path | None = None

    def details(self) -> Mapping[str, object]:
        """The file, the line, and what is the matter with it."""
        return {
            **({} if self.file is None else {"file": str(self.file)}),
            "faults": [
                {
                    "code": self.code,
                    "pointer": f"/{self.line}",
                    "item": None,
                    "message_zh": self.message_zh,
                    "message_en": self.message_en,
                }
            ],
        }


class NotInLog(LedgerError):
    """Beyond the size that is asked about; a tile is there once all its hashes are."""

    code = "not-in-log"
    zh = "日志中没有（或尚无）该条目或数据块"
    en = "The log holds no such entry or tile, or not yet"


class EntryNotProven(LedgerError):
    """The proof is of another entry or place, or was altered."""

    code = "entry-not-proven"
    zh = "该证明不能证明此条目在检查点之内"
    en = "The proof does not show this entry to be covered by the checkpoint"


class ExportTooLarge(LedgerError):
    """``entries`` is the size that the checkpoint names; no checkpoint was written for it."""

    code = "export-too-large"
    zh = "检查点所称的日志或其条目过大：超出任何账簿应有的大小，或磁盘放不下；导出中止"
    en = (
        "The log that the checkpoint names, or its entries, are larger than any book's, or than "
        "the disk has room for; the export was not gone on with"
    )

    def __init__(self, entries: int) -> None:
        super().__init__()
        self.entries = entries

    def details(self) -> Mapping[str, object]:
        """How many entries there are said to be."""
        return {"entries": self.entries}


class ExportNotConsistent(LedgerError):
    """Another log, a shorter one, other roots: keep the export and both checkpoints as evidence."""

    code = "export-not-consistent"
    zh = "日志与已导出的内容不一致；请保留导出目录作为证据"
    en = "The log does not agree with what was exported; keep the export as evidence"


class LogFileUnusable(LedgerError):
    """Something else stands in its place, or it may not be read or written.

    ``file`` is its name, ``error`` the system's symbol for what is the matter (``EISDIR``).
    """

    code = "log-file-unusable"
    zh = "日志目录或其中的文件无法使用：该处不是文件或目录、无权读写，或磁盘有误"
    en = (
        "The folder of the logs or a file in it cannot be used: something else stands there, "
        "it may not be read or written, or the disk fails"
    )

    def __init__(self, file: Path, error: OSError) -> None:
        super().__init__()
        self._told = {"file": file.name, "error": symbol_of(error)}

    def details(self) -> Mapping[str, object]:
        """Which file, and what is the matter."""
        return self._told


class LogNamedTwice(LedgerError):
    """A witness keeps one last checkpoint for each name; ``origin`` is the name."""

    code = "log-named-twice"
    zh = "同一日志名称给出了不同的公钥（--log）；每个日志只能有一个公钥"
    en = "Different keys are given under one log's name (--log); a log has one key"

    def __init__(self, origin: str) -> None:
        super().__init__()
        self._origin = origin

    def details(self) -> Mapping[str, object]:
        """The name of the log."""
        return {"origin": self._origin}


class WitnessStateUnusable(LedgerError):
    """Nothing is cosigned that might be forgotten; ``error`` is the system's symbol."""

    code = "witness-state-unusable"
    zh = "见证人的状态目录无法使用：该处不是目录、无权读写，或磁盘有误"
    en = (
        "The witness's state directory cannot be used: it is no directory, may not be read or "
        "written, or the disk fails"
    )

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._symbol = symbol_of(error)

    def details(self) -> Mapping[str, object]:
        """What is the matter."""
        return {"error": self._symbol}


@contextmanager
def usable(place: Path) -> Iterator[None]:
    """Tell what the system says of a file or folder of the logs as :class:`LogFileUnusable`."""
    try:
        yield
    except OSError as error:
        raise LogFileUnusable(place, error) from error


def symbol_of(error: OSError) -> str:
    """The name of an error number (``EISDIR``), which tells no path."""
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
