"""Whose signatures and cosignatures a checkpoint needs (C2SP tlog-policy)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from ledger.verifier.errors import Malformed, PolicyUnreadable
from ledger.verifier.note import COSIGNATURE, ED25519, MLDSA44, Key, parse_key

_NONE = "none"
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_DECIMAL = re.compile("[1-9][0-9]{0,3}")
_LOG_ALGORITHMS = frozenset({ED25519, MLDSA44})
_WITNESS_ALGORITHMS = frozenset({COSIGNATURE, MLDSA44})


@dataclass(slots=True)
class Policy:
    """Logs that are accepted, witnesses by their name in the file, and the quorum.

    A group is met when as many of its members as its number says are.
    """

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str | None = None

    def met(self, cosigned: Collection[str]) -> bool:
        """Whether these witnesses, by their names in the file, are enough."""
        state: dict[str, bool] = {name: name in cosigned for name in self.witnesses}
        for name, (needed, members) in self.groups.items():
            state[name] = sum(state[member] for member in members) >= needed
        return self.quorum == _NONE or (self.quorum is not None and state[self.quorum])


def parse_policy(data: bytes, name: str = "policy") -> Policy:
    """Read a policy file; ``name`` is what errors call it.

    Raises:
        PolicyUnreadable: with the number of the line that does not fit.
    """
    policy = Policy()
    # Octets above 0x7f are opaque; kept one to one.
    lines = data.decode("latin-1").split("\n")
    members: set[str] = set()
    take: Mapping[str, Callable[[list[str]], bool]] = {
        "log": lambda items: _log(policy, items),
        "witness": lambda items: _witness(policy, items),
        "group": lambda items: _group(policy, items, members),
        "quorum": lambda items: _quorum(policy, items),
    }
    for number, line in enumerate(lines, 1):
        items = [item for item in re.split("[ \t]+", line) if item]
        if _FORBIDDEN.search(line):
            raise PolicyUnreadable(f"{name}:{number}")
        if not items or items[0].startswith("#"):
            continue
        word, *rest = items
        if word not in take or not take[word](rest):
            raise PolicyUnreadable(f"{name}:{number}")
    if policy.quorum is None:
        raise PolicyUnreadable(f"{name}:{len(lines)}")
    return policy


def _key(text: str, algorithms: Collection[int], known: Collection[Key]) -> Key | None:
    try:
        key = parse_key(text.encode("latin-1").decode())
    except (Malformed, UnicodeDecodeError):
        return None
    fits = key.algorithm in algorithms and all(key.public != k.public for k in known)
    return key if fits else None


def _log(policy: Policy, items: list[str]) -> bool:
    key = _key(items[0], _LOG_ALGORITHMS, policy.logs) if len(items) in {1, 2} else None
    if key is not None:
        policy.logs.append(key)
    return key is not None


def _witness(policy: Policy, items: list[str]) -> bool:
    if len(items) not in {2, 3} or not _new(policy, items[0]):
        return False
    key = _key(items[1], _WITNESS_ALGORITHMS, policy.witnesses.values())
    if key is not None:
        policy.witnesses[items[0]] = key
    return key is not None


def _group(policy: Policy, items: list[str], taken: set[str]) -> bool:
    if len(items) < 3 or not _new(policy, items[0]):
        return False
    name, told, *members = items
    if told in {"any", "all"}:
        needed = 1 if told == "any" else len(members)
    elif _DECIMAL.fullmatch(told):
        needed = int(told)
    else:
        return False
    known = policy.witnesses.keys() | policy.groups.keys()
    if needed > len(members) or len(set(members)) != len(members):
        return False
    if not known.issuperset(members) or not taken.isdisjoint(members):
        return False
    taken.update(members)
    policy.groups[name] = (needed, tuple(members))
    return True


def _quorum(policy: Policy, items: list[str]) -> bool:
    if len(items) != 1 or policy.quorum is not None:
        return False
    policy.quorum = items[0]
    return items[0] in {_NONE, *policy.witnesses, *policy.groups}


def _new(policy: Policy, name: str) -> bool:
    return name != _NONE and name not in policy.witnesses and name not in policy.groups
