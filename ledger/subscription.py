"""A book's entries as they come: what the library's projections are fed from."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

POLL_SECONDS = 0.5
"""How long a subscription sleeps when nobody wakes it."""
_PAGE = 500


class BookSubscription(Subscription[ApplicationRecorder]):
    """Gives a book's entries after ``gt``, waiting for further ones until it is stopped.

    It has no thread and, while it waits, no connection. ``recorder`` reads on connections that no
    writer waits for; ``grown`` is set when the book may have grown.
    """

    def __init__(
        self,
        recorder: ApplicationRecorder,
        grown: Event,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        super().__init__(recorder, gt, topics)
        self._grown = grown
        self._page: list[Notification] = []

    def stop(self) -> None:
        """End the iteration, also one that waits in another thread."""
        super().stop()
        self._grown.set()

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            # Before looking: what grows meanwhile sets it again.
            self._grown.clear()
            if not self._page:
                self._page = self._next_page()
            if self._page:
                return self._page.pop()
            if not self._has_been_stopped:
                self._grown.wait(POLL_SECONDS)
        raise StopIteration

    def _next_page(self) -> list[Notification]:
        """The next entries, last one first; none where there is nothing new."""
        # Of some topics only, the end of the book says how far nothing was found.
        end = self._recorder.max_notification_id() if self._topics else None
        found = self._recorder.select_notifications(
            start=self._last_notification_id or 0,
            limit=_PAGE,
            topics=self._topics,
            inclusive_of_start=False,
        )
        if found:
            self._last_notification_id = found[-1].id
        elif end is not None:
            self._last_notification_id = max(self._last_notification_id or 0, end)
        return list(reversed(found))
