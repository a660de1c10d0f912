"""What enumerators do: list, register, mend what is refused, submit, and mend what is returned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.client import ServiceProblem
from api.simulation.cases import Case, Fate, addressed, mending, second_look
from api.simulation.crew import BATCH, Crew, chunks

LISTED_AT_ONCE = 200
VERIFIED = "入户核实，情况属实 / verified at the door, it is so"


def _device(case: Case) -> str:
    return f"pad-{case.block}"


def list_block(crew: Crew, block: Sequence[Case]) -> int:
    """Put a block's households on its list."""
    for part in chunks(block, LISTED_AT_ONCE):
        first = part[0]
        command = {
            "act": "list",
            "block": first.block,
            "households": [case.line for case in part],
            **crew.sender(_device(first), "enumerator", "list", first.block, first.number),
        }
        crew.carry_out(first.enumerator, [command])
    return len(block)


def _registration(crew: Crew, case: Case, form: dict[str, Any], act: str) -> dict[str, object]:
    return {
        "act": "register",
        "form": form,
        **crew.sender(_device(case), "enumerator", act, case.block, case.number),
    }


def register(crew: Crew, batch: Sequence[Case]) -> int:
    """Send a batch of forms of one block; those that a rule refuses are marked.

    Raises:
        ServiceProblem: a form without a planted mistake is refused.
    """
    commands = [_registration(crew, case, case.form, "register") for case in batch]
    for case, answer in zip(batch, crew.send(batch[0].enumerator, commands), strict=True):
        if "receipt" in answer:
            case.told(answer["receipt"]["result"])
            if case.fate in {Fate.PLAIN, Fate.WITHDRAWN}:
                case.form = {}
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
    results = crew.carry_out(batch[0].enumerator, commands)
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
            **crew.sender(_device(case), "enumerator", "submit", round_, case.block, case.number),
        }
        for case in batch
    ]
    results = crew.carry_out(batch[0].enumerator, commands)
    for case, result in zip(batch, results, strict=True):
        case.told(result)
    return len(batch)


def amend(crew: Crew, batch: Sequence[Case]) -> int:
    """Mend what a supervisor returned."""
    commands: list[dict[str, object]] = []
    for case in batch:
        revision = (
            second_look(case.form, of_person=False)
            if case.sound is None
            else mending(case.form, case.sound)
        )
        commands.append(
            {
                "act": "amend",
                "household_id": case.household_id,
                "expected_version": case.version,
                "reason": "after-return",
                "revision": addressed(revision, case.person_ids),
                **crew.sender(_device(case), "enumerator", "amend", case.block, case.number),
            }
        )
    results = crew.carry_out(batch[0].enumerator, commands)
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
