"""Registration in a whole census: at the door, by the households themselves, and by an office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.client import ServiceProblem, SignedInAs
from api.simulation.cases import Case, RawForm
from api.simulation.crew import BATCH, chunks
from api.simulation.fieldwork import (
    VERIFIED,
    by_block,
    from_the_door,
    register,
    register_mended,
    submit,
)
from api.simulation.whole.canvass import code_of
from api.simulation.whole.course import Command, Course
from api.simulation.whole.misplaced import Wrong
from api.simulation.whole.staff import registrar
from domain.attribution import RESPONDENT
from domain.population import death_form


def hidden(course: Course) -> set[int]:
    """Households that stand on their neighbours' form at first, and so have none of their own."""
    return {id(one.right) for one in course.misplaced if one.kind is Wrong.TWO_AS_ONE}


def at_the_door(course: Course, batches: Sequence[Sequence[Case]]) -> None:
    """Enumerators register; the dead of a household first, on the form of their own."""

    def work(batch: Sequence[Case]) -> int:
        dead = {id(case): case.form for case in batch if _has_deaths(case)}
        _register_deaths(course, [case for case in batch if id(case) in dead])
        for case in batch:
            if id(case) in dead:
                case.form = {**case.form, "deaths": []}
        register(course.crew, batch)
        for case in batch:
            case.form = dead.get(id(case), case.form)
        return len(batch)

    total = sum(map(len, batches))
    course.crew.each("入户登记 / at the door", total, batches, work)
    course.done("registered at the door", total)


def _has_deaths(case: Case) -> bool:
    return case.sound is None and bool(case.form.get("deaths"))


def _register_deaths(course: Course, some: Sequence[Case]) -> None:
    """The death forms; the household's own form then comes without those lines."""
    if not some:
        return
    commands = [
        {
            "act": "register",
            "form": death_form(case.form),
            **from_the_door(course.crew, case, "register-deaths"),
        }
        for case in some
    ]
    course.crew.carry_out(course.crew.enumerator(some[0].block), commands)
    course.done("death forms", len(some))


def mend_refused(course: Course) -> None:
    """Households are asked again where the rules refused the first form."""
    refused = [case for case in course.cases if case.refused]
    course.crew.each(
        "修改后重新登记 / mended and sent again",
        len(refused),
        by_block(refused),
        lambda batch: register_mended(course.crew, batch),
    )
    course.done("refused, then mended", len(refused))


def by_themselves(course: Course) -> None:
    """Households sign in with their codes, register, and declare that it is true."""
    own = [case for case in course.cases if case.own]

    def work(case: Case) -> int:
        who = _signed_in(course, case)
        _told(case, course.crew.client.commands(who, [_own(course, case, "register", case.form)]))
        _told(case, course.crew.client.commands(who, [_own(course, case, "submit", None)]))
        return 1

    course.crew.each("自主填报 / by themselves", len(own), own, work)
    course.done("registered by themselves", len(own))


def _signed_in(course: Course, case: Case) -> SignedInAs:
    body = {
        "book": course.book,
        "block": case.block,
        "number": case.number,
        "code": code_of(course, case),
    }
    answer = course.crew.client.post("/session/self", body).json()
    return SignedInAs(
        book=course.book,
        account=RESPONDENT,
        token=answer["access_token"],
        role=RESPONDENT,
        area=case.block,
    )


def _own(course: Course, case: Case, act: str, form: RawForm | None) -> Command:
    device = f"phone-{case.number}-of-{case.block}"
    sender = course.crew.sender(device, "self", act, case.household_id)
    if form is not None:
        return {"act": act, "form": form, **sender}
    return {
        "act": act,
        "household_id": case.household_id,
        "expected_version": case.version,
        "declaration": "self-declared",
        **sender,
    }


def _told(case: Case, answers: Sequence[Mapping[str, Any]]) -> None:
    [answer] = answers
    if "problem" in answer:
        raise ServiceProblem(answer["problem"])
    case.told(answer["receipt"]["result"])


def by_an_office(course: Course) -> None:
    """The township's registrar registers and submits institutions."""
    institutions = course.institutions
    account = registrar(course.township)
    for part in chunks(institutions, BATCH):
        registered = [
            course.command(account, "register", case.household_id, form=case.form) for case in part
        ]
        for case, result in zip(part, course.do_all(account, registered), strict=True):
            case.told(result)
        submitted = [
            course.command(
                account,
                "submit",
                case.household_id,
                household_id=case.household_id,
                expected_version=case.version,
                declaration="signed-on-device",
                explanations=[
                    {"rule": rule, "person": person, "text": VERIFIED}
                    for rule, person in case.warnings
                ],
            )
            for case in part
        ]
        for case, result in zip(part, course.do_all(account, submitted), strict=True):
            case.told(result)
    course.done("registered by an office", len(institutions))


def submit_all(course: Course, some: Sequence[Case], round_: str) -> None:
    """Enumerators send records to review, each warning explained."""
    course.crew.each(
        "提交 / submission",
        len(some),
        by_block(some),
        lambda batch: submit(course.crew, batch, round_),
    )


def of_enumerators(course: Course) -> list[Case]:
    """The households that their enumerators register."""
    apart = hidden(course) | {id(case) for case in course.institutions}
    return [case for case in course.cases if not case.own and id(case) not in apart]
