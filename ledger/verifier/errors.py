"""What keeps the verifier from checking at all; what it finds in a book is no error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class Malformed(ValueError):
    """Bytes are not of the format that they should be of; caught where a finding is made of it."""


class VerifierError(Exception):
    """Says itself once, with a stable code, in both languages."""

    code: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]

    def __init__(self, place: str = "") -> None:
        super().__init__(self.code)
        self.place = place

    def details(self) -> Mapping[str, object]:
        """Which file, line or address is meant."""
        return {"place": self.place} if self.place else {}


class LogUnreadable(VerifierError):
    """The source does not answer, or may not be read; ``place`` is its address."""

    code = "log-unreadable"
    zh = "无法读取账簿的日志或数据库"
    en = "The book's log or database cannot be read"


class NoLogThere(VerifierError):
    """Neither a checkpoint nor a tile; ``place`` is the address or the directory."""

    code = "no-log-there"
    zh = "该网址或目录中没有日志：网址应如 http://主机/books/500112，目录应由 export-log 导出"
    en = (
        "There is no log at this address or in this directory: the address is that of a book, as "
        "http://host/books/500112, the directory one that export-log made"
    )


class KeyUnreadable(VerifierError):
    """What was given is no verifier key (``name+id+key``)."""

    code = "key-unreadable"
    zh = "给出的不是验证密钥"
    en = "What was given is no verifier key"


class PolicyUnreadable(VerifierError):
    """A policy file; ``place`` names the file and the line."""

    code = "policy-unreadable"
    zh = "策略文件不合格式"
    en = "The policy file is not of the format"


class NotAReceipt(VerifierError):
    """Nothing in it has a tree's size or root; ``place`` is the file."""

    code = "not-a-receipt"
    zh = "给出的文件不是回执：既不是服务应答的 JSON，也不是 .tlog-proof 文件"
    en = "The file is no receipt: neither JSON as the service answers it nor a .tlog-proof file"


class FileUnreadable(VerifierError):
    """A file that was named cannot be opened; ``place`` is its path."""

    code = "file-unreadable"
    zh = "无法打开给出的文件"
    en = "A file that was named cannot be opened"
