"""Who may read what at the edge; what may be written is decided with each command."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.end_to_end.world import BOOK, World

ENUMERATOR, SUPERVISOR, COMMUNITY, TOWNSHIP = "e", "s", "c", "t"
OFFICES = {TOWNSHIP, "county-1"}
FIELD = {ENUMERATOR, SUPERVISOR, COMMUNITY}
EVERYBODY = FIELD | OFFICES | {"auditor", "operator"}
READERS = {
    "/head": EVERYBODY,
    "/blocks": EVERYBODY,
    "/progress": EVERYBODY,
    "/tables": OFFICES | {"auditor", "operator"},
    "/tables/1-1": OFFICES | {"auditor", "operator"},
    "/microdata/households": OFFICES | {"auditor"},
    "/readings": {"auditor"},
    "/posts": EVERYBODY - {"operator"},
    "/units": EVERYBODY - {"operator"},
    "/devices": EVERYBODY - {"operator"},
    "/flagged-entries": EVERYBODY - {"operator"},
    "/staffing": EVERYBODY - {"operator"},
    "/staffing/history": EVERYBODY - {"operator"},
    # Nobody is known by a fresh id: who may read gets as far as not finding it.
    "/households/{id}": EVERYBODY - {"operator"},
    "/households/{id}/trace": EVERYBODY - {"operator"},
    "/persons/{id}/trace": EVERYBODY - {"operator"},
}


def told_for(path: str, purpose: str) -> dict[str, str]:
    """The purpose, where the address asks for one."""
    personal = path.startswith(("/households", "/persons", "/microdata"))
    return {"purpose": purpose} if personal else {}


def account_of(world: World, who: str) -> str:
    """The account of the first block's enumerator, supervisor, community or township."""
    block = world.blocks[0]
    return {
        ENUMERATOR: f"e-{block}",
        SUPERVISOR: f"s-{block[:12]}-1",
        COMMUNITY: f"c-{block[:12]}",
        TOWNSHIP: f"t-{block[:9]}",
    }.get(who, who)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize("path", sorted(READERS))
def test_only_the_roles_that_may_read(whole_world: World, who: str, path: str) -> None:
    answer = whole_world.get(
        account_of(whole_world, who),
        path.format(id=uuid4()),
        **told_for(path, "quality-check"),
    )
    if who not in READERS[path]:
        assert answer.status_code == 403
        assert answer.json()["code"] == "not-permitted"
    else:
        assert answer.status_code in {200, 404}, answer.text


def test_an_operator_is_not_told_which_households_exist(whole_world: World) -> None:
    form = whole_world.forms(whole_world.blocks[0])[0]
    known = whole_world.register(form)["result"]["household_id"]
    for path in ("/households/{id}", "/households/{id}/trace"):
        told = []
        for household_id in (known, str(uuid4())):
            answer = whole_world.get(
                "operator", path.format(id=household_id), purpose="quality-check"
            )
            told.append({k: v for k, v in answer.json().items() if k != "instance"})
        assert told[0] == told[1]
        assert told[0]["code"] == "not-permitted"


def test_a_blocks_list_tells_no_dwelling(whole_world: World) -> None:
    block = whole_world.blocks[0]
    whole_world.list_forms(whole_world.forms(block)[1:2])
    [listed, *_] = whole_world.get("operator", f"/blocks/{block}/households").json()["households"]
    assert set(listed) == {"household_id", "number", "status", "version"}


@pytest.mark.parametrize("path", ["/tables/1-1", "/progress", "/blocks", "/microdata/persons"])
def test_nobody_reads_beyond_the_own_area(whole_world: World, path: str) -> None:
    township = account_of(whole_world, TOWNSHIP)
    answer = whole_world.get(township, path, area=BOOK, **told_for(path, "statistics"))
    assert answer.status_code == 403
    assert answer.json()["code"] == "outside-area"
    asked = told_for(path, "statistics")
    own = whole_world.get(township, path, area=whole_world.blocks[1], **asked)
    assert own.status_code == 200
