"""A manifest is believed only where its parts agree with each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.archive import ranges
from ledger.archive.errors import ManifestDamaged
from ledger.archive.manifest import (
    ENTRIES,
    FileRecord,
    Manifest,
    counts_of,
    encoded,
    file_name,
    root_of,
)
from ledger.merkle import Tree, leaf_hash

LENGTH = 256


@pytest.fixture(autouse=True, scope="module")
def _short_ranges() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranges, "LEVEL", 1)
        patch.setattr(ranges, "LENGTH", LENGTH)
        yield


def tree_of(first: int, last: int) -> Tree:
    tree = Tree()
    for position in range(first, last + 1):
        tree.append(leaf_hash(str(position).encode()))
    return tree


def files(size: int) -> tuple[FileRecord, ...]:
    found = []
    for first, last in ranges.ranges_of(size):
        digest = sha256(f"{first}-{last}".encode()).hexdigest()
        found.append(
            FileRecord(
                name=file_name(ENTRIES, first, last, digest),
                kind=ENTRIES,
                first=first,
                last=last,
                rows=last - first + 1,
                bytes=1,
                sha256=digest,
                subtrees=tuple(map(encoded, tree_of(first, last).frontier)),
            )
        )
    return tuple(found)


def manifest(size: int) -> Manifest:
    return Manifest(
        book="500112",
        size=size,
        root=encoded(tree_of(0, size - 1).root()),
        checkpoint=None,
        digest="0" * 64,
        counts=counts_of(files(size)),
        files=files(size),
    )


@given(st.integers(1, 4 * LENGTH))
def test_root_of_the_files_is_the_root_of_the_book(size: int) -> None:
    assert root_of(files(size)) == tree_of(0, size - 1).root()


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 700])
def test_last_leaves_make_the_subtrees_of_their_file(size: int) -> None:
    tree = Tree()
    for first, last in ranges.ranges_of(size):
        for position in range(first, last + 1):
            tree.append(leaf_hash(str(position).encode()))
        grown = ranges.subtrees_grown(tree, last - first + 1)
        assert grown == tree_of(first, last).frontier
        tree.completed.clear()


@pytest.mark.parametrize("size", [1, 256, 700])
def test_manifest_is_read_as_it_was_written(size: int) -> None:
    assert Manifest.parse(manifest(size).encode()) == manifest(size)


@given(st.data())
def test_spoilt_manifest_is_damaged_or_says_the_same_entries(data: st.DataObject) -> None:
    text = bytearray(manifest(300).encode())
    place = data.draw(st.integers(0, len(text) - 1))
    text[place] = data.draw(st.integers(0, 255))
    try:
        found = Manifest.parse(bytes(text))
    except ManifestDamaged:
        return
    assert (found.size, found.root) == (300, manifest(300).root)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
_FIELDS = ["format", "entries_per_file", "book", "size", "root", "checkpoint", "digest"]
_FIELDS += ["counts", "files"]
_FILE_FIELDS = ["name", "kind", "first", "last", "rows", "bytes", "sha256", "subtrees", "as_of"]


@given(st.sampled_from(_FIELDS + _FILE_FIELDS), _JSON)
def test_field_of_any_other_value_is_damaged_or_harmless(field: str, value: object) -> None:
    content = json.loads(manifest(300).encode())
    (content if field in content else content["files"][0])[field] = value
    try:
        found = Manifest.parse(json.dumps(content).encode())
    except ManifestDamaged:
        return
    assert (found.size, found.root) == (300, manifest(300).root)


@given(_JSON)
def test_what_is_no_manifest_is_damaged(value: object) -> None:
    with pytest.raises(ManifestDamaged):
        Manifest.parse(json.dumps(value).encode())


@pytest.mark.parametrize("size", [301, 2**40, 2**63 - 1])
def test_size_that_the_files_do_not_make_is_damage_at_once(size: int) -> None:
    content = json.loads(manifest(300).encode())
    content["size"] = size
    with pytest.raises(ManifestDamaged):
        Manifest.parse(json.dumps(content).encode())


def test_file_that_stands_twice_is_damage() -> None:
    content = json.loads(manifest(300).encode())
    content["files"].append(content["files"][0])
    with pytest.raises(ManifestDamaged):
        Manifest.parse(json.dumps(content).encode())
