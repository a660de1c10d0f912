"""Many commands in one request, each answered on its own."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

import orjson
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from starlette.responses import Response

from api.commands import ACT_TAGS, BATCH_ITEM
from api.commands.doubts import CROSS_CHECK
from api.commands.sender import CountersignedItem, ServedItem
from api.edge import WRITES, BookCode, SignedIn, TheService, problems
from api.faults import faults
from api.performing import perform
from api.problems import InvalidRequest, OneCheckAtATime, Problem, SaysItself, problem_body
from api.receipts import BatchAnswer
from api.service import Service
from api.tokens import SignIn
from domain.commands import Envelope
from domain.refusal import Refusal
from ledger.receipt import Receipt
from projections.errors import ProjectionError

router = APIRouter(prefix="/books/{book}", tags=["commands"])

LARGEST = 200


class _AnsweredAlone:
    """Describes an item as what it should be, and takes it as it comes."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(BATCH_ITEM.core_schema)


Item: TypeAlias = Annotated[Any, _AnsweredAlone]


class Batch(BaseModel):
    """Commands in the order in which they are to be carried out."""

    model_config = ConfigDict(extra="forbid")

    commands: list[Item] = Field(min_length=1, max_length=LARGEST)


def _envelope(service: Service, signed_in: SignIn, raw: object) -> tuple[Envelope, int]:
    """The command of an item, and the status that it has when it is recorded.

    Raises:
        InvalidRequest, SecondTokenRefused, FormRefused: the item is no command.
        Refusal, Problem, ProjectionError: what the service looks at first is not there, or is not
            the sender's to ask for.
    """
    try:
        item = BATCH_ITEM.validate_python(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidRequest(faults(found, skip=ACT_TAGS)) from None
    if isinstance(item, CountersignedItem):
        token = item.second_token
        second = service.second_account(signed_in.book, token) if token else None
        command = item.asked_with(second)
    elif isinstance(item, ServedItem):
        command = item.asked_of(service, signed_in)
    else:
        command = item.asked()
    return item.envelope(signed_in.account, command), 201 if item.creates else 200


def _answered(index: int, status: int, outcome: Receipt | SaysItself) -> dict[str, object]:
    if isinstance(outcome, Receipt):
        return {
            "index": index,
            "status": status,
            "repeated": outcome.repeated,
            "receipt": outcome.to_json(),
        }
    problem = problem_body(outcome)
    return {"index": index, "status": problem["status"], "problem": problem}


@router.post(
    "/commands",
    summary="批量操作 / A batch of commands",
    response_model=BatchAnswer,
    responses=problems(*WRITES),
)
def post_commands(
    service: TheService, signed_in: SignedIn, book: BookCode, given: Batch
) -> Response:
    """Carry out up to 200 commands of any act; each is recorded or refused on its own.

    Answered with 200 and an answer for each command, in the order given. One of them at most is a
    cross-check.
    """
    answers: dict[int, dict[str, object]] = {}
    taken: list[tuple[int, int, Envelope]] = []
    checked = False
    for index, raw in enumerate(given.commands):
        try:
            if isinstance(raw, dict) and raw.get("act") == CROSS_CHECK:
                if checked:
                    raise OneCheckAtATime
                checked = True
            envelope, status = _envelope(service, signed_in, raw)
            taken.append((index, status, envelope))
        except (Problem, Refusal, ProjectionError) as refused:
            answers[index] = _answered(index, 0, refused)
    outcomes = perform(service, book, signed_in, [envelope for _, _, envelope in taken])
    for (index, status, _), outcome in zip(taken, outcomes, strict=True):
        answers[index] = _answered(index, status, outcome)
    items = [answers[index] for index in range(len(given.commands))]
    return Response(orjson.dumps({"items": items}), media_type="application/json")
