"""Where the service of this data directory is: what ``serve`` notes and the other verbs look up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.cli.private_file import write_private
from api.settings import DEFAULT_PORT, LOOPBACK, Settings


def service_address_file(settings: Settings) -> Path:
    """Holds the address that ``serve`` serves at, and ``run`` by it, as long as it does."""
    return settings.data_directory / "service-address"


@contextmanager
def noted_address(settings: Settings, address: str) -> Iterator[None]:
    """Let the other verbs find the service there."""
    path = service_address_file(settings)
    write_private(path, address)
    try:
        yield
    finally:
        # Another service of the same directory may have noted its own since.
        if path.exists() and path.read_text(encoding="utf-8") == address:
            path.unlink(missing_ok=True)


def service_address(settings: Settings, asked: str | None) -> str:
    """The address asked for, else the one that the service noted, else the usual one."""
    path = service_address_file(settings)
    if asked is not None:
        return asked
    if path.exists():
        return path.read_text(encoding="utf-8")
    return f"http://{LOOPBACK}:{DEFAULT_PORT}"
