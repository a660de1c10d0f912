"""One way to write a JSON value as bytes: sorted keys, no blanks, UTF-8.

For what the ledger writes (ASCII keys, text, and integers below 2^53) this is the form of RFC 8785.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def dumps(value: Any) -> bytes:
    """Canonical bytes of a JSON value.

    Raises:
        TypeError: the value is no JSON, or holds an integer of 2^53 or more.
    """
    return orjson.dumps(value, option=_OPTIONS)


@lru_cache(maxsize=1_000)
def quoted(text: str) -> str:
    """A text as it stands in canonical bytes, between its quotes; books and topics are few."""
    return dumps(text).decode()


def loads(data: bytes | memoryview | str) -> Any:
    """The value again."""
    return orjson.loads(data)
