"""Witness policies (C2SP tlog-policy): whose cosignatures make a checkpoint believable.

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> <k|any|all> <name>...
    quorum <name|none>

A name is defined on an earlier line than those that use it, and is a member of one group at most,
so that every witness counts in one way only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import httpx

from ledger.log.cosignature import verify_cosignature
from ledger.log.errors import LogFileUnusable, NoteMalformed, PolicyMalformed
from ledger.log.note import (
    ED25519,
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    SignedNote,
    VerifierKey,
)

NONE = "none"
"""The quorum of a policy that asks for no cosignature."""
_LOG_ALGORITHMS = (ED25519, MLDSA44_COSIGNATURE)
_WITNESS_ALGORITHMS = (ED25519_COSIGNATURE, MLDSA44_COSIGNATURE)
_LONGEST_THRESHOLD = 6
"""Digits."""


@dataclass(frozen=True, slots=True)
class KnownLog:
    """A log whose checkpoints the policy is for; ``url`` is where it is read."""

    key: VerifierKey
    url: str | None


@dataclass(frozen=True, slots=True)
class KnownWitness:
    """A witness under its name in the policy; ``url`` is the prefix that it is asked under."""

    name: str
    key: VerifierKey
    url: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """It has witnessed a checkpoint if ``threshold`` of its members have."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The logs and witnesses that are known, and the quorum."""

    logs: tuple[KnownLog, ...]
    witnesses: Mapping[str, KnownWitness]
    groups: Mapping[str, Group]
    quorum: str

    @classmethod
    def load(cls, path: Path) -> Policy | None:
        """Read a policy file; None where there is none.

        Raises:
            PolicyMalformed: with the file and the line.
            LogFileUnusable: it cannot be read.
        """
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise LogFileUnusable(path, error) from None
        try:
            return cls.parse(content)
        except PolicyMalformed as error:
            error.file = path
            raise

    @classmethod
    def parse(cls, content: bytes) -> Policy:
        """Read the content of a policy file.

        Raises:
            PolicyMalformed: with the line.
        """
        return _Reader().read(content)

    def cosigned_by(self, note: SignedNote) -> frozenset[str]:
        """Names of the witnesses whose cosignature stands under the note and holds."""
        return frozenset(
            name
            for name, witness in self.witnesses.items()
            if (line := note.signature_of(witness.key)) is not None
            and verify_cosignature(witness.key, note.text, line.payload) is not None
        )

    def is_quorum(self, names: Collection[str]) -> bool:
        """Whether the cosignatures of these witnesses are enough."""
        return self.quorum == NONE or self._has_witnessed(self.quorum, names)

    def is_met_by(self, note: SignedNote) -> bool:
        """Whether the note bears the cosignatures that are asked for; of logs it says nothing."""
        return self.is_quorum(self.cosigned_by(note))

    def _has_witnessed(self, name: str, witnesses: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in witnesses
        return sum(self._has_witnessed(m, witnesses) for m in group.members) >= group.threshold


@dataclass(slots=True)
class _Reader:
    """Takes in a policy line by line."""

    line: int = 0
    logs: list[KnownLog] = field(default_factory=list)
    witnesses: dict[str, KnownWitness] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    grouped: set[str] = field(default_factory=set)
    keys: set[tuple[str, bytes]] = field(default_factory=set)
    quorum: str | None = None

    def read(self, content: bytes) -> Policy:
        rules: Mapping[str, Callable[[list[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        for self.line, raw in enumerate(content.removesuffix(b"\n").split(b"\n"), 1):
            if any((byte < 0x20 and byte != 0x09) or byte == 0x7F for byte in raw):
                raise self._bad("有控制字符", "a control character")
            # Bytes above 0x7F mean nothing here: each stands for itself and is compared as it is.
            words = raw.decode("utf-8", "surrogateescape").replace("\t", " ").split(" ")
            words = [word for word in words if word]
            if not words or words[0].startswith("#"):
                continue
            rule = rules.get(words[0])
            if rule is None:
                raise self._bad(
                    "应以 log、witness、group 或 quorum 开头",
                    "a line begins with log, witness, group or quorum",
                )
            rule(words[1:])
        if self.quorum is None:
            self.line += 1
            raise self._bad("缺少 quorum 行", "there is no quorum line")
        return Policy(
            tuple(self.logs),
            MappingProxyType(self.witnesses),
            MappingProxyType(self.groups),
            self.quorum,
        )

    def _log(self, words: list[str]) -> None:
        if len(words) not in {1, 2}:
            raise self._bad("应为 log <vkey> [<url>]", "it must be log <vkey> [<url>]")
        key = self._key("log", words[0], _LOG_ALGORITHMS)
        self.logs.append(KnownLog(key, self._url(words[1:])))

    def _witness(self, words: list[str]) -> None:
        if len(words) not in {2, 3}:
            raise self._bad(
                "应为 witness <名称> <vkey> [<url>]", "it must be witness <name> <vkey> [<url>]"
            )
        name = self._new(words[0])
        key = self._key("witness", words[1], _WITNESS_ALGORITHMS)
        self.witnesses[name] = KnownWitness(name, key, self._url(words[2:]))

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise self._bad(
                "应为 group <名称> <数目|any|all> <名称>…",
                "it must be group <name> <k|any|all> <name>...",
            )
        name, threshold, members = self._new(words[0]), words[1], words[2:]
        for member in members:
            if not self._knows(member):
                raise self._bad("成员须在前面的行中定义", "a member is defined on an earlier line")
            if member in self.grouped:
                raise self._bad(
                    "一个名称只能列入一组一次", "a name is a member of one group, and once"
                )
            self.grouped.add(member)
        self.groups[name] = Group(self._threshold(threshold, len(members)), tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if len(words) != 1:
            raise self._bad("应为 quorum <名称|none>", "it must be quorum <name|none>")
        if self.quorum is not None:
            raise self._bad("quorum 只能有一行", "there is one quorum line only")
        if words[0] != NONE and not self._knows(words[0]):
            raise self._bad("名称须在前面的行中定义", "the name is defined on an earlier line")
        self.quorum = words[0]

    def _threshold(self, told: str, members: int) -> int:
        if told == "any":
            return 1
        if told == "all":
            return members
        if told.isascii() and told.isdigit() and len(told) <= _LONGEST_THRESHOLD:
            threshold = int(told)
            if str(threshold) == told and 1 <= threshold <= members:
                return threshold
        raise self._bad(
            "数目应为 any、all 或 1 至成员数之间的整数",
            "the threshold is any, all, or a number from 1 to that of the members",
        )

    def _key(self, kind: str, told: str, algorithms: Collection[int]) -> VerifierKey:
        try:
            key = VerifierKey.parse(told)
        except NoteMalformed:
            raise self._bad("vkey 无效", "the vkey is not valid") from None
        if key.algorithm not in algorithms:
            raise self._bad("vkey 的签名类型不符", "the vkey is of an algorithm for another use")
        if (kind, key.public) in self.keys:
            raise self._bad("公钥重复", "the public key stands twice")
        self.keys.add((kind, key.public))
        return key

    def _url(self, told: list[str]) -> str | None:
        if not told:
            return None
        try:
            url = httpx.URL(told[0])
        except (httpx.InvalidURL, ValueError):
            url = httpx.URL()
        if url.scheme not in {"http", "https"} or not url.host:
            raise self._bad("地址应为 http(s)://…", "the address must be http(s)://...")
        return told[0]

    def _new(self, name: str) -> str:
        if name == NONE or self._knows(name):
            raise self._bad("名称已被使用", "the name is taken")
        return name

    def _knows(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _bad(self, zh: str, en: str) -> PolicyMalformed:
        return PolicyMalformed(self.line, f"第 {self.line} 行：{zh}", f"line {self.line}: {en}")
