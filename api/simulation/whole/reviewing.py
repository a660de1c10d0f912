"""Review in a whole census: returns, comments, approvals by level, a reopening, corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from api.client import ServiceProblem
from api.problems import Problem
from api.simulation import fieldwork, review
from api.simulation.cases import Case, Fate
from api.simulation.fieldwork import by_block, from_the_door
from api.simulation.review import COUNTY, by_account, supervisor, township
from api.simulation.whole.bookkeeping import ended
from api.simulation.whole.course import Course
from api.simulation.whole.staff import leader
from domain.reasons import AmendReason, ReopenReason
from domain.refusal import NotPermitted


class NotRefused(Problem):
    """The service carried out what nobody of that role may ask for."""

    code = "not-refused"
    zh = "应予拒绝的操作未被拒绝"
    en = "What must be refused was not refused"


COMMENTED_EVERY = 150
"""One household of so many gets a comment."""
_QUESTION = "请核对住房情况 / please check the dwelling"
_SETTLED = "已核对，无误 / checked, it is right"

_LEVELS: dict[str, tuple[str, Callable[[Case], str]]] = {
    "supervisor": ("普查指导员审核 / supervisors", review.supervisor),
    "community": ("社区验收 / communities", review.community),
    "township": ("乡级验收 / township", review.township),
    "county": ("县级验收 / county", review.county),
}


def standing(course: Course) -> list[Case]:
    """The households that have a form and were not withdrawn."""
    gone = ended(course)
    return [case for case in course.cases if id(case) not in gone]


def of_fate(course: Course, *fates: Fate) -> list[Case]:
    """The households with one of these fates still before them."""
    return [case for case in standing(course) if case.fate in fates]


def comment(course: Course) -> None:
    """Supervisors ask about an item; enumerators look, and settle the comment."""
    some = [case for case in standing(course)[::COMMENTED_EVERY] if not case.own]
    for case in some:
        told = course.do(
            supervisor(case),
            "comment",
            case.household_id,
            household_id=case.household_id,
            item="H6",
            text=_QUESTION,
        )
        settled = {
            "act": "resolve-comment",
            "household_id": case.household_id,
            "comment": told["comment"],
            "text": _SETTLED,
            **from_the_door(course.crew, case, "resolve-comment"),
        }
        course.crew.carry_out(course.crew.enumerator(case.block), [settled])
    course.done("comments made and settled", len(some))


def send_back_and_mend(course: Course) -> None:
    """Supervisors return what they doubt, item by item; it is mended and submitted again."""
    returned = of_fate(course, Fate.REVISITED, Fate.DOUBTED)
    crew = course.crew
    crew.each(
        "退回 / returned",
        len(returned),
        by_account(returned, supervisor),
        lambda part: review.send_back(crew, *part),
    )
    crew.each(
        "整改 / amended",
        len(returned),
        by_block(returned),
        lambda batch: fieldwork.amend(crew, batch),
    )
    crew.each(
        "再次提交 / submitted again",
        len(returned),
        by_block(returned),
        lambda batch: fieldwork.submit(crew, batch, "after-return"),
    )
    course.done("returned and mended", len(returned))


def approve(course: Course, level: str, some: Sequence[Case], round_: str) -> None:
    """Have each account of a level approve its households."""
    name, account_of = _LEVELS[level]
    course.crew.each(
        name,
        len(some),
        by_account(some, account_of),
        lambda part: review.approve(course.crew, level, *part, round_=round_),
    )
    course.done(f"approved: {level}", len(some))


def attempt_what_is_forbidden(course: Course) -> None:
    """An official asks for another answer (条例 5): it is refused, and the attempt on record.

    Raises:
        ServiceProblem: it is refused for another reason.
        NotRefused: it is not.
    """
    case = of_fate(course, Fate.PLAIN)[0]
    official = leader(course.township)
    attempt = course.command(
        official,
        "amend",
        case.household_id,
        household_id=case.household_id,
        expected_version=case.version,
        reason=AmendReason.ENTRY_MISTAKE.value,
        revision={"household": {"H6": 1}},
    )
    [answer] = course.crew.send(official, [attempt])
    if "problem" not in answer:
        raise NotRefused
    if answer["problem"]["code"] != NotPermitted.code:
        raise ServiceProblem(answer["problem"])
    course.done("forbidden attempts refused")


def reopen(course: Course) -> None:
    """The county takes one acceptance back; the record goes the whole way once more."""
    case = next(
        case
        for case in of_fate(course, Fate.PLAIN)
        if not case.own and case.form["household"].get("H6") and case.form.get("form") != "foreign"
    )
    result = course.do(
        COUNTY[0],
        "reopen",
        case.household_id,
        household_id=case.household_id,
        expected_version=case.version,
        reason=ReopenReason.INSPECTION.value,
        authority=course.authority("重", case.number),
        **course.countersigned(),
    )
    case.told(result)
    fieldwork.amend(course.crew, [case], "after-reopening")
    fieldwork.submit(course.crew, [case], "after-reopening")
    for level in _LEVELS:
        approve(course, level, [case], "after-reopening")
    course.done("reopened")


def correct_at_township(course: Course) -> None:
    """The township corrects what it accepted, on a document."""
    early = of_fate(course, Fate.CORRECTED_BY_TOWNSHIP)
    for account, part in by_account(early, township):
        review.correct(course.crew, account, None, part)
    course.done("corrected by the township", len(early))


def correct_at_county(course: Course) -> None:
    """The county corrects what it accepted, and withdraws what is not the block's: four eyes."""
    drawn = {id(case) for case in course.drawn}
    late = of_fate(course, Fate.CORRECTED_BY_COUNTY)
    for account, part in by_account(late, review.county):
        review.correct(course.crew, account, COUNTY[1], part)
    gone = [case for case in of_fate(course, Fate.WITHDRAWN) if id(case) not in drawn]
    for account, part in by_account(gone, township):
        review.withdraw(course.crew, account, COUNTY[1], part)
    course.done("corrected under four eyes", len(late))
    course.done("withdrawn under four eyes", len(gone))
