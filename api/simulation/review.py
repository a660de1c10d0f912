"""What reviewers and offices do: approve, return, correct, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from api.simulation.cases import Case, Fate, addressed, revised, second_look
from api.simulation.crew import REVIEW_BATCH, Crew, chunks
from api.simulation.fieldwork import looked_at_again
from domain.population.staff import BLOCKS_PER_SUPERVISOR

COUNTY = ("county-1", "county-2")
"""Who corrects an accepted record, and who countersigns."""
AGAIN = "请入户复核 / please visit again"
REMARKS = 5


def supervisor(case: Case) -> str:
    """The account of the supervisor who looks after the household's block."""
    return supervisor_of(case.block)


def supervisor_of(block: str) -> str:
    """The account of the supervisor who looks after the block."""
    number = (int(block[12:]) - 1) // BLOCKS_PER_SUPERVISOR + 1
    return f"s-{block[:12]}-{number}"


def community(case: Case) -> str:
    """The account of the community's census group."""
    return f"c-{case.block[:12]}"


def township(case: Case) -> str:
    """The account of the township's census office."""
    return f"t-{case.block[:9]}"


def county(_: Case) -> str:
    """The account of the county's census office."""
    return COUNTY[0]


def by_account(
    cases: Sequence[Case], account_of: Callable[[Case], str]
) -> list[tuple[str, Sequence[Case]]]:
    """Batches of one account each."""
    accounts: dict[str, list[Case]] = {}
    for case in cases:
        accounts.setdefault(account_of(case), []).append(case)
    return [
        (account, part)
        for account, of_account in accounts.items()
        for part in chunks(of_account, REVIEW_BATCH)
    ]


def approve(
    crew: Crew, level: str, account: str, batch: Sequence[Case], round_: str = "first"
) -> int:
    """Approve at the account's level."""
    commands = [
        {
            "act": "approve",
            "household_id": case.household_id,
            "expected_version": case.version,
            **crew.sender(f"desk-{account}", "office", level, round_, case.block, case.number),
        }
        for case in batch
    ]
    _told(batch, crew, account, commands)
    return len(batch)


def remarks(case: Case) -> list[dict[str, object]]:
    """What is to be looked at again, item by item."""
    reason = "rule-doubt" if case.fate is Fate.DOUBTED else "revisit"
    found = looked_at_again(case)
    items: list[tuple[str | None, int | None]] = [
        (item, None) for item in found.get("household", ())
    ]
    for person, answers in found.get("persons", {}).items():
        items += [(item, person) for item in answers]
    return [
        {"item": item, "person": person, "reason": reason, "text": AGAIN}
        for item, person in items[:REMARKS] or [(None, None)]
    ]


def send_back(crew: Crew, account: str, batch: Sequence[Case]) -> int:
    """Return to the enumerator, with a reason and a remark."""
    commands = [
        {
            "act": "return",
            "household_id": case.household_id,
            "expected_version": case.version,
            "reason": "rule-doubt" if case.fate is Fate.DOUBTED else "revisit",
            "remarks": remarks(case),
            **crew.sender(f"desk-{account}", "office", "return", case.block, case.number),
        }
        for case in batch
    ]
    _told(batch, crew, account, commands)
    return len(batch)


def correct(crew: Crew, account: str, second: str | None, batch: Sequence[Case]) -> int:
    """Correct on an authority; ``second`` countersigns with a token of the own."""
    commands: list[dict[str, object]] = []
    for case in batch:
        found = second_look(case.form, of_person=True)
        revision = addressed(found, case.person_ids)
        case.corrected_person = next(iter(revision.get("persons", ())), None)
        command: dict[str, object] = {
            "act": "correct",
            "household_id": case.household_id,
            "expected_version": case.version,
            "reason": "inspection" if second is None else "cross-check",
            "authority": _authority(crew, case),
            "revision": revision,
            **crew.sender(f"desk-{account}", "office", "correct", case.block, case.number),
        }
        if second is not None:
            command["second_token"] = crew.sign_in(second).token
        commands.append(command)
        case.form = revised(case.form, found)
        case.settled()
    _told(batch, crew, account, commands)
    return len(batch)


def withdraw(crew: Crew, account: str, second: str, batch: Sequence[Case]) -> int:
    """Let an accepted registration count no more; ``second`` countersigns."""
    commands = [
        {
            "act": "withdraw",
            "household_id": case.household_id,
            "expected_version": case.version,
            "reason": "not-in-block",
            "authority": _authority(crew, case),
            "second_token": crew.sign_in(second).token,
            **crew.sender(f"desk-{account}", "office", "withdraw", case.block, case.number),
        }
        for case in batch
    ]
    _told(batch, crew, account, commands)
    return len(batch)


def _authority(crew: Crew, case: Case) -> dict[str, str]:
    return {
        "document": f"{crew.book}-2020-{case.number}",
        "issued_by": f"普查办公室 {crew.book} / census office {crew.book}",
    }


def _told(
    batch: Sequence[Case], crew: Crew, account: str, commands: Sequence[Mapping[str, object]]
) -> None:
    for case, result in zip(batch, crew.carry_out(account, commands), strict=True):
        case.told(result)
