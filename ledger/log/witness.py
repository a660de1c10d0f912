"""A witness (C2SP tlog-witness): remembers each log's last checkpoint and cosigns what follows.

It answers only after what it has seen is on disk, so that it never forgets a checkpoint that it
cosigned. What contradicts that checkpoint is not cosigned, and goes to ``reports.jsonl`` in the
state directory with both signed notes:

- ``split-view``: two trees of one size. The log's own signatures prove it.
- ``inconsistent``: a larger tree that does not begin with the one seen. The log's own signatures
  and the hashes that came with it prove it.
- ``unproven``: a larger tree with hashes that prove nothing. It accuses nobody, since everybody can
  send a log's checkpoint so; it is for comparing, should the log never give a proof.
- ``rollback``: a smaller tree than the one seen. It may be an old checkpoint sent late.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from ledger.durable_file import create_durably, sweep_drafts
from ledger.log.checkpoint import Checkpoint, parse_decimal, signed_checkpoint
from ledger.log.cosignature import Cosigner
from ledger.log.errors import (
    CheckpointNotSigned,
    LogKeyUnusable,
    LogNamedTwice,
    NoteMalformed,
    WitnessStateUnusable,
)
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.note import (
    ED25519,
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    SEED_BYTES,
    SignedNote,
    VerifierKey,
    decode_base64,
    encode_base64,
)
from ledger.log.proof import check_consistency, first_root
from ledger.log.reports import Report, Reports
from ledger.merkle import EMPTY_ROOT

TREE_SIZE_TYPE = "text/x.tlog.size"
PLAIN_TEXT = "text/plain; charset=utf-8"
LONGEST_PROOF = 63
LONGEST_REQUEST = 262_144
"""Bytes of a request: a checkpoint with dozens of ML-DSA lines."""


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """Status, text and media type of an HTTP answer."""

    status: int
    text: str = ""
    media_type: str = PLAIN_TEXT


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request: the size that the log believes the witness saw last, a proof, a checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: SignedNote

    def encode(self) -> str:
        """The request's body."""
        proof = "".join(f"{encode_base64(node)}\n" for node in self.proof)
        return f"old {self.old}\n{proof}\n{self.note.encode()}"

    @classmethod
    def parse(cls, body: bytes) -> AddCheckpoint:
        """Read a request's body.

        Raises:
            NoteMalformed: it is none.
        """
        if len(body) > LONGEST_REQUEST:
            raise NoteMalformed
        try:
            head, gap, note = body.decode("utf-8").partition("\n\n")
        except UnicodeDecodeError:
            raise NoteMalformed from None
        old, *proof = head.split("\n")
        if not gap or not old.startswith("old ") or len(proof) > LONGEST_PROOF:
            raise NoteMalformed
        nodes = tuple(decode_base64(line) for line in proof)
        if any(len(node) != len(EMPTY_ROOT) for node in nodes):
            raise NoteMalformed
        return cls(parse_decimal(old.removeprefix("old ")), nodes, SignedNote.parse(note))


@dataclass(frozen=True, slots=True)
class WitnessKeys:
    """A witness's keys in one file, Ed25519 and ML-DSA-44; both bear the witness's name."""

    cosigners: tuple[Cosigner, ...]

    @classmethod
    def load_or_create(cls, path: Path, name: str) -> WitnessKeys:
        """Read the file; where there is none, make it (0600) under this name.

        Raises:
            LogKeyUnusable: others can read it, or it is not what was written.
            NoteMalformed: the name is none that a key can have.
        """
        sweep_drafts(path)
        if not path.exists():
            cosigners = (
                Cosigner.from_seed(name, secrets.token_bytes(SEED_BYTES), algorithm)
                for algorithm in (ED25519_COSIGNATURE, MLDSA44_COSIGNATURE)
            )
            create_durably(path, "".join(f"{cosigner.encode()}\n" for cosigner in cosigners))
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise LogKeyUnusable
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
            found = cls(tuple(Cosigner.parse(line) for line in lines))
        except (ValueError, NoteMalformed):
            raise LogKeyUnusable from None
        if not found.cosigners:
            raise LogKeyUnusable
        return found

    @property
    def name(self) -> str:
        """The witness's name."""
        return self.cosigners[0].verifier_key.name


def log_hash(origin: str) -> str:
    """Under which a witness keeps and serves what it saw of a log: hex SHA-256 of the origin."""
    return sha256(origin.encode()).hexdigest()


class Witness:
    """Checks and cosigns for the logs it was told of. Safe for threads and for several processes.

    ``directory`` holds all that it knows: its keys, the last checkpoint of each log, the reports.
    """

    def __init__(
        self,
        directory: Path,
        name: str,
        logs: Iterable[VerifierKey],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take up a state directory, or begin one.

        Raises:
            LogKeyUnusable: the key file is damaged or others can read it.
            NoteMalformed: a log's key is no Ed25519 note key, or the name will not do.
            LogNamedTwice: two different keys bear one name.
            WitnessStateUnusable: the directory is none, or may not be read or written.
        """
        self._directory = directory
        self._reports = Reports(directory / "reports.jsonl")
        self._logs = _by_name(logs)
        try:
            self._keys = WitnessKeys.load_or_create(directory / "witness.key", name)
        except OSError as error:
            raise WitnessStateUnusable(error) from None
        self._clock = clock

    @property
    def name(self) -> str:
        """The name that its keys were made with."""
        return self._keys.name

    @property
    def verifier_keys(self) -> tuple[VerifierKey, ...]:
        """What others check its cosignatures with, Ed25519 first."""
        return tuple(cosigner.verifier_key for cosigner in self._keys.cosigners)

    @property
    def reports_file(self) -> Path:
        """Where contradictions are reported, one JSON object a line."""
        return self._reports.path

    def add_checkpoint(self, body: bytes) -> WitnessAnswer:
        """Cosign a checkpoint that continues what was seen of its log, or say why not.

        Raises:
            KeptCheckpointDamaged, LogFileUnusable, WitnessStateUnusable: the state cannot be read
                or written; nothing is cosigned.
        """
        try:
            return self._answer(body)
        except OSError as error:
            raise WitnessStateUnusable(error) from error

    def _answer(self, body: bytes) -> WitnessAnswer:
        try:
            asked = AddCheckpoint.parse(body)
            checkpoint = Checkpoint.parse(asked.note.text)
        except NoteMalformed:
            return WitnessAnswer(400, "malformed request\n")
        key = self._logs.get(checkpoint.origin)
        if key is None:
            return WitnessAnswer(404, "unknown log\n")
        try:
            signed_checkpoint(asked.note, key)
        except CheckpointNotSigned:
            return WitnessAnswer(403, "not signed by the log\n")
        if asked.old > checkpoint.size:
            return WitnessAnswer(400, "old size is above the checkpoint's\n")
        if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
            return WitnessAnswer(422, "not the root of an empty tree\n")
        kept = self._kept(log_hash(checkpoint.origin))
        with kept.locked():
            seen = kept.read()
            refusal = self._contradiction(asked, checkpoint, seen)
            if refusal is not None:
                return refusal
            moment = int(self._clock())
            lines = [c.cosign(asked.note.text, moment) for c in self._keys.cosigners]
            own = asked.note.signature_of(key)
            kept.write(SignedNote(asked.note.text, tuple(s for s in (own, *lines) if s)))
        return WitnessAnswer(200, "".join(line.encode() for line in lines))

    def latest(self, of: str) -> str | None:
        """The last checkpoint seen of the log with this :func:`log_hash`, with its cosignatures."""
        if of not in {log_hash(origin) for origin in self._logs}:
            return None
        note = self._kept(of).read()
        return None if note is None else note.encode()

    def _contradiction(
        self, asked: AddCheckpoint, checkpoint: Checkpoint, seen: SignedNote | None
    ) -> WitnessAnswer | None:
        """Why not to cosign, None where nothing speaks against it; reports what contradicts."""
        before = None if seen is None else Checkpoint.parse(seen.text)
        size = 0 if before is None else before.size
        conflict = WitnessAnswer(409, f"{size}\n", TREE_SIZE_TYPE)
        if before is not None and checkpoint.size == size and checkpoint.root != before.root:
            self._report("split-view", asked, seen)
            return conflict
        if asked.old != size:
            if checkpoint.size < size:
                self._report("rollback", asked, seen)
            return conflict
        root = EMPTY_ROOT if before is None else before.root
        if not check_consistency(size, checkpoint.size, root, checkpoint.root, asked.proof):
            if checkpoint.size > size > 0:
                began = first_root(size, checkpoint.size, checkpoint.root, asked.proof)
                self._report("unproven" if began is None else "inconsistent", asked, seen)
            return WitnessAnswer(422, "the consistency proof does not hold\n")
        return None

    def _report(self, kind: str, asked: AddCheckpoint, seen: SignedNote | None) -> None:
        """Put the contradiction on record, once."""
        if seen is None:
            return
        checkpoint, before = Checkpoint.parse(asked.note.text), Checkpoint.parse(seen.text)
        own = asked.note.signature_of(self._logs[checkpoint.origin])
        # Other lines may be anything, of any length.
        presented = SignedNote(asked.note.text, tuple(s for s in (own,) if s))
        self._reports.add(
            Report(
                time=datetime.fromtimestamp(self._clock(), UTC).isoformat(),
                kind=kind,
                origin=checkpoint.origin,
                seen_size=before.size,
                presented_size=checkpoint.size,
                presented_root=encode_base64(checkpoint.root),
                proof=tuple(map(encode_base64, asked.proof)),
                seen=seen.encode(),
                presented=presented.encode(),
            )
        )

    def _kept(self, of: str) -> KeptCheckpoint:
        return KeptCheckpoint(self._directory / f"{of}.checkpoint")


def _by_name(keys: Iterable[VerifierKey]) -> dict[str, VerifierKey]:
    found: dict[str, VerifierKey] = {}
    for key in keys:
        if key.algorithm != ED25519:
            raise NoteMalformed
        if found.get(key.name, key) != key:
            raise LogNamedTwice(key.name)
        found[key.name] = key
    return found
