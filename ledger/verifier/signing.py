"""Whether a checkpoint is signed by the log and cosigned by whom the auditor trusts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ledger.verifier.errors import FileUnreadable, KeyUnreadable, Malformed
from ledger.verifier.note import (
    Checkpoint,
    Key,
    Note,
    parse_checkpoint,
    parse_key,
    parse_note,
    signed_at,
)
from ledger.verifier.policy import Policy, parse_policy


@dataclass(frozen=True, slots=True)
class Trust:
    """The log's keys, one of which must have signed, and a policy for cosignatures.

    With neither, a checkpoint is only read.
    """

    keys: tuple[Key, ...] = ()
    policy: Policy | None = None

    @property
    def logs(self) -> tuple[Key, ...]:
        """Keys given alone, else those of the policy."""
        return self.keys or tuple(self.policy.logs if self.policy else ())


NO_TRUST = Trust()
"""Nobody's signature is asked for."""


@dataclass(slots=True)
class Verdict:
    """What is to be said of a signed note; ``faults`` are kinds of findings.

    ``signed``: no key was given, or one of them signed. ``cosigned_by``: witnesses by key name,
    with the time in Unix seconds.
    """

    checkpoint: Checkpoint | None = None
    signed: bool = False
    signed_by: list[str] = field(default_factory=list)
    cosigned_by: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def trust_of(keys: Sequence[str], policy: Path | None) -> Trust:
    """Trust in keys (each a vkey, or a file with one a line) and in a policy file.

    Raises:
        KeyUnreadable, PolicyUnreadable, FileUnreadable: one of them cannot be used.
    """
    found: list[Key] = []
    for told in keys:
        lines = [told]
        if "+" not in told or Path(told).is_file():
            data = _data(Path(told))
            lines = [line for line in data.decode("utf-8", "replace").splitlines() if line.strip()]
        try:
            found += map(parse_key, lines)
        except Malformed as error:
            raise KeyUnreadable from error
        if not lines:
            raise KeyUnreadable
    return Trust(tuple(found), None if policy is None else parse_policy(_data(policy), str(policy)))


def _data(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise FileUnreadable(str(path)) from error


def judged(data: bytes, trust: Trust) -> Verdict:
    """Read a signed note as a checkpoint and judge its signatures."""
    verdict = Verdict()
    try:
        note = parse_note(data)
        verdict.checkpoint = parse_checkpoint(note.text)
    except Malformed:
        verdict.faults.append("malformed-checkpoint")
        return verdict
    _judge_log(verdict, verdict.checkpoint, note, trust.logs)
    if trust.policy is not None:
        _judge_witnesses(verdict, verdict.checkpoint, note, trust.policy)
    return verdict


def _judge_log(verdict: Verdict, checkpoint: Checkpoint, note: Note, keys: Sequence[Key]) -> None:
    if not keys:
        verdict.signed = True
        return
    broken, own_origin = False, False
    for key in keys:
        for payload in _payloads(note, key):
            if signed_at(key, checkpoint, payload) is None:
                broken = True
            else:
                verdict.signed_by.append(key.encode())
                own_origin |= key.name == checkpoint.origin
    if broken:
        verdict.faults.append("bad-signature")
    elif not verdict.signed_by:
        verdict.faults.append("unknown-key")
    elif not own_origin:
        verdict.faults.append("wrong-origin")
    verdict.signed = bool(verdict.signed_by) and not verdict.faults


def _judge_witnesses(verdict: Verdict, checkpoint: Checkpoint, note: Note, policy: Policy) -> None:
    cosigned: set[str] = set()
    for name, key in policy.witnesses.items():
        for payload in _payloads(note, key):
            at = signed_at(key, checkpoint, payload)
            # A time of 0 stands for no statement that the log was consistent.
            if not at:
                verdict.faults.append("bad-cosignature")
            else:
                cosigned.add(name)
                verdict.cosigned_by[key.name] = at
    if not policy.met(cosigned):
        verdict.faults.append("quorum-not-met")


def _payloads(note: Note, key: Key) -> list[bytes]:
    """What the holder of a key is said to have signed with; one line for each name and id."""
    return [
        signature.payload
        for signature in note.signatures
        if (signature.name, signature.key_id) == (key.name, key.key_id)
    ]
