"""Acts of a coder: codes for the texts of industries and occupations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.coding import Codes
from domain.commands import CodePerson
from domain.permissions import Act
from ledger.acts.households import author, told
from ledger.acts.situation import Decision, Handler, Needs, Situation


def _needs(situation: Situation[CodePerson]) -> Needs:
    only = frozenset({situation.command.household_id})
    return Needs(households=only, whole=only)


def _code(situation: Situation[CodePerson]) -> Decision:
    command = situation.command
    record = situation.record(command.household_id)
    by = author(situation, record, Act.CODE)
    record.code(
        by,
        command.person_id,
        Codes(
            industry=command.industry,
            occupation=command.occupation,
            of_version=command.person_version,
            method=command.method,
        ),
    )
    result = {**told(record), "person_id": str(command.person_id)}
    return situation.decided(record.collect_events(), result)


def _person(command: CodePerson) -> UUID:
    return command.household_id


HANDLERS: Sequence[Handler[Any]] = (Handler(CodePerson, "coding", _code, _person, _needs),)
