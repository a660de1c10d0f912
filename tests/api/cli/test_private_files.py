"""Tokens and passwords lie in files that only their owner can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli.demo_accounts import DemoAccounts
from api.cli.private_file import write_private
from domain.population import lay_out, staff_plan


def test_a_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "inner" / "token"
    write_private(path, "one")
    write_private(path, "two")
    assert path.read_text() == "two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["token"]


def test_a_private_file_that_cannot_be_put_in_place_leaves_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.mkdir()
    with pytest.raises(OSError, match="irectory"):
        write_private(path, "one")
    assert list(tmp_path.iterdir()) == [path]


def test_demo_accounts_keep_their_passwords(tmp_path: Path) -> None:
    staff = staff_plan(lay_out("500112", None, 100), 1)
    path = tmp_path / "demo-accounts.csv"
    first = DemoAccounts(path)
    first.add("500112", staff[:5])
    again = DemoAccounts(path)
    again.add("500112", staff)
    kept = again.passwords("500112")
    assert set(kept) == {member.account for member in staff}
    assert {a: kept[a] for a in first.passwords("500112")} == first.passwords("500112")
    assert len(set(kept.values())) == len(kept)
    assert all(len(password) >= 12 for password in kept.values())
    assert again.password("370871", "county-1") is None
    assert path.stat().st_mode & 0o777 == 0o600


def test_demo_accounts_hold_no_names_of_people(tmp_path: Path) -> None:
    staff = staff_plan(lay_out("500112", None, 100), 1)
    path = tmp_path / "demo-accounts.csv"
    DemoAccounts(path).add("500112", staff)
    text = path.read_text()
    assert not any(member.holder_name in text for member in staff)
