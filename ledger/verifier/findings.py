"""What a check can find, and what kind of tampering that looks like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

FINDINGS_MAXIMUM = 20
"""After so many findings the book is known to be altered, and reading on tells no more."""


class Kind(NamedTuple):
    """A kind of finding: what was found, and what that looks like, in both languages."""

    zh: str
    en: str
    looks_zh: str
    looks_en: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "missing-head": Kind(
            "账簿没有头记录",
            "the book has no head",
            "账簿被整本移除，或指错了账簿",
            "the whole book was taken away, or another one is meant",
        ),
        "missing-entry": Kind(
            "缺少该位置的记录",
            "the entry at this position is missing",
            "记录被抽走",
            "an entry was taken out",
        ),
        "extra-entry": Kind(
            "此处多出一条记录",
            "there is an entry here that does not belong here",
            "记录被插入，或账簿头被退回",
            "an entry was put in, or the head was rolled back",
        ),
        "swapped-entries": Kind(
            "两条记录互换了位置",
            "two entries stand in each other's place",
            "记录次序被调换",
            "the order of entries was changed",
        ),
        "displaced-entry": Kind(
            "记录的位置与指令回执不符",
            "the entry does not stand where the receipt of its command says",
            "记录被抽走、插入或调换后重新编号",
            "entries were taken out, put in or swapped, and counted anew",
        ),
        "altered-state": Kind(
            "存储内容与其摘要不符",
            "the stored bytes differ from their digest",
            "存储的事件被改写",
            "the stored event was written over",
        ),
        "altered-entry": Kind(
            "记录与其叶哈希不符",
            "the entry differs from its leaf hash",
            "记录的字节被改动",
            "bytes of the entry were changed",
        ),
        "malformed-entry": Kind(
            "记录不是规定的格式",
            "the entry is not of the format",
            "记录被他人写入或改写",
            "something else wrote the entry, or it was written over",
        ),
        "other-book": Kind(
            "记录属于另一账簿",
            "the entry is of another book",
            "两本账簿被混在一起",
            "two books were mixed",
        ),
        "altered-row": Kind(
            "数据行与记录内容不符",
            "the row's columns differ from the entry",
            "数据库中的列被手工改动",
            "a column in the database was changed by hand",
        ),
        "time-goes-back": Kind(
            "服务器时间倒退",
            "the server's time goes back",
            "记录次序被调换，或时间被改动",
            "the order of entries was changed, or a time",
        ),
        "version-gap": Kind(
            "对象版本不连续",
            "the versions of an aggregate are not 1, 2, 3 …",
            "该对象的记录被抽走、插入或调换",
            "entries of this aggregate were taken out, put in or swapped",
        ),
        "altered-head": Kind(
            "账簿头的时间与末条记录不符",
            "the head's time is not the last entry's",
            "账簿头被手工改动",
            "the head was changed by hand",
        ),
        "altered-outcome": Kind(
            "指令回执与账簿不符",
            "the receipt kept of a command differs from the book",
            "指令清单被手工改动",
            "the list of commands was changed by hand",
        ),
        "wrong-root": Kind(
            "重算的树根与所述不符",
            "the recomputed root is not the one stated",
            "账簿头或检查点被改，或记录连同其哈希被改",
            "the head or checkpoint was changed, or entries together with their hashes",
        ),
        "altered-tile": Kind(
            "树片与重算的哈希不符",
            "a tile differs from the hashes recomputed",
            "树片被改动，记录本身无恙",
            "the tile was changed, the entries were not",
        ),
        "missing-tile": Kind(
            "缺少树片或记录包",
            "a tile or an entry bundle is missing",
            "文件或数据行被移除，或没有供给",
            "a file or row was taken away, or is not given out",
        ),
        "malformed-bundle": Kind(
            "记录包的长度不合格式",
            "the lengths in an entry bundle do not fit",
            "记录包被截断、改动或换掉",
            "the bundle was cut off, changed or replaced",
        ),
        "missing-checkpoint": Kind(
            "没有检查点",
            "there is no checkpoint",
            "检查点被移除，或尚未发布",
            "the checkpoint was taken away, or none was published yet",
        ),
        "malformed-checkpoint": Kind(
            "检查点不是规定的格式",
            "a checkpoint is not of the format",
            "检查点被改动",
            "the checkpoint was changed",
        ),
        "altered-checkpoint": Kind(
            "检查点与账簿不符",
            "a checkpoint that is kept as published differs from the book",
            "检查点被改动，或账簿在发布后被改写",
            "the checkpoint was changed, or the book was rewritten after it was published",
        ),
        "bad-signature": Kind(
            "账簿密钥的签名无效",
            "the signature under the log's key does not hold",
            "检查点在签署后被改动",
            "the checkpoint was changed after it was signed",
        ),
        "unknown-key": Kind(
            "检查点不是以该密钥签署",
            "the checkpoint is not signed under the key given",
            "签署密钥被更换",
            "the signing key was replaced",
        ),
        "wrong-origin": Kind(
            "检查点属于另一账簿或另一日志",
            "the checkpoint is of another log or book",
            "以另一日志冒充",
            "another log was put in this one's place",
        ),
        "bad-cosignature": Kind(
            "见证者的联署无效",
            "a witness's cosignature does not hold",
            "联署系伪造，或检查点在联署后被改动",
            "the cosignature is forged, or the checkpoint was changed after it",
        ),
        "quorum-not-met": Kind(
            "见证者联署不足策略所要求",
            "fewer witnesses cosigned than the policy asks for",
            "该检查点未经见证，可能只给一方看",
            "the checkpoint was not witnessed; it may have been shown to one party only",
        ),
        "malformed-kept": Kind(
            "留存的文件无法读懂",
            "a kept file cannot be understood",
            "留存的文件被改动，或指错了文件",
            "the kept file was changed, or another file is meant",
        ),
        "wrong-proof": Kind(
            "证明不成立",
            "a proof does not lead to its checkpoint's root",
            "证明或记录被改动",
            "the proof or its entry was changed",
        ),
        "rewritten": Kind(
            "账簿与留存的回执不一致",
            "the book does not begin as a kept receipt or checkpoint says",
            "账簿被整体改写并重算",
            "the book was rewritten and hashed anew",
        ),
        "shorter-than-kept": Kind(
            "账簿比留存的回执短",
            "the book is shorter than a kept receipt or checkpoint says",
            "末尾被截去，或给出的是旧账簿、旧检查点",
            "the tail was cut off, or an old book or checkpoint is shown",
        ),
        "lost-with-epoch": Kind(
            "留存之物早于新的日志纪元，其后的记录已不在账簿中",
            "what is kept is older than a log epoch that the book records, and is not continued",
            "数据库曾由旧备份恢复；账簿已记载新的日志纪元",
            "the database was restored from an older copy; the book records the new log epoch",
        ),
    }
)
"""All kinds, by their stable codes."""


_DAMAGE = frozenset(
    {
        "missing-entry",
        "extra-entry",
        "altered-state",
        "altered-entry",
        "altered-row",
        "malformed-entry",
        "malformed-bundle",
        "missing-tile",
        "other-book",
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not fit: the first position where it shows, or the tile, row or file."""

    kind: str
    position: int | None
    place: str | None = None

    @property
    def zh(self) -> str:
        """In Chinese."""
        return KINDS[self.kind].zh

    @property
    def en(self) -> str:
        """In English."""
        return KINDS[self.kind].en

    def to_json(self) -> dict[str, object]:
        """For programs."""
        told = KINDS[self.kind]
        return {
            "kind": self.kind,
            "position": self.position,
            "place": self.place,
            "message_zh": told.zh,
            "message_en": told.en,
            "looks_like_zh": told.looks_zh,
            "looks_like_en": told.looks_en,
        }


@dataclass(slots=True)
class VerifyReport:
    """The outcome: ``sound`` where nothing was found.

    ``root`` is the recomputed one in base64. ``signed_by`` are the log keys whose signature holds,
    ``cosigned_by`` the witnesses by their key names with the time (Unix seconds) of each,
    ``epochs`` the positions where the book records that its log began anew.
    """

    book: str
    size: int = 0
    root: str = ""
    origin: str = ""
    signed_by: list[str] = field(default_factory=list)
    cosigned_by: dict[str, int] = field(default_factory=dict)
    epochs: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Nothing was found."""
        return not self.findings

    @property
    def full(self) -> bool:
        """Enough was found."""
        return len(self.findings) >= FINDINGS_MAXIMUM

    @property
    def damaged(self) -> bool:
        """Entries are missing or not what they were; what follows may be an echo of that."""
        return any(finding.kind in _DAMAGE for finding in self.findings)

    def note(self, kind: str, position: int | None, place: str | None = None) -> None:
        """Add a finding while there is room."""
        if not self.full:
            self.findings.append(Finding(kind, position, place))

    def to_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "book": self.book,
            "sound": self.sound,
            "size": self.size,
            "root": self.root,
            "origin": self.origin,
            "signed_by": self.signed_by,
            "cosigned_by": self.cosigned_by,
            "epochs": self.epochs,
            "findings": [finding.to_json() for finding in self.findings],
        }
