"""Finding texts in heaps of bytes, in whatever common encoding they may stand there."""

from __future__ import annotations

import os
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

SHORTEST = 6
"""Bytes that a needle must have. Six random bytes are one of 2^48: in all that a test reads, some
needle turns up by chance once in thousands of runs. Four bytes, as a name of two characters has in
UTF-16 and GB 18030, would turn up in every one, and are not looked for."""
CHUNK = 1 << 24
_WORD = 8
_MASK = pa.scalar((1 << 8 * SHORTEST) - 1, pa.uint64())


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """A text found: which (by its number, never itself), in what encoding, where."""

    place: str
    offset: int
    encoding: str
    text: int


def encodings(text: str) -> Iterator[tuple[str, bytes]]:
    """The bytes that a text may stand as, each with the encoding's name; short ones are left out.

    See :data:`SHORTEST`.
    """
    raw = text.encode()
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) > 127 else c for c in text).encode()
    found = [
        ("utf-8", raw),
        ("utf-16-le", text.encode("utf-16-le")),
        ("utf-16-be", text.encode("utf-16-be")),
        ("gb18030", text.encode("gb18030")),
        ("json", escaped),
        ("json-upper", escaped.upper().replace(b"\\U", b"\\u")),
        ("hex", raw.hex().encode()),
        ("hex-upper", raw.hex().upper().encode()),
        *((f"base64-{before}", _inner_base64(raw, before)) for before in range(3)),
    ]
    told: set[bytes] = set()
    for name, needle in found:
        if len(needle) >= SHORTEST and needle not in told:
            told.add(needle)
            yield name, needle


def _inner_base64(raw: bytes, before: int) -> bytes:
    """The characters of base64 that ``raw`` alone decides, after so many bytes of another text."""
    encoded = b64encode(bytes(before) + raw)
    first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
    return encoded[first:last]


class Scanner:
    """Looks for texts; each is told by its number in the order given."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._needles: defaultdict[int, list[tuple[bytes, str, int]]] = defaultdict(list)
        for number, text in enumerate(texts):
            for encoding, needle in encodings(text):
                self.add(needle, encoding, number)

    def add(self, needle: bytes, encoding: str, number: int) -> None:
        """Look for these bytes too."""
        start = int.from_bytes(needle[:SHORTEST], "little")
        self._needles[start].append((needle, encoding, number))

    def in_bytes(self, data: bytes, place: str) -> list[Leak]:
        """What is found in some bytes, by offset."""
        longest = max(len(n) for found in self._needles.values() for n, _, _ in found)
        starts = pa.array(sorted(self._needles), pa.uint64())
        leaks: set[Leak] = set()
        for begin in range(0, max(len(data), 1), CHUNK):
            # The last needle of a chunk may reach into the next.
            chunk = data[begin : begin + CHUNK + longest + _WORD]
            for offset in _candidates(chunk, starts):
                start = int.from_bytes(chunk[offset : offset + SHORTEST], "little")
                leaks.update(
                    Leak(place, begin + offset, encoding, number)
                    for needle, encoding, number in self._needles[start]
                    if chunk.startswith(needle, offset)
                )
        return sorted(leaks)

    def in_folder(self, folder: Path) -> list[Leak]:
        """What is found in the files below a folder, and in the columns of its Parquet files."""
        leaks = []
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            place = os.fspath(path.relative_to(folder))
            leaks += self.in_bytes(path.read_bytes(), place)
            if path.suffix == ".parquet":
                leaks += self._in_columns(path, place)
        return leaks

    def _in_columns(self, path: Path, place: str) -> Iterator[Leak]:
        table = pq.read_table(path)
        for name, column in zip(table.column_names, table.columns, strict=True):
            for chunk in column.chunks:
                for buffer in chunk.buffers():
                    if buffer is not None:
                        yield from self.in_bytes(buffer.to_pybytes(), f"{place} {name}")


def _candidates(chunk: bytes, starts: pa.Array) -> list[int]:
    """Offsets at which the first bytes of a needle stand: eight passes, one an alignment."""
    padded = chunk + bytes(_WORD)
    found: list[int] = []
    for shift in range(_WORD):
        count = (len(padded) - shift) // _WORD
        aligned = pa.py_buffer(padded[shift : shift + count * _WORD])
        words = pa.Array.from_buffers(pa.uint64(), count, [None, aligned])
        hits = pc.is_in(pc.bit_wise_and(words, _MASK), value_set=starts)
        found += (shift + _WORD * i for i in pc.indices_nonzero(hits).to_pylist())
    return [offset for offset in found if offset < len(chunk)]
