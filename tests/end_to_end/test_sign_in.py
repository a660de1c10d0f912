"""Signing in, and who gives and changes passwords."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx

from api.failures import ALLOWED
from tests.end_to_end.world import BOOK, World, sender


def sign_in(world: World, account: str, password: str) -> httpx.Response:
    """Try."""
    return world.http.post(
        "/session", json={"book": BOOK, "account": account, "password": password}
    )


def put_password(world: World, by: str, account: str, body: object) -> httpx.Response:
    """Give or change a password."""
    return world.http.put(
        f"/books/{BOOK}/accounts/{account}/password",
        json=body,
        headers={"Authorization": f"Bearer {world.token(by)}"},
    )


def test_a_sign_in_tells_the_post_and_the_token_works(whole_world: World) -> None:
    answer = sign_in(whole_world, "auditor", whole_world.passwords["auditor"])
    assert answer.status_code == 200
    told = answer.json()
    assert (told["role"], told["area"]) == ("auditor", BOOK)
    who = whole_world.http.get(
        "/session", headers={"Authorization": f"Bearer {told['access_token']}"}
    )
    assert who.json()["account"] == "auditor"
    assert "access_token" not in who.json()


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(whole_world: World) -> None:
    wrong = sign_in(whole_world, "operator", "wrong password")
    unknown = sign_in(whole_world, "nobody", "wrong password")
    assert wrong.status_code == unknown.status_code == 401
    parts = ("type", "title", "detail", "detail_zh", "status")
    assert [wrong.json()[p] for p in parts] == [unknown.json()[p] for p in parts]


def test_too_many_failures_stop_the_guessing(whole_world: World) -> None:
    account = "t-500112011"
    for _ in range(10):
        assert sign_in(whole_world, account, "wrong password").status_code == 401
    answer = sign_in(whole_world, account, whole_world.passwords[account])
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 301


def test_guesses_at_the_same_time_get_no_more_tries(whole_world: World) -> None:
    with ThreadPoolExecutor(30) as pool:
        answers = pool.map(
            lambda _: sign_in(whole_world, "t-500112012", "wrong password").status_code, range(30)
        )
    assert Counter(answers) == {401: ALLOWED, 429: 30 - ALLOWED}


def test_a_holder_changes_the_password_with_the_present_one(whole_world: World) -> None:
    account = f"c-{whole_world.blocks[0][:12]}"
    new = "another long password"
    refused = put_password(whole_world, account, account, {"password": new})
    assert refused.status_code in {401, 422}
    given = {"password": new, "present": whole_world.passwords[account]}
    assert put_password(whole_world, account, account, given).status_code == 204
    assert sign_in(whole_world, account, new).status_code == 200
    assert sign_in(whole_world, account, whole_world.passwords[account]).status_code == 401


def test_nobody_takes_over_another_account_by_a_new_password(whole_world: World) -> None:
    answer = put_password(
        whole_world, "county-1", "county-2", {"password": "a password of county-1"}
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "password-set"


def test_only_the_appointing_office_gives_a_first_password(whole_world: World) -> None:
    member = {
        "act": "establish",
        "role": "enumerator",
        "area": whole_world.blocks[0],
        "title_zh": "候补普查员",
        "title_en": "Substitute enumerator",
        "account": "e-substitute",
        "credential": "500112-90001",
        "holder": "王一",
        **sender(channel="office"),
    }
    [answer] = whole_world.post("county-1", "/commands", {"commands": [member]}).json()["items"]
    assert answer["status"] == 200
    given = {"password": "a first password"}
    by_supervisor = put_password(
        whole_world, f"s-{whole_world.blocks[0][:12]}-1", "e-substitute", given
    )
    assert by_supervisor.json()["code"] == "not-permitted"
    assert put_password(whole_world, "county-1", "e-substitute", given).status_code == 204
    assert sign_in(whole_world, "e-substitute", "a first password").status_code == 200


def test_a_short_password_is_refused(whole_world: World) -> None:
    answer = put_password(whole_world, "county-1", "e-nobody", {"password": "short"})
    assert answer.status_code == 422
    assert "short" not in answer.json()["detail"].replace("too short", "")
