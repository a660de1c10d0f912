"""Setting a whole census up: units, posts, devices, training, credentials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from api.simulation.crew import REVIEW_BATCH, chunks
from api.simulation.founding import appoint, delineate
from api.simulation.review import COUNTY
from api.simulation.whole.course import Command, Course, Held
from api.simulation.whole.staff import CODER, DATA_OFFICERS, INSPECTOR
from domain.duties import Duty, UnitKind
from domain.population import StaffMember
from domain.post import FIELD_ROLES
from domain.status import Role

COURSE, HOURS = "field-work", 16
_MEMBERS: dict[str, tuple[str, str, list[Duty]]] = {
    "police": ("公安局", "Public security", [Duty.HUKOU_RECORDS, Duty.SECURITY]),
    "health": ("卫生健康委员会", "Health commission", [Duty.BIRTH_RECORDS]),
    "civil": ("民政局", "Civil affairs", [Duty.CREMATION_RECORDS]),
    "education": ("教育委员会", "Education commission", [Duty.SCHOOL_RECORDS]),
    "publicity": ("宣传部", "Publicity department", [Duty.PUBLICITY]),
    "finance": ("财政局", "Finance", [Duty.FUNDS]),
}
"""Member units by code: name in Chinese and English, duties."""


def found_units(course: Course) -> None:
    """Leading groups, offices, community groups and member units, with their duties."""
    county, township = course.book, course.territory.townships[0]
    commands = [
        _unit(course, f"office-{area}", UnitKind.OFFICE, area, (f"{zh}普查办公室", "Census office"))
        for area, zh in ((county, course.territory.name_zh), (township.code, township.name_zh))
    ]
    commands += [
        _unit(
            course,
            f"leading-{area}",
            UnitKind.LEADING_GROUP,
            area,
            (f"{zh}普查领导小组", "Leading group"),
        )
        for area, zh in ((county, course.territory.name_zh), (township.code, township.name_zh))
    ]
    commands += [
        _unit(
            course,
            f"group-{district.code}",
            UnitKind.COMMUNITY_GROUP,
            district.code,
            (f"{district.name_zh}普查小组", "Community census group"),
        )
        for district in course.territory.districts
    ]
    commands += [
        _unit(course, code, UnitKind.MEMBER_UNIT, county, (zh, en), duties)
        for code, (zh, en, duties) in _MEMBERS.items()
    ]
    course.do_all(COUNTY[0], commands)
    course.done("units", len(commands))


def _unit(
    course: Course,
    code: str,
    kind: UnitKind,
    area: str,
    names: tuple[str, str],
    duties: list[Duty] | None = None,
) -> Command:
    return course.command(
        COUNTY[0],
        "establish-unit",
        code,
        code=code,
        kind=kind.value,
        area=area,
        name_zh=names[0],
        name_en=names[1],
        duties=[duty.value for duty in duties or [Duty.ORGANISE]],
    )


def found_posts(course: Course) -> None:
    """Draw the blocks, found and fill the posts, and let each belong to its unit.

    Field staff get their credentials after the training.
    """
    delineate(course.crew, course.territory)
    posts = [
        replace(member, credential="") if member.role in FIELD_ROLES else member
        for member in course.staff.posts
    ]
    appoint(course.crew, posts, course.passwords)
    learn_posts(course)
    commands = [
        course.command(
            COUNTY[0],
            "place-in-unit",
            member.account,
            post_id=course.held[member.account].post_id,
            unit=_unit_of(course, member),
        )
        for member in course.staff.posts
    ]
    course.do_all(COUNTY[0], commands)
    course.done("blocks", len(course.territory.blocks))
    course.done("posts", len(posts))


def learn_posts(course: Course) -> None:
    """Ask the service which post and which appointment each account has now."""
    for post in course.pages(COUNTY[0], "/posts", "posts"):
        holder = post["appointment"]
        if holder is not None:
            course.held[holder["account"]] = Held(post["post_id"], holder["appointment_id"])


def _unit_of(course: Course, member: StaffMember) -> str:
    for unit, account in DATA_OFFICERS.items():
        if account == member.account:
            return unit
    if member.account in {INSPECTOR, CODER}:
        return f"office-{course.book}"
    if member.role is Role.LEADING_GROUP:
        return f"leading-{member.area}"
    if member.role is Role.TOWNSHIP_OFFICE:
        return f"office-{member.area}"
    return f"group-{member.area[:12]}"


def train(course: Course) -> None:
    """Train the field staff, and issue credentials to those who passed."""
    course.do_all(COUNTY[0], list(_trainings(course, course.staff.field)))
    course.do_all(COUNTY[0], [_certificate(course, member) for member in course.staff.field])
    course.done("trained and certified", len(course.staff.field))


def train_one(course: Course, member: StaffMember) -> None:
    """Train a successor and issue the credential."""
    course.do_all(COUNTY[0], [*_trainings(course, [member]), _certificate(course, member)])
    course.done("trained and certified")


def _trainings(course: Course, members: list[StaffMember]) -> Iterator[Command]:
    for member in members:
        yield course.command(
            COUNTY[0],
            "train",
            member.account,
            account=member.account,
            course=COURSE,
            hours=HOURS,
            passed=True,
            on=course.day.isoformat(),
        )


def _certificate(course: Course, member: StaffMember) -> Command:
    return course.command(
        COUNTY[0],
        "certify",
        member.account,
        account=member.account,
        credential=member.credential,
    )


def hand_out_devices(course: Course) -> None:
    """Register a device to each post: tablets for enumerators, desks for the others."""
    commands = [
        course.command(
            COUNTY[0],
            "register-device",
            member.account,
            name=_device(course, member),
            post_id=course.held[member.account].post_id,
        )
        for member in course.staff.posts
    ]
    course.crew.each(
        "登记设备 / devices",
        len(commands),
        list(chunks(commands, REVIEW_BATCH)),
        lambda part: len(course.crew.carry_out(COUNTY[0], part)),
    )
    course.done("devices", len(commands))


def _device(course: Course, member: StaffMember) -> str:
    if member.role is Role.ENUMERATOR:
        return course.crew.device(member.area)
    return f"desk-{member.account}"
