"""``prove`` and ``export-log``: what an auditor takes away from a running service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.markup import escape

from api.access import Purpose
from api.cli.addressing import household_at
from api.cli.arguments import named_path
from api.cli.arguments import position as read_position
from api.cli.output import out, progress_of, say_json
from api.cli.output_file import writing_to
from api.cli.service_address import service_address
from api.cli.signing_in import Json, RunningServer, signed_in, the_book
from api.client import Client, SignedInAs
from api.problems import Problem
from api.settings import Settings
from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import EntryNotProven, NoteMalformed
from ledger.log.export import export_log as export_to
from ledger.log.note import VerifierKey, encode_base64
from ledger.log.signing_key import epoch_of
from ledger.log.tlog_proof import SUFFIX, TlogProof

_FETCH_TRIES = 4

Book = Annotated[str | None, typer.Option("--book", help="账簿 / book; default: the only one")]


class WhichEntry(Problem):
    """Either the position or the household is told."""

    code = "which-entry"
    zh = "请给出位置，或用 --household 指明户"
    en = "Give a position, or name a household with --household"


def prove(
    position: Annotated[
        int | None,
        typer.Argument(
            help="位置 / position", parser=read_position, metavar="POSITION", show_default=False
        ),
    ] = None,
    household: Annotated[
        str | None,
        typer.Option(
            "--household",
            help="该户最近一条（须已登录） / its latest entry; needs a sign-in",
            metavar="BLOCK/NUMBER|ID",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="文件 / default: BOOK-POSITION.tlog-proof",
            parser=named_path,
            metavar="FILE",
        ),
    ] = None,
    book: Book = None,
    server: RunningServer = None,
    json: Json = False,
) -> None:
    """出具条目证明 / Write the proof of an entry to a file.

    With the log's key anybody can check it, offline: the file holds the entry, its place in the
    tree, and the signed checkpoint with its cosignatures.
    """
    if (position is None) == (household is None):
        raise WhichEntry
    with _service(household, server) as (client, who):
        if who is not None and household is not None:
            book, position = who.book, _latest_of(household, client, who)
        of_book = the_book(client, book)
        proof = TlogProof.parse(client.get(f"/books/{of_book}/proofs/{position}").text)
        key = _log_key(client, of_book)
    if proof.entry is None or proof.index != position:
        raise EntryNotProven
    checkpoint = proof.proven(key, proof.entry)
    path = output or Path(f"{of_book}-{position}{SUFFIX}")
    with writing_to(path):
        path.write_text(proof.encode(), encoding="utf-8", newline="\n")
    _say_proof(path, proof, proof.entry, checkpoint, json=json)


def export_log(
    directory: Annotated[
        Path, typer.Argument(help="目录 / directory", parser=named_path, metavar="DIRECTORY")
    ],
    book: Book = None,
    server: RunningServer = None,
    json: Json = False,
) -> None:
    """导出公开日志 / Export the public log to a directory (tlog-tiles layout).

    Run again, it goes on where it was cut off and adds what the book has grown by. A log that does
    not continue what the directory holds is refused.
    """
    address = service_address(Settings.from_environment(), server)
    with Client(address, tries=_FETCH_TRIES) as client:
        of_book = the_book(client, book)
        key = _log_key(client, of_book)
        epoch = epoch_of(key.name)
        # Under the book's own address a cache may hold tiles of the log before.
        prefix = f"/books/{of_book}" if epoch == 1 else f"/books/{of_book}/epochs/{epoch}"
        with writing_to(directory), progress_of("导出 / exporting") as on_progress:
            directory.mkdir(exist_ok=True)
            done = export_to(
                lambda path: client.get(f"{prefix}/{path}").content, key, directory, on_progress
            )
    told = _checkpoint_told(done.checkpoint)
    if json:
        say_json({**told, "written": done.written, "kept": done.kept, "log_key": key.encode()})
        return
    out.print(f"[green]✓[/] 已导出 / exported  {escape(str(directory))}")
    _say_checkpoint(done.checkpoint)
    out.print(f"  新写文件 / files written  {done.written}   已有 / kept  {done.kept}")
    out.print(f"  日志公钥 / key of the log  {key.encode()}", soft_wrap=True)


@contextmanager
def _service(
    household: str | None, server: str | None
) -> Iterator[tuple[Client, SignedInAs | None]]:
    """The service to ask: as whoever is signed in where a household is named, else as nobody."""
    if household is not None:
        client, who = signed_in(server)
        with client:
            yield client, who
    else:
        with Client(service_address(Settings.from_environment(), server)) as client:
            yield client, None


def _latest_of(household: str, client: Client, who: SignedInAs) -> int:
    """Position of a household's latest entry, by its trace; the reading goes on record."""
    household_id = household_at(client, who, household).household_id
    asked = {"purpose": Purpose.INVESTIGATION.value}
    path = f"/books/{who.book}/households/{household_id}/trace"
    steps = client.get(path, who, asked).json()["steps"]
    return max(int(step["position"]) for step in steps)


def _log_key(client: Client, book: str) -> VerifierKey:
    return VerifierKey.parse(client.get(f"/books/{book}/log-key").text.removesuffix("\n"))


def _checkpoint_told(checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": encode_base64(checkpoint.root),
    }


def _say_checkpoint(checkpoint: Checkpoint) -> None:
    out.print(f"  日志 / log      {escape(checkpoint.origin)}")
    out.print(f"  条目 / entries  {checkpoint.size}")
    out.print(f"  树根 / root     {encode_base64(checkpoint.root)}")


def _say_proof(
    path: Path, proof: TlogProof, entry: bytes, checkpoint: Checkpoint, *, json: bool
) -> None:
    try:
        told = orjson.loads(entry)
    except orjson.JSONDecodeError:
        raise NoteMalformed from None
    if json:
        file = {"file": str(path), "position": proof.index, "entry": told}
        say_json({**file, **_checkpoint_told(checkpoint)})
        return
    out.print(f"[green]✓[/] 已写出证明 / proof written  {escape(str(path))}")
    out.print(f"  位置 / position #{proof.index}")
    out.print(f"  条目 / entry    {escape(orjson.dumps(told).decode())}", soft_wrap=True)
    _say_checkpoint(checkpoint)
    others = sorted({s.name for s in proof.note.signatures} - {checkpoint.origin})
    if others:
        out.print(f"  见证方 / cosigned by  {escape(', '.join(others))}")
