"""``witness`` and ``begin-epoch``: watching over a log, and beginning it anew where it broke."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from pydantic import ValidationError
from rich.markup import escape

from api.cli.keeping import Book, asked_book
from api.cli.output import err, out, say_json
from api.cli.signing_in import Json, password_line
from api.commands.sender import CitedAuthority
from api.database import existing_database
from api.faults import faults
from api.migration import migrate_all
from api.passwords import password_matches
from api.problems import InvalidRequest, Problem, SignInFailed
from api.service import Service
from api.settings import LOOPBACK, Settings
from domain.attribution import Authority, Channel
from domain.commands import BeginLogEpoch, Envelope
from domain.reasons import EpochReason
from ledger.application import BookApplication
from ledger.database import Database
from ledger.log.epoch import EndedLog, begin_epoch, ended_log, one_at_a_time
from ledger.log.note import VerifierKey, encode_base64
from ledger.log.publisher import Publisher
from ledger.log.witness import Witness
from ledger.receipt import Receipt

WITNESS_PORT = 8100
DEVICE = "census-ledger-begin-epoch"
"""The device that the event names: the operator's command, wherever it ran."""


class WitnessNameFixed(Problem):
    """A witness's name is part of its keys."""

    code = "witness-name-fixed"
    zh = "该状态目录中的见证人另有名称；名称与密钥一同确定，不能更改"
    en = "The witness of this state directory has another name, which was fixed with its keys"


class EpochNotNeeded(Problem):
    """A new epoch breaks every proof's chain, and is begun where there is no other way."""

    code = "epoch-not-needed"
    zh = "账簿与已签发的检查点一致，不需要启用新的日志纪元"
    en = "The book continues what its log has signed; no new log epoch is needed"


def witness(
    state: Annotated[
        Path, typer.Option("--state", help="状态目录，由见证机构自行保管 / kept by the witness")
    ],
    name: Annotated[str, typer.Option("--name", help="见证人名称 / name, as in witness.example/1")],
    log: Annotated[list[str], typer.Option("--log", help="日志公钥 / a log's key", metavar="VKEY")],
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="端口 / port")
    ] = WITNESS_PORT,
) -> None:
    """见证日志，仅限本机 / Witness logs, on this machine's loopback address alone.

    Checks that each checkpoint continues the last one seen, cosigns it, and
    reports what contradicts in reports.jsonl of the state directory. At the
    first start it makes its keys there. A log's key is at /books/BOOK/log-key.
    """
    # Slow to import, and no other verb needs them.
    import uvicorn

    from api.witness import create_witness_app

    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    watching = Witness(state, name, [VerifierKey.parse(vkey) for vkey in log])
    if watching.name != name:
        raise WitnessNameFixed
    out.print(f"见证人 / witness {escape(name)}   http://{LOOPBACK}:{port}")
    for key in watching.verifier_keys:
        out.print(f"  {key.encode()}", soft_wrap=True)
    uvicorn.run(
        create_witness_app(watching),
        host=LOOPBACK,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=3,
    )


def begin_log_epoch(
    account: Annotated[str, typer.Option("--account", help="县级普查机构账号 / county office")],
    second: Annotated[str, typer.Option("--second", help="会签账号 / who countersigns")],
    document: Annotated[str, typer.Option("--document", help="文号 / number of the document")],
    issued_by: Annotated[str, typer.Option("--issued-by", help="发文机关 / issuing office")],
    reason: Annotated[
        EpochReason, typer.Option("--reason", help="原因 / see below", metavar="REASON")
    ],
    book: Book = None,
    passwords_stdin: Annotated[
        bool,
        typer.Option("--passwords-stdin", help="从标准输入读密码 / from stdin, a line each"),
    ] = False,
    json: Json = False,
) -> None:
    """启用新的日志纪元 / Begin a book's log anew where it cannot be gone on with.

    For a book that the service refuses (book-forked, log-key-replaced). The
    book records who did so, why, and what the old log had signed last; the
    old log's last checkpoint stays beside the new one's key as evidence.
    Run it on the host that has the current log's key, unless that is lost.
    """
    settings = Settings.from_environment()
    authority = _cited(document, issued_by)
    with existing_database(settings) as database:
        migrate_all(database)
        service = Service(database, settings)
        service.connect()
        try:
            of_book = asked_book(database, book)
            _require_passwords(service, of_book, (account, second), from_stdin=passwords_stdin)
        finally:
            service.close()
        with one_at_a_time(database, of_book):
            ended, epoch = _decided(
                settings, database, of_book, (account, second), reason, authority
            )
            key = begin_epoch(settings.log_directory, of_book, ended, epoch)
            _publish(settings, database, of_book)
    told = {
        "book": of_book,
        "epoch": epoch,
        "origin": key.origin,
        "log_key": key.verifier_key.encode(),
        "ended_origin": ended.checkpoint.origin,
        "signed_size": ended.checkpoint.size,
        "signed_root": encode_base64(ended.checkpoint.root),
    }
    if json:
        say_json(told)
        return
    out.print(f"[green]✓[/] 账簿 / book {of_book}：日志纪元 / log epoch {epoch}")
    out.print(f"  新日志 / new log     {key.origin}")
    out.print(f"  公钥 / key           {key.verifier_key.encode()}", soft_wrap=True)
    out.print(f"  原日志 / ended log   {ended.checkpoint.origin}")
    out.print(f"  已签发至 / signed    {told['signed_size']}  {told['signed_root']}")
    out.print("  请将新公钥告知见证机构和监督员 / Give the new key to witnesses and auditors")


def _decided(
    settings: Settings,
    database: Database,
    book: str,
    accounts: tuple[str, str],
    reason: EpochReason,
    authority: Authority,
) -> tuple[EndedLog, int]:
    """The log that is over, and the number of the epoch that is on record after it."""
    publisher = Publisher(book, database, settings.log_directory, origin=settings.origin)
    try:
        ended = ended_log(publisher)
        if ended is None:
            raise EpochNotNeeded
        return ended, _recorded(database, publisher, ended, accounts, reason, authority)
    finally:
        publisher.close()


def _publish(settings: Settings, database: Database, book: str) -> None:
    """Sign the new log's first checkpoint, so that its beginning is not lost unnoticed."""
    publisher = Publisher(book, database, settings.log_directory, origin=settings.origin)
    try:
        publisher.publish()
    finally:
        publisher.close()


def _cited(document: str, issued_by: str) -> Authority:
    try:
        return CitedAuthority(document=document, issued_by=issued_by).given()
    except ValidationError as error:
        raise InvalidRequest(faults([dict(one) for one in error.errors()])) from None


def _require_passwords(
    service: Service, book: str, accounts: tuple[str, str], *, from_stdin: bool
) -> None:
    for account in accounts:
        if from_stdin:
            password = password_line()
        else:
            err.print(f"{escape(account)}：")
            password = typer.prompt("密码 / password", hide_input=True, err=True)
        if not password_matches(service.accounts.password_hash(book, account), password):
            raise SignInFailed


def _recorded(
    database: Database,
    publisher: Publisher,
    ended: EndedLog,
    accounts: tuple[str, str],
    reason: EpochReason,
    authority: Authority,
) -> int:
    """Put the new epoch on record, unless an attempt that was cut off has; its number."""
    application = BookApplication(publisher.book, database)
    try:
        opened, last = application.roster().book, ended.checkpoint
        so_far = 1 if opened is None else opened.log_epoch
        # An epoch that was only put on record has no key yet, here or elsewhere.
        if publisher.has_published(so_far):
            ended.require_own_key(so_far)
        on_record = None if opened is None else opened.ended_log
        if on_record is not None and (
            (on_record.ended_origin, on_record.signed_size, on_record.signed_root)
            == (last.origin, last.size, encode_base64(last.root))
        ):
            return on_record.epoch
        epoch = max(so_far, ended.epoch) + 1
        command = BeginLogEpoch(
            epoch=epoch,
            origin=ended.origin_of(epoch),
            ended_origin=last.origin,
            signed_size=last.size,
            signed_root=encode_base64(last.root),
            kept_size=application.head().size,
            reason=reason,
            authority=authority,
            second_account=accounts[1],
        )
        envelope = Envelope(
            command_id=uuid4(),
            account=accounts[0],
            device=DEVICE,
            device_time=datetime.now(UTC).isoformat(timespec="seconds"),
            channel=Channel.OFFICE,
            command=command,
        )
        [answer] = application.execute([envelope])
    finally:
        application.close()
    if not isinstance(answer, Receipt):
        raise answer
    return epoch
