"""The embedded server: started, shared, stopped, killed, and refused with a reason."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from ledger.embedded import EmbeddedPostgres
from ledger.embedded_programs import (
    EmbeddedMissing,
    EmbeddedPostgresError,
    FolderUnusable,
    PostgresPrograms,
    ServerDoesNotStart,
    ServerNotRunning,
    SystemUserMissing,
    make_readable,
)

USER_OF_A_SERVER = """
import sys
from pathlib import Path
from ledger.embedded import EmbeddedPostgres
server = EmbeddedPostgres.start(Path(sys.argv[1]))
print((server.data_dir / "cluster" / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def made(temporary_folder: Callable[[], Path]) -> Path:
    """A data folder with a cluster whose server is down."""
    folder = temporary_folder() / "data"
    EmbeddedPostgres.start(folder).stop()
    return folder


@pytest.fixture
def running(made: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres.start(made) as server:
        yield server


@pytest.fixture
def another_process() -> Iterator[Callable[[Path], subprocess.Popen[str]]]:
    """Start a process that uses the server of a folder until it gets a line or is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(folder: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", USER_OF_A_SERVER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with process:  # which closes what the process reads from, and waits for its end
            pass


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def log_of(server: EmbeddedPostgres) -> str:
    return (server.data_dir / "cluster" / "server.log").read_text()


def test_database_holds_every_script_and_sorts_by_code_point(running: EmbeddedPostgres) -> None:
    assert ask(running.url(), "SELECT '户' || current_setting('server_encoding')") == "户UTF8"
    assert (
        ask(running.url(), "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{b,a,B}'::text[]) x")
        == "Bab"
    )


def test_committed_rows_outlive_a_stop(made: Path) -> None:
    with EmbeddedPostgres.start(made) as server:
        ask(server.url(), "CREATE TABLE kept_over_stop AS SELECT 41 AS n")
    with EmbeddedPostgres.start(made) as server:
        assert ask(server.url(), "SELECT n FROM kept_over_stop") == 41


def test_stopped_server_starts_again_at_the_same_url(running: EmbeddedPostgres) -> None:
    url = running.url("postgres")
    assert running.stop() is True
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    running.start_again()
    assert running.url("postgres") == url
    assert ask(url, "SELECT 1") == 1


def test_committed_rows_outlive_a_kill(running: EmbeddedPostgres) -> None:
    ask(running.url(), "CREATE TABLE kept_over_kill AS SELECT 42 AS n")
    running.kill()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(running.url())
    running.start_again()
    assert ask(running.url(), "SELECT n FROM kept_over_kill") == 42


def test_files_of_a_dead_server_with_the_number_of_a_living_process_are_no_obstacle(
    made: Path,
) -> None:
    for left in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (made / "cluster" / left).write_text(
            f"{os.getpid()}\n{made}/cluster\n1\n5432\n{made}/cluster\n\n  1 1\nready   \n"
        )
    with EmbeddedPostgres.start(made) as server:
        assert ask(server.url(), "SELECT 1") == 1


def test_half_made_cluster_is_made_anew(temporary_folder: Callable[[], Path]) -> None:
    folder = temporary_folder() / "data"
    (folder / "cluster.new" / "base").mkdir(parents=True)
    (folder / "cluster.new" / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres.start(folder) as server:
        assert ask(server.url(), "SELECT 1") == 1


def test_last_process_out_stops_the_server(
    made: Path, another_process: Callable[[Path], subprocess.Popen[str]]
) -> None:
    other = another_process(made)
    assert other.stdout is not None
    assert other.stdout.readline().strip().isdigit()
    server = EmbeddedPostgres.start(made)
    url = server.url()
    assert server.stop() is False
    assert ask(url, "SELECT 1") == 1
    other.communicate("\n", timeout=60)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_killed_process_is_not_counted_as_a_user(
    made: Path, another_process: Callable[[Path], subprocess.Popen[str]]
) -> None:
    other = another_process(made)
    assert other.stdout is not None
    number = other.stdout.readline().strip()
    other.send_signal(signal.SIGKILL)
    other.wait()
    server = EmbeddedPostgres.start(made)
    assert (made / "cluster" / "postmaster.pid").read_text().split()[0] == number
    assert server.stop() is True


def test_processes_that_start_at_once_get_one_server(
    temporary_folder: Callable[[], Path],
    another_process: Callable[[Path], subprocess.Popen[str]],
) -> None:
    folder = temporary_folder() / "data"
    processes = [another_process(folder) for _ in range(3)]
    numbers = {process.stdout.readline().strip() for process in processes if process.stdout}
    assert len(numbers) == 1
    assert numbers.pop().isdigit()


@pytest.mark.parametrize("name", ["x" * 120, "with a, comma", "it's a blank"])
def test_folder_with_an_awkward_path_is_served(
    temporary_folder: Callable[[], Path], name: str
) -> None:
    with EmbeddedPostgres.start(temporary_folder() / name) as server:
        assert ask(server.url(), "SELECT 1") == 1
        socket_folder = Path(str(ask(server.url(), "SHOW unix_socket_directories")).strip('"'))
        assert socket_folder.stat().st_mode & 0o077 == 0
    assert not (socket_folder / ".s.PGSQL.5432").exists()


def test_no_value_of_a_statement_reaches_the_log_of_the_server(running: EmbeddedPostgres) -> None:
    secret = "Vertraulich7391"
    with psycopg.connect(running.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE secrecy (name text PRIMARY KEY CHECK (name <> 'x'))")
        connection.execute("INSERT INTO secrecy VALUES (%s)", [secret])
        for statement, values in (
            ("INSERT INTO secrecy VALUES (%s)", [secret]),
            ("SELECT %s::text::int", [secret]),
            (f"SELECT '{secret}'::int", None),
            (f"SELECT {secret} FROM secrecy", None),
            ("DO $$BEGIN RAISE EXCEPTION 'Vertraulich7391'; END$$", None),
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement, values)
        connection.execute("DO $$BEGIN RAISE WARNING 'Vertraulich7391'; END$$")
    assert "ready to accept connections" in log_of(running)
    assert secret not in log_of(running)


def test_server_never_runs_as_root_nor_listens_on_the_network(running: EmbeddedPostgres) -> None:
    assert (running.data_dir / "cluster" / "server.log").stat().st_uid != 0
    assert ask(running.url(), "SHOW listen_addresses") == ""


def test_folders_above_are_opened_for_passing_alone(temporary_folder: Callable[[], Path]) -> None:
    above = temporary_folder() / "closed"
    above.mkdir(mode=0o700)
    with EmbeddedPostgres.start(above / "data") as server:
        assert ask(server.url(), "SELECT 1") == 1
    assert above.stat().st_mode & 0o777 == (0o701 if os.geteuid() == 0 else 0o700)


def test_wheel_installed_under_a_strict_umask_becomes_readable(tmp_path: Path) -> None:
    package = tmp_path / "wheel"
    (package / "bin").mkdir(parents=True, mode=0o700)
    for name, mode in (("bin/postgres", 0o700), ("postgres.bki", 0o600)):
        (package / name).touch()
        (package / name).chmod(mode)
    package.chmod(0o700)
    make_readable(package)
    modes = {path.name: path.stat().st_mode & 0o007 for path in (package, *package.rglob("*"))}
    assert modes == {"wheel": 5, "bin": 5, "postgres": 5, "postgres.bki": 4}


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(FolderUnusable) as caught:
        EmbeddedPostgres.start(tmp_path / "data")
    assert caught.value.details()["folder"] == str(tmp_path / "data")


@pytest.mark.parametrize("name", ['a"b', "a$(b)", "a`b`", "a\\b"])
def test_folder_that_a_shell_would_misread_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FolderUnusable):
        EmbeddedPostgres.start(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_cluster_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(FolderUnusable, match="owner uid 4712"):
        PostgresPrograms(tmp_path, 4712)


def test_cluster_whose_owner_has_no_name_here_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(FolderUnusable, match="owner uid 987654321 has no name"):
        PostgresPrograms(tmp_path, 987654321)


def test_cluster_of_another_version_is_refused_with_what_postgresql_says(
    temporary_folder: Callable[[], Path],
) -> None:
    folder = temporary_folder() / "data"
    EmbeddedPostgres.start(folder).stop()
    (folder / "cluster" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(ServerDoesNotStart, match="incompatible") as caught:
        EmbeddedPostgres.start(folder)
    assert caught.value.code == "embedded-start"


def test_url_of_a_stopped_server_is_refused(made: Path) -> None:
    server = EmbeddedPostgres.start(made)
    server.stop()
    with pytest.raises(ServerNotRunning):
        server.url()
    with pytest.raises(ServerNotRunning):
        server.kill()


def test_missing_wheel_points_to_database_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.embedded_programs.find_spec", lambda name: None)
    with pytest.raises(EmbeddedMissing, match="DATABASE_URL"):
        EmbeddedPostgres.start(tmp_path / "data")


def test_root_without_a_way_to_make_the_user_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("ledger.embedded_programs.SYSTEM_USER", "no_such_user_here")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemUserMissing, match="useradd"):
        PostgresPrograms(tmp_path, None)


def test_each_fault_has_its_own_code_and_speaks_both_languages() -> None:
    faults = EmbeddedPostgresError.__subclasses__()
    assert len({fault.code for fault in faults}) == len(faults) == 6
    for fault in faults:
        said = str(fault(said="because"))
        assert said == f"{fault.code}: {fault.zh} / {fault.en}\nbecause"
