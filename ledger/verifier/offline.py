"""Checking a proof file of one entry with nothing but a key or a policy."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from ledger.verifier.entry import told_by
from ledger.verifier.errors import FileUnreadable, Malformed
from ledger.verifier.findings import VerifyReport
from ledger.verifier.proof import FILE_MAXIMUM, parse_proof
from ledger.verifier.signing import Trust, judged


@dataclass(frozen=True, slots=True)
class ProvedEntry:
    """What an entry says; ``time`` in microseconds since 1970."""

    position: int
    book: str
    aggregate: UUID
    version: int
    topic: str
    time: int
    state_sha256: str

    def to_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "position": self.position,
            "book": self.book,
            "aggregate": str(self.aggregate),
            "version": self.version,
            "topic": self.topic,
            "time": self.time,
            "state_sha256": self.state_sha256,
        }


def verify_proof(
    path: Path, trust: Trust, *, entry_path: Path | None = None
) -> tuple[VerifyReport, ProvedEntry | None]:
    """Check a ``.tlog-proof`` file: the report says under which checkpoint, and by whom cosigned.

    The entry's bytes are those of ``entry_path``, or those that the file carries along.

    Raises:
        FileUnreadable: one of the files cannot be opened.
    """
    report = VerifyReport("")
    try:
        proof = parse_proof(_bytes_of(path))
    except Malformed:
        report.note("malformed-kept", None, path.name)
        return report, None
    verdict = judged(proof.note, trust)
    for kind in verdict.faults:
        report.note(kind, None, "checkpoint")
    report.signed_by += verdict.signed_by
    report.cosigned_by |= verdict.cosigned_by
    if verdict.checkpoint is not None:
        report.origin, report.size = verdict.checkpoint.origin, verdict.checkpoint.size
        report.root = b64encode(verdict.checkpoint.root).decode()
    entry = proof.extra if entry_path is None else _bytes_of(entry_path)
    if entry is None or not proof.holds_for(entry):
        report.note("wrong-proof", proof.index, path.name)
        return report, None
    told = told_by([entry])
    if told is None:
        report.note("malformed-entry", proof.index)
        return report, None
    report.book = told.book
    return report, ProvedEntry(
        position=proof.index,
        book=told.book,
        aggregate=UUID(bytes=told.ids),
        version=told.versions[0],
        topic=told.topics[0],
        time=int(told.times[0]),
        state_sha256=told.digests[0].decode(),
    )


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_MAXIMUM + 1)
    except OSError as error:
        raise FileUnreadable(path.name) from error
