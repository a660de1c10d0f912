"""Witnesses, honest and otherwise, on real sockets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import uvicorn
from starlette.types import ASGIApp

from api.settings import LOOPBACK
from api.witness import create_witness_app
from ledger.log.note import VerifierKey
from ledger.log.policy import Policy
from ledger.log.witness import Witness
from tests.end_to_end.world import RunningServer


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an application; gives its address."""
    config = uvicorn.Config(
        app,
        host=LOOPBACK,
        port=0,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    with RunningServer(config).run_in_thread() as address:
        yield address


@contextmanager
def policy_of(
    *witnesses: Witness, quorum: str = "all", elsewhere: Sequence[tuple[VerifierKey, str]] = ()
) -> Iterator[Policy]:
    """Serve the witnesses; gives the policy that asks for them and for those elsewhere."""
    with ExitStack() as stack:
        known = [
            (w.verifier_keys[0], stack.enter_context(serving(create_witness_app(w))))
            for w in witnesses
        ]
        lines = [
            f"witness w{i} {key.encode()} {url}/"
            for i, (key, url) in enumerate([*known, *elsewhere])
        ]
        names = " ".join(f"w{i}" for i in range(len(lines)))
        told = [*lines, f"group g {quorum} {names}", "quorum g"]
        yield Policy.parse("\n".join(told).encode())
