"""Requests become the commands that they name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.commands import ACT_TAGS, BATCH_ITEM
from api.commands.households import AmendBody, CorrectBody, ReturnBody, WithdrawBody
from api.commands.sender import CitedAuthority, Sender
from api.faults import faults
from domain.attribution import Authority, Channel
from domain.commands import AmendHousehold, CorrectHousehold, ReturnHousehold, WithdrawHousehold
from domain.reasons import AmendReason, ReturnReason

HOUSEHOLD = UUID("8d3c1f0e-1111-4111-8111-111111111111")
PERSON = UUID("8d3c1f0e-3333-4333-8333-333333333333")
SENDER: dict[str, Any] = {
    "command_id": "8d3c1f0e-2222-4222-8222-222222222222",
    "device": "pad-1",
    "device_time": "2020-11-05T10:00:00+08:00",
    "channel": "enumerator",
}


def test_an_envelope_bears_its_sender() -> None:
    envelope = Sender.model_validate(SENDER).envelope("e-1", None)  # type: ignore[arg-type]  # any
    assert envelope.account == "e-1"
    assert envelope.device_time == SENDER["device_time"]
    assert envelope.channel is Channel.ENUMERATOR


def test_an_amendment_tells_an_emptied_answer_from_an_untouched_one() -> None:
    body = AmendBody.model_validate(
        {
            **SENDER,
            "expected_version": 2,
            "reason": "after-return",
            "revision": {"household": {"H6": None}, "persons": {str(PERSON): {"D11": 4}}},
        }
    )
    command = body.command(HOUSEHOLD)
    assert isinstance(command, AmendHousehold)
    assert command.revision.household == {"H6": None}
    assert command.revision.persons == {PERSON: {"D11": 4}}
    assert command.revision.deaths is None
    assert command.reason is AmendReason.AFTER_RETURN


def test_a_correction_bears_authority_and_second_account() -> None:
    body = CorrectBody.model_validate(
        {
            **SENDER,
            "expected_version": 9,
            "reason": "cross-check",
            "authority": {"document": "7", "issued_by": "office"},
            "revision": {"removed": [str(PERSON)]},
        }
    )
    command = body.command(HOUSEHOLD, "county-2")
    assert isinstance(command, CorrectHousehold)
    assert command.second_account == "county-2"
    assert command.authority.document == "7"
    assert command.revision.removed == (PERSON,)


def test_a_withdrawal_bears_authority_and_second_account() -> None:
    given = {**SENDER, "expected_version": 9, "reason": "vacant"}
    bare = WithdrawBody.model_validate(given).command(HOUSEHOLD, None)
    assert (bare.authority, bare.second_account) == (None, None)
    cited = {"document": "渝北人普办〔2020〕7号", "issued_by": "渝北区普查办公室"}
    body = WithdrawBody.model_validate({**given, "authority": cited, "second_token": "t"})
    command = body.command(HOUSEHOLD, "county-2")
    assert isinstance(command, WithdrawHousehold)
    assert command.authority == Authority(**cited)
    assert command.second_account == "county-2"


@pytest.mark.parametrize("field", ["document", "issued_by"])
@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("《关于更正的通知》", True),
        ("渝普办〔2020〕7号、8号", True),
        ("更正单 No.7", True),
        ("第３号", True),
        ("500112 19800503 1015", False),
        ("1380013-8000", False),
        ("渝北人普办〔2020〕7号", True),
        ("500112-2020-7", True),
        ("No. 7", True),
        ("普查办公室 500112 / census office (500112)", True),
        ("[2020]7", True),
        ("甲" * 60, True),
        ("甲" * 61, False),
        ("", False),
        ("1380000000", True),
        ("致13800000000", False),
        ("110105194912310021", False),
        ("见附件：名单", False),
        ("line\nline", False),
        ("line\n", False),
        ("１３８００００００００", False),
    ],
)
def test_what_is_cited_names_a_paper_and_no_person(field: str, text: str, taken: bool) -> None:
    cited = {"document": "7", "issued_by": "office", field: text}
    try:
        authority = CitedAuthority.model_validate(cited).given()
    except ValidationError as error:
        [fault] = faults(error.errors(include_url=False, include_context=False))
        assert not taken
        assert fault["code"] == "wrong-shape"
    else:
        assert taken
        assert getattr(authority, field) == text


def test_a_return_bears_its_remarks() -> None:
    body = ReturnBody.model_validate(
        {
            **SENDER,
            "expected_version": 3,
            "reason": "revisit",
            "remarks": [{"item": "D5", "person": 0, "text": "again"}],
        }
    )
    command = body.command(HOUSEHOLD)
    assert isinstance(command, ReturnHousehold)
    assert command.reason is ReturnReason.REVISIT
    assert command.remarks[0].item == "D5"


def test_every_act_of_a_batch_has_its_tag() -> None:
    tags = {
        schema["properties"]["act"]["const"]
        for name, schema in BATCH_ITEM.json_schema()["$defs"].items()
        if name.endswith("Item")
    }
    assert tags == ACT_TAGS


FIRST_DAY = datetime(2000, 1, 2)  # noqa: DTZ001  # hypothesis adds the zone
LAST_DAY = datetime(2099, 12, 30)  # noqa: DTZ001


@given(st.datetimes(FIRST_DAY, LAST_DAY, timezones=st.timezones()))
def test_every_rfc_3339_time_is_taken_as_it_is(moment: datetime) -> None:
    text = moment.isoformat()
    if text[-6:-5] not in {"+", "-"}:  # an offset with seconds, which RFC 3339 has not
        return
    assert Sender.model_validate(SENDER | {"device_time": text}).device_time == text


@pytest.mark.parametrize(
    "text",
    [
        "2020-11-05T10:00:00Z",
        "2020-11-05t10:00:00z",
        "2020-11-05T10:00:00.5+08:00",
        "2020-11-05T10:00:00.123456789-00:00",
    ],
)
def test_the_forms_of_rfc_3339_are_taken(text: str) -> None:
    assert Sender.model_validate(SENDER | {"device_time": text}).device_time == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2020-11-05",
        "2020-11-05T10:00:00",
        "2020-11-05 10:00:00+08:00",
        "2020-13-05T10:00:00Z",
        "2020-11-05T25:00:00Z",
        "２０２０-11-05T10:00:00Z",
    ],
)
def test_what_is_no_rfc_3339_time_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Sender.model_validate(SENDER | {"device_time": text})


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("2000-01-01T00:00:00Z", True),
        ("2000-01-01T07:59:59+08:00", False),
        ("2099-12-31T23:59:59.999999Z", True),
        ("2100-01-01T00:00:00Z", False),
        ("1970-01-01T08:00:00+08:00", False),
        ("9999-12-31T23:59:59-23:59", False),
        ("0001-01-01T00:00:00+23:59", False),
    ],
)
def test_a_device_time_outside_the_century_is_refused(text: str, taken: bool) -> None:
    if taken:
        Sender.model_validate(SENDER | {"device_time": text})
        return
    with pytest.raises(ValidationError) as caught:
        Sender.model_validate(SENDER | {"device_time": text})
    [fault] = faults(caught.value.errors())
    assert (fault["pointer"], fault["code"]) == ("/device_time", "out-of-range")
    assert "2099" in str(fault["message_zh"])


POST: dict[str, Any] = {
    "act": "establish",
    **SENDER,
    "role": "enumerator",
    "area": "500112011001001",
    "title_zh": "普查员",
    "title_en": "enumerator",
    "account": "e-1",
    "credential": "500112-00107",
    "holder": "某甲",
}


@pytest.mark.parametrize(
    ("item", "text", "taken"),
    [
        ("credential", "", True),
        ("credential", "某甲 500112", False),
        ("credential", "50011219850615123", False),
        ("credential", "500112-19850615-1232", False),
        ("title_zh", "普查员 13812345678", False),
        ("title_en", "enumerator 138-1234-5678", False),
        ("title_zh", "第3区普查员", True),
    ],
)
def test_a_post_holds_no_number_of_a_person_in_clear(item: str, text: str, taken: bool) -> None:
    for act, left in (("establish", set()), ("fill", {"role", "area", "title_zh", "title_en"})):
        given = {k: v for k, v in (POST | {"act": act, item: text}).items() if k not in left}
        given |= {"post_id": str(HOUSEHOLD)} if act == "fill" else {}
        if item in left:
            continue
        if taken:
            BATCH_ITEM.validate_python(given)
            continue
        with pytest.raises(ValidationError):
            BATCH_ITEM.validate_python(given)
