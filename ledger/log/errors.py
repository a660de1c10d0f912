"""What a log cannot show, what does not hold of what it showed, and files that cannot be used.

LedgerError
├── NotInLog            the log holds no such entry or tile, or not yet
├── EntryNotProven      the hashes of a proof do not lead to its checkpoint's root
├── ExportNotConsistent a log is not the continuation of the one exported before
├── ExportTooLarge      a log names a size that the disk has no room for
├── LogFileUnusable     the folder of the logs, or a file in it, cannot be used
└── WitnessStateUnusable a witness cannot read or write its state
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import LedgerError


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
    """``entries`` would have to be written; nothing was."""

    code = "export-too-large"
    zh = "磁盘放不下检查点所称大小的日志，未作导出"
    en = "The disk has no room for a log of the size that the checkpoint names; nothing was written"

    def __init__(self, entries: int) -> None:
        super().__init__()
        self.entries = entries

    def details(self) -> Mapping[str, object]:
        """How many entries there would be to write."""
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
