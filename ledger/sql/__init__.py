"""Reads the SQL of a package: all of it lies in `.sql` files in the package's folder `sql`.

A file of queries is a row of these, each with its purpose in one sentence:

    -- name: lock_head
    -- Lock the head of a book, so that one writer at a time appends to it.
    SELECT size FROM ledger.book WHERE book_id = %(book_id)s FOR UPDATE

A script (the schema, a migration) is a file that is run whole.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import LiteralString

_NAME = re.compile(r"^-- name:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_QUERY = re.compile(r"-- (?P<purpose>\S[^\n]*)\n(?P<statement>.+)", re.DOTALL)


class SqlFileError(ValueError):
    """A `.sql` file of ours is not written as the loader reads it; `code` is `sql-file`."""

    code = "sql-file"

    def __init__(self, place: str, zh: str, en: str) -> None:
        self.zh = f"{place}:{zh}"
        self.en = f"{place}: {en}"
        super().__init__(f"{self.code}: {self.zh} / {self.en}")


@cache
def queries(package: str, file: str) -> Mapping[str, LiteralString]:
    """Return the statements of a file in a package's `sql` folder by their names.

    Raises SqlFileError for a query without a name, a purpose or a statement, or with a second
    one's name; FileNotFoundError for a file that is not there.
    """
    place = f"{package}/sql/{file}"
    before, *parts = _NAME.split(script(package, file))
    if before.strip():
        raise SqlFileError(place, "首个名称之前有内容", "something stands before the first name")
    found: dict[str, LiteralString] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        query = _QUERY.fullmatch(body.strip())
        if not name.isidentifier():
            raise SqlFileError(place, f"名称 {name!r} 无效", f"{name!r} is no name")
        if name in found:
            raise SqlFileError(place, f"名称 {name} 重复", f"the name {name} stands twice")
        if query is None or query["statement"].startswith("--"):
            raise SqlFileError(
                place,
                f"{name} 缺少一句用途或语句",
                f"{name} lacks its one-line purpose or statement",
            )
        found[name] = query["statement"].strip()
    return MappingProxyType(found)


@cache
def script(package: str, file: str) -> LiteralString:
    """Return the whole text of a file in a package's `sql` folder.

    psycopg runs only literal strings, because a statement put together at run time may carry what
    a user typed. These come from files that are installed with the code and reviewed like it, and
    values go into them as parameters alone: they are as literal as a string in a module.
    """
    return files(package).joinpath("sql", file).read_text(encoding="utf-8")
