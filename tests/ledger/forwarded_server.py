"""A server that is reached over TCP, as one on another host is: the embedded one has a socket."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from select import select
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo


@contextmanager
def over_tcp(url: str) -> Iterator[str]:
    """Forward connections to the socket that a URL names; gives the URL with an address."""
    told = conninfo_to_dict(url)
    server = f"{told['host']}/.s.PGSQL.{told['port']}"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_accept, args=(listening, server), daemon=True).start()
        _, port = listening.getsockname()
        yield make_conninfo(url, host="127.0.0.1", port=port)
        listening.shutdown(socket.SHUT_RDWR)


def limits_of(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """What the system was told of a connection over TCP, by the names of libpq."""
    names = {
        "keepalives_idle": "TCP_KEEPIDLE" if hasattr(socket, "TCP_KEEPIDLE") else "TCP_KEEPALIVE",
        "keepalives_interval": "TCP_KEEPINTVL",
        "keepalives_count": "TCP_KEEPCNT",
        "tcp_user_timeout": "TCP_USER_TIMEOUT",
    }
    with socket.socket(fileno=os.dup(connection.fileno())) as same:
        found = {"keepalives": int(bool(same.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)))}
        for name, option in names.items():
            if hasattr(socket, option):
                found[name] = same.getsockopt(socket.IPPROTO_TCP, getattr(socket, option))
    return found


def _accept(listening: socket.socket, server: str) -> None:
    with suppress(OSError):
        while True:
            client, _ = listening.accept()
            threading.Thread(target=_forward, args=(client, server), daemon=True).start()


def _forward(client: socket.socket, server: str) -> None:
    with client, socket.socket(socket.AF_UNIX) as there, suppress(OSError):
        there.connect(server)
        other = {client: there, there: client}
        while True:
            ready, _, _ = select(list(other), [], [])
            for source in ready:
                data = source.recv(65536)
                if not data:
                    return
                other[source].sendall(data)
