"""What enumerators do: list, register, mend what is refused, submit, and mend what is returned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.client import ServiceProblem
from api.simulation.cases import Case, Fate, addressed, mending, revised, second_look
from api.simulation.crew import BATCH, Crew, chunks

LISTED_AT_ONCE = 200
VERIFIED = "入户核实，情况属实 / verified at the door, it is so"


def from_the_door(crew: Crew, case: Case, *act: str) -> dict[str, str]:
    """What a command of the block's enumerator on a household says of its sender."""
    return crew.sender(crew.device(case.block), "enumerator", *act, case.block, case.number)


def list_block(crew: Crew, block: Sequence[Case]) -> int:
    """Put a block's households on its list."""
    for part in chunks(block, LISTED_AT_ONCE):
        first = part[0]
        command = {
            "act": "list",
            "block": first.block,
            "households": [case.line for case in part],
            **from_the_door(crew, first, "list"),
        }
        crew.carry_out(crew.enumerator(first.block), [command])
    return len(block)


def _registration(crew: Crew, case: Case, form: dict[str, Any], act: str) -> dict[str, object]:
    return {
        "act": "register",
        "form": form,
        **from_the_door(crew, case, act),
    }


def register(crew: Crew, batch: Sequence[Case]) -> int:
    """Send a batch of forms of one block; those that a rule refuses are marked.

    Raises:
        ServiceProblem: a form without a planted mistake is refused.
    """
    commands = [_registration(crew, case, case.form, "register") for case in batch]
    for case, answer in zip(
        batch, crew.send(crew.enumerator(batch[0].block), commands), strict=True
    ):
        if "receipt" in answer:
            case.told(answer["receipt"]["result"])
            if case.fate in {Fate.PLAIN, Fate.WITHDRAWN}:
                case.settled()
        elif case.sound is None:
            raise ServiceProblem(answer["problem"])
        else:
            case.refused = True
    return len(batch)


def register_mended(crew: Crew, batch: Sequence[Case]) -> int:
    """Ask the household again and send the form without the mistake that was refused."""
    commands = [
        _registration(crew, case, case.sound or case.form, "register-mended") for case in batch
    ]
    results = crew.carry_out(crew.enumerator(batch[0].block), commands)
    for case, result in zip(batch, results, strict=True):
        case.told(result)
        case.mended()
    return len(batch)


def submit(crew: Crew, batch: Sequence[Case], round_: str) -> int:
    """Submit a batch of one block; every warning is explained."""
    commands = [
        {
            "act": "submit",
            "household_id": case.household_id,
            "expected_version": case.version,
            "declaration": "signed-on-device",
            "explanations": [
                {"rule": rule, "person": person, "text": VERIFIED} for rule, person in case.warnings
            ],
            **from_the_door(crew, case, "submit", round_),
        }
        for case in batch
    ]
    results = crew.carry_out(crew.enumerator(batch[0].block), commands)
    for case, result in zip(batch, results, strict=True):
        case.told(result)
    return len(batch)


def looked_at_again(case: Case) -> dict[str, Any]:
    """What a second visit to the household changes; persons by index."""
    if case.sound is None:
        return second_look(case.form, of_person=False)
    return mending(case.form, case.sound)


def amend(crew: Crew, batch: Sequence[Case], round_: str = "first") -> int:
    """Mend what a supervisor returned."""
    commands: list[dict[str, object]] = []
    for case in batch:
        revision = looked_at_again(case)
        if case.sound is None:
            case.form = revised(case.form, revision)
        commands.append(
            {
                "act": "amend",
                "household_id": case.household_id,
                "expected_version": case.version,
                "reason": "after-return",
                "revision": addressed(revision, case.person_ids),
                **from_the_door(crew, case, "amend", round_),
            }
        )
    results = crew.carry_out(crew.enumerator(batch[0].block), commands)
    for case, result in zip(batch, results, strict=True):
        case.told(result)
        case.mended()
    return len(batch)


def by_block(cases: Sequence[Case], size: int = BATCH) -> list[Sequence[Case]]:
    """Batches that each hold households of one block."""
    blocks: dict[str, list[Case]] = {}
    for case in cases:
        blocks.setdefault(case.block, []).append(case)
    return [part for block in blocks.values() for part in chunks(block, size)]
