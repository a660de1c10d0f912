"""``python -m ledger.verifier``: the verifier by itself, where nothing else is installed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import orjson

from ledger.verifier.book import verify_book
from ledger.verifier.errors import VerifierError
from ledger.verifier.findings import VerifyReport
from ledger.verifier.kept import Kept, read_checkpoint, read_receipt
from ledger.verifier.log import verify_log
from ledger.verifier.offline import verify_proof
from ledger.verifier.signing import Trust, trust_of
from ledger.verifier.source import Address, Directory


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ledger.verifier", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--url", help="address of a book, as http://host/books/500112")
    source.add_argument("--directory", type=Path, help="directory of an exported log")
    source.add_argument("--database", help="PostgreSQL connection string; needs --book")
    source.add_argument("--proof", type=Path, help="a .tlog-proof file, checked offline")
    parser.add_argument("--book", default="", help="the book's code")
    parser.add_argument("--entry", type=Path, help="the bytes of the entry that --proof proves")
    parser.add_argument("--key", action="append", default=[], help="a vkey, or a file with it")
    parser.add_argument("--policy", type=Path, help="tlog-policy file of witnesses")
    for name in ("--checkpoint", "--receipt"):
        parser.add_argument(name, action="append", default=[], type=Path, help="a kept file")
    parser.add_argument("--kept", action="append", default=[], type=_kept, metavar="SIZE:ROOT")
    found = parser.parse_args(given)
    if found.database is not None and not found.book:
        parser.error("--database needs --book")
    if found.proof is not None and not (found.key or found.policy):
        parser.error("--proof needs --key or --policy")
    return found


def _kept(text: str) -> Kept:
    size, _, root = text.partition(":")
    if not (size.isascii() and size.isdecimal()) or not root:
        raise argparse.ArgumentTypeError("SIZE:ROOT")
    return Kept(int(size), root)


def _checked(asked: argparse.Namespace, trust: Trust) -> VerifyReport:
    report = VerifyReport(asked.book)
    kept: list[Kept] = asked.kept
    for path in asked.checkpoint:
        kept.extend(read_checkpoint(path, trust, report))
    for path in asked.receipt:
        kept.extend(read_receipt(path, trust, report))
    if asked.database is not None:
        return verify_book(asked.database, asked.book, trust=trust, kept=kept, report=report)
    source = Address(asked.url) if asked.url is not None else Directory(asked.directory)
    with closing(source):
        return verify_log(source, trust=trust, kept=kept, report=report)


def main(given: Sequence[str] | None = None) -> int:
    """Check what is asked for and write the report as JSON: 0 sound, 1 not, 2 not to be checked."""
    asked = _arguments(given)
    try:
        trust = trust_of(asked.key, asked.policy)
        if asked.proof is not None:
            report, proved = verify_proof(asked.proof, trust, entry_path=asked.entry)
            told = {**report.to_json(), "entry": None if proved is None else proved.to_json()}
        else:
            report = _checked(asked, trust)
            told = report.to_json()
    except VerifierError as error:
        told = {"code": error.code, "zh": error.zh, "en": error.en, **error.details()}
        sys.stderr.buffer.write(orjson.dumps(told) + b"\n")
        return 2
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    return 0 if report.sound else 1


if __name__ == "__main__":
    sys.exit(main())
