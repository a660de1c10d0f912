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

_HEX_AS_ZERO = bytes.maketrans(b"123456789abcdef", b"0" * 15)


class _Mould:
    """What fields of one length look like: text, and hexadecimal digits where it has a 0."""

    def __init__(self, form: bytes) -> None:
        self._shape = shape = form.translate(_HEX_AS_ZERO)
        # Text that could be taken for digits; the rest of it the shape shows.
        self._text = [(at, form[at : at + 1]) for at in range(len(form)) if form[at] != shape[at]]

    def fits(self, fields: Sequence[bytes]) -> bool:
        """Whether all of the fields look so; one of no length is passed over."""
        joined, size = b"".join(fields), len(self._shape)
        count = len(joined) // size
        return joined.translate(_HEX_AS_ZERO) == count * self._shape and all(
            joined[at::size] == count * letter for at, letter in self._text
        )


_BEFORE_ID = re.compile(rb'\{"book":"([0-9]{6})","id":"')
_ID = _Mould(b"00000000-0000-0000-0000-000000000000")
_KEY = _Mould(b'","kc":"' + 64 * b"0")
_BEFORE_DIGEST, _DIGEST = 18, 64
_STATE = _Mould(b'","state_sha256":"' + _DIGEST * b"0" + b'","time":')
_KEYED = Struct("23s 36s 72s 91s 16s")
_PLAIN = Struct("23s 36s 0s 91s 16s")
"""The book, and id, key commitment and digest of the state with what stands about them, and time.

Few and long: what takes time is the number of fields, not their length.
"""
_AT, _K = 62, ord("k")
"""Where an entry with a key commitment has the first letter of that field's name."""
_SHORT_TIME = re.compile(rb'(.{141}(?:.{72})?","time":)(0|[1-9][0-9]{0,14})(,.*)', re.DOTALL)
_TAIL = re.compile(
    rb',"topic":"([ !#-\[\]-~]{1,200})","v":1,"version":([1-9][0-9]{0,17})\}', re.DOTALL
)
_TAILS_MAXIMUM = 10_000


class Told(NamedTuple):
    """What a run of well-formed entries says, field by field.

    ``ids`` are the aggregates' 16 bytes one after the other, ``states`` the digests of the states
    as they stand in the entry, ``times`` microseconds since 1970 in sixteen digits each.
    """

    book: str
    ids: bytes
    states: Sequence[bytes]
    times: Sequence[bytes]
    topics: Sequence[str]
    versions: Sequence[int]

    @property
    def digests(self) -> list[bytes]:
        """The digests of the states, 64 hexadecimal digits each."""
        return [state[_BEFORE_DIGEST : _BEFORE_DIGEST + _DIGEST] for state in self.states]


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
    before, ids, keys, states, times = zip(*rows, strict=True)
    book = _BEFORE_ID.fullmatch(before[0])
    if book is None or before.count(before[0]) != len(before):
        return None
    if not (_ID.fits(ids) and _KEY.fits(keys) and _STATE.fits(states)):
        return None
    if not b"".join(times).isdigit() or min(times)[:1] == b"0":
        return None
    raw = bytes.fromhex(b"".join(ids).replace(b"-", b"").decode())
    topics, versions = zip(*ends, strict=True)
    return Told(book[1].decode(), raw, states, times, topics, versions)


def _told_apart(entries: Sequence[bytes]) -> Told | None:
    """The same, where some of the entries have a time of other than sixteen digits."""
    each = [told_by([entry]) for entry in entries]
    found = [told for told in each if told is not None]
    if len(found) != len(entries) or len({told.book for told in found}) != 1:
        return None
    return Told(
        found[0].book,
        b"".join(told.ids for told in found),
        [told.states[0] for told in found],
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
