"""What an entry says, read many at a time: canonical JSON of known fields and nothing else.

In canonical form all that stands before the topic is of fixed length but for the key commitment,
which an entry has or has not; its length mostly tells which. So the fields are cut out at their
places, and what follows the time is read once for each topic and version. Where a run of entries
does not come out so, each is read alone: by whether it has a key commitment, and by how many digits
its time has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from struct import Struct
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
_KEY_BYTES, _TAIL_AT = 72, 166
"""How long a key commitment is, and where the time of an entry without one ends."""
_TAIL_SHORTEST, _TAIL_LONGEST = 31, 247
_KEY_AT = 62
"""Where an entry with a key commitment has the first letter of that field's name."""
_SHORT_TIME = re.compile(rb'(.{141}(?:.{72})?","time":)(0|[1-9][0-9]{0,14})(,.*)', re.DOTALL)
_TAIL = re.compile(
    rb',"topic":"([ !#-\[\]-~]{1,200})","v":1,"version":([1-9][0-9]{0,17})\}', re.DOTALL
)
_TAILS_MAXIMUM = 10_000


def _layout(size: int, *, keyed: bool) -> Struct:
    """How an entry of so many bytes is cut up.

    The book, and id, key commitment and digest of the state with what stands about them, the time,
    and what follows. Few and long: what takes time is the number of fields, not their length.
    """
    key = _KEY_BYTES if keyed else 0
    return Struct(f"23s 36s {key}s 91s 16s {size - _TAIL_AT - key}s")


_SHORTEST = _TAIL_AT + _TAIL_SHORTEST
_SHORTEST_KEYED = _SHORTEST + _KEY_BYTES
_LONGEST = _TAIL_AT + _KEY_BYTES + _TAIL_LONGEST
_CUT = {
    size: _layout(size, keyed=size >= _SHORTEST_KEYED).unpack
    for size in range(_SHORTEST, _LONGEST + 1)
}
"""By its size, how an entry is cut up if no topic is long."""


class Told(NamedTuple):
    """What a run of well-formed entries says, field by field.

    ``id_texts`` are the aggregates and ``states`` the digests of the states as they stand in the
    entry, ``times`` microseconds since 1970 in sixteen digits each.
    """

    book: str
    id_texts: Sequence[bytes]
    states: Sequence[bytes]
    times: Sequence[bytes]
    topics: Sequence[str]
    versions: Sequence[int]

    @property
    def ids(self) -> bytes:
        """The aggregates' 16 bytes one after the other."""
        return bytes.fromhex(b"".join(self.id_texts).replace(b"-", b"").decode())

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
    cut = _CUT
    try:
        rows = [cut[len(entry)](entry) for entry in entries]
    except KeyError:
        return _told_apart(entries)
    return _told_in(rows) or _told_apart(entries)


def _told_in(rows: Sequence[tuple[bytes, ...]]) -> Told | None:
    """What entries say that were cut up."""
    if not rows:
        return None
    before, ids, keys, states, times, tails = zip(*rows, strict=True)
    book = _BEFORE_ID.fullmatch(before[0])
    if book is None or before.count(before[0]) != len(before):
        return None
    if not (_ID.fits(ids) and _KEY.fits(keys) and _STATE.fits(states)):
        return None
    if not b"".join(times).isdigit() or min(times)[:1] == b"0":
        return None
    known = _tails
    try:
        ends = [known[tail] for tail in tails]
    except ValueError:
        return None
    topics, versions = zip(*ends, strict=True)
    return Told(book[1].decode(), ids, states, times, topics, versions)


def _told_apart(entries: Sequence[bytes]) -> Told | None:
    """The same, each entry read alone."""
    found: list[Told] = []
    for entry in entries:
        told = _told_alone(entry)
        if told is None or told.book != (found or [told])[0].book:
            return None
        found.append(told)
    if not found:
        return None
    return Told(
        found[0].book,
        [told.id_texts[0] for told in found],
        [told.states[0] for told in found],
        [told.times[0] for told in found],
        [told.topics[0] for told in found],
        [told.versions[0] for told in found],
    )


def _told_alone(entry: bytes) -> Told | None:
    """One entry; a time of fewer digits is read as if it had sixteen."""
    short = _SHORT_TIME.fullmatch(entry)
    whole = entry if short is None else short[1] + short[2].rjust(16, b"1") + short[3]
    keyed = whole[_KEY_AT : _KEY_AT + 1] == b"k"
    if not (_SHORTEST_KEYED if keyed else _SHORTEST) <= len(whole) <= _LONGEST:
        return None
    told = _told_in([_layout(len(whole), keyed=keyed).unpack(whole)])
    if told is None or short is None:
        return told
    return told._replace(times=[short[2].rjust(16, b"0")])
