"""A sound log in memory, whose key an auditor trusts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

from ledger.verifier.findings import VerifyReport
from ledger.verifier.kept import Kept
from ledger.verifier.policy import parse_policy
from ledger.verifier.signing import Trust, trust_of
from ledger.verifier.source import FileTree
from tests.ledger.written_log import LOG, WITNESS, WITNESS_PQ, entry, leaf, root

ENTRIES = [entry(number) for number in range(700)]
TRUST = trust_of([LOG.vkey], None)


class Memory(FileTree):
    """A log in memory."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self.contents = contents

    def _read(self, path: str, maximum: int) -> bytes | None:
        return self.contents.get(path)


def kinds(report: VerifyReport) -> list[str]:
    return [finding.kind for finding in report.findings]


def kept_root(size: int) -> Kept:
    return Kept(size, b64encode(root([leaf(e) for e in ENTRIES[:size]])).decode())


def policy(*lines: str) -> bytes:
    keys = f"log {LOG.vkey} http://log.example/\nwitness one {WITNESS.vkey}\n"
    return (keys + f"\twitness two {WITNESS_PQ.vkey}  \n" + "\n".join(lines) + "\n").encode()


def trust_with(*lines: str) -> Trust:
    return Trust((), parse_policy(policy(*lines)))
