"""A log's tree in memory, signed at any size, and another that forks from it."""

from __future__ import annotations

from ledger.log.checkpoint import Checkpoint
from ledger.log.note import NoteSigner, SignedNote
from ledger.log.proof import consistency_proof
from ledger.log.witness import AddCheckpoint
from ledger.merkle import Tree, leaf_hash
from tests.ledger.log.naive_tree import reader_of

ORIGIN = "log.example/books/500112"
LOG = NoteSigner.from_seed(ORIGIN, bytes(32))


class Book:
    """A log's tree in memory, with the proofs that it can give."""

    def __init__(self, size: int, word: str = "leaf", common: int = 0) -> None:
        self.leaves = [
            leaf_hash(f"{'leaf' if i < common else word}-{i}".encode()) for i in range(size)
        ]

    def root(self, size: int) -> bytes:
        tree = Tree()
        for leaf in self.leaves[:size]:
            tree.append(leaf)
        return tree.root()

    def note(self, size: int, log: NoteSigner = LOG) -> SignedNote:
        body = Checkpoint(log.verifier_key.name, size, self.root(size)).body()
        return SignedNote(body, (log.sign(body),))

    def asked(self, old: int, size: int) -> bytes:
        proof = consistency_proof(old, size, reader_of(self.leaves)) if old <= size else []
        return AddCheckpoint(old, tuple(proof), self.note(size)).encode().encode()


TRUE = Book(20)
OTHER = Book(20, "other", common=4)
