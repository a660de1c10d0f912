"""What the aggregates share: an id, a version, and the events that wait to be recorded.

The classes meet the `eventsourcing` library's ``MutableAggregateProtocol`` and
``CollectEventsProtocol``; a state is only ever changed by applying an event.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any, Self
from uuid import UUID

from domain.attribution import Attribution
from domain.events import Event


class Aggregate:
    """A fold of its events. Subclasses write ``apply``."""

    def __init__(self, id: UUID) -> None:  # noqa: A002 - the library's protocol says ``id``
        self.id = id
        self.version = 0
        self._pending: list[Event] = []

    def apply(self, event: Event) -> None:
        """Change the state by what happened."""
        raise TypeError(f"{type(self).__name__} does not know {event.topic}")

    def fold(self, events: Iterable[Event]) -> Self:
        """Apply recorded events in order; returns itself.

        Raises:
            ValueError: a version is missing or out of order.
        """
        for event in events:
            if event.originator_version != self.version + 1:
                raise ValueError(
                    f"{self.id}: version {event.originator_version} after {self.version}"
                )
            self.apply(event)
            self.version = event.originator_version
        return self

    def trigger(self, event_class: type[Event], by: Attribution, **fields: Any) -> None:
        """Make the next event, apply it, and keep it to be recorded."""
        event = event_class(
            originator_id=self.id, originator_version=self.version + 1, by=by, **fields
        )
        self.apply(event)
        self.version += 1
        self._pending.append(event)

    def twin(self) -> Self:
        """The same aggregate a second time, which may go on while this one stays as it is."""
        twin = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | list):
                setattr(twin, name, value.copy())
        return twin

    def collect_events(self) -> list[Event]:
        """Hand over the waiting events, once."""
        pending, self._pending = self._pending, []
        return pending
