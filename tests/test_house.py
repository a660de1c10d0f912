"""What holds for every file of the house."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.sql import queries, script

HOUSE = Path(__file__).parents[1]
PACKAGES = ("domain", "ledger", "projections", "api")
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for package in PACKAGES
    for path in sorted((HOUSE / package).rglob("*.py"))
}
SQL_FILES = sorted(path for package in PACKAGES for path in (HOUSE / package).rglob("*.sql"))
LOCKS = sorted(HOUSE.glob("requirements*.lock"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 70
STATEMENT = re.compile(
    r"\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|COPY\s+\S+\s*\(|WITH\s+\S+\s+AS\s*\("
    r"|(CREATE|ALTER|DROP|TRUNCATE)\s+(TABLE|SCHEMA|ROLE|INDEX|UNIQUE|DATABASE|VIEW|SEQUENCE)\s)"
)


def relative(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def statements_in(source: str) -> list[str]:
    """Return the string literals of a module that begin as an SQL statement does."""
    texts = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    return [text for text in texts if isinstance(text, str) and STATEMENT.match(text)]


def test_the_house_is_found() -> None:
    assert {path.relative_to(HOUSE).parts[0] for path in SOURCES} == set(PACKAGES)
    assert len(LOCKS) == 2
    assert SQL_FILES


@pytest.mark.parametrize("lock", LOCKS, ids=relative)
def test_lock_names_no_address_and_no_path(lock: Path) -> None:
    for line in lock.read_text(encoding="utf-8").splitlines():
        told = line.split("#", 1)[0]
        assert "/" not in told, line
        assert "://" not in line
        assert not told.startswith("-"), line


@pytest.mark.parametrize("lock", LOCKS, ids=relative)
def test_lock_gives_each_package_one_version_and_a_hash(lock: Path) -> None:
    entries = re.split(r"^(?=\w)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+ ", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_modules_are_short_enough_to_have_one_purpose() -> None:
    sizes = {relative(path): len(source.splitlines()) for path, source in SOURCES.items()}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_functions_fit_on_a_screen() -> None:
    sizes = {
        f"{relative(path)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path, source in SOURCES.items()
        for function in functions(ast.parse(source))
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}


def test_modules_say_their_purpose() -> None:
    silent = [
        relative(path)
        for path, source in SOURCES.items()
        if not ast.get_docstring(ast.parse(source))
    ]
    assert silent == []


def test_modules_hold_no_sql() -> None:
    found = {relative(path): statements_in(source) for path, source in SOURCES.items()}
    assert {name: statements for name, statements in found.items() if statements} == {}


def test_sql_in_a_module_is_noticed() -> None:
    for statement in (
        "SELECT 1",
        " INSERT INTO t VALUES (1)",
        "UPDATE t SET a = 1",
        "DROP ROLE x ",
    ):
        assert statements_in(f"def f():\n    run({statement!r})") == [statement]
    assert statements_in("'Select a household', 'UPDATE', 'With care (as told)'") == []


@pytest.mark.parametrize("file", SQL_FILES, ids=relative)
def test_sql_file_tells_what_it_is_for_and_is_used(file: Path) -> None:
    package, folder, *path = file.relative_to(HOUSE).parts
    assert folder == "sql"
    text = script(package, "/".join(path))
    if "-- name:" in text:
        code = "\n".join(SOURCES.values())
        unused = [name for name in queries(package, "/".join(path)) if f'"{name}"' not in code]
        assert unused == []
    else:
        assert text.startswith("-- ")


@pytest.mark.parametrize("package", PACKAGES)
def test_package_is_typed_and_names_what_it_gives(package: str) -> None:
    module = importlib.import_module(package)
    assert (HOUSE / package / "py.typed").is_file()
    for name in getattr(module, "__all__", ()):
        assert hasattr(module, name)
