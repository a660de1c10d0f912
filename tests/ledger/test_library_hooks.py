"""The parts of the library that the recorder overrides or rests on are those it was written for,
and every case that the library has for them is run.

Some of them begin with an underscore, so that a release may change them without a word. When a
digest here is another one, read what changed, see that the recorder still does the same, and put
the new digest in its place.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import version
from typing import Any
from unittest import TestCase

import pytest
from eventsourcing import persistence
from eventsourcing import postgres as library
from eventsourcing.tests import application, projection
from eventsourcing.tests import persistence as recording

from ledger.database import Datastore
from ledger.factory import BookFactory
from ledger.recorder import BookRecorder
from ledger.subscription import BookSubscription
from ledger.tracking import BookTracking
from tests.ledger import test_library_applications, test_library_contract

RESTED_ON: tuple[tuple[Callable[..., Any], str], ...] = (
    (library.PostgresApplicationRecorder.__init__, "db36fb3de49a5292"),
    (library.PostgresApplicationRecorder.insert_events, "f1a98da0239e3ea7"),
    (library.PostgresApplicationRecorder._insert_events, "319d1ce6f3f9c865"),
    (library.PostgresApplicationRecorder.select_notifications, "4469ac7a30c9650e"),
    (library.PostgresApplicationRecorder.max_notification_id, "b5b67785110c04e7"),
    (library.PostgresApplicationRecorder.subscribe, "8ff252060d416738"),
    (library.PostgresAggregateRecorder.__init__, "78adbde8e22843ca"),
    (library.PostgresAggregateRecorder.select_events, "429a54082f1c6766"),
    (library.PostgresProcessRecorder.__init__, "f4bdd1360f4341ea"),
    (library.PostgresProcessRecorder._insert_events, "0c105d6d23c12d5e"),
    (library.PostgresTrackingRecorder.__init__, "d67164f4ae258b55"),
    (library.PostgresTrackingRecorder.create_table, "38ba141a63c47c6e"),
    (library.PostgresTrackingRecorder.insert_tracking, "10076c4a18f7229b"),
    (library.PostgresTrackingRecorder._insert_tracking, "a16a7c53b4468a46"),
    (library.PostgresTrackingRecorder.max_tracking_id, "06044a96794894de"),
    (library.PostgresTrackingRecorder._max_tracking_id, "281fa31ca2b8eabd"),
    (library.PostgresTrackingRecorder.has_tracking_id, "3d59cb83886ca405"),
    (library.PostgresDatastore.__init__, "e68d5fed5a405ca0"),
    (library.PostgresDatastore.get_connection, "8837a84cf3a8492e"),
    (library.PostgresDatastore.transaction, "d098b7d088420577"),
    (library.PostgresDatastore.cursor, "4704291269d1f56d"),
    (library.PostgresDatastore.close, "0dbbd9e4ecbb909b"),
    (library.BasePostgresFactory.__init__, "5ffbe90fd4f3e6e2"),
    (persistence.Subscription.__init__, "c0855b9504211d4f"),
    (persistence.Subscription.stop, "2d0d084e107008cc"),
    (persistence.Subscription.__exit__, "95f3a87b3177f558"),
)
"""The beginning of the SHA-256 of each one's source, as in release 9.5.6."""

OVERRIDDEN = (
    (BookRecorder, library.PostgresProcessRecorder),
    (BookTracking, library.PostgresTrackingRecorder),
    (BookFactory, library.PostgresFactory),
    (BookSubscription, persistence.Subscription),
    (Datastore, library.PostgresDatastore),
)


def test_library_is_of_the_line_that_was_read() -> None:
    assert version("eventsourcing").startswith("9.5.")


@pytest.mark.parametrize(
    ("rested_on", "digest"), RESTED_ON, ids=[member.__qualname__ for member, _ in RESTED_ON]
)
def test_what_is_rested_on_is_as_it_was_read(rested_on: Callable[..., Any], digest: str) -> None:
    assert sha256(inspect.getsource(rested_on).encode()).hexdigest()[:16] == digest


@pytest.mark.parametrize(("ours", "theirs"), OVERRIDDEN)
def test_what_is_overridden_takes_what_the_library_gives(
    ours: type[Any], theirs: type[Any]
) -> None:
    overridden = [
        name
        for name, member in vars(ours).items()
        if inspect.isfunction(member) and name != "__init__" and hasattr(theirs, name)
    ]
    assert overridden
    for name in overridden:
        mine = inspect.signature(getattr(ours, name)).parameters
        given = inspect.signature(getattr(theirs, name)).parameters
        assert [(p.name, p.kind, p.default) for p in mine.values()] == [
            (p.name, p.kind, p.default) for p in given.values()
        ]


def cases(*modules: object) -> set[type[TestCase]]:
    """The classes of modules that hold tests, by whatever name they are there."""
    return {
        found
        for module in modules
        for found in vars(module).values()
        if inspect.isclass(found)
        and issubclass(found, TestCase)
        and any(name.startswith("test") for name in dir(found))
    }


def test_every_case_of_the_library_is_run_or_said_not_to_apply() -> None:
    run = {
        base.__name__
        for ours in cases(test_library_contract, test_library_applications)
        for base in ours.__mro__
    }
    theirs = {case.__name__ for case in cases(recording, application, projection)}
    # Why, the modules that run the others say.
    assert theirs - run == {"TaggedDecisionCountersProjectionTestCase", "TranscoderTestCase"}
