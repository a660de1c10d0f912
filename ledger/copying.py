"""Entries as PostgreSQL's binary COPY takes them.

See "Binary Format" of COPY in PostgreSQL's manual: a header, for each row the number of its fields
and each field after its length, and an end mark; all numbers in network order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from struct import Struct

from ledger.batch import Row
from ledger.entry import microseconds

_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END = b"\xff\xff"
_FIELDS = 9
_EPOCH = microseconds(datetime(2000, 1, 1, tzinfo=UTC))
"""PostgreSQL counts its microseconds from here."""
_LENGTH = Struct(">i")
_TIME = Struct(">iq")
_PLACE = Struct(">iqi16siq")
_ROWS_OF_A_PIECE = 16
"""The server stores what it has while the next piece is made."""


def copied(book: str, recorded_at: datetime, rows: Iterable[Row]) -> Iterator[bytes]:
    """The bytes of a COPY of entries: book and time, then what is in the row."""
    shared = b"%b%b%b" % (
        _FIELDS.to_bytes(2),
        _text(book),
        _TIME.pack(8, microseconds(recorded_at) - _EPOCH),
    )
    place, length = _PLACE.pack, _LENGTH.pack
    rest = iter(rows)
    parts = [_HEADER]
    while some := list(islice(rest, _ROWS_OF_A_PIECE)):
        for position, key, version, topic, state, entry, leaf in some:
            parts += (
                shared,
                place(8, position, 16, key, 8, version),
                _text(topic),
                length(len(state)),
                state,
                length(len(entry)),
                entry,
                length(len(leaf)),
                leaf,
            )
        yield b"".join(parts)
        parts = []
    yield b"".join((*parts, _END))


@lru_cache(maxsize=1_000)
def _text(value: str) -> bytes:
    field = value.encode()
    return _LENGTH.pack(len(field)) + field
