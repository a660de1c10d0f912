"""The loader of `.sql` files."""

from pathlib import Path

import pytest

from ledger.sql import SqlFileError, queries, script

GOOD = """-- name: first
-- Says one.
SELECT 1

-- name: second
-- Says two, in two lines.
SELECT
    2
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package of the test's own, with a folder sql."""
    name = f"package_{tmp_path.name}"
    (tmp_path / name / "sql").mkdir(parents=True)
    (tmp_path / name / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return name


def write(tmp_path: Path, package: str, text: str) -> None:
    (tmp_path / package / "sql" / "some.sql").write_text(text, encoding="utf-8")


def test_queries_are_found_by_name_without_their_purpose(tmp_path: Path, package: str) -> None:
    write(tmp_path, package, GOOD)
    assert dict(queries(package, "some.sql")) == {"first": "SELECT 1", "second": "SELECT\n    2"}


def test_script_is_the_whole_text(tmp_path: Path, package: str) -> None:
    write(tmp_path, package, GOOD)
    assert script(package, "some.sql") == GOOD


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT 0\n" + GOOD, "before the first name"),
        ("-- name: bare\nSELECT 1\n", "purpose"),
        ("-- name: empty\n-- Does nothing.\n", "statement"),
        ("-- name: empty\n-- Does nothing.\n" + GOOD, "statement"),
        ("-- name:\n-- Has no name.\nSELECT 1\n", "is no name"),
        ("-- name: two words\n-- Has two.\nSELECT 1\n", "is no name"),
        (GOOD + GOOD, "stands twice"),
    ],
)
def test_file_that_is_not_as_agreed_is_refused(
    tmp_path: Path, package: str, text: str, said: str
) -> None:
    write(tmp_path, package, text)
    with pytest.raises(SqlFileError, match=said) as caught:
        queries(package, "some.sql")
    assert caught.value.code == "sql-file"
    assert caught.value.zh.startswith(f"{package}/sql/some.sql")


def test_file_that_is_not_there_is_refused(package: str) -> None:
    with pytest.raises(FileNotFoundError):
        queries(package, "absent.sql")
