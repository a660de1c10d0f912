"""Asking the witnesses of a policy for their cosignatures of a checkpoint (C2SP tlog-witness)."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import NamedTuple

import httpx

from ledger.errors import LedgerError
from ledger.log.checkpoint import Checkpoint, parse_decimal, signed_checkpoint
from ledger.log.cosignature import verify_cosignature
from ledger.log.errors import CheckpointNotSigned, NoteMalformed
from ledger.log.note import NoteSignature, SignedNote, VerifierKey
from ledger.log.policy import KnownWitness, Policy
from ledger.log.witness import (
    LONGEST_REQUEST,
    PLAIN_TEXT,
    TREE_SIZE_TYPE,
    AddCheckpoint,
    log_hash,
)

REQUEST_SECONDS = 2.0
"""How long a witness may take to begin an answer, and for each part of it."""
ANSWER_SECONDS = 10.0
"""How long it may take for one answer in all."""
ROUND_SECONDS = 3.0
"""How long the publishing of a checkpoint waits for the witnesses in all."""
MOST_AT_ONCE = 8

ConsistencyProver = Callable[[int, int], list[bytes]]
"""Proof that the tree of one size begins that of another; a LedgerError where there is none."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came back: cosignatures, and checkpoints of the log's that contradict the one shown."""

    cosignatures: tuple[NoteSignature, ...] = ()
    contradictions: tuple[SignedNote, ...] = ()


class WitnessDisagrees(Exception):
    """A witness saw a checkpoint of this log that the one shown does not continue."""

    def __init__(self, seen: SignedNote) -> None:
        super().__init__("witness-disagrees")
        self.seen = seen


class WitnessSilent(Exception):
    """A witness gave no cosignature; ``why`` is an HTTP status or the kind of failure."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Answer(NamedTuple):
    status: int
    media_type: str
    text: str


class Cosigning:
    """Asks all witnesses that have an address, each in a thread of its own, for one log.

    A witness that does not answer in time is left out of the round, and is not asked again before
    it has answered. ``_lock`` guards what is known of the witnesses.
    """

    def __init__(self, policy: Policy, prove: ConsistencyProver) -> None:
        self._prove = prove
        self._witnesses = [w for w in policy.witnesses.values() if w.url is not None]
        self._client = httpx.Client(timeout=REQUEST_SECONDS, trust_env=False)
        self._threads = ThreadPoolExecutor(
            max_workers=min(MOST_AT_ONCE, max(1, len(self._witnesses))),
            thread_name_prefix="cosigning",
        )
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._seen: dict[str, int] = {}
        self._why_silent: dict[str, str] = {}

    def close(self) -> None:
        """Let go of the witnesses; a request that still runs ends with its connection."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._client.close()

    def ask(self, note: SignedNote, log: VerifierKey) -> Asked:
        """Show the witnesses a checkpoint that the log has signed."""
        with self._lock:
            free = [w for w in self._witnesses if w.name not in self._busy]
            self._busy.update(w.name for w in free)
        futures = [self._threads.submit(self._ask_one, w, note, log) for w in free]
        done, _ = wait(futures, timeout=ROUND_SECONDS)
        answers = [future.result() for future in futures if future in done]
        return Asked(
            tuple(line for one in answers for line in one.cosignatures),
            tuple(seen for one in answers for seen in one.contradictions),
        )

    def _ask_one(self, witness: KnownWitness, note: SignedNote, log: VerifierKey) -> Asked:
        why = ""
        try:
            return Asked(cosignatures=(self._cosignature(witness, note, log),))
        except WitnessDisagrees as error:
            why = "disagrees"
            return Asked(contradictions=(error.seen,))
        except WitnessSilent as error:
            why = error.why
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            why = type(error).__name__
        except LedgerError as error:
            # The database did not give the proof, or the witness's answer is no note.
            why = error.code
        finally:
            self._note(witness, why)
        return Asked()

    def _cosignature(
        self, witness: KnownWitness, note: SignedNote, log: VerifierKey
    ) -> NoteSignature:
        checkpoint = Checkpoint.parse(note.text)
        with self._lock:
            old = min(self._seen.get(witness.name, 0), checkpoint.size)
        answer = self._post(witness, note, old, checkpoint.size)
        if answer.status == 409 and answer.media_type == TREE_SIZE_TYPE:
            old = parse_decimal(answer.text.removesuffix("\n"))
            if old <= checkpoint.size:
                answer = self._post(witness, note, old, checkpoint.size)
        if answer.status in {409, 422}:
            raise self._disagreement(witness, checkpoint, log, answer.status)
        if answer.status != 200:
            raise WitnessSilent(str(answer.status))
        for line in answer.text.splitlines(keepends=True):
            signature = NoteSignature.parse(line)
            if (signature.name, signature.key_id) == (witness.key.name, witness.key.key_id) and (
                verify_cosignature(witness.key, note.text, signature.payload) is not None
            ):
                with self._lock:
                    self._seen[witness.name] = checkpoint.size
                return signature
        raise WitnessSilent("no-cosignature")

    def _disagreement(
        self, witness: KnownWitness, checkpoint: Checkpoint, log: VerifierKey, status: int
    ) -> Exception:
        """What a witness that refuses has seen, if the log itself signed it."""
        answer = self._answer("GET", witness, f"{log_hash(checkpoint.origin)}/checkpoint")
        if answer.status != 200:
            return WitnessSilent(str(status))
        try:
            seen = SignedNote.parse(answer.text)
            signed_checkpoint(seen, log)
        except (NoteMalformed, CheckpointNotSigned):
            return WitnessSilent(str(status))
        return WitnessDisagrees(seen)

    def _post(self, witness: KnownWitness, note: SignedNote, old: int, size: int) -> _Answer:
        proof = tuple(self._prove(old, size)) if 0 < old < size else ()
        asked = AddCheckpoint(old, proof, note).encode().encode()
        return self._answer("POST", witness, "add-checkpoint", asked)

    def _answer(
        self, method: str, witness: KnownWitness, path: str, content: bytes | None = None
    ) -> _Answer:
        """Ask, and read no more of the answer, nor longer, than an honest witness needs."""
        headers = {"accept-encoding": "identity"}
        if content is not None:
            headers["content-type"] = PLAIN_TEXT
        url = f"{(witness.url or '').rstrip('/')}/{path}"
        end = time.monotonic() + ANSWER_SECONDS
        body = b""
        with self._client.stream(method, url, content=content, headers=headers) as answer:
            for part in answer.iter_raw():
                body += part
                if len(body) > LONGEST_REQUEST or time.monotonic() > end:
                    raise WitnessSilent("endless-answer")
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            raise WitnessSilent("not-text") from None
        return _Answer(answer.status_code, answer.headers.get("content-type", ""), text)

    def _note(self, witness: KnownWitness, why: str) -> None:
        """Let the witness be asked again, and log where something changed with it."""
        with self._lock:
            self._busy.discard(witness.name)
            before = self._why_silent.get(witness.name, "")
            self._why_silent[witness.name] = why
        if why and why != before:
            _LOG.warning("witness %s does not cosign: %s", witness.name, why)
        elif before and not why:
            _LOG.warning("witness %s cosigns again", witness.name)
