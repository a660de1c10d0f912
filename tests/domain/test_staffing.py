"""The live check finds each kind of weakness, and nothing where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from domain.census import Staffing
from domain.post import Post
from domain.staffing import Load, Loss, Overlap, Shared, StaffingReport, check_staffing
from domain.status import Role
from tests.domain.staff import (
    BLOCK,
    COUNTY,
    DISTRICT,
    OTHER_BLOCK,
    block,
    by,
    post,
    roster_of,
    whole_chain,
)

TODAY = date(2020, 11, 1)
NORM = Staffing(households=80, persons=250)


def check(
    posts: Iterable[Post], loads: Mapping[str, Load] | None = None, area: str = COUNTY
) -> StaffingReport:
    return check_staffing(
        roster_of([*posts, block(BLOCK), block(OTHER_BLOCK)]),
        area,
        norm=NORM,
        loads=loads or {},
        today=TODAY,
        within_days=7,
    )


def test_full_staff_is_clean() -> None:
    found = check(whole_chain(), {BLOCK: Load(80, 250), OTHER_BLOCK: Load(79, 10)})
    assert found.clean
    assert found.blocks == 2


def test_block_without_enumerator_is_a_gap() -> None:
    found = check(whole_chain()[1:])
    assert [(g.role, g.place) for g in found.gaps] == [(Role.ENUMERATOR, BLOCK)]
    assert not found.clean


def test_district_is_covered_where_each_of_its_blocks_has_a_supervisor() -> None:
    def without() -> list[Post]:
        return [p for p in whole_chain() if p.role is not Role.SUPERVISOR]

    [gap] = check(without()).gaps
    assert (gap.role, gap.place, gap.blocks) == (Role.SUPERVISOR, DISTRICT, (BLOCK, OTHER_BLOCK))
    one = post("s-1", Role.SUPERVISOR, BLOCK)
    assert [g.blocks for g in check([*without(), one]).gaps] == [(OTHER_BLOCK,)]
    both = post("s-2", Role.SUPERVISOR, BLOCK, OTHER_BLOCK)
    assert check([*without(), both]).gaps == ()


def test_suspended_and_uncertified_people_leave_gaps_and_are_named() -> None:
    posts = whole_chain()
    posts[0].suspend(by())
    posts[1] = post("e-2", Role.ENUMERATOR, OTHER_BLOCK, credential="")
    found = check(posts)
    assert {g.place for g in found.gaps} == {BLOCK, OTHER_BLOCK}
    assert [(a.loss, a.appointment.account) for a in found.about_to_lose] == [
        (Loss.SUSPENDED, "e-1")
    ]
    assert [a.account for a in found.uncertified] == ["e-2"]


def test_credential_of_yesterday_is_none_and_one_of_this_week_is_told() -> None:
    posts = whole_chain()
    posts[0].certify(by(), credential="C", valid_until=date(2020, 10, 31))
    posts[1].certify(by(), credential="C-e-2", valid_until=date(2020, 11, 8))
    posts[2].certify(by(), credential="C-s-1", valid_until=date(2020, 11, 9))
    found = check(posts)
    assert [a.account for a in found.uncertified] == ["e-1"]
    assert [(a.loss, a.appointment.account, a.on) for a in found.about_to_lose] == [
        (Loss.CREDENTIAL_EXPIRES, "e-2", "2020-11-08")
    ]


def test_departure_within_the_days_asked_for_is_told() -> None:
    posts = whole_chain()
    posts[0].announce_departure(by(), date(2020, 11, 8))
    posts[1].announce_departure(by(), date(2020, 11, 9))
    found = check(posts)
    assert [(a.loss, a.on) for a in found.about_to_lose] == [(Loss.DEPARTURE, "2020-11-08")]
    assert found.gaps == ()


def test_block_of_two_enumerators_is_an_overlap() -> None:
    found = check([*whole_chain(), post("e-3", Role.ENUMERATOR, BLOCK)])
    assert found.overlaps == (Overlap(BLOCK, ("e-1", "e-3")),)


def test_one_credential_in_two_posts_is_told() -> None:
    posts = whole_chain()
    posts[1] = post("e-2", Role.ENUMERATOR, OTHER_BLOCK, credential="C-e-1")
    [two] = check(posts).in_two_posts
    assert (two.shared, two.value) == (Shared.CREDENTIAL, "C-e-1")
    assert [a.account for a in two.appointments] == ["e-1", "e-2"]


def test_one_account_in_two_posts_is_told() -> None:
    posts = [*whole_chain(), post("e-1", Role.ENUMERATOR, OTHER_BLOCK, credential="other")]
    [two] = check(posts).in_two_posts
    assert (two.shared, two.value) == (Shared.ACCOUNT, "e-1")


def test_overload_is_told_with_its_ratio_by_the_heavier_of_both_counts() -> None:
    found = check(whole_chain(), {BLOCK: Load(100, 260), OTHER_BLOCK: Load(40, 500)})
    assert [(o.account, o.ratio) for o in found.overloads] == [("e-1", 1.25), ("e-2", 2.0)]


def test_load_of_a_block_is_shared_and_that_of_several_blocks_added_up() -> None:
    def posts() -> list[Post]:
        return [*whole_chain()[1:], post("e-3", Role.ENUMERATOR, BLOCK, OTHER_BLOCK)]

    loads = {BLOCK: Load(60, 100), OTHER_BLOCK: Load(60, 100)}
    assert [(o.account, o.households) for o in check(posts(), loads).overloads] == [("e-3", 90)]
    # Asked about one block alone, the other weighs on its enumerator all the same.
    assert [o.account for o in check(posts(), loads, BLOCK).overloads] == ["e-3"]
    assert check(posts(), loads, OTHER_BLOCK).overlaps == (Overlap(OTHER_BLOCK, ("e-2", "e-3")),)


def test_area_is_looked_at_alone() -> None:
    found = check(whole_chain()[1:], area=OTHER_BLOCK)
    assert (found.blocks, found.gaps) == (1, ())
