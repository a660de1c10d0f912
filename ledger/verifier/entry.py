"""What an entry says, read many at a time: canonical JSON of known fields and nothing else.

In canonical form all that stands before the topic is of fixed length but for the key commitment,
which an entry has or has not. So the fields are cut out at their places; what follows the time is
read once for each topic and version. An entry that does not fit that mould is malformed, unless its
time has not sixteen digits, which nobody needs to read fast.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from struct import Struct, error
from typing import NamedTuple

EPOCH_TOPIC = "LogEpochBegun"

_KEYED = Struct("23s 36s 8s 64s 18s 64s 9s 16s")
_PLAIN = Struct("23s 36s 0s 0s 18s 64s 9s 16s")
"""The fields id, kc, state_sha256 and time, each after what stands before it."""
_BEFORE_ID = re.compile(rb'\{"book":"([0-9]{6})","id":"')
_BEFORE_KEY = {b'","kc":"', b""}
_BEFORE_DIGEST, _BEFORE_TIME = {b'","state_sha256":"'}, {b'","time":'}
_AT, _K = 62, ord("k")
"""Where an entry with a key commitment has the first letter of that field's name."""
_HEX = b"0123456789abcdef"
_ID = 36
_DASHES = (8, 13, 18, 23)
_SHORT_TIME = re.compile(rb'(.{141}(?:.{72})?","time":)(0|[1-9][0-9]{0,14})(,.*)', re.DOTALL)
_TAIL = re.compile(
    rb',"topic":"([ !#-\[\]-~]{1,200})","v":1,"version":([1-9][0-9]{0,17})\}', re.DOTALL
)
_TAILS_MAXIMUM = 10_000


class Told(NamedTuple):
    """What a run of well-formed entries says, field by field.

    ``ids`` are the aggregates' 16 bytes one after the other, ``times`` microseconds since 1970 in
    sixteen digits each.
    """

    book: str
    ids: bytes
    digests: Sequence[bytes]
    times: Sequence[bytes]
    topics: Sequence[str]
    versions: Sequence[int]


class _Tails(dict[bytes, tuple[str, int]]):
    """Topic and version of what follows the time, read once each."""

    def __missing__(self, tail: bytes) -> tuple[str, int]:
        found = _TAIL.fullmatch(tail)
        if found is None:
            raise ValueError("no end of an entry")
        if len(self) >= _TAILS_MAXIMUM:
            self.clear()
        self[tail] = told = found[1].decode(), int(found[2])
        return told


_tails = _Tails()


def told_by(entries: Sequence[bytes]) -> Told | None:
    """Read entries of one book; None where one of them is not of the format, or of another book."""
    keyed, plain, tails = _KEYED.unpack_from, _PLAIN.unpack_from, _tails
    after_key, after = _KEYED.size, _PLAIN.size
    try:
        rows = [keyed(e) if e[_AT] == _K else plain(e) for e in entries]
        ends = [tails[e[after_key:] if e[_AT] == _K else e[after:]] for e in entries]
    except (IndexError, ValueError, error):
        return _told_otherwise(entries) if len(entries) == 1 else _told_apart(entries)
    if not rows:
        return None
    before, ids, before_key, keys, before_digest, digests, before_time, times = zip(
        *rows, strict=True
    )
    constants_fit = (
        len(set(before)) == 1
        and _BEFORE_KEY.issuperset(before_key)
        and set(before_digest) == _BEFORE_DIGEST
        and set(before_time) == _BEFORE_TIME
    )
    book = _BEFORE_ID.fullmatch(before[0])
    raw = _raw_ids(b"".join(ids))
    if not constants_fit or book is None or raw is None:
        return None
    if not b"".join(times).isdigit() or min(times)[:1] == b"0":
        return None
    if b"".join((*keys, *digests)).translate(None, _HEX):
        return None
    topics, versions = zip(*ends, strict=True)
    return Told(book[1].decode(), raw, digests, times, topics, versions)


def _raw_ids(told: bytes) -> bytes | None:
    count = len(told) // _ID
    dashes = b"-" * count
    if any(told[at::_ID] != dashes for at in _DASHES):
        return None
    digits = told.replace(b"-", b"")
    if len(digits) != 32 * count or digits.translate(None, _HEX):
        return None
    return bytes.fromhex(digits.decode())


def _told_apart(entries: Sequence[bytes]) -> Told | None:
    """The same, where some of the entries have a time of other than sixteen digits."""
    each = [told_by([entry]) for entry in entries]
    found = [told for told in each if told is not None]
    if len(found) != len(entries) or len({told.book for told in found}) != 1:
        return None
    return Told(
        found[0].book,
        b"".join(told.ids for told in found),
        [told.digests[0] for told in found],
        [told.times[0] for told in found],
        [told.topics[0] for told in found],
        [told.versions[0] for told in found],
    )


def _told_otherwise(entries: Sequence[bytes]) -> Told | None:
    """One entry whose time has fewer digits, read as if it had sixteen."""
    found = _SHORT_TIME.fullmatch(entries[0]) if entries else None
    if found is None:
        return None
    told = told_by([found[1] + found[2].rjust(16, b"1") + found[3]])
    return None if told is None else told._replace(times=[found[2].rjust(16, b"0")])
