"""A misuse of the command line is told in both languages, under one code, with the verb's help."""

from __future__ import annotations

import sys

import pytest

from api.cli import main


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.cli.output.err._width", 200)


def told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, list[str]]:
    """Exit status, and the lines on standard error."""
    monkeypatch.setattr(sys, "argv", ["census-ledger", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code, capsys.readouterr().err.splitlines()


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        ("nonsense", "没有这个子命令", "there is no such verb"),
        ("trace", "缺少子命令", "a verb is missing"),
        ("verify --nonsense", "--nonsense：没有这个选项", "--nonsense: there is no such option"),
        ("verify --url", "--url：该选项缺少值", "--url: the option's value is missing"),
        ("verify --json=3", "--json：该选项不带值", "--json: the option takes no value"),
        ("verify-proof", "缺少 FILE", "FILE is missing"),
        ("destroy-keys", "缺少 --document", "--document is missing"),
        ("prove x", "POSITION：位置由数字组成", "POSITION: a position is digits alone"),
        ("find-person --purpose x", "--purpose：可取 registration,", "--purpose: one of reg"),
        ("run --port x", "--port：应为整数", "--port: a whole number"),
        ("simulate --mistakes x", "--mistakes：应为数字", "--mistakes: a number"),
        ("run --port 0", "--port：不得小于 1", "--port: at least 1"),
        ("run --port 65536", "--port：不得大于 65535", "--port: at most 65535"),
        ("rotate-wrapping-key --gone x", "--gone：应为 UUID", "--gone: a UUID"),
        (
            "state book --at 1 --time 2020-11-01T09:00:00+08:00",
            "--at 与 --time 只能给出一个",
            "give --at or --time, not both",
        ),
        (
            "destroy-keys --document x --issued-by x --second x",
            "请给出一户或 --whole-book",
            "name a household, or --whole-book",
        ),
    ],
)
def test_a_misuse_says_what_is_wrong_in_both_languages(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: str,
    zh: str,
    en: str,
) -> None:
    status, lines = told(monkeypatch, capsys, *words.split())
    assert status == 2
    assert lines[0].startswith(f"✗ 命令用法有误：{zh}")
    assert lines[0].endswith("  usage")
    assert lines[1].startswith(f"  The command is not used like this: {en}")


def test_a_misuse_names_the_help_of_its_verb(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, lines = told(monkeypatch, capsys, "trace", "household")
    assert lines[2].startswith("  用法见 / see ")
    assert lines[2].endswith("trace household --help")


def test_what_was_entered_too_much_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines = told(monkeypatch, capsys, "find-person", "a-number-or-a-name")
    assert status == 2
    assert "多出参数" in lines[0]
    assert "a-number-or-a-name" not in "".join(lines)


def test_no_verb_at_all_shows_the_help_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["census-ledger"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert "verify" in out
    assert "usage" not in err


def test_help_ends_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(monkeypatch, capsys, "verify", "--help") == (0, [])
