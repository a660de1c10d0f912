"""A run of entry bundles, each with its tile of leaf hashes: the part that many processes share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from ledger.verifier.entry import EPOCH_TOPIC, told_by
from ledger.verifier.findings import FINDINGS_MAXIMUM, Finding
from ledger.verifier.source import Source, bundle_path, tile_path
from ledger.verifier.tree import WIDTH, leaf_hashes, perfect_root
from ledger.verifier.versions import parted

HASH = 32


class Task(NamedTuple):
    """Bundles ``first`` … ``last`` - 1 of a log of ``size`` entries.

    ``wanted`` are bundles whose leaf hashes are to be given back; aggregates are told apart into
    ``parts`` parts.
    """

    first: int
    last: int
    size: int
    wanted: frozenset[int]
    parts: int


@dataclass(slots=True)
class Checked:
    """What a task found.

    ``roots`` are those of its full bundles, ``told_roots`` of the full tiles given (None: the
    same). ``findings`` lie in the entries themselves, ``mismatches`` between entries and tiles.
    ``versions`` are those of its entries, a byte string for each part of the aggregates.
    """

    task: Task
    book: str = ""
    roots: list[bytes] = field(default_factory=list)
    told_roots: list[bytes | None] = field(default_factory=list)
    leaves: dict[int, list[bytes]] = field(default_factory=dict)
    told_leaves: dict[int, list[bytes]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    mismatches: list[Finding] = field(default_factory=list)
    versions: list[bytes] = field(default_factory=list)
    epochs: list[int] = field(default_factory=list)
    first_time: bytes | None = None
    last_time: bytes = b""


def check_bundles(source: Source, task: Task) -> Checked:
    """Hash every entry of some bundles, read them, and compare them with their tiles.

    Raises:
        LogUnreadable: the source does not answer.
    """
    found = Checked(task)
    versions: list[list[bytes]] = [[] for _ in range(task.parts)]
    for bundle in range(task.first, task.last):
        width = min(WIDTH, task.size - bundle * WIDTH)
        given = source.tile(0, bundle, width)
        if given is None or len(given) != width * HASH:
            kind = "missing-tile" if given is None else "altered-tile"
            found.findings.append(Finding(kind, bundle * WIDTH, tile_path(0, bundle, width)))
            given = None
        entries = _entries(source, found, bundle, width, given)
        told = None
        if entries is None:
            leaves = _hashes(given or bytes(HASH * width))
        else:
            leaves = leaf_hashes(entries)
            _read(found, bundle, entries, versions)
            if given is not None and given != b"".join(leaves):
                told = _hashes(given)
                found.mismatches.append(_mismatch(bundle, leaves, told))
        _keep_roots(found, bundle, leaves, told or leaves)
        if len(found.findings) >= FINDINGS_MAXIMUM:
            break
    found.versions = list(map(b"".join, versions))
    return found


def _keep_roots(found: Checked, bundle: int, leaves: list[bytes], told: list[bytes]) -> None:
    if len(leaves) == WIDTH:
        found.roots.append(perfect_root(leaves))
        found.told_roots.append(None if told is leaves else perfect_root(told))
    if len(leaves) < WIDTH or bundle in found.task.wanted:
        found.leaves[bundle] = leaves
        found.told_leaves[bundle] = told


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH] for at in range(0, len(tile), HASH)]


def _entries(
    source: Source, found: Checked, bundle: int, width: int, tile: bytes | None
) -> list[bytes] | None:
    data = source.bundle(bundle, width)
    place = bundle_path(bundle, width)
    start = bundle * WIDTH
    if data is None:
        found.findings.append(Finding("missing-tile", start, place))
        return None
    entries = split_bundle(data)
    if sum(map(len, entries)) + 2 * len(entries) != len(data):
        at = start + min(len(entries), width)
        found.findings.append(Finding("malformed-bundle", at, place))
        return None
    if len(entries) != width:
        leaves = leaf_hashes(entries)
        at = start + _first_difference(leaves, leaves if tile is None else _hashes(tile))
        kind = "missing-entry" if len(entries) < width else "extra-entry"
        found.findings.append(Finding(kind, at, place))
        return None
    return entries


def split_bundle(data: bytes) -> list[bytes]:
    """The whole entries of a bundle; ends where the lengths do not fit any more."""
    entries: list[bytes] = []
    at, end = 0, len(data)
    while at + 2 <= end:
        start = at + 2
        at = start + (data[at] << 8 | data[at + 1])
        if at > end:
            break
        entries.append(data[start:at])
    return entries


def _read(
    found: Checked, bundle: int, entries: Sequence[bytes], versions: list[list[bytes]]
) -> None:
    start = bundle * WIDTH
    told = told_by(entries)
    if told is None or (found.book and told.book != found.book):
        _find_faults(found, start, entries)
        return
    found.book = told.book
    times = told.times
    if found.first_time is None:
        found.first_time = times[0]
    if times[0] < found.last_time or list(times) != sorted(times):
        before = (found.last_time, *times)
        at = next(i for i, (time, later) in enumerate(pairwise(before)) if later < time)
        found.findings.append(Finding("time-goes-back", start + at))
    found.last_time = times[-1]
    if EPOCH_TOPIC in told.topics:
        found.epochs += [start + i for i, t in enumerate(told.topics) if t == EPOCH_TOPIC]
    positions = range(start, start + len(entries))
    of_parts = parted(told.id_texts, told.versions, positions, len(versions))
    for of_part, more in zip(versions, of_parts, strict=True):
        of_part.append(more)


def _find_faults(found: Checked, start: int, entries: Sequence[bytes]) -> None:
    """Name the entries of a bundle that are not what they should be; the rest is passed over."""
    for position, entry in enumerate(entries, start):
        told = told_by([entry])
        if told is None:
            found.findings.append(Finding("malformed-entry", position))
        elif found.book and told.book != found.book:
            found.findings.append(Finding("other-book", position))
        else:
            found.book = told.book
        if len(found.findings) >= FINDINGS_MAXIMUM:
            return


def _first_difference(leaves: Sequence[bytes], told: Sequence[bytes]) -> int:
    pairs = zip(leaves, told, strict=False)
    least = min(len(leaves), len(told))
    return next((i for i, (leaf, hash_) in enumerate(pairs) if leaf != hash_), least)


def _mismatch(bundle: int, leaves: Sequence[bytes], told: Sequence[bytes]) -> Finding:
    """The first hash of a bundle that differs, and what the others around it make of that."""
    at = _first_difference(leaves, told)
    kind = "altered-entry"
    if leaves[at] in told[at + 1 :] and told[at] in leaves[at + 1 :]:
        kind = "swapped-entries"
    elif leaves[at : at + 1] == told[at + 1 : at + 2]:
        kind = "missing-entry"
    elif told[at : at + 1] == leaves[at + 1 : at + 2]:
        kind = "extra-entry"
    return Finding(kind, bundle * WIDTH + at, bundle_path(bundle, len(leaves)))
