"""The vectors of an independent implementation (Go's x/mod; ML-DSA confirmed by a third)."""

from __future__ import annotations

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.merkle import leaf_hash

_FOLDER = Path(__file__).parents[1] / "vectors"
TLOG: dict[str, Any] = json.loads((_FOLDER / "tlog.json").read_text(encoding="utf-8"))
MLDSA: dict[str, Any] = json.loads((_FOLDER / "tlog-mldsa.json").read_text(encoding="utf-8"))
ROOTS = {vector["size"]: b64decode(vector["root"]) for vector in TLOG["roots"]}


def must_fail(kind: str) -> list[dict[str, Any]]:
    return [case for case in TLOG["must_fail"] if case["kind"] == kind]


def leaf(index: int) -> bytes:
    """The entry that the vectors' trees have at an index."""
    return f"leaf-{index}".encode()


def leaf_hashes(size: int) -> list[bytes]:
    return [leaf_hash(leaf(i)) for i in range(size)]


def are_bytes_of(vector: dict[str, Any], data: bytes) -> bool:
    """Whether these are a tile's or bundle's bytes: short ones are told, long ones by digest."""
    digest = sha256(data).hexdigest()
    told = b64decode(vector["data"]) == data if "data" in vector else vector["sha256"] == digest
    return told and len(data) == vector["bytes"]
