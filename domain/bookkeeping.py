"""Population bookkeeping: persons change forms so that nobody is lost and nobody counts twice.

What one form loses another gains, in one command; both forms are judged as they will be, and an
error on either refuses the whole. H2 follows from the members, H3 and H4 from what goes along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from domain.attribution import Attribution
from domain.bearers import same_natural_person
from domain.commands import (
    AcceptTransferIn,
    AnnounceTransferOut,
    Members,
    MergeHouseholds,
    MovePersons,
    ResolveDuplicate,
    Revision,
    SplitHousehold,
    TransferCommand,
)
from domain.events import (
    DuplicateResolved,
    Event,
    HouseholdRegistered,
    HouseholdWithdrawn,
    MembersTransferredIn,
    MembersTransferredOut,
    PersonRegistered,
    PersonTransferredIn,
    PersonTransferredOut,
    PersonWithdrawn,
    Transfer,
    TransferInAccepted,
    TransferOutAnnounced,
)
from domain.findings import explanations_on
from domain.forms.definition import Answers
from domain.forms.revision import shaped_answers
from domain.household import Person
from domain.household_record import HouseholdRecord
from domain.membership import KEPT, places_of, record_change, require_ground, revise
from domain.refusal import (
    NotOnePerson,
    UnfitDuplicate,
    UnfitTransfer,
    UnknownPerson,
    WrongStatus,
)
from domain.refusal.bookkeeping import Misfit
from domain.residence import residence_rule
from domain.rules import RULE_SET_VERSION
from domain.sheet import Sheet, judge, own_line
from domain.status import Status
from domain.transfer import (
    Luggage,
    count,
    packed,
    remaining,
    require_on_forms,
    with_,
    without,
)


def move(
    source: HouseholdRecord, target: HouseholdRecord, by: Attribution, command: MovePersons
) -> list[Event]:
    """Put persons of one household on the form of another.

    Raises:
        UnfitTransfer, UnknownPerson, WrongStatus: the forms or those named do not fit.
        AuthorityNeeded, SecondPersonNeeded: a record is approved and ``by`` carries no ground.
        RulesViolated, FormRefused, WarningsUnexplained: a form could not stand so.
    """
    _require_two(source, target)
    require_ground(by, source, target)
    _require_one_form(source, target)
    return _transferred(source, target, by, command, command.members, Transfer.MOVE)


def split(
    source: HouseholdRecord, target: HouseholdRecord, by: Attribution, command: SplitHousehold
) -> list[Event]:
    """Make of one household two; the second is on the list and has answered nothing yet.

    It answers the form that its members answered: of a drawn household's long form both keep it.
    Raises as :func:`move` does.
    """
    _require_two(source, target)
    require_ground(by, source)
    line = target.household
    if line.status is not Status.LISTED or line.registered or line.deaths:
        raise WrongStatus(line.status.value)
    gone = packed(source, command.members)
    require_on_forms(command.members.relationships, source.sheet())
    events = _leave(source, by, command, gone, Transfer.SPLIT, command.members.relationships)
    form = source.household.form, source.household.form_version
    given = shaped_answers(
        source.census.forms,
        Revision(household=command.household),
        form=form,
        foreign_version="",
        foreigners=(),
    )
    answers = {item: answer for item, answer in given.household.items() if answer is not None}
    sheet = replace(target.sheet(), form=form[0], version=form[1], answers=answers)
    after = with_(sheet, gone, command.members.relationships)
    findings = judge(line, after, target.census, places_of(after), own_line(line))
    explained = explanations_on(command.to_explanations, tuple(after.persons))
    line.trigger(
        HouseholdRegistered,
        by,
        form=form[0],
        form_version=form[1],
        answers=after.answers,
        deaths=after.deaths,
        person_ids=tuple(after.persons),
        rule_set=RULE_SET_VERSION,
        findings=findings,
        explanations=(*gone.explained(findings, explained), *explained),
    )
    return events + _entered(source, target, by, after, gone)


def merge(
    source: HouseholdRecord, target: HouseholdRecord, by: Attribution, command: MergeHouseholds
) -> list[Event]:
    """Make of two households one: all of the first go to the second, and the first ends.

    Raises as :func:`move` does.
    """
    _require_two(source, target)
    require_ground(by, source, target)
    _require_one_form(source, target)
    if source.household.foreign_ids:
        raise UnfitTransfer(Misfit.FOREIGNERS)
    answers = source.household.answers
    members = Members(
        persons=source.household.person_ids,
        relationships=command.relationships,
        boys=count(answers.get("H3m")),
        girls=count(answers.get("H3f")),
        death_lines=tuple(range(len(source.household.deaths))),
    )
    return _transferred(source, target, by, command, members, Transfer.MERGE)


def resolve_duplicate(
    record: HouseholdRecord, other: HouseholdRecord, by: Attribution, command: ResolveDuplicate
) -> list[Event]:
    """Withdraw one of two registrations of a natural person, naming the one that stays.

    Raises as :func:`move` does, and:
        NotOnePerson: the two registrations are not one natural person's.
        UnfitDuplicate: both may stand, or the one to go alone makes the person count.
    """
    _require_two(record, other)
    require_ground(by, record)
    if other.household.status not in KEPT:
        raise WrongStatus(other.household.status.value)
    one = record.persons.get(command.person_id)
    two = other.persons.get(command.other_person_id)
    standing = command.other_person_id in other.household.person_ids
    if one is None or two is None or not standing:
        raise UnknownPerson
    if not same_natural_person(one.answers, two.answers):
        raise NotOnePerson
    _require_duplicate(one.answers, two.answers)
    gone = packed(record, Members(persons=(command.person_id,)))
    after = remaining(record.sheet(), gone, command.relationships)
    require_on_forms(command.relationships, after)
    revise(
        record,
        DuplicateResolved,
        by,
        after,
        command.explanations,
        withdrawn=command.person_id,
        stays=command.other_person_id,
        other_household=other.household.id,
    )
    one.trigger(PersonWithdrawn, by, household_id=record.household.id)
    return record.collect_events()


def announce_out(
    record: HouseholdRecord, by: Attribution, command: AnnounceTransferOut
) -> list[Event]:
    """Let persons leave for a household in another book.

    Raises as :func:`move` does.
    """
    require_ground(by, record)
    gone = packed(record, command.members)
    after = remaining(record.sheet(), gone, command.members.relationships)
    require_on_forms(command.members.relationships, after)
    revise(
        record,
        TransferOutAnnounced,
        by,
        after,
        command.explanations,
        transfer_id=command.transfer_id,
        other_book=command.other_book,
        persons=len(gone.persons),
    )
    for person_id in gone.persons:
        record.persons[person_id].trigger(
            PersonTransferredOut, by, household_id=record.household.id, to_household=None
        )
    return record.collect_events()


def accept_in(
    record: HouseholdRecord, by: Attribution, command: AcceptTransferIn, new_ids: Sequence[UUID]
) -> list[Event]:
    """Take in persons who left a household in another book; ``new_ids`` are for them, in order.

    Raises as :func:`move` does.
    """
    require_ground(by, record)
    h = record.household
    if not command.persons:
        raise UnfitTransfer(Misfit.NOBODY_NAMED)
    given = shaped_answers(
        record.census.forms,
        Revision(added=command.persons, deaths=command.deaths),
        form=(h.form, h.form_version),
        foreign_version="",
        foreigners=(),
    )
    persons = dict(zip(new_ids, given.added, strict=True))
    coming = Luggage(persons, command.boys, command.girls, given.deaths or ())
    after = with_(record.sheet(), coming, command.relationships)
    require_on_forms(command.relationships, after)
    revise(
        record,
        TransferInAccepted,
        by,
        after,
        command.explanations,
        transfer_id=command.transfer_id,
        other_book=command.other_book,
        persons=len(new_ids),
    )
    for person_id in new_ids:
        person = record.persons[person_id] = Person(person_id)
        person.trigger(
            PersonRegistered,
            by,
            household_id=h.id,
            form_version=h.form_version,
            answers=after.persons[person_id],
        )
    return record.collect_events()


def _transferred(
    source: HouseholdRecord,
    target: HouseholdRecord,
    by: Attribution,
    command: TransferCommand,
    members: Members,
    transfer: Transfer,
) -> list[Event]:
    """The events of a move or a merger, what one form loses before what the other gains."""
    gone = packed(source, members)
    require_on_forms(members.relationships, source.sheet(), target.sheet())
    events = _leave(source, by, command, gone, transfer, members.relationships)
    after = with_(target.sheet(), gone, members.relationships)
    revise(
        target,
        MembersTransferredIn,
        by,
        after,
        command.to_explanations,
        gone,
        transfer=transfer,
        other_household=source.household.id,
    )
    return events + _entered(source, target, by, after, gone)


def _leave(
    source: HouseholdRecord,
    by: Attribution,
    command: TransferCommand,
    gone: Luggage,
    transfer: Transfer,
    relationships: Mapping[UUID, int],
) -> list[Event]:
    """Take the members off the form; a merger empties it, which no rule is asked about."""
    h = source.household
    fields: dict[str, Any] = {"transfer": transfer, "other_household": command.to_household_id}
    if transfer is Transfer.MERGE:
        after = without(source.sheet(), gone, relationships)
        record_change(source, MembersTransferredOut, by, after, (), (), fields)
    else:
        after = remaining(source.sheet(), gone, relationships)
        revise(source, MembersTransferredOut, by, after, command.explanations, None, **fields)
    for person_id in gone.persons:
        source.persons[person_id].trigger(
            PersonTransferredOut,
            by,
            household_id=h.id,
            to_household=command.to_household_id,
        )
    events = source.collect_events()
    if transfer is Transfer.MERGE:
        h.trigger(HouseholdWithdrawn, by, duplicate_of=None)
        events += h.collect_events()
    return events


def _entered(
    source: HouseholdRecord,
    target: HouseholdRecord,
    by: Attribution,
    after: Sheet,
    gone: Luggage,
) -> list[Event]:
    """The events of the receiving form, with the members' own."""
    for person_id in gone.persons:
        person = target.persons[person_id] = source.persons.pop(person_id)
        person.trigger(
            PersonTransferredIn,
            by,
            household_id=target.household.id,
            from_household=source.household.id,
            form_version=person.form_version,
            answers=after.persons[person_id],
        )
    return target.collect_events()


def _require_two(one: HouseholdRecord, two: HouseholdRecord) -> None:
    if one.household.id == two.household.id:
        raise UnfitTransfer(Misfit.SAME_HOUSEHOLD)


def _require_duplicate(goes: Answers, stays: Answers) -> None:
    """Tell a registration made twice from a pair that stands by design (census-2020.md, A.2)."""
    here = goes.get("D7") == 1, stays.get("D7") == 1
    counts = [residence_rule(a.get("D7"), a.get("D8"), a.get("D9")).resident for a in (goes, stays)]
    if (not all(here) and not all(counts)) or counts == [True, False]:
        raise UnfitDuplicate


def _require_one_form(source: HouseholdRecord, target: HouseholdRecord) -> None:
    one, two = source.household, target.household
    if (one.form, one.form_version) != (two.form, two.form_version):
        raise UnfitTransfer(Misfit.OTHER_FORM)
