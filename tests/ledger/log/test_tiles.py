"""Tiles and bundles have the addresses and bytes of the vectors; no other address is taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.errors import NoteMalformed
from ledger.log.tiles import (
    LONGEST_ENTRY,
    Bundle,
    Tile,
    bundle_bytes,
    bundles_of,
    parse_bundle,
    parse_path,
    tiles_of,
    width_at,
)
from tests.ledger.log.vectors import TLOG, are_bytes_of, leaf

INDEXES = st.integers(0, 10**19)
WIDTHS = st.integers(1, 256)
TILES = st.builds(Tile, st.integers(0, 7), INDEXES, WIDTHS)
BUNDLES = st.builds(Bundle, INDEXES, WIDTHS)


def test_addresses_are_those_of_the_vectors() -> None:
    for vector in TLOG["tile_path_examples"]:
        tile = Tile(vector["level"], vector["index"], vector["width"])
        assert tile.path == vector["path"]
        assert parse_path(vector["path"]) == tile


def test_tiles_of_70000_entries_are_those_of_the_vectors() -> None:
    tiles = list(tiles_of(70_000))
    assert len(tiles) == TLOG["tiles_size_70000_count"]
    partial = [tile.path for tile in tiles if tile.width < 256]
    assert partial == [vector["path"] for vector in TLOG["tiles_size_70000_partial_only"]]


def test_bundles_of_257_entries_are_those_of_the_vectors() -> None:
    assert [b.path for b in bundles_of(257)] == ["tile/entries/000", "tile/entries/001.p/1"]
    for vector in TLOG["entry_bundles_size_257"]:
        bundle = parse_path(vector["path"])
        assert isinstance(bundle, Bundle)
        first = 256 * bundle.index
        data = bundle_bytes(leaf(i) for i in range(first, first + bundle.width))
        assert are_bytes_of(vector, data)


def test_empty_log_has_no_tiles() -> None:
    assert list(tiles_of(0)) == []
    assert list(bundles_of(0)) == []


@given(st.one_of(TILES, BUNDLES))
def test_address_reads_back(named: Tile | Bundle) -> None:
    assert parse_path(named.path) == named


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/8/000",
        "tile/00/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/067",
        "tile/0/x001/x067",
        "tile/0/x1/067",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/1/",
        "tile/0/000.p/-1",
        "tile/0/000/",
        "tile/0//000",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/0/../../etc/passwd",
        "tile/entries/..",
        "tile/entries/%2e%2e",
        "tile/entries/x999/" * 40 + "000",
        "tile/0/" + "x999/" * 7 + "000",
    ],
)
def test_other_address_is_refused(path: str) -> None:
    with pytest.raises(NoteMalformed):
        parse_path(path)


@given(st.text(max_size=40))
def test_any_text_is_refused_or_the_one_address(text: str) -> None:
    try:
        named = parse_path("tile/" + text)
    except NoteMalformed:
        return
    assert named.path == "tile/" + text


@given(st.integers(0, 2**40))
def test_tiles_of_a_log_are_as_wide_as_the_log_allows(size: int) -> None:
    for level in range(8):
        hashes = size >> 8 * level
        last = max(hashes - 1, 0) // 256
        assert width_at(size, level, last) == hashes - 256 * last
        assert width_at(size, level, last + 1) == 0
        assert last == 0 or width_at(size, level, last - 1) == 256


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundle_reads_back(entries: list[bytes]) -> None:
    assert parse_bundle(bundle_bytes(entries)) == entries


def test_longest_entry_goes_into_a_bundle_and_a_longer_one_does_not() -> None:
    assert parse_bundle(bundle_bytes([bytes(LONGEST_ENTRY)])) == [bytes(LONGEST_ENTRY)]
    with pytest.raises(ValueError, match="65536"):
        bundle_bytes([bytes(LONGEST_ENTRY + 1)])


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x02a", b"\x00\x01ab", b"\x00\x00" * 257])
def test_malformed_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(NoteMalformed):
        parse_bundle(data)


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_bundle_or_refused(data: bytes) -> None:
    try:
        entries = parse_bundle(data)
    except NoteMalformed:
        return
    assert bundle_bytes(entries) == data
