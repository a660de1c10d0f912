"""How moments, posts, steps and the particulars of a problem are put into words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from domain.reasons import Reason
from domain.status import Role, Status
from projections.labels import ROLES, STATUSES

BEIJING = timezone(timedelta(hours=8))
"""The time that the census keeps all over the country."""


def moment(told: str) -> str:
    """A time (RFC 3339, of any zone) in Beijing time, to the second.

    As it is told, where Python has no such time: a book keeps what a device's clock said once.
    """
    try:
        at = datetime.fromisoformat(told.upper()).astimezone(BEIJING)
    except (ValueError, OverflowError):
        return told
    return f"{at:%Y-%m-%d %H:%M:%S} +08:00"


def status_words(code: str) -> str:
    """Where a record stands: the Chinese wording, and the code."""
    return f"{STATUSES[Status(code)].zh} / {code}" if code in set(Status) else code


def role_words(code: str) -> str:
    """What a post is for: the Chinese wording, and the code."""
    return f"{ROLES[Role(code)].zh} / {code}" if code in set(Role) else code


def reasons_told(reasons: type[Reason]) -> str:
    """The coded reasons of an act, each a paragraph of its own."""
    told = (f"{reason.value}: {reason.zh} / {reason.en}" for reason in reasons)
    return "\n\n".join(("REASON:", *told))


_ONE_FACT = {
    "stale-version": ("current_version", "现为第 {0} 版 / now at version {0}"),
    "position-not-reached": ("reached", "账簿只到位置 {0} / The book ends at position {0}"),
    "entry-of-unknown-topic": ("position", "位置 / position #{0}"),
    "log-named-twice": ("origin", "日志 / log: {0}"),
    "budget-exceeded": ("left_fen", "余额（分） / left, in fen: {0}"),
    "allotted-below-spent": ("spent_fen", "已支出（分） / spent, in fen: {0}"),
    "wrong-task-state": ("current_state", "现状态 / now: {0}"),
    "usage": ("help", "用法见 / see {0}"),
}
"""What a problem of a code tells besides its wording, where it is one thing."""


def particulars(problem: Mapping[str, Any]) -> Iterator[str]:
    """What a problem tells besides its wording, a line each."""
    if isinstance(problem.get("book"), str):
        yield f"账簿 / book {problem['book']}"
    match problem.get("code"), problem:
        case "wrong-status", {"current_status": str(status)}:
            yield f"目前 / now: {status_words(status)}"
        case "not-permitted", {"act": act, "role": str(role)}:
            yield f"操作 / act: {act}   岗位 / role: {role_words(role)}"
        case _, {"folder": str()} | {"file": str()}:
            yield from _of_files(problem)
        case _, {"place": str(place)}:
            yield f"所指 / meant: {place}"
        case "wrapping-key-shared", {"vaults": list(vaults)}:
            yield f"另有密钥库 / other vaults: {len(vaults)}"
            yield from (f"  {vault}" for vault in vaults)
        case "not-another-vault", {"vaults": list(vaults)}:
            yield from (f"--gone {vault}" for vault in vaults)
        case "book-forked", {"kept_size": kept, "found_size": found}:
            yield f"已签发 / signed {kept}   现有 / found {found}"
            book = f" --book {problem['book']}" if "book" in problem else ""
            yield (
                "先找更全的副本；没有则 / look for a fuller copy first; if there is none: "
                f"census-ledger begin-epoch{book} …"
            )
        case str(code), _ if code in _ONE_FACT:
            name, words = _ONE_FACT[code]
            if problem.get(name) is not None:
                yield words.format(problem[name])


def _of_files(problem: Mapping[str, Any]) -> Iterator[str]:
    """Which folder or file is meant, where in it, and what the system says of it."""
    if problem.get("folder"):
        yield f"目录 / folder: {problem['folder']}"
    if problem.get("file"):
        at = "" if problem.get("position") is None else f"  @ {problem['position']}"
        yield f"文件 / file: {problem['file']}{at}"
    if problem.get("said"):
        yield f"系统 / the system says: {problem['said']}"
