"""Asking witnesses: what comes back is believed only where a key of the policy has signed it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from ledger.log import cosigning
from ledger.log.cosigning import Asked, Cosigning
from ledger.log.policy import Policy
from ledger.log.proof import consistency_proof
from ledger.log.witness import AddCheckpoint, Witness
from tests.ledger.log.naive_tree import reader_of
from tests.ledger.log.running_witness import policy_of, serving
from tests.ledger.log.signed_book import LOG, OTHER, TRUE

KEY = LOG.verifier_key


@contextmanager
def asking(policy: Policy) -> Iterator[Cosigning]:
    made = Cosigning(policy, lambda old, new: consistency_proof(old, new, reader_of(TRUE.leaves)))
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def witnesses(tmp_path: Path) -> list[Witness]:
    return [Witness(tmp_path / str(i), f"witness.example/{i}", [KEY]) for i in range(2)]


def ask_one(
    witness: Witness, answer: Callable[[Request], Response], seen: str = "", size: int = 9
) -> Asked:
    """Ask whom a policy takes for the witness while it answers as it likes."""

    async def add_checkpoint(request: Request) -> Response:
        return answer(request)

    async def checkpoint(_: Request) -> Response:
        return Response(seen, 200 if seen else 404)

    app = Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{log}/checkpoint", checkpoint),
        ]
    )
    with (
        serving(app) as url,
        policy_of(elsewhere=[(witness.verifier_keys[0], url)]) as policy,
        asking(policy) as round_,
    ):
        return round_.ask(TRUE.note(size), KEY)


def test_every_witness_cosigns_and_is_asked_from_where_it_left_off(
    witnesses: list[Witness],
) -> None:
    witnesses[1].add_checkpoint(TRUE.asked(0, 5))
    with policy_of(*witnesses) as policy, asking(policy) as round_:
        for size in (9, 9, 20):
            note = TRUE.note(size)
            asked = round_.ask(note, KEY)
            assert asked.contradictions == ()
            for line in asked.cosignatures:
                note = note.with_signature(line)
            assert policy.is_met_by(note)


def test_a_witness_that_does_not_answer_holds_the_others_up_for_a_short_time(
    witnesses: list[Witness], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cosigning, "ROUND_SECONDS", 0.5)
    gone = [(witnesses[1].verifier_keys[0], "http://127.0.0.1:9")]
    with policy_of(witnesses[0], elsewhere=gone) as policy, asking(policy) as round_:
        for _ in range(2):
            assert len(round_.ask(TRUE.note(9), KEY).cosignatures) == 1
    told = [r.message for r in caplog.records if r.levelno == logging.WARNING]
    assert told == ["witness w1 does not cosign: ConnectError"]


def test_a_witness_that_knows_the_log_not_gives_nothing(tmp_path: Path) -> None:
    other = Witness(tmp_path, "witness.example/1", [])
    with policy_of(other) as policy, asking(policy) as round_:
        assert round_.ask(TRUE.note(9), KEY) == Asked()


def test_a_cosignature_of_another_key_or_text_is_not_taken(witnesses: list[Witness]) -> None:
    stranger = witnesses[1].add_checkpoint(TRUE.asked(0, 9)).text
    assert ask_one(witnesses[0], lambda _: Response(stranger)) == Asked()
    stale = witnesses[0].add_checkpoint(TRUE.asked(0, 5)).text
    assert ask_one(witnesses[0], lambda _: Response(stale)) == Asked()


@pytest.mark.parametrize("text", ["", "no note\n", "— a b\n", "\n"])
def test_an_answer_that_is_no_signature_gives_nothing(witnesses: list[Witness], text: str) -> None:
    assert ask_one(witnesses[0], lambda _: Response(text)) == Asked()


def test_an_answer_without_end_is_cut_off(
    witnesses: list[Witness], caplog: pytest.LogCaptureFixture
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield bytes(65_536)

    assert ask_one(witnesses[0], lambda _: StreamingResponse(endless())) == Asked()
    assert "witness w0 does not cosign: endless-answer" in [r.message for r in caplog.records]


def test_an_answer_that_drips_is_cut_off(
    witnesses: list[Witness], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cosigning, "ANSWER_SECONDS", 0.1)

    async def dripping() -> AsyncIterator[bytes]:
        for _ in range(20):
            await asyncio.sleep(0.05)
            yield b"x"

    assert ask_one(witnesses[0], lambda _: StreamingResponse(dripping())) == Asked()
    assert "witness w0 does not cosign: endless-answer" in [r.message for r in caplog.records]


def test_a_conflict_without_a_size_gives_nothing(witnesses: list[Witness]) -> None:
    type_ = {"content-type": "text/x.tlog.size"}
    for text in ("x\n", "-1\n", "99999999999999999999\n"):
        assert ask_one(witnesses[0], lambda _: Response(text, 409, type_)) == Asked()  # noqa: B023


@pytest.mark.parametrize("status", [409, 422])
def test_what_the_witness_saw_of_this_log_is_handed_back(
    witnesses: list[Witness], status: int
) -> None:
    seen = OTHER.note(12)
    answer = Response("12\n", status, {"content-type": "text/x.tlog.size"})
    asked = ask_one(witnesses[0], lambda _: answer, seen.encode())
    assert asked == Asked(contradictions=(seen,))


def test_what_the_log_never_signed_is_not_held_against_it(witnesses: list[Witness]) -> None:
    forged = OTHER.note(12).encode().replace("—", "— x", 1)
    answer = Response("12\n", 409, {"content-type": "text/x.tlog.size"})
    for seen in (forged, "", "no note"):
        assert ask_one(witnesses[0], lambda _: answer, seen) == Asked()


def test_a_witness_that_saw_more_hands_over_what_it_saw(witnesses: list[Witness]) -> None:
    witnesses[0].add_checkpoint(TRUE.asked(0, 20))
    with policy_of(witnesses[0]) as policy, asking(policy) as round_:
        [seen] = round_.ask(TRUE.note(9), KEY).contradictions
    assert seen.text == TRUE.note(20).text


def test_a_request_is_read_as_it_was_written() -> None:
    body = TRUE.asked(5, 9)
    assert AddCheckpoint.parse(body).encode().encode() == body
