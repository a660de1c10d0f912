"""The embedded PostgreSQL: one server per data folder, for when `DATABASE_URL` names none.

A data folder holds:

    cluster/       what PostgreSQL calls its data directory; server.log lies in it
    gate.lock      held for the moment in which somebody starts or stops the server
    server.lock    held by the processes of the server, as long as one of them lives
    users.lock     shared by every process that uses the server; the last one out stops it

All three are `flock`s, which end with the process that holds them: nobody who was killed is
counted, and a process number that the system gave away a second time deceives nobody.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import logging
import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from ledger.embedded_programs import (
    FolderUnusable,
    PostgresPrograms,
    ServerDoesNotStart,
    ServerDoesNotStop,
    ServerNotRunning,
)

logger = logging.getLogger(__name__)

SUPERUSER = "postgres"
"""The role that owns the cluster; to take it, one must be able to enter the socket's folder."""

PORT = 5432
"""Names the socket file; the server listens on no network address."""

START_SECONDS = 120
"""How long a start may take; most of it is for the recovery of a large book after a crash."""

STOP_SECONDS = 60

LONGEST_SOCKET_PATH = 103
"""Bytes of a Unix socket's address: macOS has room for 104 with the final zero, Linux for 108."""

UNSAFE_IN_PATH = frozenset('"$`\\\n')
"""pg_ctl puts the path of the folder between double quotes into a command for the shell."""

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # A value of a statement may be somebody's name, and it may stand in the text of an error, its
    # detail, its statement or its parameters. So an error goes to the client, and only what the
    # server says of itself goes to its log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}
"""Written anew before each start, and included at the end of postgresql.conf."""

_ACCEPTS = 0
_NO_ANSWER = 2


class EmbeddedPostgres:
    """One process's use of the server of one data folder; make it with `start`.

    Any number of processes may use the same folder at once; the first starts the server, the last
    one to `stop` (or to end: an ending process stops by itself) stops it. One that is killed
    leaves the server running, and the next user finds it. Use an object from one thread.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.expanduser().resolve()
        self._cluster = self.data_dir / "cluster"
        self._socket_dir = self._cluster
        self._log_size = 0
        self._use: int | None = None
        with self._folder_faults():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            owner = self._cluster.stat().st_uid if self._cluster.exists() else None
            self._programs = PostgresPrograms(self.data_dir, owner)

    @classmethod
    def start(cls, data_dir: Path) -> EmbeddedPostgres:
        """Return the running server of a folder, made and started where needed.

        Raises EmbeddedMissing, FolderUnusable, SystemUserMissing, ServerDoesNotStart.
        """
        server = cls(data_dir)
        server.start_again()
        return server

    def __enter__(self) -> EmbeddedPostgres:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def url(self, database: str = SUPERUSER, user: str = SUPERUSER) -> str:
        """Return the libpq URL of a database of this server, for a role; there are no passwords.

        It stays the same when the server is stopped and started again.
        """
        if self._use is None:
            raise ServerNotRunning(folder=self.data_dir)
        host = quote(str(self._socket_dir), safe="")
        role, name = quote(user, safe=""), quote(database, safe="")
        return f"postgresql://{role}@/{name}?host={host}&port={PORT}"

    def start_again(self) -> None:
        """Start the server after `stop`, `kill` or a crash; nothing happens if it runs."""
        with self._folder_faults(), self._gate():
            if not self._cluster.exists():
                self._initialise()
            if not self._is_running():
                self._launch()
            self._socket_dir = self._socket_dir_in_use()
            self._begin_use()

    def stop(self) -> bool:
        """End this use, and stop the server if nobody else uses it; say whether it is down now."""
        with self._gate():
            self._end_use()
            users = _take(self.data_dir / "users.lock", fcntl.LOCK_EX)
            if users is None:
                return False
            try:
                if self._has_processes():
                    self._halt()
            finally:
                os.close(users)
            return True

    def kill(self) -> None:
        """Kill the server as a crash would (SIGKILL), whoever uses it; return when it is gone."""
        lines = self._pid_file()
        if lines is None:
            raise ServerNotRunning(folder=self.data_dir)
        os.kill(int(lines[0]), signal.SIGKILL)
        self._wait_until_gone()

    # --- who uses it --------------------------------------------------------------------------

    @contextmanager
    def _folder_faults(self) -> Iterator[None]:
        """Say of a folder that cannot be used that it is the folder."""
        detail = '" $ ` \\ in its path'
        if not UNSAFE_IN_PATH.isdisjoint(str(self.data_dir)):
            raise FolderUnusable(folder=self.data_dir, said=detail)
        try:
            yield
        except OSError as error:
            raise FolderUnusable(folder=self.data_dir, said=str(error.strerror)) from error

    @contextmanager
    def _gate(self) -> Iterator[None]:
        """Hold the gate: within, nobody else starts or stops this server."""
        gate = _open_lock(self.data_dir / "gate.lock")
        try:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield
        finally:
            os.close(gate)

    def _begin_use(self) -> None:
        if self._use is None:
            self._use = _take(self.data_dir / "users.lock", fcntl.LOCK_SH)
            atexit.register(self.stop)

    def _end_use(self) -> None:
        if self._use is not None:
            os.close(self._use)
            self._use = None
            atexit.unregister(self.stop)

    # --- making the cluster ---------------------------------------------------------------------

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there: a half-made one is never used."""
        unfinished = self.data_dir / "cluster.new"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        self._programs.give(unfinished)
        made = self._programs.run(
            "initdb",
            f"--pgdata={unfinished}",
            f"--username={SUPERUSER}",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        )
        if made.returncode != 0:
            raise self._start_error(made.stderr)
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("\ninclude = 'census_ledger.conf'\n")
        unfinished.rename(self._cluster)
        logger.info("made a PostgreSQL cluster in %s", self._cluster)

    def _write_settings(self, socket_dir: Path) -> None:
        socket = f'"{socket_dir}"'  # the setting is a list; quoted, a blank in it is a blank
        settings = {**SETTINGS, "unix_socket_directories": socket, "port": str(PORT)}
        lines = (f"{name} = '{_quoted(value)}'\n" for name, value in settings.items())
        target = self._cluster / "census_ledger.conf"
        target.write_text("".join(lines), encoding="utf-8")
        self._programs.give(target)

    def _choose_socket_dir(self) -> Path:
        """Return the cluster, or, where its path is no socket's, a private folder elsewhere.

        An address of a socket is short, and libpq takes a comma for the start of another host.
        """
        name = "census-ledger-" + hashlib.sha256(os.fsencode(self._cluster)).hexdigest()[:12]
        shortest = Path("/tmp") / name  # noqa: S108 - made private below; TMPDIR may be long too
        for folder in (self._cluster, Path(tempfile.gettempdir()) / name, shortest):
            address = os.fsencode(folder / f".s.PGSQL.{PORT}")
            if len(address) <= LONGEST_SOCKET_PATH and b"," not in address:
                break
        if folder != self._cluster:
            if not folder.is_dir():
                folder.mkdir(mode=0o700)
                self._programs.give(folder)
            found = folder.lstat()
            private = found.st_uid == self._programs.uid and not found.st_mode & 0o077
            if not (stat.S_ISDIR(found.st_mode) and private):
                raise FolderUnusable(folder=folder, said="not a private folder of the server")
            self._programs.open_way(folder.parent)
        return folder

    # --- running the server ---------------------------------------------------------------------

    def _is_running(self) -> bool:
        """Say whether the server runs; wait while it recovers, shuts down, or dies of a kill."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            answer = self._ping()
            if answer == _ACCEPTS:
                return True
            if answer == _NO_ANSWER and not self._has_processes():
                return False
            if time.monotonic() > deadline:
                raise self._start_error("")
            time.sleep(0.05)

    def _launch(self) -> None:
        """Start a server that does not run.

        After a kill, the files with the number of its process stand in the way when that number
        lives: as another process, or as a dead one that a container without an init never buries.
        No process of the server holds its lock, so they are left from before.
        """
        socket_dir = self._choose_socket_dir()
        lock = _take(self.data_dir / "server.lock", fcntl.LOCK_EX)
        if lock is None:
            raise self._start_error("server.lock")
        try:
            for left in (self._cluster / "postmaster.pid", socket_dir / f".s.PGSQL.{PORT}.lock"):
                left.unlink(missing_ok=True)
            self._write_settings(socket_dir)
            log = self._cluster / "server.log"
            self._log_size = log.stat().st_size if log.exists() else 0
            started = self._programs.run(
                "pg_ctl",
                "start",
                "--wait",
                f"--timeout={START_SECONDS}",
                f"--pgdata={self._cluster}",
                f"--log={log}",
                inherited=(lock,),
            )
        finally:
            os.close(lock)
        if started.returncode != 0:
            raise self._start_error(started.stderr)
        logger.info("started PostgreSQL in %s", self._cluster)

    def _halt(self) -> None:
        socket_dir = self._socket_dir_in_use()
        self._programs.run(
            "pg_ctl",
            "stop",
            "--wait",
            "--mode=fast",
            f"--timeout={STOP_SECONDS}",
            f"--pgdata={self._cluster}",
        )
        self._wait_until_gone()
        if socket_dir != self._cluster:
            shutil.rmtree(socket_dir, ignore_errors=True)
        logger.info("stopped PostgreSQL in %s", self._cluster)

    def _wait_until_gone(self) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        while self._has_processes():
            if time.monotonic() > deadline:
                raise ServerDoesNotStop(folder=self.data_dir, said=self._last_words())
            time.sleep(0.02)

    def _has_processes(self) -> bool:
        lock = _take(self.data_dir / "server.lock", fcntl.LOCK_EX)
        if lock is None:
            return True
        os.close(lock)
        return False

    def _ping(self) -> int:
        """Return pg_isready's answer: 0 accepts, 1 refuses for now, 2 no answer."""
        if self._pid_file() is None:
            return _NO_ANSWER
        host = f"--host={self._socket_dir_in_use()}"
        return self._programs.run("pg_isready", "--quiet", host, f"--port={PORT}").returncode

    def _pid_file(self) -> list[str] | None:
        """Return postmaster.pid's lines: number, folder, start, port, folder of the socket, ..."""
        try:
            lines = (self._cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return None
        return lines if len(lines) > 4 else None

    def _socket_dir_in_use(self) -> Path:
        lines = self._pid_file()
        return Path(lines[4]) if lines else self._cluster

    def _start_error(self, said: str) -> ServerDoesNotStart:
        detail = self._last_words() or " ".join(said.split()) or "no answer"
        return ServerDoesNotStart(folder=self.data_dir, said=detail)

    def _last_words(self) -> str:
        """Return why the server gave up, from its log (which by its settings holds no data)."""
        try:
            written = (self._cluster / "server.log").read_bytes()[self._log_size :]
        except FileNotFoundError:
            return ""
        lines = written.decode(errors="replace").splitlines()
        return " ".join(line.partition("FATAL:")[2].strip() for line in lines if "FATAL:" in line)


def _open_lock(path: Path) -> int:
    # Locking needs no right to write: a folder may be used by root once and by its owner later.
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


def _take(path: Path, kind: int) -> int | None:
    """Return an open file that holds the lock, or None when somebody's lock is in the way."""
    lock = _open_lock(path)
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
