"""The checkpoint that the service of this data folder signed last, held against its own book.

An auditor's copy proves more: whoever runs the service can put another file here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ledger.log.errors import KeptCheckpointDamaged, LogKeyUnusable
from ledger.log.kept_checkpoint import KeptCheckpoint
from ledger.log.published import epoch_in
from ledger.log.signing_key import SigningKey, epoch_of
from ledger.verifier.errors import FileUnreadable
from ledger.verifier.findings import VerifyReport
from ledger.verifier.kept import Kept, read_checkpoint
from ledger.verifier.note import parse_key
from ledger.verifier.signing import NO_TRUST, Trust


def own_checkpoint(directory: Path, report: VerifyReport) -> Sequence[Kept]:
    """What is kept of the report's book in the folder of the logs; nothing where no file is.

    It must be signed with the log's key beside it, where that can be read. A file that is another
    log's, or none, is noted in the report like one that an auditor brings. One of an epoch before
    the key's is as good as no file: ``begin-epoch`` was cut off before it took that away.
    """
    path = directory / f"{report.book}.checkpoint"
    key = _key(directory, report.book)
    if key is not None and _is_of_ended_epoch(path, key):
        return ()
    trust = NO_TRUST if key is None else Trust((parse_key(key.verifier_key.encode()),))
    try:
        return list(read_checkpoint(path, trust, report))
    except FileUnreadable as error:
        if not isinstance(error.__cause__, FileNotFoundError):
            report.note("malformed-kept", None, path.name)
        return ()


def _key(directory: Path, book: str) -> SigningKey | None:
    try:
        return SigningKey.load(directory / f"{book}.key")
    except LogKeyUnusable:
        # The service says so when it starts; the tree is compared all the same.
        return None


def _is_of_ended_epoch(path: Path, key: SigningKey) -> bool:
    try:
        note = KeptCheckpoint(path).read()
    except KeptCheckpointDamaged:
        # The verifier reads it too, and says what is wrong with it.
        return False
    return note is not None and epoch_in(note) < epoch_of(key.origin)
