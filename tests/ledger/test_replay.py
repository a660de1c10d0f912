"""A past state is what a fold of the book up to there gives, whatever came since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.commands import AmendHousehold, Revision, VacatePost
from domain.events import ROSTER_TOPICS, TOPICS, Event, HouseholdEvent, HouseholdRevision
from domain.household import Household, Person
from domain.reasons import AmendReason
from domain.refusal import UnknownBlock, UnknownHousehold, UnknownPerson
from domain.roster import Roster
from domain.status import Role
from domain.territory import Block
from ledger.application import BookApplication
from ledger.database import Database
from ledger.embedded import EmbeddedPostgres
from ledger.errors import EntryOfUnknownTopic, NothingRecordedYet
from ledger.schema import migrate
from ledger.secrets import Secrets
from ledger.sql import queries
from ledger.wrapping.key_file import KeyFile
from tests.databases import new_database
from tests.ledger.books import (
    OTHER_BLOCK,
    act,
    approved,
    correction,
    listed,
    opened,
    registered,
    registration,
    version,
)


@pytest.fixture(scope="module")
def story(server: EmbeddedPostgres, temporary_folder: Callable[[], Path]) -> Iterator[Story]:
    """One book for the module: nobody writes to it once it is made."""
    keys = KeyFile.load_or_create(temporary_folder() / "wrapping-keys.json")
    with new_database(server, "replay_test") as url:
        database = Database(url, Secrets.new(), keys)
        migrate(database)
        book = opened(database)
        yield Story(book, database)
        book.close()


class Story:
    """A household that went through everything, another, and a post that was left."""

    def __init__(self, book: BookApplication, database: Database) -> None:
        self.book, self.database = book, database
        self.household = registered(book)
        self.head, self.spouse = book.household_record(self.household).household.person_ids
        amended = Revision(
            persons={self.head: {"D1": "某丙", "D11": 5}},
            removed=(self.spouse,),
            household={"H2a": 1},
        )
        act(
            book,
            "enumerator",
            AmendHousehold(
                household_id=self.household,
                expected_version=version(book, self.household),
                revision=amended,
                reason=AmendReason.ENTRY_MISTAKE,
            ),
        )
        approved(book, self.household, "supervisor", "community")
        act(book, "township", correction(book, self.household))
        self.others = listed(book, 2, "neighbour")
        act(book, "neighbour", registration("001", OTHER_BLOCK))
        act(book, "county-1", VacatePost(account="neighbour"))
        self.events = book.read(0, 1000)
        self.replay = book.replay

    @property
    def last(self) -> int:
        return len(self.events) - 1

    def until(self, at: int, aggregate_id: UUID) -> list[Event]:
        """The slow way: all events of one aggregate up to a position, of the whole book."""
        return [
            recorded.event
            for recorded in self.events[: at + 1]
            if recorded.event.originator_id == aggregate_id
        ]


def positions(story: Story) -> range:
    return range(story.last + 1)


def test_record_at_every_position_is_the_fold_of_what_was_recorded_by_then(story: Story) -> None:
    for at in positions(story):
        own = story.until(at, story.household)
        if not own:
            with pytest.raises(UnknownHousehold):
                story.replay.record(story.household, at)
            continue
        expected = Household(story.household).fold(own)
        record = story.replay.record(story.household, at)
        assert vars(record.household) == vars(expected)
        for person_id in expected.person_ids:
            events = story.until(at, person_id)
            assert (person_id in record.persons) == bool(events)
            if events:
                assert vars(record.persons[person_id]) == vars(Person(person_id).fold(events))


def test_person_at_every_position_is_the_fold_of_what_was_recorded_by_then(story: Story) -> None:
    for person_id in (story.head, story.spouse):
        for at in positions(story):
            events = story.until(at, person_id)
            if not events:
                with pytest.raises(UnknownPerson):
                    story.replay.person(person_id, at)
            else:
                person = story.replay.person(person_id, at)
                assert vars(person) == vars(Person(person_id).fold(events))
    assert story.replay.person(story.spouse, story.last).withdrawn


def test_last_position_is_the_record_as_it_stands(story: Story) -> None:
    now = story.book.household_record(story.household)
    then = story.replay.record(story.household, story.last, with_personal=True)
    assert vars(then.household) == vars(now.household)
    assert {i: vars(p) for i, p in then.persons.items()} == {
        i: vars(p) for i, p in now.persons.items()
    }


def test_personal_part_is_opened_only_where_it_is_asked_for(story: Story) -> None:
    registered_at = next(e.position for e in story.events if e.event.originator_id == story.spouse)
    clear = story.replay.record(story.household, registered_at)
    assert "D1" not in clear.persons[story.head].answers
    whole = story.replay.record(story.household, registered_at, with_personal=True)
    assert whole.persons[story.head].answers["D1"] == "某甲"
    assert story.replay.person(story.head, story.last, with_personal=True).answers["D1"] == "某丙"


def test_what_is_no_person_is_none(story: Story) -> None:
    with pytest.raises(UnknownPerson):
        story.replay.person(story.household, story.last)
    with pytest.raises(UnknownPerson):
        story.replay.person(uuid4(), story.last)


def test_block_at_every_position_has_the_list_of_then(story: Story) -> None:
    id_of_block = story.book.roster().block(OTHER_BLOCK).id
    for at in positions(story):
        events = story.until(at, id_of_block)
        if not events:
            with pytest.raises(UnknownBlock):
                story.replay.block(OTHER_BLOCK, at)
        else:
            block = story.replay.block(OTHER_BLOCK, at)
            assert vars(block) == vars(Block(id_of_block).fold(events))
    assert len(story.replay.block(OTHER_BLOCK, story.last).households) == 2


def test_roster_at_every_position_has_the_posts_and_blocks_of_then(story: Story) -> None:
    for at in positions(story):
        roster, slow = story.replay.roster(at), Roster()
        for recorded in story.events[: at + 1]:
            if recorded.event.topic in ROSTER_TOPICS:
                slow.apply(recorded.position, recorded.event)
        assert roster.position == slow.position
        assert roster.appointments == slow.appointments
        assert roster.blocks.keys() == slow.blocks.keys()
    assert not story.replay.roster(story.last).holders(Role.ENUMERATOR)[1:]


def test_standings_at_every_position_are_those_of_the_folded_households(story: Story) -> None:
    ids = [story.household, *story.others, uuid4()]
    for at in positions(story):
        folded = {i: Household(i).fold(story.until(at, i)) for i in ids}
        expected = {i: h.status for i, h in folded.items() if h.version}
        assert story.replay.standings(ids, at) == expected
        listed_by_then = story.replay.households(ids, at)
        assert {i: h.status for i, h in listed_by_then.items()} == expected
    assert story.replay.standings([], story.last) == {}


def test_standings_know_every_event_that_moves_a_record() -> None:
    moving = {
        topic
        for topic, kind in TOPICS.items()
        if issubclass(kind, HouseholdEvent) and not issubclass(kind, HouseholdRevision)
    }
    statement = queries("ledger", "replay.sql")["select_standings"]
    named = {topic for topic in TOPICS if f"'{topic}'" in statement}
    # A list of the dead leaves the record at its step, as the end of its key does.
    assert named == moving - {"HouseholdKeyDestroyed", "DeathsRegistered"}


@contextmanager
def topic_edited(story: Story, position: int) -> Iterator[None]:
    """The database's owner writes a topic that no event has, and takes it back afterwards."""
    edit = "UPDATE ledger.entry SET topic = %s WHERE position = %s"
    with psycopg.connect(story.database.url, autocommit=True) as owner:
        owner.execute(edit, ("HouseholdRenamed", position))
        try:
            yield
        finally:
            owner.execute(edit, (story.events[position].event.topic, position))


def test_entry_of_an_unknown_topic_refuses_the_state_of_its_own_household_alone(
    story: Story,
) -> None:
    position = next(e.position for e in story.events if e.event.topic == "PersonAmended")
    with topic_edited(story, position):
        with pytest.raises(EntryOfUnknownTopic) as error:
            story.replay.record(story.household, story.last)
        assert error.value.details() == {"position": position}
        with pytest.raises(EntryOfUnknownTopic):
            story.replay.person(story.head, story.last)
        assert story.replay.record(story.others[0], story.last).household.version
    assert story.replay.record(story.household, story.last).household.version


def test_moment_is_the_last_position_recorded_by_then(story: Story) -> None:
    first, last = story.events[0], story.events[-1]
    with pytest.raises(NothingRecordedYet):
        story.replay.position_at(first.recorded_at - timedelta(microseconds=1))
    for recorded in story.events:
        expected = max(e.position for e in story.events if e.recorded_at <= recorded.recorded_at)
        assert story.replay.position_at(recorded.recorded_at) == expected
        assert story.replay.recorded_at(recorded.position) == recorded.recorded_at
    assert story.replay.position_at(last.recorded_at + timedelta(days=400)) == story.last
    assert story.replay.position_at(datetime.max.replace(tzinfo=UTC)) == story.last


def test_moment_means_the_same_in_every_zone(story: Story) -> None:
    moment = story.events[-1].recorded_at
    assert story.replay.position_at(moment.astimezone(timezone(timedelta(hours=8)))) == story.last


def test_events_that_are_replayed_are_those_that_are_read_by_aggregate(story: Story) -> None:
    ids = {recorded.event.originator_id for recorded in story.events}
    assert story.book.events_of(sorted(ids)) == story.events
    assert story.book.read(3, 4) == story.events[3:7]
    assert story.book.read(story.last + 1, 4) == []
