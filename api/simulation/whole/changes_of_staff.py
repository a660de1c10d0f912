"""What happens to people and devices while a census goes on; no block is without a person."""

from __future__ import annotations

from datetime import datetime

from api.simulation.fieldwork import from_the_door
from api.simulation.founding import give_password
from api.simulation.review import COUNTY
from api.simulation.whole.course import Course
from api.simulation.whole.establishment import learn_posts, train_one
from domain.canvass import VisitOutcome
from domain.device import DeviceFlag
from domain.population import StaffMember
from domain.reasons import EndReason, SuspendReason


def hand_over(course: Course) -> None:
    """One enumerator is called away: the successor takes the post over in the same moment."""
    leaving, coming = _pairs(course)[0]
    course.do(
        COUNTY[0],
        "hand-over",
        leaving,
        account=leaving,
        reason=EndReason.TRANSFERRED.value,
        successor=coming.account,
        credential=coming.credential,
        holder=coming.holder_name,
    )
    _begin(course, coming)
    course.done("handovers")


def dismiss(course: Course) -> None:
    """One enumerator is suspended and dismissed; a neighbour has the block until somebody comes."""
    leaving, coming = _pairs(course)[-1]
    area = coming.area
    neighbour = next(m for m in reversed(course.enumerators) if m.account != leaving)
    post, other = course.held[leaving].post_id, course.held[neighbour.account].post_id
    _reassign(course, post, other, area)
    course.do(
        COUNTY[0],
        "suspend",
        leaving,
        account=leaving,
        reason=SuspendReason.UNDER_INQUIRY.value,
    )
    course.do(COUNTY[0], "vacate", leaving, account=leaving, reason=EndReason.DISMISSED.value)
    course.do(
        COUNTY[0],
        "fill",
        coming.account,
        post_id=post,
        account=coming.account,
        credential="",
        holder=coming.holder_name,
    )
    train_one(course, coming)
    _reassign(course, other, post, area)
    _begin(course, coming)
    course.done("dismissals")


def lose_device(course: Course) -> None:
    """One enumerator loses the tablet, and gets another; what the lost one sends is flagged."""
    enumerator = course.enumerators[len(course.enumerators) // 2]
    block = enumerator.area
    lost = course.crew.device(block)
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    course.do(enumerator.account, "report-device-lost", lost, name=lost, since=since)
    course.do(
        COUNTY[0],
        "register-device",
        f"{lost}-2",
        name=f"{lost}-2",
        post_id=course.held[enumerator.account].post_id,
    )
    case = next(case for case in course.cases if case.block == block)
    late = {
        "act": "visit",
        "household_id": case.household_id,
        "outcome": VisitOutcome.MET.value,
        **from_the_door(course.crew, case, "visit-from-the-lost"),
    }
    course.crew.carry_out(enumerator.account, [late])
    course.crew.give_device(block, f"{lost}-2")
    entries = course.pages(COUNTY[0], f"/devices/{lost}", "entries")
    flagged = [entry for entry in entries if entry["flag"] == DeviceFlag.LOST.value]
    course.done("entries of a lost device flagged", len(flagged))
    course.done("devices lost and replaced")


def _pairs(course: Course) -> list[tuple[str, StaffMember]]:
    return list(course.staff.successors.items())


def _reassign(course: Course, from_post: str, to_post: str, area: str) -> None:
    course.do(
        COUNTY[0],
        "reassign-area",
        from_post,
        to_post,
        from_post=from_post,
        to_post=to_post,
        area=area,
    )


def _begin(course: Course, coming: StaffMember) -> None:
    give_password(course.crew, coming, course.passwords)
    course.crew.give_block(coming.area, coming.account)
    learn_posts(course)
