"""Events of a command become drafts that are canonical, sealed each on its own, and open again."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from domain.attribution import Attribution, Channel
from domain.events import Event, HouseholdSubmitted, PersonRegistered, PostFilled
from ledger.canonical import dumps, loads
from ledger.database import Database
from ledger.draft import Draft, SealedEvent, drafted
from ledger.entry import entry_bytes, key_commitment_in
from ledger.errors import KeyMissing
from ledger.mapper import SealingMapper
from ledger.vault import Vault

BOOK = "500112"
HOUSEHOLD = uuid4()
BY = Attribution(
    command_id=uuid4(),
    account="enumerator",
    appointment_id=uuid4(),
    device='pad "1"',
    device_time="2020-11-01T09:00:00+08:00",
    channel=Channel.ENUMERATOR,
)
SUBMITTED = HouseholdSubmitted(
    originator_id=HOUSEHOLD,
    originator_version=3,
    by=BY,
    declaration="signed-on-device",
    explanations=(),
)
PERSONS = [
    PersonRegistered(
        originator_id=uuid4(),
        originator_version=1,
        by=BY,
        household_id=HOUSEHOLD,
        form_version="2020.1",
        answers={"D1": name, "D4": 1},
    )
    for name in ("某甲", "某乙", "某甲")
]
EVENTS: list[Event] = [SUBMITTED, *PERSONS]


@pytest.fixture
def mapper(database: Database) -> Iterator[SealingMapper]:
    vault = Vault(BOOK, database)
    vault.create([HOUSEHOLD])
    yield SealingMapper(BOOK, vault)
    vault.close()


def stored(draft: Draft) -> StoredEvent:
    return StoredEvent(draft.originator_id, draft.originator_version, draft.topic, draft.state)


def test_drafts_open_to_the_events_they_were_made_of(mapper: SealingMapper) -> None:
    drafts = mapper.drafts(EVENTS)
    assert [mapper.to_domain_event(stored(draft)) for draft in drafts] == EVENTS
    assert [draft.key for draft in drafts] == [event.originator_id.bytes for event in EVENTS]


def test_state_is_what_canonical_json_says(mapper: SealingMapper) -> None:
    for draft in mapper.drafts(EVENTS):
        assert draft.state == dumps(loads(draft.state))


def test_no_random_bytes_serve_two_events(mapper: SealingMapper) -> None:
    states = [loads(draft.state) for draft in mapper.drafts(EVENTS * 2)]
    nonces = [b64decode(state["sealed"])[1:13] for state in states if "sealed" in state]
    salts = [b64decode(state["salt"]) for state in states if "salt" in state]
    assert (len(set(nonces)), len(set(salts))) == (6, 2)
    assert all(len(salt) == 16 for salt in salts)
    assert not any(salt.startswith(nonce) for salt in salts for nonce in nonces)


def test_draft_has_the_entry_that_is_made_at_once(mapper: SealingMapper) -> None:
    moment = datetime(2020, 11, 1, tzinfo=UTC)
    for draft in mapper.drafts(EVENTS):
        entry = b"%b%d%b" % (draft.before_time, moment.timestamp() * 1_000_000, draft.after_time)
        commitment = key_commitment_in(entry) or None
        assert (commitment is None) == (draft.topic == "HouseholdSubmitted")
        assert entry == entry_bytes(
            book=BOOK,
            originator_id=draft.originator_id,
            originator_version=draft.originator_version,
            topic=draft.topic,
            recorded_at=moment,
            state=draft.state,
            key_commitment=commitment,
        )
        place = draft.originator_id, draft.originator_version, draft.topic
        assert drafted(BOOK, SealedEvent(*place, draft.state, commitment)) == draft


def test_draft_is_its_own_draft(mapper: SealingMapper) -> None:
    (draft,) = mapper.drafts([SUBMITTED])
    assert drafted(BOOK, draft) is draft


def test_event_that_is_mapped_alone_opens_too(mapper: SealingMapper) -> None:
    for event in EVENTS:
        assert mapper.to_domain_event(mapper.to_stored_event(event)) == event


def test_event_of_a_subject_without_a_key_is_refused(mapper: SealingMapper) -> None:
    post = PostFilled(
        originator_id=uuid4(),
        originator_version=2,
        by=BY,
        appointment_id=uuid4(),
        account="enumerator",
        credential="1",
        holder="某甲",
    )
    with pytest.raises(KeyMissing):
        mapper.drafts([SUBMITTED, post])


def test_command_without_events_has_no_drafts(mapper: SealingMapper) -> None:
    assert mapper.drafts([]) == []
