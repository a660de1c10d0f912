"""The people of a simulation: who they are to the service, and many of them at work at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, TypeAlias, TypeVar
from uuid import NAMESPACE_URL, uuid5

from api.client import Client, ServiceProblem, SignedInAs

T = TypeVar("T")

Progress: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Shows a piece of work by its name and size; what it gives is told of each step done."""

BATCH = 50
"""Forms that a device sends in one request."""
REVIEW_BATCH = 200


class Crew:
    """Accounts of one book with their passwords, each signed in when first needed.

    ``key`` makes the command ids of this simulation, so that one that was cut off goes on where it
    stopped. ``_lock`` guards ``_signed_in``.
    """

    def __init__(
        self,
        client: Client,
        book: str,
        passwords: Mapping[str, str],
        *,
        key: str,
        concurrency: int,
        progress: Progress,
    ) -> None:
        self.client = client
        self.book = book
        self._passwords = passwords
        self._namespace = uuid5(NAMESPACE_URL, f"urn:census-ledger:simulation:{book}:{key}")
        self._concurrency = concurrency
        self._progress = progress
        self._lock = threading.Lock()
        self._signed_in: dict[str, SignedInAs] = {}
        self._enumerators: dict[str, str] = {}
        self._devices: dict[str, str] = {}

    def enumerator(self, block: str) -> str:
        """The account that the block's households are visited under now."""
        return self._enumerators.get(block, f"e-{block}")

    def device(self, block: str) -> str:
        """The device that the block's enumerator works with now."""
        return self._devices.get(block, f"pad-{block}")

    def give_block(self, block: str, account: str) -> None:
        """From now on another account visits the block's households."""
        self._enumerators[block] = account

    def give_device(self, block: str, device: str) -> None:
        """From now on the block's enumerator works with another device."""
        self._devices[block] = device

    def sign_in(self, account: str) -> SignedInAs:
        """The account's own token."""
        with self._lock:
            known = self._signed_in.get(account)
        if known is None:
            known = self.client.sign_in(self.book, account, self._passwords[account])
            with self._lock:
                self._signed_in[account] = known
        return known

    def sender(self, device: str, channel: str, *command: object) -> dict[str, str]:
        """What a command says of its sender; the parts of ``command`` make its id."""
        return {
            "command_id": str(uuid5(self._namespace, "/".join(map(str, command)))),
            "device": device,
            "device_time": datetime.now().astimezone().isoformat(timespec="seconds"),
            "channel": channel,
        }

    def send(self, account: str, commands: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
        """A batch of an account's commands with the answer to each."""
        return self.client.commands(self.sign_in(account), commands)

    def carry_out(
        self, account: str, commands: Sequence[Mapping[str, object]]
    ) -> list[dict[str, Any]]:
        """A batch that the service is expected to record whole; the results of the receipts.

        Raises:
            ServiceProblem: a command is refused.
        """
        results = []
        for answer in self.send(account, commands):
            if "problem" in answer:
                raise ServiceProblem(answer["problem"])
            results.append(answer["receipt"]["result"])
        return results

    def each(self, name: str, total: int, tasks: Iterable[T], work: Callable[[T], int]) -> None:
        """Do all tasks, several at once; ``work`` tells how much of ``total`` a task was.

        Raises:
            ServiceProblem: what the first task that failed raised; the rest is not begun.
        """
        with self._progress(name, total) as advance, ThreadPoolExecutor(self._concurrency) as pool:
            futures = [pool.submit(work, task) for task in tasks]
            try:
                for future in as_completed(futures):
                    advance(future.result())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def chunks(things: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    """The things in runs of at most ``size``."""
    return (things[start : start + size] for start in range(0, len(things), size))
