"""A log written by a test, straight from the specifications and sharing no code with the ledger."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

BOOK = "500112"
ORIGIN = "ledger.example/books/500112"
HASHES_OF_TILE = 256


def leaf(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes of subtrees of one size, as RFC 6962 defines it."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + root(hashes[:k]) + root(hashes[k:])).digest()


def path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The inclusion path of RFC 6962, leaf side first."""
    if len(hashes) == 1:
        return []
    k = 1 << (len(hashes) - 1).bit_length() - 1
    if index < k:
        return [*path(index, hashes[:k]), root(hashes[k:])]
    return [*path(index - k, hashes[k:]), root(hashes[:k])]


def entry(number: int, version: int = 1, aggregate: int | None = None, **changes: object) -> bytes:
    """An entry of the made-up book; each of an aggregate of its own unless told otherwise."""
    told: dict[str, object] = {
        "v": 1,
        "book": BOOK,
        "id": str(UUID(int=number + 1 if aggregate is None else aggregate)),
        "version": version,
        "topic": "HouseholdRegistered",
        "time": 1_604_192_400_000_000 + number,
        "state_sha256": sha256(b"state %d" % number).hexdigest(),
        "kc": sha256(b"key %d" % number).hexdigest(),
        **changes,
    }
    if number % 3 == 0:
        # Nothing is sealed in it.
        del told["kc"]
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Signer:
    """A key of a log (type 1) or a witness (4: Ed25519, 6: ML-DSA-44)."""

    name: str
    algorithm: int = 1
    phrase: str = "census-ledger test key"

    @property
    def seed(self) -> bytes:
        return sha256(self.phrase.encode()).digest()

    @property
    def public(self) -> bytes:
        if self.algorithm == 6:
            key = MLDSA44PrivateKey.from_seed_bytes(self.seed).public_key()
            return key.public_bytes_raw()
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        told = bytes([self.algorithm]) + self.public
        return sha256(self.name.encode() + b"\n" + told).digest()[:4]

    @property
    def vkey(self) -> str:
        told = b64encode(bytes([self.algorithm]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{told}"

    def line(self, body: str, at: int = 1_767_225_600) -> str:
        """The signature line under a checkpoint's body."""
        ed25519 = Ed25519PrivateKey.from_private_bytes(self.seed)
        if self.algorithm == 1:
            payload = ed25519.sign(body.encode())
        elif self.algorithm == 4:
            message = f"cosignature/v1\ntime {at}\n{body}".encode()
            payload = at.to_bytes(8) + ed25519.sign(message)
        else:
            payload = at.to_bytes(8) + self._mldsa(body, at)
        return f"— {self.name} {b64encode(self.key_id + payload).decode()}\n"

    def _mldsa(self, body: str, at: int) -> bytes:
        origin, size, told, _ = body.split("\n")
        message = b"subtree/v1\n\x00" + bytes([len(self.name)]) + self.name.encode()
        message += at.to_bytes(8) + bytes([len(origin)]) + origin.encode() + bytes(8)
        message += int(size).to_bytes(8)
        message += b64decode(told)
        return MLDSA44PrivateKey.from_seed_bytes(self.seed).sign(message)


LOG = Signer(ORIGIN)
OTHER_LOG_KEY = Signer(ORIGIN, phrase="another key")
WITNESS = Signer("witness.example/w1", 4)
WITNESS_PQ = Signer("witness.example/w1-pq", 6)


def checkpoint_body(entries: Sequence[bytes], origin: str = ORIGIN) -> str:
    told = b64encode(root([leaf(e) for e in entries])).decode()
    return f"{origin}\n{len(entries)}\n{told}\n"


def signed(entries: Sequence[bytes], *signers: Signer, origin: str = ORIGIN) -> bytes:
    """The signed checkpoint over entries."""
    body = checkpoint_body(entries, origin)
    return (body + "\n" + "".join(s.line(body) for s in signers or (LOG,))).encode()


def proof_file(entries: Sequence[bytes], index: int, *signers: Signer, extra: bool = True) -> bytes:
    """A tlog-proof of one entry."""
    hashes = [leaf(e) for e in entries]
    lines = ["c2sp.org/tlog-proof@v1"]
    if extra:
        lines.append(f"extra {b64encode(entries[index]).decode()}")
    lines.append(f"index {index}")
    lines += [b64encode(h).decode() for h in path(index, hashes)]
    return ("\n".join(lines) + "\n\n").encode() + signed(entries, *signers)


def named(index: int) -> str:
    """A tile's number as its path."""
    groups = [f"{index:03}"[-3:]]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


def files(entries: Sequence[bytes], *signers: Signer) -> Mapping[str, bytes]:
    """All files of the log by path, tlog-tiles layout."""
    found = {"checkpoint": signed(entries, *signers)}
    for index, start in enumerate(range(0, len(entries), HASHES_OF_TILE)):
        group = entries[start : start + HASHES_OF_TILE]
        found[f"tile/entries/{_file(index, len(group))}"] = bundle(group)
    level, hashes = 0, [leaf(e) for e in entries]
    while hashes:
        above = []
        for index, start in enumerate(range(0, len(hashes), HASHES_OF_TILE)):
            tile = hashes[start : start + HASHES_OF_TILE]
            found[f"tile/{level}/{_file(index, len(tile))}"] = b"".join(tile)
            if len(tile) == HASHES_OF_TILE:
                above.append(root(tile))
        level, hashes = level + 1, above
    return found


def bundle(entries: Sequence[bytes]) -> bytes:
    return b"".join(len(e).to_bytes(2) + e for e in entries)


def _file(index: int, width: int) -> str:
    return named(index) + ("" if width == HASHES_OF_TILE else f".p/{width}")


def write(directory: Path, contents: Mapping[str, bytes]) -> Path:
    """Write the files of a log below a directory."""
    for name, data in contents.items():
        place = directory / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return directory
