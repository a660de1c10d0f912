"""A log entry: the commitment to a stored event that becomes a leaf of the book's tree.

It holds no answer. ``state_sha256`` is the digest of the stored bytes, which hold ciphertext or a
random salt, so that few-valued answers cannot be found by trial; ``kc`` binds the ciphertext to one
key. The log can therefore be shown to everybody.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from ledger.canonical import dumps

VERSION = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // _MICROSECOND


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
    commitment: dict[str, object] = {
        "v": VERSION,
        "book": book,
        "id": str(originator_id),
        "version": originator_version,
        "topic": topic,
        "time": microseconds(recorded_at),
        "state_sha256": sha256(state).hexdigest(),
    }
    if key_commitment is not None:
        commitment["kc"] = key_commitment.hex()
    return dumps(commitment)
