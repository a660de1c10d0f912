"""Where a log is read from: the address of a book, or a directory with its export (tlog-tiles)."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from io import FileIO
from os import fstat
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Protocol

from ledger.verifier.errors import LogUnreadable
from ledger.verifier.tree import WIDTH

if TYPE_CHECKING:
    import httpx

_TILE_MAXIMUM = 32 * WIDTH
_BUNDLE_MAXIMUM = (2 + 0xFFFF) * WIDTH
_CHECKPOINT_MAXIMUM = 64 << 10
_TIMEOUT = 30.0
_ATTEMPTS = 3
DEADLINE_SECONDS = 60.0
"""How long one file may take over HTTP, all attempts together, however steadily it trickles."""


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Path of a tile below the log's prefix; ``width`` hashes of it."""
    return f"tile/{level}/{_index(index)}{_part(width)}"


def bundle_path(index: int, width: int = WIDTH) -> str:
    """Path of an entry bundle below the log's prefix; ``width`` entries of it."""
    return f"tile/entries/{_index(index)}{_part(width)}"


def _index(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


def _part(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"


class Source(Protocol):
    """A log to read; it is sent to other processes."""

    @property
    def place(self) -> str:
        """What an error calls it."""

    def checkpoint(self) -> bytes | None:
        """The signed note; None where there is none."""

    def tile(self, level: int, index: int, width: int) -> bytes | None:
        """A tile of hashes; None where it is missing."""

    def bundle(self, index: int, width: int) -> bytes | None:
        """A bundle of entries; None where it is missing."""

    def is_log(self) -> bool:
        """Whether there is a log at all: its first tile, whole or as far as it is filled."""


class FileTree(ABC):
    """What both sources share: files by path, and a full tile where its part is gone."""

    place: str
    """What an error calls it."""

    def checkpoint(self) -> bytes | None:
        """The signed note; None where there is none."""
        return self._read("checkpoint", _CHECKPOINT_MAXIMUM)

    def tile(self, level: int, index: int, width: int) -> bytes | None:
        """The tile, or as much of the full one as is asked for."""
        found = self._read(tile_path(level, index, width), _TILE_MAXIMUM)
        if found is None and width < WIDTH:
            found = self._read(tile_path(level, index), _TILE_MAXIMUM)
            return None if found is None else found[: 32 * width]
        return found

    def bundle(self, index: int, width: int) -> bytes | None:
        """The bundle, or as much of the full one as is asked for."""
        found = self._read(bundle_path(index, width), _BUNDLE_MAXIMUM)
        if found is None and width < WIDTH:
            found = self._read(bundle_path(index), _BUNDLE_MAXIMUM)
            return None if found is None else _first_entries(found, width)
        return found

    def is_log(self) -> bool:
        """Whether there is a log at all: its first tile, whole or as far as it is filled."""
        return self.tile(0, 0, 1) is not None

    def close(self) -> None:  # noqa: B027 - files are closed as they are read
        """Give back what reading took."""

    @abstractmethod
    def _read(self, path: str, maximum: int) -> bytes | None:
        """The file at a path, at most one byte more than the maximum; None where there is none."""


def _first_entries(bundle: bytes, width: int) -> bytes:
    at = 0
    for _ in range(width):
        at += 2 + int.from_bytes(bundle[at : at + 2])
    return bundle[:at]


class Directory(FileTree):
    """A log as files: ``checkpoint`` and ``tile/…`` in a directory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place = str(path)

    def is_log(self) -> bool:
        """Whether there is a log at all: partial tiles have any name."""
        return (self.path / "tile").is_dir()

    def _read(self, path: str, maximum: int) -> bytes | None:
        place = f"{self.path}/{path}"
        try:
            with FileIO(place) as file:
                # Asked for at most, so much memory would be taken each time.
                return file.read(min(maximum, fstat(file.fileno()).st_size) + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise LogUnreadable(place) from error


class Address(FileTree):
    """A log over HTTP: the address of a book, as ``http://127.0.0.1:8000/books/500112``."""

    def __init__(self, url: str) -> None:
        self.url = self.place = url.rstrip("/")
        self._client: httpx.Client | None = None

    def __reduce__(self) -> tuple[type[Address], tuple[str]]:
        return Address, (self.url,)

    def close(self) -> None:
        """Give the connections back."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _read(self, path: str, maximum: int) -> bytes | None:
        """Likewise.

        It is read in a thread of its own, which is left behind when the time is over: the limits of
        the HTTP client are on each piece alone, so that a trickle of headers would hold it up.
        """
        answers: SimpleQueue[bytes | Exception | None] = SimpleQueue()
        until = time.monotonic() + DEADLINE_SECONDS

        def ask() -> None:
            try:
                answers.put(self._asked(path, maximum, until))
            except Exception as error:  # noqa: BLE001 - it is raised by who asked
                answers.put(error)

        threading.Thread(target=ask, name="log-reader", daemon=True).start()
        try:
            answer = answers.get(timeout=DEADLINE_SECONDS)
        except Empty:
            self._client = None
            raise LogUnreadable(self.url) from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _asked(self, path: str, maximum: int, until: float) -> bytes | None:
        # A check of files or of a database does without this package.
        import httpx

        try:
            client = self._client = self._client or httpx.Client(timeout=_TIMEOUT)
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    with client.stream("GET", f"{self.url}/{path}") as answer:
                        if answer.status_code == httpx.codes.OK:
                            return b"".join(_limited(answer.iter_bytes(), maximum, until))
                        if answer.status_code == httpx.codes.NOT_FOUND:
                            return None
                except httpx.HTTPError:
                    if attempt == _ATTEMPTS:
                        raise
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise LogUnreadable(self.url) from error
        raise LogUnreadable(self.url)


def _limited(chunks: Iterator[bytes], maximum: int, until: float) -> Iterator[bytes]:
    """Whoever sends more than a file can hold, or too slowly, is not listened to further."""
    read = 0
    for chunk in chunks:
        read += len(chunk)
        yield chunk
        if read > maximum:
            return
        if time.monotonic() > until:
            raise TimeoutError
