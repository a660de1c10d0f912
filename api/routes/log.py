"""A book's log for everybody: checkpoints, tiles, entry bundles and proofs, as C2SP has them.

Nobody signs in for it: entries are commitments and give no answer away. Only what a published
checkpoint covers is served, because caches keep it for ever: what has not been published may still
be lost with a database and come back as something else.

A log of a later epoch is served under an address of its own, ``/books/{book}/epochs/{epoch}``, so
that nobody's cache mixes it up with the log that it follows; under ``/books/{book}`` the current
epoch's is found.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, TypeVar

from fastapi import APIRouter, Depends, Path, Request, Response

from api.edge import BookCode, TheService, problems
from api.position import Position
from api.problems import NotFound
from ledger.errors import BookInconsistent
from ledger.log.checkpoint import Checkpoint
from ledger.log.errors import NoteMalformed, NotInLog
from ledger.log.note import SignedNote
from ledger.log.publisher import Publisher
from ledger.log.signing_key import epoch_of
from ledger.log.stored_log import StoredLog
from ledger.log.tiles import MEDIA_TYPE as BYTES
from ledger.log.tiles import Bundle, parse_path, width_at
from ledger.log.tlog_proof import MEDIA_TYPE as TEXT

router = APIRouter(tags=["log"])

FOR_EVER = "public, max-age=31536000, immutable"
FOR_SECONDS = "public, max-age=2"
AFRESH = "no-cache"
LARGEST_POSITION = 2**53 - 1
_FEW_BYTES = 512
"""What is shorter is not worth compressing."""

_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Response])


@dataclass(frozen=True, slots=True)
class PublicLog:
    """The log of a book's current epoch; its tiles are cached where the address is its own.

    What is stored is read over the readers' connections: however many read, the publisher has its
    own.
    """

    publisher: Publisher
    stored: StoredLog
    cached: bool

    def checkpoint(self) -> tuple[SignedNote, Checkpoint]:
        """The newest published checkpoint; one is published where there is none."""
        try:
            epoch = epoch_of(self.publisher.verifier_key.name)
            note = self.stored.checkpoints.latest(epoch)
            if note is None:
                note = SignedNote.parse(self.publisher.covering(0))
            return note, Checkpoint.parse(note.text)
        except NoteMalformed as error:
            raise BookInconsistent from error

    def covering(self, position: int) -> SignedNote:
        """A checkpoint that covers a position: the newest, or one published for it.

        Raises:
            NotInLog: the book does not go so far.
        """
        note, checkpoint = self.checkpoint()
        if checkpoint.size <= position < self.stored.size():
            note = SignedNote.parse(self.publisher.covering(position))
        return note


def _public_log(request: Request, service: TheService, book: BookCode) -> PublicLog:
    publisher = service.book(book).publisher
    current = epoch_of(publisher.verifier_key.name)
    asked = request.path_params.get("epoch")
    if asked is not None and (current == 1 or asked != str(current)):
        raise NotFound
    return PublicLog(publisher, service.stored_log(book), current == 1 or asked is not None)


TheLog: TypeAlias = Annotated[PublicLog, Depends(_public_log)]


def _answers(media_type: str) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "string"} if media_type == TEXT else {"type": "string", "format": "binary"}
    told = {"description": "as C2SP specifies it", "content": {media_type: {"schema": schema}}}
    return {200: told, **problems(404, 422)}


def _served(path: str, summary: str, media_type: str) -> Callable[[_Endpoint], _Endpoint]:
    """Serve a path of the log, below the book and below the epoch."""

    def serve(endpoint: _Endpoint) -> _Endpoint:
        for prefix, described in (("/books/{book}", True), ("/books/{book}/epochs/{epoch}", False)):
            router.add_api_route(
                prefix + path,
                endpoint,
                summary=summary,
                response_class=Response,
                responses=_answers(media_type),
                include_in_schema=described,
            )
        return endpoint

    return serve


@_served("/checkpoint", "检查点 / Checkpoint", TEXT)
def checkpoint(log: TheLog) -> Response:
    """The newest checkpoint, a signed note with the cosignatures that it has gathered."""
    note, _ = log.checkpoint()
    return Response(note.encode(), media_type=TEXT, headers={"Cache-Control": FOR_SECONDS})


@_served("/log-key", "日志公钥 / Key of the log", TEXT)
def log_key(log: TheLog) -> Response:
    """The key that the checkpoints are signed with (vkey); keep it from a source you trust."""
    key = log.publisher.verifier_key.encode()
    return Response(key + "\n", media_type=TEXT, headers={"Cache-Control": FOR_SECONDS})


@_served("/log-key/ml-dsa-44", "日志抗量子公钥 / Post-quantum key of the log", TEXT)
def post_quantum_key(log: TheLog) -> Response:
    """The key of the checkpoints' ML-DSA-44 line, a cosignature in the log's own name (vkey)."""
    key = log.publisher.post_quantum_key.encode()
    return Response(key + "\n", media_type=TEXT, headers={"Cache-Control": FOR_SECONDS})


@_served("/tile/{address:path}", "数据块 / Tile or entry bundle", BYTES)
def tile(
    request: Request,
    log: TheLog,
    address: Annotated[
        str,
        Path(
            description="LEVEL/INDEX or entries/INDEX, then .p/WIDTH where it is not full",
            examples=["0/x001/x234/067", "entries/000.p/17"],
        ),
    ],
) -> Response:
    """Hashes of a tile, or the entries of a bundle, of any size up to the newest checkpoint's."""
    try:
        named = parse_path(f"tile/{address}")
    except NoteMalformed:
        raise NotFound from None
    level = 0 if isinstance(named, Bundle) else named.level
    _, covered = log.checkpoint()
    if named.width > width_at(covered.size, level, named.index):
        raise NotInLog
    headers = {"Cache-Control": FOR_EVER if log.cached else AFRESH}
    if not isinstance(named, Bundle):
        data = log.stored.tile(named.level, named.index, named.width)
        return Response(data, media_type=BYTES, headers=headers)
    data = log.stored.bundle(named.index, named.width)
    headers["Vary"] = "Accept-Encoding"
    if len(data) > _FEW_BYTES and _takes_gzip(request.headers.get("Accept-Encoding", "")):
        headers["Content-Encoding"] = "gzip"
        data = gzip.compress(data, mtime=0)
    return Response(data, media_type=BYTES, headers=headers)


@_served("/proofs/{position}", "证明 / Proof of an entry", TEXT)
def proof(
    log: TheLog,
    position: Annotated[Position, Path(ge=0, le=LARGEST_POSITION, description="of the entry")],
) -> Response:
    """A proof file (C2SP tlog-proof) of one entry, which it carries, under a checkpoint."""
    proven = log.stored.prove(position, log.covering(position))
    return Response(proven.encode(), media_type=TEXT, headers={"Cache-Control": AFRESH})


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "").rstrip("0") not in ("q=", "q=0.")
    return False
