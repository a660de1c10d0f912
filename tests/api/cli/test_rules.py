"""``census-ledger rules`` lists every rule, and explains one with examples that hold."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from api.cli import main
from domain.forms import parse_form
from domain.rules import CROSS_RULES, RULES, check


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the verb: its exit code, what it answers and what it complains of."""

    def run(*options: str) -> tuple[int | str | None, str, str]:
        monkeypatch.setattr(sys, "argv", ["census-ledger", "rules", *options])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return run


def test_every_rule_is_listed(run: Any) -> None:
    status, told, _ = run()
    assert status == 0
    ids = {word for line in told.splitlines() for word in line.split()[:1]}
    assert {*RULES, *CROSS_RULES} <= ids
    assert "147" in told


def test_a_program_gets_a_line_a_rule(run: Any) -> None:
    _, told, _ = run("--json")
    lines = [json.loads(line) for line in told.splitlines()]
    assert [line["rule"] for line in lines] == [*RULES, *CROSS_RULES]
    assert lines[0] == {
        "rule": "P01",
        "rule_set": "2020.2",
        "level": "person",
        "severities": ["error"],
        "items": ["D1"],
        "basis": RULES["P01"].basis,
        "message_zh": RULES["P01"].zh,
        "message_en": RULES["P01"].en,
        "forms": ["long", "short"],
        "stage": "range",
    }


def test_a_rule_is_explained_with_wording_items_and_the_answers_that_matter(run: Any) -> None:
    status, told, _ = run("--explain", "p44")
    assert status == 0
    rule = RULES["P44"]
    for part in ("P44", "error", rule.zh, rule.en, rule.basis, "受教育程度", "Month of birth"):
        assert part in told
    assert "person 3: D5 = 2016-05; D11 = 3 (小学 / Primary school)" in told
    assert told.index("fails") < told.index("2016-05") < told.index("passes")


def test_the_forms_of_an_explained_rule_fail_and_pass_it(run: Any) -> None:
    _, told, _ = run("--explain", "H33", "--json")
    explained = json.loads(told)
    assert {f.rule for f in check(parse_form(explained["failing_form"]))} == {"H33"}
    assert check(parse_form(explained["passing_form"])) == ()


@pytest.mark.parametrize("rule", [*RULES, *CROSS_RULES])
def test_every_rule_can_be_explained(run: Any, rule: str) -> None:
    status, told, _ = run("--explain", rule)
    assert status == 0
    assert told.startswith(rule)
    assert "what to do" in told


def test_a_rule_across_households_is_explained_in_words(run: Any) -> None:
    _, told, _ = run("--explain", "X09")
    assert CROSS_RULES["X09"].fails_en in told
    assert "doubt" in told
    _, told, _ = run("--explain", "X09", "--json")
    assert json.loads(told)["passes_en"] == CROSS_RULES["X09"].passes_en


def test_an_unknown_rule_is_told_with_its_code(run: Any) -> None:
    status, told, complaint = run("--explain", "P99")
    assert (status, told) == (1, "")
    assert "unknown-rule" in complaint
    assert "没有这条审核规则" in complaint
