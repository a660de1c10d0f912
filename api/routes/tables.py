"""Census tables, progress, and microdata without identifiers."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from api.edge import (
    READS,
    Area,
    AsOf,
    BookCode,
    ForPurpose,
    SignedIn,
    TheService,
    problems,
)
from domain.permissions import Act, permit
from projections.microdata import Microdata, write_parquet
from projections.microdata import write_csv as write_records
from projections.progress import BlockProgress
from projections.progress import progress as block_progress
from projections.table_definitions import TABLES, Heading, TableDefinition
from projections.tables import CensusTable, write_csv
from projections.tables import table as census_table

router = APIRouter(prefix="/books/{book}", tags=["tables"])

CSV = "text/csv; charset=utf-8"
POSITION_HEADER = "Census-Ledger-Position"
PARQUET = "application/vnd.apache.parquet"
_CSV_CONTENT = {"text/csv": {"schema": {"type": "string"}}}
_PARQUET_CONTENT = {PARQUET: {"schema": {"type": "string", "format": "binary"}}}


class TableHead(BaseModel):
    """A table that can be asked for."""

    id: str
    title_zh: str
    title_en: str


class Tables(BaseModel):
    """The tables."""

    tables: list[TableHead]


class Label(BaseModel):
    """A code of a row or a column."""

    code: str
    zh: str
    en: str
    decimals: int


class CellBody(BaseModel):
    """A value; counts are integers, ratios have two decimals. Zero cells are left out."""

    area: str = Field(description="prefix of the 15-digit block code")
    residence: int = Field(description="0 all, 1 city, 2 town, 3 rural")
    row: str
    col: str
    value: int | float


class WideLine(BaseModel):
    """A line for the eye; null is an empty cell."""

    heading: Label
    values: list[int | float | None]


class TableBody(TableHead):
    """A table of an area as of a position of the book."""

    book: str
    area: str
    as_of: int
    rows: list[Label]
    cols: list[Label]
    cells: list[CellBody]
    wide_headings: list[Label]
    wide: list[WideLine] = Field(description="the table of all residence, laid out for the eye")


class Progress(BaseModel):
    """Each block of an area, as of the last position followed."""

    book: str
    area: str
    as_of: int
    blocks: list[BlockProgress]


@router.get("/tables", summary="汇总表目录 / Tables", responses=problems(*READS))
def tables(service: TheService, signed_in: SignedIn, book: BookCode) -> Tables:
    """The tables that can be asked for."""
    actor = service.actor(signed_in, book)
    permit(actor, Act.READ_TABLES, actor.area)
    return Tables(tables=[TableHead(**_head(definition)) for definition in TABLES.values()])


@router.get(
    "/tables/{table_id}",
    summary="汇总表 / A table",
    response_model=TableBody,
    responses=problems(*READS)
    | {200: {"content": _CSV_CONTENT, "description": "the table; CSV in long form"}},
)
def table(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    table_id: Annotated[str, Path(pattern=r"^[A-Z]?[0-9]{1,2}-[0-9]{1,2}$", examples=["1-1"])],
    area: Area = None,
    as_of: AsOf = None,
    format: Annotated[Literal["json", "csv"], Query()] = "json",  # noqa: A002  # the word on the wire
) -> Response:
    """The table of an area as of a position; the same position always gives the same table."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_TABLES, place)
    if as_of is not None:
        service.wait_for_rows(book, as_of)
    with service.connection() as connection:
        found = census_table(connection, book, table_id, place, as_of)
    said = {POSITION_HEADER: str(found.as_of)}
    if format == "csv":
        out = io.StringIO()
        write_csv(found, out)
        return Response(out.getvalue(), media_type=CSV, headers=said)
    body = orjson.dumps(_table_json(found, book), default=_number)
    return Response(body, media_type="application/json", headers=said)


@router.get("/progress", summary="进度 / Progress", responses=problems(*READS))
def progress(
    service: TheService, signed_in: SignedIn, book: BookCode, area: Area = None
) -> Progress:
    """How many households of each block stand at each step."""
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_PROGRESS, place)
    with service.connection() as connection:
        found = block_progress(connection, book, place)
    return Progress(book=book, area=found.area, as_of=found.as_of, blocks=found.blocks)


@router.get(
    "/microdata/{kind}",
    summary="微观数据 / Microdata without identifiers",
    response_class=Response,
    responses=problems(*READS)
    | {200: {"content": _CSV_CONTENT | _PARQUET_CONTENT, "description": "CSV or Parquet"}},
)
def microdata(
    service: TheService,
    signed_in: SignedIn,
    book: BookCode,
    kind: Microdata,
    purpose: ForPurpose,
    area: Area = None,
    as_of: AsOf = None,
    format: Annotated[Literal["csv", "parquet"], Query()] = "csv",  # noqa: A002  # the word on the wire
) -> Response:
    """The records that count, a line each, without names, ID numbers or addresses in clear.

    It takes the permission to read households as well as tables; the reading is put on record.
    """
    actor = service.actor(signed_in, book)
    place = service.place(book, actor, area)
    permit(actor, Act.READ_TABLES, place)
    permit(actor, Act.READ_HOUSEHOLD, place)
    position = service.tracked(book) if as_of is None else as_of
    if as_of is not None:
        service.wait_for_rows(book, as_of)
    service.readings.record(book, actor, Act.READ_HOUSEHOLD, purpose, area=place)
    with service.connection() as connection:
        if format == "csv":
            text = io.StringIO()
            write_records(connection, book, kind, text, place, position)
            content = text.getvalue().encode()
        else:
            file = io.BytesIO()
            write_parquet(connection, book, kind, file, place, position)
            content = file.getvalue()
    said = {
        POSITION_HEADER: str(position),
        "Content-Disposition": f'attachment; filename="{kind}-{place}-{position}.{format}"',
    }
    return Response(content, media_type=CSV if format == "csv" else PARQUET, headers=said)


def _head(definition: TableDefinition) -> dict[str, str]:
    return {
        "id": definition.id,
        "title_zh": definition.title_zh,
        "title_en": definition.title_en,
    }


def _label(heading: Heading) -> dict[str, object]:
    return {
        "code": heading.code,
        "zh": heading.zh,
        "en": heading.en,
        "decimals": heading.decimals,
    }


def _table_json(found: CensusTable, book: str) -> dict[str, object]:
    wide = found.wide()
    return {
        **_head(found.definition),
        "book": book,
        "area": found.area,
        "as_of": found.as_of,
        "rows": [_label(row) for row in found.definition.rows],
        "cols": [_label(col) for col in found.definition.cols],
        "cells": [cell._asdict() for cell in found.cells],
        "wide_headings": [_label(heading) for heading in wide.headings],
        "wide": [
            {"heading": _label(heading), "values": list(values)} for heading, values in wide.lines
        ],
    }


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
