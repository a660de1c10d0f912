"""``census-ledger check`` says of each line what the rules say."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.cli import main
from domain.population import generate, lay_out
from tests.domain.forms.examples import EXAMPLES


def check(file: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> None:
    """Run the verb."""
    monkeypatch.setattr(sys, "argv", ["census-ledger", "check", str(file), *options])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0


@pytest.fixture
def forms() -> list[dict[str, Any]]:
    """A clean form, one that breaks a rule, and one with an item that there is not."""
    clean = next(
        made.form
        for made in generate(lay_out("500112", None, 60), 60, 5)
        if len(made.form["persons"]) > 1 and not made.expected_warnings
    )
    two_heads, strange = copy.deepcopy(clean), copy.deepcopy(clean)
    two_heads["persons"][1]["D2"] = 0
    strange["persons"][0]["D99"] = 1
    return [clean, two_heads, strange]


@pytest.fixture
def file(tmp_path: Path, forms: list[dict[str, Any]]) -> Path:
    """A file of these, with a blank line and a line that is no JSON."""
    path = tmp_path / "forms.jsonl"
    lines = [*map(orjson.dumps, forms), b"", b"{not json", b"[1]"]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def test_a_program_gets_a_line_a_form(
    file: Path,
    forms: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    check(file, monkeypatch, "--json")
    clean, two_heads, strange, no_json, no_object = map(
        json.loads, capsys.readouterr().out.splitlines()
    )
    assert clean == {"id": forms[0]["id"], "errors": [], "warnings": []}
    assert two_heads["errors"]
    assert strange["faults"] == [{"code": "unknown-item", "pointer": "/persons/0/D99"}]
    assert no_json["faults"] == no_object["faults"] == [{"code": "malformed-json", "pointer": ""}]


def test_a_person_gets_the_findings_in_words_and_a_summary(
    file: Path,
    forms: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    check(file, monkeypatch)
    told = capsys.readouterr().out
    assert "line 2" in told
    assert "line 1" not in told.replace("line 1\n", "")
    assert "unknown-item" in told
    assert "clean 1" in told
    assert "with errors 4" in told
    for form in forms:
        assert not any(person["D1"] in told for person in form["persons"])


def test_all_four_forms_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "forms.jsonl"
    path.write_bytes(b"\n".join(map(orjson.dumps, EXAMPLES.values())))
    check(path, monkeypatch, "--json")
    told = {line["id"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert told["A-2"] == {"id": "A-2", "errors": [], "warnings": ["P09"]}
    assert set(told["A-3"]["errors"]) == {"P13", "S03", "S04", "S05"}
    assert told["A-4"] == {"id": "A-4", "errors": [], "warnings": []}
    check(path, monkeypatch)
    assert "/deaths/1/ethnicity" in capsys.readouterr().out
