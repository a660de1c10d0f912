"""A witness's reports: each contradiction once, whoever wrote what into the file before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.reports import Report, Reports


def report(size: int, kind: str = "rollback") -> Report:
    return Report(
        time="2030-01-01T00:00:00+00:00",
        kind=kind,
        origin="log.example/books/500112",
        seen_size=1_000_000,
        presented_size=size,
        presented_root="root",
        proof=(),
        seen="seen",
        presented="presented",
    )


def sizes(path: Path) -> list[int]:
    return [json.loads(line)["presented_size"] for line in path.read_text().splitlines()]


def test_what_another_process_reported_is_not_reported_again(tmp_path: Path) -> None:
    one, other = Reports(tmp_path / "r"), Reports(tmp_path / "r")
    for size in (1, 2, 3):
        one.add(report(size))
        other.add(report(size))
        other.add(report(-size))
    assert sizes(tmp_path / "r") == [1, -1, 2, -2, 3, -3]


def test_contradictions_of_two_kinds_are_two(tmp_path: Path) -> None:
    reports = Reports(tmp_path / "r")
    for kind in ("rollback", "unproven", "rollback"):
        reports.add(report(1, kind))
    assert len(sizes(tmp_path / "r")) == 2


@pytest.mark.parametrize("put_aside", [Path.unlink, lambda p: p.write_text("")])
def test_a_file_that_was_put_aside_is_begun_anew(tmp_path: Path, put_aside: Any) -> None:
    reports = Reports(tmp_path / "r")
    reports.add(report(1))
    put_aside(tmp_path / "r")
    reports.add(report(1))
    reports.add(report(1))
    assert sizes(tmp_path / "r") == [1]


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    reports = Reports(tmp_path / "r")
    reports.add(report(1))
    reports.add(report(2))
    # Of the same length, and no report any more.
    lines = (tmp_path / "r").read_text().splitlines()
    (tmp_path / "r").write_text("x" * len(lines[0]) + "\n" + lines[1] + "\n")
    reports.add(report(1))
    assert (tmp_path / "r").read_text().count("\n") == 2


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["kind", "origin", "seen_size"]), inner)
    ),
    max_leaves=5,
)


@given(st.lists(_JSON.map(json.dumps) | st.text(), max_size=5))
def test_odd_lines_are_passed_over(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("reports") / "r"
    path.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")
    reports = Reports(path)
    reports.add(report(1))
    reports.add(report(1))
    assert path.read_bytes().count(b'"presented_size":1,') == 1


def test_a_report_with_odd_values_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "r"
    Reports(path).add(report(1))
    odd = json.loads(path.read_text())
    names = ("kind", "origin", "seen_size", "presented_size", "presented_root")
    path.write_text("".join(json.dumps({**odd, name: []}) + "\n" for name in names))
    Reports(path).add(report(1))
    assert len(path.read_text().splitlines()) == len(names) + 1
