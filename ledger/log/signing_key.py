"""A book's signing key: what makes its checkpoints the log's own.

Two keys in one file, each in its private form on a line of its own: Ed25519, whose note signature
every reader of signed notes checks, and ML-DSA-44 (FIPS 204), whose line stands beside it for the
day that Ed25519 is not believed any more. Both bear the log's origin as their name, so that an
origin, once made, never changes.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from ledger.durable_file import create_durably, replace_durably, sweep_drafts
from ledger.log.checkpoint import Checkpoint
from ledger.log.cosignature import Cosigner
from ledger.log.errors import LogKeyUnusable, NoteMalformed, OriginUnfit
from ledger.log.note import (
    MLDSA44_COSIGNATURE,
    SEED_BYTES,
    NoteSigner,
    SignedNote,
    VerifierKey,
)

DEFAULT_ORIGIN = "census-ledger.localhost"
"""What the logs of a service are named under where nobody gave it a name."""

_PREFIX = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:/-]{0,119}")
_EPOCH = re.compile(r"(.+)/epochs/([1-9][0-9]*)")
_BOOK = re.compile(r".+/books/([^/]+)")


def origin_of(prefix: str, book: str, epoch: int) -> str:
    """The name of a book's log: the service's own, the book, and from the second on the epoch.

    Raises:
        OriginUnfit: the prefix is no host name or path.
    """
    if not _PREFIX.fullmatch(prefix) or "//" in prefix or prefix.endswith("/"):
        raise OriginUnfit
    origin = f"{prefix}/books/{book}"
    return origin if epoch == 1 else f"{origin}/epochs/{epoch}"


def epoch_of(origin: str) -> int:
    """Which epoch of its book a log is."""
    found = _EPOCH.fullmatch(origin)
    return int(found[2]) if found else 1


def book_of(origin: str) -> str | None:
    """Which book a log is of; None where the name is none that a book's log has."""
    found = _BOOK.fullmatch(of_epoch(origin, 1))
    return found[1] if found else None


def of_epoch(origin: str, epoch: int) -> str:
    """The name of another epoch of the same book's log."""
    found = _EPOCH.fullmatch(origin)
    first = found[1] if found else origin
    return first if epoch == 1 else f"{first}/epochs/{epoch}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The keys of one epoch of a book's log."""

    signer: NoteSigner
    post_quantum: Cosigner

    @classmethod
    def new(cls, origin: str) -> SigningKey:
        """Fresh random keys of a log."""
        return cls(
            NoteSigner.from_seed(origin, secrets.token_bytes(SEED_BYTES)),
            Cosigner.from_seed(origin, secrets.token_bytes(SEED_BYTES), MLDSA44_COSIGNATURE),
        )

    @classmethod
    def load(cls, path: Path) -> SigningKey | None:
        """Read the file; None where there is none.

        Raises:
            LogKeyUnusable: others can read it, it cannot be read, or it is not what was written.
        """
        try:
            sweep_drafts(path)
            mode = path.stat().st_mode
            if not stat.S_ISREG(mode) or (os.name == "posix" and mode & 0o077):
                raise LogKeyUnusable
            lines = path.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise LogKeyUnusable from None
        try:
            first, second = lines
            key = cls(NoteSigner.parse(first), Cosigner.parse(second))
        except (ValueError, NoteMalformed):
            # Neither error is passed on: what was read is secret.
            raise LogKeyUnusable from None
        if key.post_quantum.verifier_key.name != key.origin:
            raise LogKeyUnusable
        return key

    @classmethod
    def load_or_create(cls, path: Path, origin: str) -> SigningKey:
        """Read the file; where there is none, make it for this origin (0600).

        Raises:
            LogKeyUnusable: others can read it, or it is not what was written.
        """
        found = cls.load(path)
        if found is None:
            create_durably(path, cls.new(origin).encode())
            found = cls.load(path)
        if found is None:
            raise LogKeyUnusable
        return found

    def replace(self, path: Path) -> None:
        """Put this key in the place of an ended epoch's."""
        replace_durably(path, self.encode())

    def encode(self) -> str:
        """The file's content."""
        return f"{self.signer.encode()}\n{self.post_quantum.encode()}\n"

    @property
    def origin(self) -> str:
        """The log's name."""
        return self.signer.verifier_key.name

    @property
    def verifier_key(self) -> VerifierKey:
        """What auditors check the log's signatures with."""
        return self.signer.verifier_key

    @property
    def post_quantum_key(self) -> VerifierKey:
        """What the ML-DSA-44 line is checked with."""
        return self.post_quantum.verifier_key

    def sign(self, size: int, root: bytes, timestamp: int) -> SignedNote:
        """The checkpoint of a size, signed with both keys; ``timestamp`` in seconds since 1970."""
        body = Checkpoint(self.origin, size, root).body()
        return SignedNote(body, (self.signer.sign(body), self.post_quantum.cosign(body, timestamp)))
