"""``verify`` and ``verify-proof``: checking a book, or one entry of it, as an auditor does."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from eventsourcing.persistence import PersistenceError
from rich.markup import escape

from api.cli.keeping import Book, asked_book
from api.cli.output import out, progress_of, say_json
from api.cli.own_checkpoint import own_checkpoint
from api.cli.signing_in import Json, WhichBook
from api.cli.wording import moment
from api.database import existing_database
from api.problems import Problem
from api.settings import Settings
from ledger.application import BookApplication
from ledger.database import Database
from ledger.error_translation import database_errors
from ledger.errors import LedgerError
from ledger.verifier.book import books_of_entries, verify_book
from ledger.verifier.findings import Finding, VerifyReport
from ledger.verifier.kept import Kept, read_checkpoint, read_receipt
from ledger.verifier.log import verify_log
from ledger.verifier.offline import ProvedEntry, verify_proof
from ledger.verifier.signing import Trust, trust_of
from ledger.verifier.source import Address, Directory
from projections.audit import RowFinding, audit
from projections.errors import ProjectionError

Keys = Annotated[
    list[str] | None,
    typer.Option("--key", help="日志的验证密钥或其文件 / the log's vkey, or a file with it"),
]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help="见证策略文件 / tlog-policy file of witnesses")
]


class KeptNotReadable(Problem):
    """``--kept`` is SIZE:ROOT."""

    code = "kept-not-readable"
    zh = "--kept 应为 树大小:树根，取自留存的回执"
    en = "--kept is SIZE:ROOT, as a kept receipt says"


class SeveralSources(Problem):
    """A book is read from one place at a time."""

    code = "several-sources"
    zh = "--url 与 --directory 只能给出一个，且不与 --book 同用"
    en = "Give --url or --directory, not both, and neither together with --book"


class NothingToTrust(Problem):
    """A proof proves nothing unless somebody's signature is asked for."""

    code = "nothing-to-trust"
    zh = "请以 --key 或 --policy 给出所信任的密钥"
    en = "Name the key that you trust with --key or --policy"


def _kept(text: str) -> Kept:
    size, _, root = text.partition(":")
    if not (size.isascii() and size.isdecimal()) or not root:
        raise KeptNotReadable
    return Kept(int(size), root)


def verify(
    book: Book = None,
    url: Annotated[
        str | None,
        typer.Option("--url", help="账簿的网址 / address of a book, …/books/500112"),
    ] = None,
    directory: Annotated[
        Path | None,
        typer.Option("--directory", help="导出的日志目录 / directory of an exported log"),
    ] = None,
    key: Keys = None,
    policy: PolicyFile = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option("--checkpoint", help="留存的检查点文件 / a kept checkpoint file"),
    ] = None,
    receipt: Annotated[
        list[Path] | None,
        typer.Option(
            "--receipt",
            help="留存的回执，JSON 或 .tlog-proof / a kept receipt, JSON or .tlog-proof",
        ),
    ] = None,
    kept: Annotated[
        list[str] | None,
        typer.Option("--kept", help="留存的回执 / of a kept receipt", metavar="SIZE:ROOT"),
    ] = None,
    json: Json = False,
) -> None:
    """核验账簿：逐条重算 / Verify the book: every entry is hashed again.

    不给 --url 或 --directory 时读数据库 / Without --url or --directory the
    database is read, and held against the checkpoint that this data folder
    keeps. Exit code: 0 sound, 1 not sound, 2 not checked.
    """
    if (url is not None) + (directory is not None) + (book is not None) > 1:
        raise SeveralSources
    trust = trust_of(key or (), policy)
    known = [_kept(text) for text in kept or ()]
    own: Sequence[Kept] = ()
    begun = time.perf_counter()
    rows: Sequence[RowFinding] = ()

    def read_kept(report: VerifyReport) -> list[Kept]:
        for path in checkpoint or ():
            known.extend(read_checkpoint(path, trust, report))
        for path in receipt or ():
            known.extend(read_receipt(path, trust, report))
        return known

    if url is None and directory is None:
        settings = Settings.from_environment()
        with existing_database(settings) as database:
            report = VerifyReport(_verified_book(database, book))
            own = own_checkpoint(settings.log_directory, report)
            _verify_tables(database, report, trust, [*read_kept(report), *own])
            rows = _audited(database, report)
    else:
        source = Directory(directory) if directory is not None else Address(url or "")
        report = VerifyReport("")
        with closing(source), progress_of("核验 / verifying") as on_progress:
            verify_log(
                source, trust=trust, kept=read_kept(report), report=report, on_progress=on_progress
            )
    _say(report, rows, [*known, *own], own, time.perf_counter() - begun, json=json)
    if rows or not report.sound:
        raise typer.Exit(1)


def verify_own(
    settings: Settings, database: Database, book: str
) -> tuple[VerifyReport, Sequence[RowFinding]]:
    """A book of this machine, held against the checkpoint that its data folder keeps."""
    report = VerifyReport(book)
    own = own_checkpoint(settings.log_directory, report)
    _verify_tables(database, report, trust_of((), None), own)
    return report, _audited(database, report)


def _verified_book(database: Database, asked: str | None) -> str:
    """The book to verify: also one whose head was taken away is there to be asked for."""
    try:
        return asked_book(database, asked)
    except WhichBook:
        headless = books_of_entries(database.url)
        if asked in headless:
            return asked
        if asked is None and len(headless) == 1:
            return headless[0]
        raise


def _verify_tables(
    database: Database, report: VerifyReport, trust: Trust, kept: Sequence[Kept]
) -> None:
    with progress_of("核验 / verifying") as on_progress:
        verify_book(
            database.url,
            report.book,
            trust=trust,
            kept=kept,
            report=report,
            on_progress=on_progress,
        )


def _audited(database: Database, report: VerifyReport) -> Sequence[RowFinding]:
    """The projected rows compared with a book that is sound; those of another tell nothing."""
    if report.damaged or not report.size:
        return ()
    application = BookApplication(report.book, database)
    try:
        with progress_of("核对汇总 / auditing rows") as on_progress, database_errors():
            return audit(application, database, on_progress=on_progress).findings
    except (LedgerError, ProjectionError) as error:
        # What was found before is told all the same, and that this was left undone.
        return [RowFinding("unread-projection", "", error.code, None)]
    except (psycopg.Error, PersistenceError) as error:
        return [RowFinding("unread-projection", "", type(error).__name__, None)]
    finally:
        application.close()


def verify_proof_file(
    file: Annotated[Path, typer.Argument(help=".tlog-proof 文件 / file")],
    key: Keys = None,
    policy: PolicyFile = None,
    entry: Annotated[
        Path | None,
        typer.Option("--entry", help="证明未附带的记录 / entry that the proof lacks"),
    ] = None,
    json: Json = False,
) -> None:
    """离线核验条目证明 / Verify the proof of an entry, offline."""
    trust = trust_of(key or (), policy)
    if not trust.logs:
        raise NothingToTrust
    report, proved = verify_proof(file, trust, entry_path=entry)
    if json:
        entry_told = None if proved is None else proved.to_json()
        say_json({**report.to_json(), "entry": entry_told})
    else:
        _say_proof(report, proved)
    if not report.sound:
        raise typer.Exit(1)


def _say(
    report: VerifyReport,
    rows: Sequence[RowFinding],
    kept: Sequence[Kept],
    own: Sequence[Kept],
    seconds: float,
    *,
    json: bool,
) -> None:
    sound = report.sound and not rows
    findings: list[Finding | RowFinding] = [*report.findings, *rows]
    if json:
        told = [finding.to_json() for finding in findings]
        whole = {
            "sound": sound,
            "findings": told,
            "kept": len(kept),
            "own_checkpoint": own[0].tree_size if own else None,
            "seconds": round(seconds, 3),
        }
        say_json({**report.to_json(), **whole})
        return
    mark = "[green]✓ 完好 / sound[/]" if sound else "[red]✗ 不完好 / not sound[/]"
    out.print(f"{mark}  账簿 / book {escape(report.book)}")
    out.print(f"  条目 / entries  {report.size}")
    out.print(f"  树根 / root     {escape(report.root)}")
    out.print(f"  用时 / seconds  {seconds:.2f}")
    _say_signers(report)
    if kept:
        out.print(f"  留存 / kept     与留存的树比对 / held against kept trees: {len(kept)}")
    for checkpoint in own:
        out.print(
            f"                  其中本机 / of this machine: log/{checkpoint.source} "
            f"({checkpoint.tree_size})"
        )
    for position in report.epochs:
        out.print(f"  新日志纪元始于 / new log epoch begun @ {position}")
    _say_findings(findings)


def _say_proof(report: VerifyReport, proved: ProvedEntry | None) -> None:
    mark = "[green]✓ 证明成立 / proved[/]" if report.sound else "[red]✗ 不成立 / not proved[/]"
    out.print(mark)
    if proved is not None:
        out.print(f"  账簿 / book       {proved.book}   位置 / position {proved.position}")
        out.print(f"  事项 / topic      {escape(proved.topic)}")
        out.print(f"  对象 / aggregate  {proved.aggregate}   版本 / version {proved.version}")
        out.print(f"  时间 / recorded   {_when(proved.time // 1_000_000)}")
    out.print(f"  检查点 / checkpoint  {report.size} 条 / entries, {escape(report.root)}")
    _say_signers(report)
    _say_findings(report.findings)


def _say_signers(report: VerifyReport) -> None:
    if report.origin:
        out.print(f"  日志 / log      {escape(report.origin)}", soft_wrap=True)
    for told in report.signed_by:
        out.print(f"  签署 / signed by {escape(told)}", soft_wrap=True)
    if report.origin and not report.signed_by:
        out.print("  [yellow]签名未核 / signature not checked: --key, --policy[/]")
    for name, at in report.cosigned_by.items():
        out.print(f"  见证 / witness  {escape(name)}  {_when(at)}", soft_wrap=True)


def _when(seconds: int) -> str:
    """A Unix time for people; one beyond all calendars as the number it is."""
    try:
        return moment(datetime.fromtimestamp(seconds, UTC).isoformat())
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def _say_findings(findings: Sequence[Finding | RowFinding]) -> None:
    for found in findings:
        told = found.to_json()
        where = "" if found.position is None else f" @ {found.position}"
        place = f"  {escape(found.place)}" if found.place else ""
        out.print(
            f"  [red]{found.kind}[/]{where}{place}  {told['message_zh']} / {told['message_en']}"
        )
        out.print(
            f"    [dim]像是 / looks like[/] {told['looks_like_zh']} / {told['looks_like_en']}"
        )
