"""Whatever is done to the published checkpoints of a book is found, and the row is named."""

from __future__ import annotations

import pytest

from ledger.verifier.note import parse_key
from ledger.verifier.signing import Trust
from tests.ledger.forger import TRUST, Forger, Verify
from tests.ledger.written_log import OTHER_LOG_KEY


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("note = replace(note, E'\\n400\\n', E'\\n401\\n')", "altered-checkpoint"),
        (
            "note = overlay(note placing 'AAAA' from position(E'\\n400\\n' in note) + 9)",
            "altered-checkpoint",
        ),
        ("size = 399", "altered-checkpoint"),
        ("epoch = -1", "altered-checkpoint"),
        ("epoch = 9", "altered-checkpoint"),
        ("note = 'nothing'", "malformed-checkpoint"),
        ("size = 9999", "shorter-than-kept"),
    ],
)
def test_altered_row_of_a_published_checkpoint_is_named(
    forger: Forger, found: Verify, statement: str, kind: str
) -> None:
    for size in (100, 400, 500):
        forger.publish(size)
    forger.execute(f"UPDATE ledger.checkpoint SET {statement} WHERE size = 400")
    [(told, _, place)] = found()
    assert told == kind
    assert place is not None
    assert place.startswith("checkpoint ")


def test_checkpoint_of_another_key_is_named(forger: Forger, found: Verify) -> None:
    forger.publish(100)
    forger.publish(400, OTHER_LOG_KEY)
    assert found() == []
    assert found(trust=TRUST) == [("unknown-key", None, "checkpoint 1/400")]
    other = Trust((parse_key(OTHER_LOG_KEY.vkey),))
    assert found(trust=other) == [("unknown-key", None, "checkpoint 1/100")]


def test_epoch_of_a_row_is_compared_with_the_note_in_it_whatever_key_is_given(
    forger: Forger, found: Verify
) -> None:
    for size in (100, 400):
        forger.publish(size)
    forger.execute("UPDATE ledger.checkpoint SET epoch = 9 WHERE size = 400")
    altered = [("altered-checkpoint", 399, "checkpoint 9/400")]
    assert found() == altered
    assert found(trust=TRUST) == altered
    forger.execute("UPDATE ledger.checkpoint SET size = 9999 WHERE size = 400")
    assert found() == [("altered-checkpoint", 9998, "checkpoint 9/9999")]


def test_altered_signature_of_a_published_checkpoint_is_named(
    forger: Forger, found: Verify
) -> None:
    forger.publish(400)
    forger.execute(
        "UPDATE ledger.checkpoint SET note = overlay(note placing 'AAAA' from length(note) - 40)"
    )
    assert found(trust=TRUST) == [("bad-signature", None, "checkpoint 1/400")]
