"""A household acts for itself: with its own record, during its own phase, and with nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest

from api.respondents import respondent_of
from domain.attribution import RESPONDENT, Authority, Channel
from domain.commands import (
    AmendHousehold,
    ApproveHousehold,
    ClosePhase,
    Command,
    CrossCheck,
    Envelope,
    IssueSelfRegistration,
    ResolveDoubt,
    Respondent,
    ReturnHousehold,
    Revision,
    SubmitHousehold,
    VacatePost,
)
from domain.doubt import FoundDoubt
from domain.events import AttemptRefused, DoubtOutcome
from domain.phase import CensusPhase
from domain.reasons import AmendReason, ReturnReason
from domain.refusal import (
    AlreadyEstablished,
    ChannelUnfit,
    NotPermitted,
    OutsideArea,
    OutsidePhase,
    OwnWork,
    WrongStatus,
)
from domain.status import Role
from ledger.application import BookApplication
from ledger.database import Database
from ledger.receipt import Receipt
from tests.ledger.books import (
    BLOCK,
    OTHER_BLOCK,
    act,
    approved,
    envelope,
    listed,
    post,
    received,
    registered,
    registration,
    version,
)

CODE = "K7MP2QXW9R"
DOCUMENT = Authority(document="渝北人普〔2020〕8号", issued_by="渝北区普查办公室")
DIGEST = hashlib.sha256(CODE.encode()).hexdigest()


def issued(book: BookApplication, household_id: UUID, code: str = CODE) -> None:
    digest = hashlib.sha256(code.encode()).hexdigest()
    act(
        book,
        "enumerator",
        IssueSelfRegistration(household_id=household_id, code_digest=digest),
    )


def own(respondent: Respondent, command: Command) -> Envelope:
    return replace(envelope(RESPONDENT, command), channel=Channel.SELF, respondent=respondent)


def send(book: BookApplication, respondent: Respondent, command: Command) -> Receipt:
    return received(book.execute([own(respondent, command)])[0])


@pytest.fixture
def respondent(book: BookApplication) -> Respondent:
    (household_id, _) = listed(book, 2)
    issued(book, household_id)
    found = respondent_of(book, BLOCK, "001", CODE)
    assert found is not None
    return found


def submission(book: BookApplication, household_id: UUID) -> SubmitHousehold:
    return SubmitHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        declaration="self-declared",
    )


def test_household_registers_amends_and_submits_itself(
    book: BookApplication, respondent: Respondent
) -> None:
    household_id = respondent.household_id
    send(book, respondent, registration())
    amendment = AmendHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        revision=Revision(household={"H6": 95}),
        reason=AmendReason.RESPONDENT_CORRECTED,
    )
    send(book, respondent, amendment)
    send(book, respondent, submission(book, household_id))
    enumerator = book.roster().appointment_of("enumerator").appointment_id
    made = [r.event.by for r in book.events_of([household_id])][1:]
    assert {(b.account, b.appointment_id, b.channel) for b in made} == {
        (RESPONDENT, enumerator, Channel.SELF)
    }
    with pytest.raises(WrongStatus):
        send(
            book,
            respondent,
            replace(amendment, expected_version=version(book, household_id)),
        )


def test_household_goes_on_when_its_enumerator_has_left(
    book: BookApplication, respondent: Respondent
) -> None:
    act(book, "county-1", VacatePost(account="enumerator"))
    send(book, respondent, registration())


def test_who_handed_the_code_out_reviews_nothing_of_it(book: BookApplication) -> None:
    (household_id,) = listed(book)
    act(
        book,
        "supervisor",
        IssueSelfRegistration(household_id=household_id, code_digest=DIGEST),
    )
    respondent = respondent_of(book, BLOCK, "001", CODE)
    assert respondent is not None
    send(book, respondent, registration())
    send(book, respondent, submission(book, household_id))
    approval = ApproveHousehold(
        household_id=household_id, expected_version=version(book, household_id)
    )
    with pytest.raises(OwnWork):
        act(book, "supervisor", approval)
    returning = ReturnHousehold(
        household_id=household_id,
        expected_version=version(book, household_id),
        reason=ReturnReason.REVISIT,
    )
    with pytest.raises(OwnWork):
        act(book, "supervisor", returning)


def test_who_handed_the_code_out_answers_no_doubt_about_it(book: BookApplication) -> None:
    (household_id,) = listed(book)
    act(
        book,
        "supervisor",
        IssueSelfRegistration(household_id=household_id, code_digest=DIGEST),
    )
    respondent = respondent_of(book, BLOCK, "001", CODE)
    assert respondent is not None
    send(book, respondent, registration())
    finding = FoundDoubt(
        rule="X11", severity="warning", blocks=(BLOCK,), household_ids=(household_id,)
    )
    check = CrossCheck(area=BLOCK, as_of=book.head().size - 1, findings=(finding,))
    act(book, "county-1", check)
    answer = ResolveDoubt(
        doubt_id=book.ids.named("doubt", finding.name),
        household_ids=(household_id,),
        outcome=DoubtOutcome.NOT_A_DUPLICATE,
        explanation="核实无误",
    )
    with pytest.raises(OwnWork):
        act(book, "supervisor", answer)
    act(book, "community", answer)


def test_household_amends_no_other(book: BookApplication, respondent: Respondent) -> None:
    (another,) = listed(book, 1, "neighbour")
    amendment = AmendHousehold(
        household_id=another,
        expected_version=1,
        revision=Revision(household={"H6": 95}),
        reason=AmendReason.RESPONDENT_CORRECTED,
    )
    for household_id in (another, uuid4()):
        with pytest.raises(OutsideArea):
            send(book, respondent, replace(amendment, household_id=household_id))


def test_household_learns_nothing_of_other_lines(
    book: BookApplication, respondent: Respondent
) -> None:
    unlisted, undrawn = registration("007"), registration("001", BLOCK[:-1] + "9")
    for form in (registration("002"), unlisted, registration("001", OTHER_BLOCK), undrawn):
        with pytest.raises(OutsideArea):
            send(book, respondent, form)
    act(
        book,
        "county-1",
        ClosePhase(phase=CensusPhase.SELF_REGISTRATION, authority=DOCUMENT),
    )
    with pytest.raises(OutsideArea):
        send(book, respondent, unlisted)


def test_household_touches_no_other(book: BookApplication, respondent: Respondent) -> None:
    with pytest.raises(OutsideArea):
        send(book, respondent, registration("002"))
    other = respondent_of(book, BLOCK, "002", CODE)
    assert other is None


def test_household_does_nothing_but_its_own_acts(
    book: BookApplication, respondent: Respondent
) -> None:
    send(book, respondent, registration())
    approval = ApproveHousehold(
        household_id=respondent.household_id,
        expected_version=version(book, respondent.household_id),
    )
    for command in (
        approval,
        IssueSelfRegistration(household_id=respondent.household_id, code_digest=DIGEST),
        VacatePost(account="supervisor"),
    ):
        with pytest.raises(NotPermitted):
            send(book, respondent, command)
    tried = [r.event for r in book.read(0, 200) if isinstance(r.event, AttemptRefused)]
    assert [t.by.account for t in tried] == [RESPONDENT] * 3


def test_household_acts_during_self_registration_alone(
    book: BookApplication, respondent: Respondent
) -> None:
    act(
        book,
        "county-1",
        ClosePhase(phase=CensusPhase.SELF_REGISTRATION, authority=DOCUMENT),
    )
    with pytest.raises(OutsidePhase) as refused:
        send(book, respondent, registration())
    assert [p.phase for p in refused.value.phases] == ["self_registration"]
    act(book, "enumerator", registration())


def test_code_is_told_from_another_and_an_earlier_one_holds_no_more(
    book: BookApplication, respondent: Respondent
) -> None:
    assert respondent_of(book, BLOCK, "001", CODE.lower()) is None
    assert respondent_of(book, BLOCK, "007", CODE) is None
    assert respondent_of(book, BLOCK[:-1] + "9", "001", CODE) is None
    issued(book, respondent.household_id, "another code")
    assert respondent_of(book, BLOCK, "001", CODE) is None
    assert respondent_of(book, BLOCK, "001", "another code") == respondent


def test_neither_code_nor_its_digest_is_stored_anywhere(
    book: BookApplication, respondent: Respondent, database: Database
) -> None:
    assert respondent.household_id
    digest = bytes.fromhex(DIGEST)
    with psycopg.connect(database.url) as owner:
        tables = owner.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('ledger', 'vault')"
        ).fetchall()
        assert len(tables) > 3
        for schema, table in tables:
            [(text,)] = owner.execute(
                f"SELECT coalesce(string_agg(t::text, ''), '') FROM {schema}.{table} AS t"
            ).fetchall()
            for hidden in (CODE, CODE.encode().hex(), DIGEST, digest.hex()):
                assert hidden not in text, table


def test_code_is_handed_out_by_the_field_staff_before_review(book: BookApplication) -> None:
    household_id = registered(book)
    asked = IssueSelfRegistration(household_id=household_id, code_digest=DIGEST)
    with pytest.raises(NotPermitted):
        act(book, "county-1", asked)
    with pytest.raises(OutsideArea):
        act(book, "neighbour", asked)
    approved(book, household_id)
    with pytest.raises(WrongStatus):
        act(book, "enumerator", asked)


def test_nobody_is_appointed_as_a_household_or_writes_as_one(book: BookApplication) -> None:
    with pytest.raises(AlreadyEstablished):
        act(book, "county-1", post(RESPONDENT, Role.ENUMERATOR, BLOCK))
    listed(book)
    posing = replace(envelope("enumerator", registration()), channel=Channel.SELF)
    with pytest.raises(ChannelUnfit):
        received(book.execute([posing])[0])
