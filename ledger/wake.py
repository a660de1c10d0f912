"""Wakes whoever follows a book once the book has grown: after the commit, never within it.

A transaction that notifies takes a lock of the whole server when it commits, so that appends would
queue behind each other across all books. Here the writer only leaves a word; whoever follows in
this process is woken at once, and one connection passes the word on to the other processes, for
all books together and a few times a second at most. Nothing rests on it: who is not woken looks
for himself every now and then.
"""

from __future__ import annotations

import logging
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

import psycopg

from ledger.sql import queries
from ledger.writing import session_keywords

NOTIFY_SECONDS = 0.04
"""Least time between two notifications of a process: 25 a second, whatever is written."""
RETRY_SECONDS = 1.0
"""How long it waits for a database that does not answer."""
STOP_SECONDS = 10.0
_CONNECT_SECONDS = 5
APPLICATION_NAME = "census-ledger wake"
"""What PostgreSQL shows of these connections."""

_SQL = queries("ledger", "wake.sql")
_LOG = logging.getLogger(__name__)


class Waker:
    """The word that books have grown, for one process and one database. Safe for threads.

    Its connections are its own, so that it takes none from the writers. They are made when the
    first book is heard and the first word given.
    """

    def __init__(self, url: str) -> None:
        self._hearing: dict[str, WeakSet[threading.Event]] = {}
        self._lock = threading.Lock()
        self._notifier = _Notifier(url)
        self._listener = _Listener(url, self._ring, self._notifier)

    def hear(self, book: str) -> threading.Event:
        """An event that is set whenever the book may have grown, as long as somebody holds it."""
        event = threading.Event()
        with self._lock:
            self._hearing.setdefault(book, WeakSet()).add(event)
        self._listener.start()
        return event

    def tell(self, book: str) -> None:
        """Say, after the commit, that a book has grown; waits for nothing and nobody."""
        self._ring(book)
        self._notifier.tell(book)

    def close(self) -> None:
        """Pass on what was told and give the connections back."""
        self._notifier.close()
        self._listener.close()

    def _ring(self, book: str | None) -> None:
        """Wake who hears a book; None stands for all books."""
        with self._lock:
            rung = list(self._hearing) if book is None else [book]
            for code in rung:
                for event in self._hearing.get(code, ()):
                    event.set()


class _Notifier:
    """A thread that gathers words and sends them; ``_told`` is guarded by ``_change``."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._change = threading.Condition()
        self._told: set[str] = set()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self.backend: int | None = None

    def tell(self, book: str) -> None:
        with self._change:
            if self._closing.is_set():
                return
            self._told.add(book)
            self._thread = self._thread or _started(self._run, "wake-notifier")
            self._change.notify()

    def close(self) -> None:
        with self._change:
            self._closing.set()
            self._change.notify()
            thread = self._thread
        if thread is not None:
            _joined(thread)

    def _run(self) -> None:
        failures = 0
        while not self._ended():
            try:
                with _connected(self._url) as connection:
                    self.backend = connection.info.backend_pid
                    while books := self._next():
                        self._send(connection, books)
                        failures = 0
                        self._closing.wait(NOTIFY_SECONDS)
            except psycopg.Error as error:
                failures += 1
                # A word that is lost at the end is made good by the others' own looking.
                if _waited(failures, error, self._closing):
                    return

    def _ended(self) -> bool:
        with self._change:
            return self._closing.is_set() and not self._told

    def _next(self) -> set[str]:
        """What was told since, waited for; nothing only at the end."""
        with self._change:
            while not self._told and not self._closing.is_set():
                self._change.wait()
            books, self._told = self._told, set()
            return books

    def _send(self, connection: psycopg.Connection[Any], books: set[str]) -> None:
        try:
            connection.execute(_SQL["notify"], {"books": sorted(books)})
        except psycopg.Error:
            with self._change:
                self._told |= books
            raise


class _Listener:
    """A thread that sleeps until the database, or :meth:`close`, says something."""

    def __init__(self, url: str, ring: Callable[[str | None], None], notifier: _Notifier) -> None:
        self._url = url
        self._ring = ring
        self._notifier = notifier
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self._end: socket.socket | None = None

    def start(self) -> None:
        with self._lock:
            if self._thread is None and not self._closing.is_set():
                self._end, end = socket.socketpair()
                self._thread = _started(lambda: self._run(end), "wake-listener")

    def close(self) -> None:
        self._closing.set()
        with self._lock:
            thread, end = self._thread, self._end
        if thread is not None and end is not None:
            # What is read at the other end is its end.
            end.close()
            _joined(thread)

    def _run(self, end: socket.socket) -> None:
        failures = 0
        with end:
            while not self._closing.is_set():
                try:
                    with _connected(self._url) as connection:
                        connection.execute(_SQL["listen"])
                        failures = 0
                        # What was told before this moment was not heard.
                        self._ring(None)
                        self._listen(connection, end)
                except psycopg.Error as error:
                    failures += 1
                    _waited(failures, error, self._closing)

    def _listen(self, connection: psycopg.Connection[Any], end: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(connection.fileno(), selectors.EVENT_READ)
            selector.register(end, selectors.EVENT_READ)
            while not self._closing.is_set():
                selector.select()
                for word in connection.notifies(timeout=0):
                    # Whoever hears in this process was woken already.
                    if word.pid != self._notifier.backend:
                        self._ring(word.payload)


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection that is found dead within half a minute, should the other side vanish."""
    connection = psycopg.connect(
        url,
        autocommit=True,
        connect_timeout=_CONNECT_SECONDS,
        application_name=APPLICATION_NAME,
        **session_keywords(url),
    )
    try:
        yield connection
    finally:
        connection.close()


def _waited(failures: int, error: psycopg.Error, closing: threading.Event) -> bool:
    """Wait before the next try, unless a connection was lost just now; whether that is the end."""
    if failures == 1:
        return False
    if failures == 2:
        _LOG.warning("books' growth is not passed on for now: %s", type(error).__name__)
    return closing.wait(RETRY_SECONDS)


def _joined(thread: threading.Thread) -> None:
    # A datastore that nobody holds any more may be taken apart in any thread, this one included.
    if thread is not threading.current_thread():
        thread.join(STOP_SECONDS)


def _started(run: Callable[[], None], name: str) -> threading.Thread:
    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread
