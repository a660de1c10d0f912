"""Whatever is done to a published log is found, and the report names the first bad place."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

from ledger.verifier.findings import VerifyReport
from ledger.verifier.kept import Kept
from ledger.verifier.log import verify_log
from ledger.verifier.signing import trust_of
from ledger.verifier.source import Directory
from tests.ledger.written_log import (
    HASHES_OF_TILE,
    LOG,
    OTHER_LOG_KEY,
    Signer,
    bundle,
    entry,
    files,
    leaf,
    root,
    signed,
    write,
)

Files: TypeAlias = dict[str, bytes]
Found: TypeAlias = list[tuple[str, int | None, str | None]]

SIZE, AT = 700, 300
ENTRIES = [entry(number) for number in range(SIZE)]
TRUST = trust_of([LOG.vkey], None)
BUNDLE = "tile/entries/001"
EARLIER = 600


def kept(entries: Sequence[bytes]) -> Kept:
    """What the auditor noted when the log had these entries."""
    told = b64encode(root([leaf(e) for e in entries])).decode()
    return Kept(len(entries), told, "notebook")


@pytest.fixture(scope="module")
def sound() -> Files:
    return dict(files(ENTRIES))


def found_in(
    directory: Path, contents: Mapping[str, bytes], *, known: Sequence[Kept] = ()
) -> VerifyReport:
    write(directory, contents)
    return verify_log(Directory(directory), trust=TRUST, kept=known)


def told(report: VerifyReport) -> Found:
    return [(f.kind, f.position, f.place) for f in report.findings]


def second_bundle(entries: Sequence[bytes]) -> bytes:
    """The bundle that holds the altered place, made of these entries."""
    return bundle(entries[HASHES_OF_TILE : 2 * HASHES_OF_TILE])


def altered_bit() -> list[bytes]:
    changed = bytearray(ENTRIES[AT])
    changed[-20] ^= 1
    return [*ENTRIES[:AT], bytes(changed), *ENTRIES[AT + 1 :]]


def altered_field() -> list[bytes]:
    return [*ENTRIES[:AT], entry(AT, topic="HouseholdWithdrawn"), *ENTRIES[AT + 1 :]]


def removed() -> list[bytes]:
    return ENTRIES[:AT] + ENTRIES[AT + 1 :]


def swapped() -> list[bytes]:
    changed = list(ENTRIES)
    changed[AT], changed[AT + 7] = changed[AT + 7], changed[AT]
    return changed


def inserted() -> list[bytes]:
    return [*ENTRIES[:AT], entry(99_999), *ENTRIES[AT:]]


ALTERED: list[tuple[Callable[[], list[bytes]], str]] = [
    (altered_bit, "altered-entry"),
    (altered_field, "altered-entry"),
    (removed, "missing-entry"),
    (swapped, "swapped-entries"),
    (inserted, "extra-entry"),
]
IDS = [alter.__name__ for alter, _ in ALTERED]


@pytest.mark.parametrize(("alter", "kind"), ALTERED, ids=IDS)
def test_alteration_of_a_bundle_is_named_with_its_position(
    tmp_path: Path, sound: Files, alter: Callable[[], list[bytes]], kind: str
) -> None:
    report = found_in(tmp_path, {**sound, BUNDLE: second_bundle(alter())})
    places = [(k, at, place) for k, at, place in told(report) if k == kind]
    assert places == [(kind, AT, BUNDLE)]
    assert report.findings[0].position is not None
    assert report.findings[0].position >= AT


@pytest.mark.parametrize("change", [removed, inserted], ids=lambda change: change.__name__)
def test_bundle_with_an_entry_too_few_or_too_many_is_named_with_its_position(
    tmp_path: Path, sound: Files, change: Callable[[], list[bytes]]
) -> None:
    longer = len(change()) - SIZE
    data = bundle(change()[HASHES_OF_TILE : 2 * HASHES_OF_TILE + longer])
    kind = "missing-entry" if longer < 0 else "extra-entry"
    assert told(found_in(tmp_path, {**sound, BUNDLE: data})) == [(kind, AT, BUNDLE)]


@pytest.mark.parametrize(("alter", "kind"), ALTERED, ids=IDS)
def test_log_hashed_anew_is_found_by_its_signature_and_by_what_was_kept(
    tmp_path: Path, alter: Callable[[], list[bytes]], kind: str
) -> None:
    """Everything agrees with itself; only who signed, and what it once was, tell."""
    forged = dict(files(alter(), OTHER_LOG_KEY))
    known = [kept(ENTRIES[:200]), kept(ENTRIES[:EARLIER])]
    report = found_in(tmp_path, forged, known=known)
    assert ("unknown-key", None, "checkpoint") in told(report)
    assert ("rewritten", EARLIER - 1, "notebook") in told(report)
    with_old_note = {**forged, "checkpoint": signed(ENTRIES)}
    if len(alter()) == SIZE:
        report = found_in(tmp_path / "noted", with_old_note)
        assert ("wrong-root", None, "checkpoint") in told(report)


def test_log_rewritten_by_the_holder_of_the_key_is_found_by_what_was_kept(tmp_path: Path) -> None:
    report = found_in(tmp_path, files(altered_field()), known=[kept(ENTRIES[:EARLIER])])
    assert told(report) == [("rewritten", EARLIER - 1, "notebook")]


def test_tail_cut_off_with_its_checkpoint_is_found_by_what_was_kept(tmp_path: Path) -> None:
    report = found_in(tmp_path, files(ENTRIES[:500]), known=[kept(ENTRIES[:EARLIER])])
    assert told(report) == [("shorter-than-kept", None, "notebook")]


def test_tail_cut_off_behind_its_checkpoint_is_found(tmp_path: Path) -> None:
    cut = {**files(ENTRIES[:500]), "checkpoint": signed(ENTRIES)}
    report = found_in(tmp_path, cut)
    assert told(report)[0][:2] == ("missing-tile", HASHES_OF_TILE)


def test_old_checkpoint_is_found_by_a_newer_one(tmp_path: Path) -> None:
    whole = [*ENTRIES, *(entry(n) for n in range(SIZE, 768))]
    served = {**files(whole), **files(whole[:EARLIER])}
    assert told(found_in(tmp_path, served, known=[kept(whole)])) == [
        ("shorter-than-kept", None, "notebook")
    ]


@pytest.mark.parametrize("path", ["tile/0/001", "tile/1/000.p/2", "tile/0/002.p/188"])
def test_altered_tile_is_named_and_the_entries_are_not(
    tmp_path: Path, sound: Files, path: str
) -> None:
    changed = bytearray(sound[path])
    changed[40] ^= 1
    report = found_in(tmp_path, {**sound, path: bytes(changed)})
    first = {"tile/0/001": 257, "tile/1/000.p/2": 256, "tile/0/002.p/188": 513}[path]
    assert told(report) == [("altered-tile", first, path)]


@pytest.mark.parametrize("path", ["tile/0/001", "tile/1/000.p/2", BUNDLE])
def test_missing_file_is_named(tmp_path: Path, sound: Files, path: str) -> None:
    gone = {name: data for name, data in sound.items() if name != path}
    report = found_in(tmp_path, gone)
    first = 0 if path.startswith("tile/1") else HASHES_OF_TILE
    assert told(report) == [("missing-tile", first, path)]


def test_cut_off_file_is_named(tmp_path: Path, sound: Files) -> None:
    report = found_in(tmp_path / "b", {**sound, BUNDLE: sound[BUNDLE][:-1]})
    assert told(report) == [("malformed-bundle", 511, BUNDLE)]
    report = found_in(tmp_path / "t", {**sound, "tile/0/001": sound["tile/0/001"][:-1]})
    assert told(report) == [("altered-tile", HASHES_OF_TILE, "tile/0/001")]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda note: note.replace(b"\n700\n", b"\n699\n"), "bad-signature"),
        (
            lambda note: note.replace(b"ledger.example/books", b"ledger.example/other", 1),
            "bad-signature",
        ),
        (lambda note: note[:-1], "malformed-checkpoint"),
        (lambda _: signed(ENTRIES, OTHER_LOG_KEY), "unknown-key"),
        (lambda _: signed(ENTRIES, Signer("ledger.example/books/110101")), "unknown-key"),
        (lambda _: signed(ENTRIES, LOG, origin="ledger.example/books/110101"), "wrong-origin"),
    ],
    ids=["size", "origin", "cut", "key", "name", "another log"],
)
def test_altered_checkpoint_is_found(
    tmp_path: Path, sound: Files, change: Callable[[bytes], bytes], kind: str
) -> None:
    report = found_in(tmp_path, {**sound, "checkpoint": change(sound["checkpoint"])})
    assert told(report)[0] == (kind, None, "checkpoint")


def test_two_roots_for_one_size_are_found(tmp_path: Path, sound: Files) -> None:
    """A split view: another was shown a log of the same size."""
    known = [kept(ENTRIES[:EARLIER]), kept(altered_field()[:EARLIER])]
    report = found_in(tmp_path, sound, known=known)
    assert told(report) == [("rewritten", EARLIER - 1, "notebook")]


@pytest.mark.parametrize(
    ("changed", "kind", "at"),
    [
        ({600: entry(600, version=2)}, "version-gap", 600),
        ({10: entry(10, version=2), 11: entry(10)}, "version-gap", 10),
        ({600: entry(600, time=5)}, "time-goes-back", 600),
        ({256: entry(256, time=5)}, "time-goes-back", 256),
        ({600: entry(600, book="110101")}, "other-book", 600),
        ({600: b"{}"}, "malformed-entry", 600),
        ({600: ENTRIES[600].replace(b'"v":1', b'"v":2')}, "malformed-entry", 600),
        ({600: ENTRIES[600].replace(b",", b", ", 1)}, "malformed-entry", 600),
        ({600: ENTRIES[600].replace(b'"topic"', b'"t"')}, "malformed-entry", 600),
    ],
)
def test_log_that_was_written_wrong_is_found_though_its_hashes_agree(
    tmp_path: Path, changed: dict[int, bytes], kind: str, at: int
) -> None:
    entries = [changed.get(n, ENTRIES[n]) for n in range(SIZE)]
    assert told(found_in(tmp_path, files(entries)))[0][:2] == (kind, at)


def test_kept_of_an_ended_epoch_is_told_from_a_rewritten_book(tmp_path: Path) -> None:
    """Restored at 500 entries, the book says itself that its log began anew."""
    origin = "ledger.example/books/500112/epochs/2"
    after = [
        *ENTRIES[:500],
        entry(500, topic="LogEpochBegun"),
        *(entry(n) for n in range(800, 999)),
    ]
    log = Signer(origin)
    contents = {**files(after), "checkpoint": signed(after, log, origin=origin)}
    write(tmp_path, contents)
    known = [
        Kept(*kept(ENTRIES[:400])[:3], LOG.name),
        Kept(*kept(ENTRIES[:EARLIER])[:3], LOG.name),
    ]
    report = verify_log(Directory(tmp_path), trust=trust_of([log.vkey], None), kept=known)
    assert told(report) == [("lost-with-epoch", 500, "notebook")]
    assert (report.epochs, report.book) == ([500], "500112")
    forged = [Kept(*kept(altered_field()[:EARLIER])[:3], origin)]
    report = verify_log(Directory(tmp_path), trust=trust_of([log.vkey], None), kept=forged)
    assert told(report) == [("rewritten", EARLIER - 1, "notebook")]


def test_every_finding_says_what_it_looks_like(tmp_path: Path, sound: Files) -> None:
    report = found_in(tmp_path, {**sound, BUNDLE: b""})
    for finding in report.findings:
        said = finding.to_json()
        assert all(
            said[name]
            for name in ("message_zh", "message_en", "looks_like_zh", "looks_like_en", "kind")
        )
