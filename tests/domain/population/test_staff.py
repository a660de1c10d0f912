from collections import Counter

import pytest

from domain.population.staff import staff_plan
from domain.population.territory import lay_out

TERRITORY = lay_out("500112", None, 9000)
PLAN = staff_plan(TERRITORY, seed=1)


def of_role(role):
    return [member for member in PLAN if member.role == role]


def test_each_block_has_one_enumerator():
    assert [m.area for m in of_role("enumerator")] == [b.code15 for b in TERRITORY.blocks]
    assert of_role("enumerator")[0].account == "e-500112011001001"


def test_a_district_has_a_supervisor_for_every_five_blocks_begun():
    supervisors = Counter(m.area for m in of_role("supervisor"))
    assert supervisors == {d.code: -(-len(d.blocks) // 5) for d in TERRITORY.districts}
    assert max(supervisors.values()) > 1
    assert of_role("supervisor")[0].account == "s-500112011001-1"


@pytest.mark.parametrize(
    ("role", "accounts"),
    [
        ("township_office", ["t-500112011"]),
        ("county_office", ["county-1", "county-2"]),
        ("auditor", ["auditor"]),
        ("operator", ["operator"]),
    ],
)
def test_offices_above_the_district_have_their_posts(role, accounts):
    assert [m.account for m in of_role(role)] == accounts


def test_each_district_has_a_community_post():
    assert [m.account for m in of_role("community_office")] == [
        f"c-{d.code}" for d in TERRITORY.districts
    ]


def test_accounts_and_credentials_are_unique():
    assert len({m.account for m in PLAN}) == len({m.credential for m in PLAN}) == len(PLAN)


def test_posts_have_titles_in_both_languages_and_a_holder():
    assert all(m.title_zh and m.title_en.isascii() and 2 <= len(m.holder_name) <= 3 for m in PLAN)


def test_the_seed_decides_who_holds_the_posts():
    assert staff_plan(TERRITORY, seed=1) == PLAN
    assert [m.holder_name for m in staff_plan(TERRITORY, seed=2)] != [m.holder_name for m in PLAN]
