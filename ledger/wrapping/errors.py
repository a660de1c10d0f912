"""What keeps the vault's keys closed, or their wrapping key from being changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from ledger.errors import LedgerError


class WrappingKeyMissing(LedgerError):
    """Retired, or made by a rotation elsewhere and not brought here."""

    code = "wrapping-key-missing"
    zh = "本机没有该代次的包装密钥，无法打开密钥库"
    en = "The wrapping key of that generation is not here; the vault's keys stay closed"

    def __init__(self, generation: int) -> None:
        super().__init__()
        self.generation = generation

    def details(self) -> Mapping[str, object]:
        """Which generation."""
        return {"generation": self.generation}


class WrappingKeysAway(LedgerError):
    """Module, token or PIN: see that the token is there and the PIN file is its PIN."""

    code = "wrapping-keys-away"
    zh = "存放包装密钥的密码设备没有应答；请检查设备、令牌和 PIN 文件"
    en = "The module with the wrapping keys does not answer; check module, token and PIN file"


class WrappingKeysAmbiguous(LedgerError):
    """Two installations use one token, or a file was put beside the token that replaced it."""

    code = "wrapping-keys-ambiguous"
    zh = "同一代次有两个包装密钥；请确认令牌只供本系统使用，且没有旧的密钥文件"
    en = "Two wrapping keys have one generation; check for another installation or an old file"


class RotationUnderWay(LedgerError):
    """One rotation at a time."""

    code = "rotation-under-way"
    zh = "另一进程正在更换包装密钥"
    en = "Another process is changing the wrapping key at the moment"


class WrappingKeyShared(LedgerError):
    """Retiring the old wrapping key would lose the other vaults' keys."""

    code = "wrapping-key-shared"
    zh = "另有密钥库使用同一包装密钥，更换会使其密钥永久失效，未予执行"
    en = (
        "Other vaults use the same wrapping key; a change would make their keys useless for good, "
        "and was not carried out"
    )

    def __init__(self, vaults: Collection[UUID]) -> None:
        super().__init__()
        self.vaults = sorted(map(str, vaults))

    def details(self) -> Mapping[str, object]:
        """How many others there are, and their ids as ``vault.identity`` has them."""
        return {"others": len(self.vaults), "vaults": self.vaults}


class NotAnotherVault(LedgerError):
    """Forgetting it would have no effect, and what was meant is left undone."""

    code = "not-another-vault"
    zh = "名单中没有这样的另一密钥库：编号有误、属于本数据库，或已移出名单；未予执行"
    en = (
        "The list holds no other vault of this id: it is mistyped, this database's own, or was "
        "taken off before; nothing was changed"
    )

    def __init__(self, vaults: Collection[UUID]) -> None:
        super().__init__()
        self.vaults = sorted(map(str, vaults))

    def details(self) -> Mapping[str, object]:
        """The ids that are meant."""
        return {"vaults": self.vaults}


class WrappedKeysDamaged(LedgerError):
    """The rotation moved all that unwraps; the rest is to be restored, or removed by the owner."""

    code = "wrapped-keys-damaged"
    zh = "密钥库中有无法解开的密钥，旧的包装密钥予以保留"
    en = "Some keys in the vault do not unwrap; their wrapping key is kept"

    def __init__(self, keys: int) -> None:
        super().__init__()
        self.keys = keys

    def details(self) -> Mapping[str, object]:
        """How many."""
        return {"keys": self.keys}
