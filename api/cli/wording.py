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


def particulars(problem: Mapping[str, Any]) -> Iterator[str]:
    """What a problem tells besides its wording, a line each."""
    match problem.get("code"), problem:
        case "wrong-status", {"current_status": str(status)}:
            yield f"目前 / now: {status_words(status)}"
        case "stale-version", {"current_version": version}:
            yield f"现为第 {version} 版 / now at version {version}"
        case "not-permitted", {"act": act, "role": str(role)}:
            yield f"操作 / act: {act}   岗位 / role: {role_words(role)}"
        case _, {"file": str(file)}:
            at = "" if problem.get("position") is None else f"  @ {problem['position']}"
            yield f"文件 / file: {file}{at}"
            if problem.get("said"):
                yield f"系统 / the system says: {problem['said']}"
        case _, {"place": str(place)}:
            yield f"所指 / meant: {place}"
        case "wrapping-key-shared", {"vaults": list(vaults)}:
            yield f"另有密钥库 / other vaults: {len(vaults)}"
            yield from (f"  {vault}" for vault in vaults)
        case "position-not-reached", {"reached": reached}:
            yield f"账簿只到位置 {reached} / The book ends at position {reached}"
        case _:
            return
