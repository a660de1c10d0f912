"""Queries that ask for what there is not: an unknown name, or an area that nobody drew."""

from __future__ import annotations

import pytest

from tests.end_to_end.refusals import problem
from tests.end_to_end.world import World


@pytest.mark.parametrize(
    ("path", "name"), [("/pay", "as_of"), ("/posts", "page"), ("/head", "at"), ("/doubts", "Rule")]
)
def test_a_name_that_an_address_does_not_know_is_refused(
    unchanged: World, path: str, name: str
) -> None:
    answer = unchanged.get("county-1", path, **{name: "0"})
    body = problem(answer, 422, "invalid-request", unchanged)
    assert [(f["pointer"], f["code"]) for f in body["faults"]] == [
        (f"/query/{name}", "unknown-item")
    ]


def test_a_name_that_could_be_data_is_not_repeated(unchanged: World) -> None:
    answer = unchanged.get("county-1", "/posts", 某甲="0")
    body = problem(answer, 422, "invalid-request", unchanged)
    assert [fault["pointer"] for fault in body["faults"]] == ["/query"]


@pytest.mark.parametrize("area", ["500112999", "500112999999", "500112011001999"])
@pytest.mark.parametrize(
    "path",
    ["/staffing", "/conservation", "/doubts", "/posts", "/inspections", "/bulletin", "/pay"],
)
def test_an_area_that_there_is_not_is_no_area_where_all_is_well(
    unchanged: World, path: str, area: str
) -> None:
    problem(unchanged.get("county-1", path, area=area), 422, "unknown-area", unchanged)


def test_of_another_county_nothing_is_told(unchanged: World) -> None:
    answer = unchanged.get("county-1", "/staffing", area="370871001001001")
    problem(answer, 403, "outside-area", unchanged)
