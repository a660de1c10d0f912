"""Files whose content must survive a crash: written whole, on disk before the call returns."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def replace_durably(path: Path, text: str) -> None:
    """Put a text in the place of a file's content; a crash leaves the old or the new one.

    The file is its owner's alone (0600).

    Raises:
        OSError: the disk did not take it; the old content stands.
    """
    draft = _draft(path, text)
    try:
        draft.replace(path)
    except OSError:
        draft.unlink()
        raise
    sync_directory(path.parent)


def create_durably(path: Path, text: str) -> bool:
    """Make a file (0600) that is not there; False where it is, which stays as it is.

    Of several processes that try at once, one succeeds.
    """
    draft = _draft(path, text)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    sync_directory(path.parent)
    return True


def append_durably(path: Path, line: str) -> None:
    """Add a line (without its LF) to a file (0600), which is made where it is not there.

    It begins a line of its own even where a crash cut off the one before.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "rb+") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - 1))
        whole = end == 0 or file.read(1) == b"\n"
        file.write(("" if whole else "\n").encode() + line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    sync_directory(path.parent)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file; other processes and threads of this machine wait."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync_directory(directory: Path) -> None:
    """Make what was named, renamed or removed in a directory durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _draft(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink()
        raise
    return draft
