"""A log entry: the commitment to a stored event that becomes a leaf of the book's tree.

It holds no answer. ``state_sha256`` is the digest of the stored bytes, which hold ciphertext or a
random salt, so that few-valued answers cannot be found by trial; ``kc`` binds the ciphertext to one
key. The log can therefore be shown to everybody.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from ledger.canonical import loads, quoted

VERSION = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@lru_cache(maxsize=8)
def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def entry_parts(
    book: str,
    originator_id: UUID | str,
    originator_version: int,
    topic: str,
    state: bytes,
    key_commitment: bytes | None,
) -> tuple[bytes, bytes]:
    """What stands before the time in an entry, and what stands behind it.

    The time is known only under the book's lock; all else is made before. Written out: the keys
    stand in their order, and only what may need an escape goes through JSON.
    """
    kc = "" if key_commitment is None else f'"kc":"{key_commitment.hex()}",'
    return (
        f'{_start(book)}{originator_id}",{kc}'
        f'"state_sha256":"{sha256(state).hexdigest()}","time":'.encode(),
        _after_time(topic, originator_version),
    )


def id_text(key: bytes) -> str:
    """An aggregate's id as an entry writes it, from its 16 bytes: faster than ``str`` of a UUID."""
    digits = key.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


@lru_cache(maxsize=1_000)
def _start(book: str) -> str:
    return f'{{"book":{quoted(book)},"id":"'


@lru_cache(maxsize=10_000)
def _after_time(topic: str, originator_version: int) -> bytes:
    return f',"topic":{quoted(topic)},"v":{VERSION},"version":{originator_version}}}'.encode()


def entry_bytes(
    *,
    book: str,
    originator_id: UUID,
    originator_version: int,
    topic: str,
    recorded_at: datetime,
    state: bytes,
    key_commitment: bytes | None,
) -> bytes:
    """Canonical JSON of the commitment, at most a few hundred bytes."""
    before_time, after_time = entry_parts(
        book, originator_id, originator_version, topic, state, key_commitment
    )
    return b"%b%d%b" % (before_time, microseconds(recorded_at), after_time)


def key_commitment_in(entry: bytes) -> bytes:
    """The commitment to the sealing key in an entry's bytes; empty where there is none."""
    return bytes.fromhex(loads(entry).get("kc", ""))
