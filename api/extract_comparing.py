"""Comparing an extract of administrative records with the book (X05-X07).

The numbers of an extract are compared under the key of the vault's index as they arrive, and kept
nowhere; what a doubt keeps of a line is a keyed digest, or the block, sex and month alone.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.access import Purpose
from api.service import Service
from domain.attribution import Authority
from domain.commands import CompareExtract
from domain.doubt import FoundDoubt
from domain.events import ExtractSource
from domain.extract import require_duty, require_many
from domain.permissions import Act, permit
from domain.post import Appointment
from ledger.application import BookApplication
from projections.doubts import open_ids
from projections.extracts import births_on_record, deaths_on_record, standing
from projections.found import finding
from projections.row_store import Connection
from projections.tracking import tracked_position

RULE_OF: dict[ExtractSource, str] = {
    ExtractSource.POLICE_HUKOU: "X05",
    ExtractSource.BIRTH_CERTIFICATES: "X06",
    ExtractSource.DEATHS: "X07",
}
_DIGEST_DIGITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractLine:
    """A line of an extract: ``id_number`` of the police's file, sex and month of the others."""

    block: str
    id_number: str | None = None
    sex: int | None = None
    month: str | None = None


def compared(
    service: Service,
    book: str,
    officer: Appointment,
    source: ExtractSource,
    authority: Authority,
    lines: Sequence[ExtractLine],
) -> CompareExtract:
    """The command that puts on record what the comparison finds; the asking is a reading.

    Raises:
        NotPermitted, OutsideArea: the officer may not supply records of one of the blocks.
        DutyNotBorne: the officer's unit does not supply records of the source.
        UnknownBlock: one of the blocks was never delineated.
        ExtractTooShort: it asks about few people.
        KeyDestroyed: the book's key to compare ID numbers was destroyed.
        FollowerBehind, FollowerStopped: the rows do not hold the last entry.
    """
    blocks = tuple(sorted({line.block for line in lines}))
    for block in blocks:
        permit(officer, Act.SUPPLY_EXTRACT, block)
    application = service.book(book).application
    roster = application.roster()
    require_duty(roster, officer, source)
    for block in blocks:
        roster.block(block)
    by_number = source is ExtractSource.POLICE_HUKOU
    if by_number:
        require_many(line.id_number for line in lines if line.id_number)
    for block in blocks:
        service.readings.record(
            book,
            officer,
            Act.SUPPLY_EXTRACT,
            Purpose.QUALITY_CHECK,
            area=block,
            identifiers=by_number,
        )
    service.wait_for_rows(book, application.head().size - 1)
    rule = RULE_OF[source]
    with service.connection() as connection:
        as_of = tracked_position(connection, book)
        if by_number:
            findings = _unregistered(connection, application, lines)
        else:
            counted = births_on_record if rule == "X06" else deaths_on_record
            findings = _missing(rule, lines, counted(connection, book, blocks), application)
        open_doubts = {
            doubt for block in blocks for doubt in open_ids(connection, book, block, [rule])
        }
    return CompareExtract(
        source=source,
        authority=authority,
        digest=_digest(lines, application),
        records=len(lines),
        blocks=blocks,
        as_of=as_of,
        findings=tuple(findings),
        open_doubts=tuple(sorted(open_doubts)),
    )


def _unregistered(
    connection: Connection, application: BookApplication, lines: Sequence[ExtractLine]
) -> list[FoundDoubt]:
    """X05: who is in the police's file and on no form of the county."""
    numbered = [(line.block, line.id_number) for line in lines if line.id_number]
    digests = application.id_digests([number for _, number in numbered])
    wanted = set(digests)
    bearers: dict[bytes, set[UUID]] = {}
    for digest, person_id, _ in application.indexed_persons():
        if digest in wanted:
            bearers.setdefault(digest, set()).add(person_id)
    everybody = {person_id for persons in bearers.values() for person_id in persons}
    present = standing(connection, application.book, everybody)
    return [
        finding("X05", [block], about=_about(digest))
        for (block, _), digest in zip(numbered, digests, strict=True)
        if not bearers.get(digest, set()) & present
    ]


def _missing(
    rule: str,
    lines: Sequence[ExtractLine],
    on_record: Counter[tuple[str, int, str]],
    application: BookApplication,
) -> list[FoundDoubt]:
    """X06, X07: more births, or deaths, of a sex and month in a block than are on record."""
    window = application.census
    told = Counter(
        (line.block, line.sex, line.month)
        for line in lines
        if line.sex is not None and line.month is not None and window.in_window(line.month)
    )
    return [
        finding(rule, [block], about=f"{sex}/{month}/{nth}")
        for (block, sex, month), count in sorted(told.items())
        for nth in range(on_record[block, sex, month], count)
    ]


def _about(digest: bytes) -> str:
    """Of a number's digest so much that no two are taken for one, and none for the index's."""
    return hashlib.sha256(b"doubt\0" + digest).hexdigest()[:_DIGEST_DIGITS]


def _digest(lines: Sequence[ExtractLine], application: BookApplication) -> str:
    """A keyed digest of the extract: of a short one a plain digest could be found by trying."""
    content = hashlib.sha256()
    for line in lines:
        content.update(repr((line.block, line.id_number, line.sex, line.month)).encode())
    [digest] = application.id_digests([content.hexdigest()])
    return digest.hex()
