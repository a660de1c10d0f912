"""Reading files that only their owner may read: passwords, keys and PINs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ledger.errors import LedgerError


class SecretsUnusable(LedgerError):
    """A file of secrets cannot be used; ``file`` is its name in the data folder."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file

    def details(self) -> Mapping[str, object]:
        """Which file, by its name in the data folder."""
        return {"file": self.file}


class SecretsOpenToOthers(SecretsUnusable):
    """The file is for its owner alone (0600)."""

    code = "secrets-open-to-others"
    zh = "密钥文件可被他人读取；请改为仅属主可读（0600）"
    en = "Others can read the secrets file; make it readable by its owner alone (0600)"


class SecretsDamaged(SecretsUnusable):
    """The file cannot be read as secrets; take the copy from the backup."""

    code = "secrets-damaged"
    zh = "密钥文件已损坏；请从备份恢复"
    en = "The secrets file is damaged; take it from the backup"


def read_private(path: Path) -> bytes:
    """The content of a file of secrets.

    Raises:
        SecretsDamaged: there is no such file, or it is something else than a file.
        SecretsOpenToOthers: others can read it.
    """
    if not path.is_file():
        raise SecretsDamaged(path.name)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise SecretsOpenToOthers(path.name)
    return path.read_bytes()


def is_there(path: Path) -> bool:
    """Whether something stands at the place, be it a link that leads nowhere."""
    return path.exists() or path.is_symlink()
