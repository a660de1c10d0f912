"""The office's own work over HTTP: pay, budget, tasks, inspections and bulletins."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.day import day_of
from tests.end_to_end.command_line import Run
from tests.end_to_end.test_destruction import destroyed
from tests.end_to_end.world import World, sender

DOCUMENT = {"document": "测试经费〔2020〕3号", "issued_by": "渝北区人口普查办公室"}
Receipt = dict[str, Any]
TODAY = day_of(datetime.now(UTC))
"""Everybody of the world was appointed now; nobody worked before."""
PERIOD = TODAY.isoformat()[:7]
DUE = (TODAY.replace(day=1) + timedelta(days=31)).replace(day=15)
OVERDUE = DUE + timedelta(days=1)


def acted(world: World, account: str, act: str, /, **fields: Any) -> Receipt:
    """The receipt of one act in a batch."""
    answer = sent(world, account, act, **fields)
    assert "receipt" in answer, answer
    receipt: Receipt = answer["receipt"]
    return receipt


def refused(world: World, account: str, act: str, /, **fields: Any) -> str:
    """The code of the problem that an act is refused with."""
    return str(sent(world, account, act, **fields)["problem"]["code"])


def sent(world: World, account: str, act: str, /, **fields: Any) -> dict[str, Any]:
    commands = [{"act": act, **sender(), **fields}]
    answer = world.post(account, "/commands", {"commands": commands})
    assert answer.status_code == 200, answer.text
    item: dict[str, Any] = answer.json()["items"][0]
    return item


class Staff:
    """Accounts of the world's first block, and of the areas above it."""

    def __init__(self, world: World) -> None:
        self.block = world.blocks[0]
        self.enumerator = f"e-{self.block}"
        self.supervisor = f"s-{self.block[:12]}-1"
        self.township = f"t-{self.block[:9]}"


@pytest.fixture(scope="module")
def staff(whole_world: World) -> Staff:
    return Staff(whole_world)


@pytest.fixture(scope="module")
def paid(whole_world: World, staff: Staff) -> str:
    """A month of the enumerator: a long day of now, half of it paid."""
    world = whole_world
    acted(
        world,
        "county-1",
        "set-pay-scheme",
        role="enumerator",
        area=world.blocks[0][:6],
        since="2020-01",
        rates=[{"basis": "day", "fen": 30_000}],
        minimum={"month_fen": 180_000, "hour_fen": 1_800, "authority": DOCUMENT},
        due_day=15,
        authority=DOCUMENT,
    )
    acted(
        world,
        "county-1",
        "open-budget-line",
        code="PAY-1",
        purpose="staff-pay",
        amount_fen=100_000,
        authority=DOCUMENT,
    )
    worked = {"date": TODAY.isoformat(), "minutes": 1080}
    told = acted(world, staff.enumerator, "record-workday", **worked)
    appointment = str(told["result"]["appointment_id"])
    acted(world, staff.supervisor, "countersign-workday", appointment_id=appointment, **worked)
    acted(
        world,
        "county-1",
        "pay-wages",
        appointment_id=appointment,
        period=PERIOD,
        paid_on=TODAY.isoformat(),
        amount_fen=15_000,
        budget_line="PAY-1",
        authority=DOCUMENT,
    )
    return appointment


def test_pay_tells_arrears_and_the_minimum_wage(
    whole_world: World, staff: Staff, paid: str
) -> None:
    found = whole_world.get("county-1", "/pay", period=PERIOD, on=OVERDUE.isoformat()).json()
    [statement] = found["statements"]
    assert (statement["appointment_id"], statement["account"]) == (paid, staff.enumerator)
    assert (statement["due_fen"], statement["paid_fen"]) == (30_000, 15_000)
    assert statement["arrears_fen"] == found["totals"]["arrears_fen"] == 15_000
    assert statement["alarms"] == ["arrears", "below-minimum"]
    on_time = whole_world.get("county-1", "/pay", period=PERIOD, on=DUE.isoformat()).json()
    assert on_time["totals"]["arrears_fen"] == 0


def test_worker_sees_own_pay_and_nobody_elses(whole_world: World, staff: Staff, paid: str) -> None:
    own = whole_world.get(staff.enumerator, "/pay", mine=True).json()
    assert {s["appointment_id"] for s in own["statements"]} == {paid}
    every = whole_world.get(staff.enumerator, "/pay")
    assert (every.status_code, every.json()["code"]) == (403, "not-permitted")


def test_who_may_sign_sees_the_days_that_wait(
    run: Run, whole_world: World, staff: Staff, paid: str
) -> None:
    neighbour = f"e-{whole_world.blocks[1]}"
    worked = {"date": TODAY.isoformat(), "minutes": 75}
    acted(whole_world, neighbour, "record-workday", **worked)
    found = whole_world.get(staff.township, "/pay/workdays", state="waiting").json()
    days = {day["account"]: day for day in found["workdays"]}
    assert (days[neighbour]["minutes"], days[neighbour]["recorded_by"]) == (75, neighbour)
    assert staff.enumerator not in days
    signed = whole_world.get(staff.township, "/pay/workdays", state="countersigned").json()
    assert {day["appointment_id"] for day in signed["workdays"]} == {paid}
    assert whole_world.get(neighbour, "/pay/workdays").status_code == 403
    assert run("login", staff.township, "--server", whole_world.address)[0] == 0
    code, out, _ = run("workdays", "--json")
    assert (code, json.loads(out)["workdays"]) == (0, found["workdays"])


def test_lines_of_the_budget_come_by_the_page(whole_world: World, paid: str) -> None:
    line = {"purpose": "printing", "amount_fen": 500, "authority": DOCUMENT}
    acted(whole_world, "county-1", "open-budget-line", code="PRINT-1", **line)
    first = whole_world.get("county-1", "/budget", limit=1).json()
    assert [line["code"] for line in first["lines"]] == ["PAY-1"]
    assert first["allotted_fen"] == 100_500
    second = whole_world.get("county-1", "/budget", limit=1, cursor=first["next"]).json()
    assert ([line["code"] for line in second["lines"]], second["next"]) == (["PRINT-1"], None)


@pytest.mark.parametrize("amount", [True, "10000", "6_0", 1.0, 0])
def test_money_is_a_whole_number_of_fen(whole_world: World, amount: object) -> None:
    given = {"code": "X-1", "purpose": "other", "amount_fen": amount, "authority": DOCUMENT}
    assert refused(whole_world, "county-1", "open-budget-line", **given) == "invalid-request"


@pytest.mark.parametrize(
    "worked",
    [
        {"date": 1_604_361_600, "minutes": 60},
        {"date": "1604361600", "minutes": 60},
        {"date": "2020-11-03T00:00:00", "minutes": 60},
        {"date": "2020-11-03", "minutes": True},
        {"date": "2020-11-03", "minutes": "60"},
    ],
)
def test_days_and_minutes_are_written_in_one_way(
    whole_world: World, staff: Staff, worked: dict[str, object]
) -> None:
    assert refused(whole_world, staff.enumerator, "record-workday", **worked) == "invalid-request"


@pytest.mark.parametrize("path", ["nowhere.json", "."])
def test_file_that_cannot_be_read_is_said_to_be_so(run: Run, whole_world: World, path: str) -> None:
    code, _, err = run("act", "record-workday", "--file", path)
    assert code == 2
    assert "the file cannot be read" in err
    assert "Traceback" not in err


def test_pay_of_a_position_before_is_what_it_was(whole_world: World, paid: str) -> None:
    budget = whole_world.get("county-1", "/budget").json()
    [line] = [line for line in budget["lines"] if line["code"] == "PAY-1"]
    [spending] = line["spendings"]
    assert spending["appointment_id"] == paid
    before = {"at": spending["position"] - 2, "on": OVERDUE.isoformat(), "period": PERIOD}
    found = whole_world.get("county-1", "/pay", **before).json()
    assert found["totals"]["paid_fen"] == 0


def test_budget_leads_back_to_positions(whole_world: World, paid: str) -> None:
    budget = whole_world.get("auditor", "/budget").json()
    [line] = [line for line in budget["lines"] if line["code"] == "PAY-1"]
    assert (line["allotted_fen"], line["spent_fen"], line["left_fen"]) == (100_000, 15_000, 85_000)
    assert line["positions"][-1] == line["spendings"][0]["position"]
    spent = {"code": "PAY-1", "amount_fen": 1, "authority": DOCUMENT}
    assert refused(whole_world, "county-1", "spend", **spent) == "wrong-budget-purpose"
    assert whole_world.get("operator", "/budget").status_code == 403


def test_pay_on_the_command_line_ends_with_1_where_there_are_alarms(
    run: Run, whole_world: World, paid: str
) -> None:
    assert run("login", "county-1", "--server", whole_world.address)[0] == 0
    overdue = ("--period", PERIOD, "--on", OVERDUE.isoformat())
    code, out, _ = run("pay", *overdue)
    assert code == 1
    assert "150.00" in out
    assert "拖欠报酬" in out
    code, out, _ = run("pay", *overdue, "--json")
    assert (code, json.loads(out)["totals"]["alarmed"]) == (1, 1)
    code, out, _ = run("pay", "--period", "2019-01")
    assert code == 0
    assert "无预警" in out
    code, _, err = run("pay", "--on", "16.12.2020")
    assert code == 2
    assert "2020-11-15" in err
    over = ("amount_fen=99999999", f"appointment_id={paid}", f"period={PERIOD}")
    over = (*over, "budget_line=PAY-1", f"paid_on={TODAY}", "authority=" + json.dumps(DOCUMENT))
    code, _, err = run("act", "pay-wages", *(word for given in over for word in ("--set", given)))
    assert (code, "85000" in err) == (1, True)
    code, out, _ = run("budget")
    assert code == 0
    assert "850.00" in out


def test_task_shows_who_answers_and_that_it_is_overdue(
    whole_world: World, staff: Staff, run: Run
) -> None:
    acted(
        whole_world,
        staff.township,
        "set-task",
        code="XC-1",
        kind="publicity",
        title="张贴普查公告",
        criteria="每个单元一张",
        area=staff.block[:12],
        due="2020-10-20",
        account=staff.supervisor,
    )
    acted(whole_world, staff.supervisor, "report-progress", code="XC-1", percent=60)
    late = {"overdue": True, "on": "2020-10-21"}
    [task] = whole_world.get(staff.township, "/tasks", **late).json()["tasks"]
    assert (task["code"], task["percent"], task["state"]) == ("XC-1", 60, "open")
    assert [holder["account"] for holder in task["holders"]] == [staff.supervisor]
    assert run("login", staff.township, "--server", whole_world.address)[0] == 0
    code, out, _ = run("tasks", "--on", "2020-10-21")
    assert code == 0
    assert "XC-1" in out
    assert "overdue 1" in out
    with_name = {"title": "请找138 1234 5678", "code": "XC-9"}
    given = {"kind": "publicity", "criteria": "甲", "area": staff.block[:12], "due": "2020-10-20"}
    given |= {"account": staff.supervisor, **with_name}
    assert refused(whole_world, staff.township, "set-task", **given) == "invalid-request"


def test_who_answers_for_a_task_sees_it_wherever_it_lies(whole_world: World, staff: Staff) -> None:
    given = {"kind": "logistics", "title": "领取物资", "criteria": "签收", "due": "2020-10-20"}
    given |= {"code": "WZ-1", "area": staff.block[:9], "account": staff.enumerator}
    acted(whole_world, staff.township, "set-task", **given)
    own = whole_world.get(staff.enumerator, "/tasks").json()["tasks"]
    assert "WZ-1" in {task["code"] for task in own}
    there = whole_world.get(staff.enumerator, "/tasks", area=staff.block[:9])
    assert there.json()["code"] == "outside-area"


def test_finding_on_a_household_is_told_without_its_remark(
    whole_world: World, staff: Staff, run: Run
) -> None:
    household_id = whole_world.register(whole_world.forms(staff.block)[0])["result"]["household_id"]
    township = staff.township
    acted(
        whole_world,
        township,
        "plan-inspection",
        code="JC-1",
        area=staff.block,
        planned_for="2020-11-08",
    )
    acted(whole_world, township, "carry-out-inspection", code="JC-1", carried_out_on="2020-11-08")
    finding = {
        "inspection": "JC-1",
        "kind": "wrong-answer",
        "severity": "major",
        "household_id": household_id,
        "item": "D5",
        "account": staff.supervisor,
        "due": "2020-11-20",
    }
    assert refused(whole_world, township, "record-finding", **finding) == "invalid-request"
    acted(whole_world, township, "record-finding", **finding, remark="出生月份登记有误")
    listed = whole_world.get(township, "/inspections")
    assert "出生月份" not in listed.text
    assert listed.json()["inspections"][0]["findings"][0]["task_state"] == "open"
    path = "/inspections/JC-1/findings/1/remark"
    opened = whole_world.get(township, path, purpose="quality-check")
    assert opened.json()["remark"] == "出生月份登记有误"
    read = whole_world.get("auditor", "/readings", household_id=household_id).json()["readings"]
    assert (read[0]["act"], read[0]["account"]) == ("read-remark", township)
    assert whole_world.get(staff.enumerator, path, purpose="review").status_code == 403
    unknown = whole_world.get(township, "/inspections/JC-1/findings/7/remark", purpose="review")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-finding")
    assert run("login", township, "--server", whole_world.address)[0] == 0
    code, out, _ = run("inspections")
    assert code == 0
    assert "JC-1-1" in out


def test_remark_is_sealed_for_good_with_its_household(whole_world: World, staff: Staff) -> None:
    form = whole_world.forms(staff.block)[2]
    household_id = whole_world.register(form)["result"]["household_id"]
    plan = {"code": "JC-2", "area": staff.block, "planned_for": "2020-11-08"}
    acted(whole_world, "county-1", "plan-inspection", **plan)
    done = {"code": "JC-2", "carried_out_on": "2020-11-08"}
    acted(whole_world, "county-1", "carry-out-inspection", **done)
    finding = {"inspection": "JC-2", "kind": "omission", "severity": "grave", "due": "2020-11-20"}
    finding |= {"household_id": household_id, "remark": "漏登一人", "account": staff.supervisor}
    acted(whole_world, "county-1", "record-finding", **finding)
    destroyed(whole_world, household_id)
    path = "/inspections/JC-2/findings/1/remark"
    answer = whole_world.get("county-1", path, purpose="quality-check")
    assert (answer.status_code, answer.json()["code"]) == (409, "key-destroyed")
    assert "漏登" not in whole_world.get("county-1", "/inspections").text


def test_bulletin_of_a_position_is_the_same_bytes_whatever_comes_after(
    whole_world: World, staff: Staff, paid: str
) -> None:
    position = whole_world.get("county-1", "/head").json()["size"] - 1
    first = whole_world.get("county-1", "/bulletin", at=position)
    assert first.status_code == 200, first.text
    acted(whole_world, staff.supervisor, "record-workday", date=TODAY.isoformat(), minutes=60)
    whole_world.register(whole_world.forms(staff.block)[1])
    again = whole_world.get("county-1", "/bulletin", at=position)
    assert again.content == first.content
    later = whole_world.get("county-1", "/bulletin").json()
    assert later["sha256"] != first.json()["sha256"]


def test_bulletin_that_was_given_out_is_compared_with_the_book(
    run: Run, whole_world: World, paid: str
) -> None:
    assert run("login", "county-1", "--server", whole_world.address)[0] == 0
    code, out, err = run("bulletin", "--publish", "TB-1")
    assert code == 0, err
    assert "不作排名" in out
    code, out, _ = run("bulletin", "--number", "TB-1", "--language", "en")
    assert code == 0
    assert "ranks nobody" in out
    assert out == whole_world.get("auditor", "/bulletins/TB-1").json()["bulletin"]["en"]
    listed = whole_world.get("auditor", "/bulletins").json()["bulletins"]
    assert [b["number"] for b in listed] == ["TB-1"]
    false = {**listed[0], "number": "TB-2", "sha256": "0" * 64}
    del false["published_at"]
    assert refused(whole_world, "county-1", "publish-bulletin", **false) == "bulletin-differs"
    beyond = {**false, "position": whole_world.get("county-1", "/head").json()["size"]}
    found = refused(whole_world, "county-1", "publish-bulletin", **beyond)
    assert found == "position-not-reached"
    assert refused(whole_world, "auditor", "publish-bulletin", **false) == "not-permitted"
    code, _, err = run("bulletin", "--number", "TB-9")
    assert code == 2
    assert "unknown-bulletin" in err
    assert run("bulletin", "--number", "TB-1", "--area", "500112")[0] == 2
