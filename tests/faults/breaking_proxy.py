"""A way to a PostgreSQL server that breaks where a test wants it to.

It stands between a client and the server on a Unix socket of its own and passes bytes on. Armed
with a number n it breaks the connection at the n-th message that clients send: before the server
gets it (failed and not stored), or after the server has answered it (failed yet stored).
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.database import Database

_CHUNK = 1 << 20
_READY = b"Z\x00\x00\x00\x05"
"""How the server's message ReadyForQuery begins: it has done all that it was sent."""


class Break(Enum):
    """Which side of the server's work the connection breaks on."""

    BEFORE = "failed and not stored"
    AFTER = "failed yet stored"


class BreakingProxy:
    """Passes everything on until it is armed. ``_lock`` guards what is set by the test."""

    def __init__(self, listening: socket.socket, upstream: str) -> None:
        self._listening = listening
        self._upstream = upstream
        self._lock = threading.Lock()
        self._kind: Break | None = None
        self._left = 0
        self._stay_down = False
        self._down = False
        self.broken = False
        """Whether the armed break has happened."""

    def arm(self, kind: Break, message: int, *, stay_down: bool = False) -> None:
        """Break at the ``message``-th message from now on; ``stay_down``: until :meth:`heal`."""
        with self._lock:
            self._kind, self._left = kind, message
            self._stay_down = stay_down
            self.broken = self._down = False

    def heal(self) -> None:
        """Pass everything on again."""
        with self._lock:
            self._kind = None
            self._down = False

    def serve(self) -> None:
        """Take connections until the listening socket is closed."""
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        with client, server, contextlib.suppress(OSError):
            if self._down:
                return
            server.connect(self._upstream)
            while True:
                readable, _, _ = select.select([client, server], [], [])
                if client in readable:
                    sent = client.recv(_CHUNK)
                    if not sent:
                        return
                    kind = self._breaks()
                    if kind is Break.BEFORE:
                        return
                    server.sendall(sent)
                    if kind is Break.AFTER:
                        _wait_until_done(server)
                        return
                if server in readable:
                    answered = server.recv(_CHUNK)
                    if not answered:
                        return
                    client.sendall(answered)

    def _breaks(self) -> Break | None:
        """Count a message; the kind of break if this is the one."""
        with self._lock:
            if self._down:
                return Break.BEFORE
            if self._kind is None:
                return None
            self._left -= 1
            if self._left:
                return None
            kind, self._kind = self._kind, None
            self.broken = True
            self._down = self._stay_down
            return kind


def _wait_until_done(server: socket.socket) -> None:
    """Take the server's answer and keep it.

    A message in the midst of a COPY or a pipeline has no answer of its own; then the server has
    what it was sent, and that is all there is to wait for.
    """
    server.settimeout(0.2)
    seen = b""
    with contextlib.suppress(TimeoutError):
        while _READY not in seen:
            seen += server.recv(_CHUNK) or _READY


@contextmanager
def breaking(database: Database, folder: Path) -> Iterator[tuple[Database, BreakingProxy]]:
    """The database by way of a breaking proxy, whose socket lies in ``folder``."""
    parameters = conninfo_to_dict(database.url)
    port = parameters.get("port", "5432")
    upstream = f"{parameters['host']}/.s.PGSQL.{port}"
    address = folder / f".s.PGSQL.{port}"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(address))
        listening.listen()
        proxy = BreakingProxy(listening, upstream)
        thread = threading.Thread(target=proxy.serve, daemon=True)
        thread.start()
        try:
            yield replace(database, url=make_conninfo(database.url, host=str(folder))), proxy
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            address.unlink()
