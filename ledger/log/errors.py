"""What a log cannot show, or what does not hold of what it showed.

LedgerError
├── NotInLog            the log holds no such entry or tile, or not yet
├── EntryNotProven      the hashes of a proof do not lead to its checkpoint's root
└── ExportNotConsistent a log is not the continuation of the one exported before
"""

from __future__ import annotations

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


class ExportNotConsistent(LedgerError):
    """Another log, a shorter one, other roots: keep the export and both checkpoints as evidence."""

    code = "export-not-consistent"
    zh = "日志与已导出的内容不一致；请保留导出目录作为证据"
    en = "The log does not agree with what was exported; keep the export as evidence"
