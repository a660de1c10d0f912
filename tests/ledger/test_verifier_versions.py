"""The first version that does not follow is found, however the aggregates fall into parts."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.verifier.log import verify_log
from ledger.verifier.signing import trust_of
from ledger.verifier.source import Directory
from ledger.verifier.versions import Versions, first_gap, parted
from tests.ledger.written_log import LOG, entry, files, write

ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 3) | st.just(10**17)), max_size=40)


def by_the_rule(rows: list[tuple[int, int]]) -> int | None:
    """The first position whose version is not one more than its aggregate's entries before."""
    for position, (aggregate, version) in enumerate(rows):
        if version != 1 + [earlier for earlier, _ in rows[:position]].count(aggregate):
            return position
    return None


def id_text(number: int) -> bytes:
    return str(UUID(int=number)).encode()


def found_gap(rows: list[tuple[int, int]], parts: int, at_a_time: int) -> int | None:
    with TemporaryDirectory() as directory, Versions(Path(directory), parts) as versions:
        for start in range(0, len(rows), at_a_time):
            some = rows[start : start + at_a_time]
            ids = [id_text(aggregate) for aggregate, _ in some]
            positions = range(start, start + len(some))
            versions.add(parted(ids, [version for _, version in some], positions, parts))
        gaps = [versions.end(), *map(first_gap, versions.paths)]
    return min((gap for gap in gaps if gap is not None), default=None)


@given(ROWS, st.integers(1, 4), st.integers(1, 9))
def test_first_gap_is_that_of_the_rule(
    rows: list[tuple[int, int]], parts: int, at_a_time: int
) -> None:
    assert found_gap(rows, parts, at_a_time) == by_the_rule(rows)


@given(st.lists(st.integers(0, 5), max_size=60), st.integers(1, 4), st.integers(1, 9))
def test_versions_without_a_gap_have_none(
    aggregates: list[int], parts: int, at_a_time: int
) -> None:
    rows = [(a, 1 + aggregates[:position].count(a)) for position, a in enumerate(aggregates)]
    assert found_gap(rows, parts, at_a_time) is None


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("parts", [1, 3])
def test_gap_is_named_whichever_process_and_part_finds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: int, processes: int
) -> None:
    monkeypatch.setattr("ledger.verifier.log.parts_for", lambda _size: parts)
    entries = [entry(number) for number in range(600)]
    for later in (290, 400, 401, 402, 403, 404):
        entries[later] = entry(later, version=3, aggregate=later - 280)
    source = Directory(write(tmp_path, files(entries)))
    report = verify_log(source, trust=trust_of([LOG.vkey], None), processes=processes)
    assert [(f.kind, f.position) for f in report.findings] == [("version-gap", 290)]
