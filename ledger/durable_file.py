"""Files whose content must survive a crash: written whole, on disk before the call returns.

What is written stands in a draft beside the file first. A process that is killed leaves its draft,
with whatever keys are in it, so that whoever writes or loads the file next sweeps such drafts away.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def replace_durably(path: Path, text: str) -> None:
    """Put a text in the place of a file's content; a crash leaves the old or the new one.

    The file is its owner's alone (0600).

    Raises:
        OSError: the disk did not take it; the old content stands.
    """
    with _draft(path, text) as draft:
        draft.replace(path)
    sync_directory(path.parent)


def create_durably(path: Path, text: str) -> bool:
    """Make a file (0600) that is not there; False where it is, which stays as it is.

    Of several processes that try at once, one succeeds.
    """
    with _draft(path, text) as draft:
        try:
            os.link(draft, path)
        except FileExistsError:
            return False
    sync_directory(path.parent)
    return True


def append_durably(path: Path, line: str) -> None:
    """Add a line (without its LF) to a file (0600), which is made where it is not there.

    It begins a line of its own even where a crash cut off the one before.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with _told_of(path), os.fdopen(descriptor, "rb+") as file:
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


def sweep_drafts(path: Path) -> None:
    """Remove the drafts of a file that killed processes left; those being written now stay.

    Raises:
        OSError: one cannot be removed.
    """
    if not path.parent.is_dir():
        return
    left = re.compile(rf"\.{re.escape(path.name)}\.[0-9]+\.[0-9a-f]{{8}}")
    drafts = [one for one in path.parent.iterdir() if left.fullmatch(one.name)]
    removed = [_removed(draft) for draft in drafts]
    if any(removed):
        sync_directory(path.parent)


def _removed(draft: Path) -> bool:
    """Remove a draft, unless its writer lives: who writes one holds a lock on it."""
    try:
        if not stat.S_ISREG(draft.lstat().st_mode):
            return False
        descriptor = os.open(draft, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        draft.unlink()
    except (BlockingIOError, FileNotFoundError):
        return False
    finally:
        os.close(descriptor)
    return True


@contextmanager
def _draft(path: Path, text: str) -> Iterator[Path]:
    """A draft with this text, on disk; what is left of it afterwards is removed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep_drafts(path)
    draft, descriptor = _locked_draft(path)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            with _told_of(path):
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            yield draft
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Say which file an error is of, which the system does not of a write."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def _locked_draft(path: Path) -> tuple[Path, int]:
    """A new draft and its descriptor, which holds the lock on it."""
    while True:
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return draft, descriptor
        # Somebody swept it away before it was locked.
        os.close(descriptor)
