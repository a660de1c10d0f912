"""What a command is decided on, and what a decision is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from domain.aggregate import Aggregate
from domain.area import require_area
from domain.attribution import Attribution, Authority, Channel
from domain.book import Book
from domain.census import CensusDefinition
from domain.commands import Command, Envelope
from domain.day import day_of
from domain.device import DeviceFlag
from domain.events import Event
from domain.forms.household import HouseholdForm
from domain.household_record import HouseholdRecord
from domain.office import Office
from domain.permissions import Act, permit, permit_own, permit_respondent
from domain.phase import hangs_on_phase
from domain.post import Appointment, Post
from domain.refusal import BookMismatch, ChannelUnfit, SecondPersonNeeded, UnknownHousehold
from domain.roster import Roster
from domain.territory import Block
from ledger.aggregate_ids import AggregateIds

C = TypeVar("C", bound=Command)
A = TypeVar("A", bound=Aggregate)


@dataclass(frozen=True, slots=True)
class Decision:
    """The events of a command and what its receipt tells; ``subjects`` need new keys first.

    ``rests_on`` are versions of aggregates that get no event: should one change before the events
    are added, the command is decided anew.
    """

    events: Sequence[Event]
    result: Mapping[str, object]
    rests_on: Mapping[UUID, int]
    subjects: Sequence[UUID] = field(default=())


@dataclass(frozen=True, slots=True)
class Needs:
    """What has to be read from the book before a command is decided.

    ``households`` by id, with their persons and all that is personal where ``whole`` names them;
    ``aggregates`` of other kinds, by id. What is not on record is not there when it is decided.
    """

    households: frozenset[UUID] = frozenset()
    whole: frozenset[UUID] = frozenset()
    aggregates: Mapping[UUID, type[Aggregate]] = field(default_factory=dict)


NOTHING = Needs()


@dataclass(slots=True)
class Situation(Generic[C]):
    """A command, who sends it, and the book as it stands.

    The roster is shared and never changed: what is to be changed is taken by :meth:`block`,
    :meth:`post` or :meth:`book_itself`, which give a twin. ``rests_on`` holds the versions of the
    posts that the act is done in, and of the book where a key is needed.
    """

    book: str
    ids: AggregateIds
    census: CensusDefinition
    envelope: Envelope
    command: C
    roster: Roster
    appointment: Appointment
    second: Appointment | None
    rests_on: dict[UUID, int]
    today: str
    """The day of the decision by the server's clock in China, ``YYYY-MM-DD``."""
    device_flag: DeviceFlag | None
    look_at_office: Callable[[], Office]
    records: Mapping[UUID, HouseholdRecord] = field(default_factory=dict)
    aggregates: Mapping[UUID, Aggregate] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        """The office's own work, read from the book where an act asks for it.

        It is shared and never changed: what is to be changed is taken as a twin.
        """
        return self.look_at_office()

    def permit(self, act: Act, place: str) -> None:
        """Let the sender and the second person do the act at a place.

        Raises:
            NotPermitted, Suspended, OutsideArea, NotCertified: one of the two may not.
            OutsidePhase, CensusClosed: nobody may now.
        """
        if self.envelope.respondent is not None:
            permit_respondent(act)
        else:
            permit(self.appointment, act, place, self.today)
        if self.second is not None:
            permit(self.second, act, place, self.today)
        self._in_phase(act, place)

    def permit_own(self, act: Act) -> None:
        """Let the sender do an act on own work, whatever areas the post has.

        Raises:
            NotPermitted, Suspended: the sender may not.
        """
        permit_own(self.appointment, act)

    def _in_phase(self, act: Act, place: str) -> None:
        book = self.roster.book
        if book is None or not hangs_on_phase(act):
            return
        form = getattr(self.command, "form", None)
        book.require_phase(
            act,
            place,
            self.census,
            form=form.form if isinstance(form, HouseholdForm) else None,
            own=self.envelope.respondent is not None,
        )
        # Should the phase end meanwhile, the act is decided anew.
        self.rests_on[book.id] = book.version

    def by(self, *, reason: str | None = None, authority: Authority | None = None) -> Attribution:
        """Who answers for the events."""
        envelope, second = self.envelope, self.second
        return Attribution(
            command_id=envelope.command_id,
            account=envelope.account,
            appointment_id=self.appointment.appointment_id,
            device=envelope.device,
            device_time=envelope.device_time,
            channel=envelope.channel,
            reason=reason,
            authority=authority,
            second_account=None if second is None else second.account,
            second_appointment_id=None if second is None else second.appointment_id,
            device_flag=None if self.device_flag is None else self.device_flag.value,
        )

    def record(self, household_id: UUID) -> HouseholdRecord:
        """A household that :class:`Needs` named.

        Raises:
            UnknownHousehold: there is none.
        """
        try:
            return self.records[household_id]
        except KeyError:
            raise UnknownHousehold from None

    def aggregate(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """An aggregate that :class:`Needs` named; None where there is none on record."""
        found = self.aggregates.get(aggregate_id)
        return found if isinstance(found, kind) else None

    def block(self, code: str) -> Block:
        """A block, to be changed.

        Raises:
            UnknownBlock: there is none.
        """
        return self.roster.block(code).twin()

    def post(self, account: str) -> Post:
        """The post that an account holds now, to be changed.

        Raises:
            UnknownPost: it holds none.
        """
        return self.roster.post_of(account).twin()

    def book_itself(self) -> Book:
        """The book, to be changed."""
        if self.roster.book is None:
            raise BookMismatch
        return self.roster.book.twin()

    def require_in_book(self, place: str) -> None:
        """Refuse a place of another county.

        Raises:
            BookMismatch: it is.
        """
        if not place.startswith(self.book):
            raise BookMismatch

    def require_area(self, place: str) -> None:
        """Refuse a place that there is not.

        Raises:
            UnknownArea: no list of divisions has it, and no block of it was drawn.
        """
        require_area(place, self.roster.blocks)

    def decided(
        self,
        events: Sequence[Event],
        result: Mapping[str, object],
        subjects: Sequence[UUID] = (),
        also_rests_on: Mapping[UUID, int] | None = None,
    ) -> Decision:
        """The decision with what it rests on."""
        return Decision(events, result, {**self.rests_on, **(also_rests_on or {})}, subjects)


def situate(
    book: str,
    ids: AggregateIds,
    census: CensusDefinition,
    envelope: Envelope,
    roster: Roster,
    look_at_office: Callable[[], Office],
) -> Situation[Any]:
    """Look up who sends a command and who countersigns it.

    Raises:
        NoAppointment: one of the two holds no post.
        SecondPersonNeeded: one of the two appointed the other.
        ChannelUnfit: who holds a post says that a household sends it.
    """
    appointment = _who_acts(roster, envelope)
    rests_on = {appointment.post_id: roster.posts[appointment.post_id].version}
    second_account = getattr(envelope.command, "second_account", None)
    second = None
    if second_account is not None:
        second = roster.appointment_of(second_account)
        if not roster.independent(envelope.account, second_account):
            raise SecondPersonNeeded
        rests_on[second.post_id] = roster.posts[second.post_id].version
    if envelope.command.needs_key and roster.book is not None:
        # Should the keys of the book be destroyed meanwhile, nothing more is sealed under them.
        rests_on[roster.book.id] = roster.book.version
    return Situation(
        book=book,
        ids=ids,
        census=census,
        envelope=envelope,
        command=envelope.command,
        roster=roster,
        appointment=appointment,
        second=second,
        rests_on=rests_on,
        look_at_office=look_at_office,
        today=day_of(datetime.now(UTC)).isoformat(),
        device_flag=_device_flag(roster, envelope, appointment),
    )


def _device_flag(roster: Roster, envelope: Envelope, appointment: Appointment) -> DeviceFlag | None:
    flag = roster.device_flag(envelope.device, appointment.post_id)
    # A household writes from a device of its own, which no post was given.
    own = envelope.respondent is not None and flag is DeviceFlag.UNREGISTERED
    return None if own else flag


def _who_acts(roster: Roster, envelope: Envelope) -> Appointment:
    """The sender's appointment; of a household, the one that handed its code out, ended or not."""
    if envelope.respondent is not None:
        return roster.appointments[envelope.respondent.appointment_id]
    appointment = roster.appointment_of(envelope.account)
    if envelope.channel is Channel.SELF:
        raise ChannelUnfit
    return appointment


def _touches_nothing_shared(_: Any) -> Hashable:
    return uuid4()


def _needs_nothing(_: Situation[Any]) -> Needs:
    return NOTHING


@dataclass(frozen=True, slots=True)
class Handler(Generic[C]):
    """How commands of a class are carried out.

    ``decide`` gives the events or raises a refusal. ``needs`` says what must be read first, and
    refuses what the roster alone forbids. Commands that ``touches`` gives one value for are carried
    out one after the other, and only commands of one ``wave`` together: those that change the
    roster run apart from those that are decided on it.
    """

    command: type[C]
    wave: str
    decide: Callable[[Situation[C]], Decision]
    touches: Callable[[C], Hashable] = _touches_nothing_shared
    needs: Callable[[Situation[C]], Needs] = _needs_nothing


def new_ids(count: int) -> list[UUID]:
    """Ids for what begins now."""
    return [uuid4() for _ in range(count)]
