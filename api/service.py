"""The composition root's heart: what a running service holds, and what every request is given."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from api.access import Accounts, Readings
from api.failures import FailedSignIns
from api.problems import (
    FollowerBehind,
    FollowerStopped,
    OtherBook,
    SecondTokenRefused,
    TokenExpired,
    TokenInvalid,
)
from api.settings import Settings
from api.tokens import SignIn, Tokens
from domain.area import require_area
from domain.post import Appointment
from domain.refusal import NoAppointment
from ledger.application import BookApplication
from ledger.database import SESSION_OPTIONS, Database, Datastore
from ledger.error_translation import database_errors
from ledger.errors import BookInconsistent, BookNotOpen, LedgerError
from ledger.log.policy import Policy
from ledger.log.publisher import Publisher
from ledger.log.publishing import UNSAFE, Publishing
from ledger.log.signed_books import books_named, was_signed_for
from ledger.log.stored_log import StoredLog
from ledger.pooling import RECONNECT_SECONDS, alive
from ledger.sql import queries
from ledger.wake import Waker
from ledger.writing import session_keywords
from projections.errors import PositionNotReached
from projections.follower import Follower
from projections.tracking import tracked_position

POOL_SIZE = 8
LOG_POOL = (1, 5)
"""Connections that readers of the public logs share, kept and made at need: no writer's."""
CATCH_UP_SECONDS = 5.0
"""How long a table waits for rows that are on their way."""
_CATCH_UP_STEP = 0.05
_BOOK = re.compile(r"[0-9]{6}")
STOP_SECONDS = 10.0
REACH_SECONDS = 2
REFUSED_SECONDS = 0.5
"""How long a book that must not be used is refused without looking at it again.

Everybody who works in its county tries again and again, and other books have to go on meanwhile.
"""

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class OpenBook:
    """A county's book in this process: the application, the thread that keeps its rows, its log."""

    application: BookApplication
    follower: Follower
    wake: threading.Event
    publisher: Publisher
    publishing: Publishing
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to follow."""
        self.thread = threading.Thread(
            target=self.follower.run,
            args=(self.stop, self.wake),
            name=f"follower-{self.application.book}",
            daemon=True,
        )
        self.thread.start()
        self.publishing.start()

    def following(self) -> bool:
        """Whether the rows are being brought forward."""
        return self.thread is not None and self.thread.is_alive()

    @property
    def refusal(self) -> LedgerError | None:
        """Why the book must not be used any more before all of it is looked at again."""
        if self.application.recorder.inconsistent:
            return self.publishing.refusal or BookInconsistent()
        return self.publishing.refusal

    def close(self) -> None:
        """End the threads and the application."""
        self.stop.set()
        self.wake.set()
        self.publishing.close()
        self.publisher.close()
        if self.thread is not None:
            self.thread.join(STOP_SECONDS)
        self.application.close()


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a book must not be used, and when to look again, by the monotonic clock."""

    error: LedgerError
    until: float


class Service:
    """The books of one database with accounts, tokens and readings.

    Nothing in it assumes to be the only process: books, accounts and readings are in the database,
    tokens hold by themselves; only the count of failed sign-ins is this process's own.
    ``_lock`` guards ``_books``; who holds ``_taking_up`` takes up a book, and others go on.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self.tokens = Tokens(database.secrets.token_key, settings.token_life)
        self.failures = FailedSignIns()
        self.waker = Waker(database.service_url)
        self.accounts = Accounts(self.connection)
        self.readings = Readings(self.connection)
        self._pool: ConnectionPool[Connection[TupleRow]] = ConnectionPool(
            database.service_url,
            min_size=1,
            max_size=POOL_SIZE,
            timeout=5.0,
            reconnect_timeout=RECONNECT_SECONDS,
            open=False,
            check=alive(lambda: self._pool),
            kwargs={**session_keywords(database.service_url), "options": SESSION_OPTIONS},
        )
        self._log_datastore = Datastore(
            database.service_url, schema="ledger", waker=self.waker, size=LOG_POOL
        )
        self._policy = Policy.load(settings.witness_policy_file)
        self._lock = threading.Lock()
        self._taking_up = threading.Lock()
        self._books: dict[str, OpenBook] = {}
        self._refused: dict[str, _Refused] = {}
        self._strays: set[str] = set()

    def connect(self) -> None:
        """Begin to hold connections."""
        self._pool.open()

    def open(self) -> None:
        """Connect and take up every book there is; one that must not be used is left aside."""
        self.connect()
        for book in self.books():
            with suppress(*UNSAFE):  # logged where it was found
                self.book(book)

    def close(self) -> None:
        """Finish what runs and let go of the database."""
        with self._lock:
            taken_up, self._books = list(self._books.values()), {}
        for book in taken_up:
            book.close()
        self._log_datastore.close()
        self.waker.close()
        self._pool.close()

    @property
    def taken_up(self) -> Mapping[str, OpenBook]:
        """The books that this process has taken up."""
        with self._lock:
            return dict(self._books)

    def book(self, code: str) -> OpenBook:
        """A book, taken up now if another process opened it meanwhile.

        Raises:
            BookNotOpen: there is none for the county.
            BookForked, LogKeyReplaced, …: it must not be used as it is; all of ``UNSAFE``.
        """
        known = self.taken_up.get(code)
        if known is not None and known.refusal is None:
            return known
        self._require_not_refused(code)
        if code not in self.books():
            raise BookNotOpen
        with self._taking_up:
            self._require_not_refused(code)
            known = self.taken_up.get(code)
            refusal = None if known is None else known.refusal
            if known is not None and refusal is None:
                return known
            if known is not None and refusal is not None:
                self._refused[code] = _Refused(refusal, 0)  # told already, where it was found
                with self._lock:
                    del self._books[code]
                known.close()
            taken_up = self._take_up(code)
            with self._lock:
                self._books[code] = taken_up
            return taken_up

    def _require_not_refused(self, code: str) -> None:
        refused = self._refused.get(code)
        if refused is not None and time.monotonic() < refused.until:
            raise refused.error.with_traceback(None)

    def _take_up(self, code: str) -> OpenBook:
        publisher = Publisher(
            code,
            self.database,
            self.settings.log_directory,
            self._policy,
            origin=self.settings.origin,
        )
        try:
            publisher.check()
            application = BookApplication(code, self.database, waker=self.waker)
        except BaseException as error:
            publisher.close()
            # Whoever asks for the book is told; the log says it once.
            if isinstance(error, UNSAFE):
                before = self._refused.get(code)
                self._refused[code] = _Refused(error, time.monotonic() + REFUSED_SECONDS)
                if before is None or before.error.code != error.code:
                    _LOG.critical("book %s is not used: %s %s", code, error.code, error.details())
            raise
        self._refused.pop(code, None)
        try:
            # What a crash left of keys that are destroyed goes now, whether anybody asks or not.
            application.roster()
        except BaseException:
            application.close()
            publisher.close()
            raise
        follower = Follower(application, self.database)
        wake = self.waker.hear(code)
        taken_up = OpenBook(application, follower, wake, publisher, Publishing(publisher))
        taken_up.start()
        return taken_up

    def lost_books(self, known: Collection[str]) -> set[str]:
        """The books that were taken up, or signed for, here, and that are not among the known.

        A file in the folder of the logs that is another log's is named in the log once.
        """
        directory = self.settings.log_directory
        named = books_named(directory).difference(known)
        signed = {book for book in named if was_signed_for(directory, book)}
        for stray in sorted(named - signed - self._strays):
            _LOG.warning("log folder: what is named %s.* is no book's and is passed over", stray)
        self._strays |= named - signed
        return signed | set(self.taken_up).difference(known)

    def stored_log(self, book: str) -> StoredLog:
        """The log of a book as the database holds it, over connections that no writer waits for."""
        return StoredLog(book, self._log_datastore)

    def books(self) -> list[str]:
        """The books of the database, whichever process opened them.

        A row that somebody made under a name that is no county's code is none: files are named
        after books.

        Raises:
            LedgerUnavailable, SchemaMissing: as the ledger says it.
        """
        with self.connection() as connection:
            found = connection.execute(queries("ledger", "book.sql")["select_books"]).fetchall()
        return [code for (code,) in found if _BOOK.fullmatch(code)]

    def reach(self) -> None:
        """Look at once whether the database answers, without waiting for a connection to be free.

        Raises:
            LedgerUnavailable: it does not.
        """
        url = self.database.service_url
        keywords = {**session_keywords(url), "connect_timeout": REACH_SECONDS}
        with database_errors(), psycopg.connect(url, **keywords) as connection:
            connection.execute(queries("api", "queries.sql")["answer"])

    @contextmanager
    def connection(self) -> Iterator[Connection[TupleRow]]:
        """A connection of the service role for one transaction.

        Raises:
            LedgerUnavailable, SchemaMissing: as the ledger says it.
        """
        with database_errors(), self._pool.connection() as connection:
            yield connection

    def actor(self, sign_in: SignIn, book: str) -> Appointment:
        """The appointment that the account acts under at this moment.

        Raises:
            OtherBook: the account belongs to another book.
            NoAppointment: it holds no post now.
        """
        if sign_in.book != book:
            raise OtherBook
        return self.book(book).application.roster().appointment_of(sign_in.account)

    def place(self, book: str, reader: Appointment, area: str | None) -> str:
        """The area that a reader asks about: the own one where none is named.

        Raises:
            UnknownArea: the book has no such area; what another county has is not said.
        """
        if area is None:
            return reader.area
        if area.startswith(book):
            require_area(area, self.book(book).application.roster().blocks)
        return area

    def second_account(self, book: str, token: str) -> str:
        """Whose a countersigning token is.

        Raises:
            SecondTokenRefused: it does not hold in this book now.
        """
        try:
            second = self.tokens.check(token)
            return self.actor(second, book).account
        except (TokenInvalid, TokenExpired, OtherBook, NoAppointment):
            raise SecondTokenRefused from None

    def tracked(self, book: str) -> int:
        """The last position applied to the book's rows by any process, -1 when none is."""
        with self.connection() as connection:
            return tracked_position(connection, book)

    def wait_for_rows(self, book: str, as_of: int) -> None:
        """Return once the rows hold the entry at a position.

        Raises:
            PositionNotReached: the book itself does not go so far.
            FollowerStopped: nobody brings the rows forward.
            FollowerBehind: they did not arrive in time.
        """
        open_book = self.book(book)
        if as_of <= open_book.follower.position() or as_of <= self.tracked(book):
            return
        size = open_book.application.head().size
        if as_of >= size:
            raise PositionNotReached(asked=as_of, reached=size - 1)
        waits = int(CATCH_UP_SECONDS / _CATCH_UP_STEP)
        for _ in range(waits):
            if not open_book.following():
                raise FollowerStopped
            open_book.wake.set()
            if open_book.stop.wait(_CATCH_UP_STEP):
                break
            if open_book.follower.position() >= as_of:
                return
        raise FollowerBehind
