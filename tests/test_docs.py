"""What holds for the documentation: it is current, complete, and its examples work."""

import ast
import json
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer

from api.cli.main import app
from api.failures import ALLOWED, WINDOW_SECONDS
from api.passwords import LONGEST, SHORTEST
from api.routes.batch import LARGEST
from api.service import CATCH_UP_SECONDS
from api.settings import Settings
from api.verdict import verdict
from domain.codes import code_list
from domain.events import TOPICS
from domain.forms import FORMS, Form, parse_form
from domain.rules import RULES
from ledger.sql import script
from ledger.verifier.book import verify_book
from ledger.waiting_line import APPENDS_MAXIMUM, WAITING_MAXIMUM

HOUSE = Path(__file__).parents[1]
DOCS = HOUSE / "docs"
PAGES = {
    path: path.read_text(encoding="utf-8")
    for path in (*sorted(HOUSE.glob("*.md")), *sorted(DOCS.rglob("*.md")))
}
"""Those beside the code, and those in `docs/`."""
SCRIPTS = sorted(DOCS.rglob("*.py"))
PACKAGES = ("domain", "ledger", "projections", "api")

FAULTS_OF_OURS = {
    "sql-file",
    "unknown-code-list",
    "form-error",
    "unknown-edition",
    "census-definition-wrong",
}
"""Codes of exceptions that no request and no command is answered with."""

BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"`(?:[^`\n]*\s)?(--[a-z][a-z-]*)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
MACHINE = re.compile(
    r"(?<![\w.])/(?:root|work|home|tmp|Users|mnt)/|localhost:\d|index-url|\.local\b"
)


def relative(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def page(name: str) -> str:
    return PAGES[DOCS / name]


@pytest.fixture(scope="module")
def generated() -> Iterator[Mapping[str, Any]]:
    """Who writes each generated page; the generator is a script beside the pages."""
    sys.path.insert(0, str(DOCS))
    try:
        import generate

        yield generate.PAGES
    finally:
        sys.path.remove(str(DOCS))


def commands() -> dict[str, Any]:
    """Every verb of the command line by its words."""

    def below(command: Any, words: str) -> Iterator[tuple[str, Any]]:
        if hasattr(command, "commands"):
            for word, sub in command.commands.items():
                yield from below(sub, f"{words} {word}".strip())
        else:
            yield words, command

    return dict(below(typer.main.get_command(app), ""))


def blocks(language: str) -> Iterator[tuple[str, str]]:
    for path, text in PAGES.items():
        for found, body in BLOCK.findall(text):
            if found == language:
                yield relative(path), body


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings get: lower case, blanks to hyphens, no punctuation."""
    told = (heading.replace("`", "") for heading in HEADING.findall(BLOCK.sub("", text)))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in told}


def said_codes() -> Iterator[str]:
    """The codes in the sources that a class or a problem body says of itself."""
    for package in PACKAGES:
        for path in (HOUSE / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.ClassDef(body=body):
                        for line in body:
                            match line:
                                case ast.Assign(
                                    targets=[ast.Name(id="code")],
                                    value=ast.Constant(value=str() as code),
                                ):
                                    yield code
                    case ast.Dict(keys=keys, values=values):
                        for key, value in zip(keys, values, strict=True):
                            match key, value:
                                case ast.Constant(value="code"), ast.Constant(value=str() as code):
                                    yield code


def test_generated_pages_are_current(generated: Mapping[str, Any]) -> None:
    stale = [name for name, write in generated.items() if page(f"reference/{name}") != write()]
    assert stale == [], "run: make docs"


def test_generated_pages_say_that_they_are(generated: Mapping[str, Any]) -> None:
    for name in generated:
        assert page(f"reference/{name}").startswith("<!-- Made by docs/generate.py")


def test_every_problem_code_is_documented() -> None:
    codes = set(said_codes()) - FAULTS_OF_OURS
    assert {"stale-version", "ledger-unavailable", "which-book", "token-expired"} <= codes
    text = page("reference/problems.md")
    assert [code for code in sorted(codes) if f"`{code}`" not in text] == []


def test_every_rule_and_event_is_documented() -> None:
    assert [r for r in RULES if not re.search(rf"\b{r}\b", page("reference/rules.md"))] == []
    assert [t for t in TOPICS if f"## {t} " not in page("reference/events.md")] == []


def test_every_command_and_option_is_documented() -> None:
    sections = dict(
        re.findall(
            r"^## census-ledger (.+?)\n(.*?)(?=^## |\Z)",
            page("reference/command-line.md"),
            re.MULTILINE | re.DOTALL,
        )
    )
    assert set(sections) == set(commands())
    for name, command in commands().items():
        for parameter in command.params:
            if parameter.param_type_name == "option" and parameter.name != "help":
                assert all(f"`{option}`" in sections[name] for option in parameter.opts), name


def shown_commands() -> Iterator[tuple[str, str]]:
    """The page and the command line, a line that goes on as one."""
    for path, body in blocks(""):
        for line in body.replace("\\\n", " ").splitlines():
            told = line.removeprefix("$ ").split(" >>")[0]
            if told.startswith("census-ledger ") and told != "census-ledger --help":
                yield path, told


def test_commands_shown_in_the_pages_exist() -> None:
    shown = list(shown_commands())
    assert {"README.md", "README.zh-CN.md"} <= {path for path, _ in shown}
    assert len(shown) > 40
    known = commands()
    for path, line in shown:
        words = shlex.split(line, comments=True)[1:]
        name = next((n for n in (" ".join(words[:2]), words[0]) if n in known), None)
        assert name is not None, f"{path}: {line}"
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, f"{path}: {line}"


def test_options_named_in_the_pages_exist() -> None:
    known = {o for command in commands().values() for p in command.params for o in p.opts}
    known |= {"--help", "--tiles"}  # the second is another tool's, shown beside ours
    for path, text in PAGES.items():
        if path.parent.name != "decisions":
            assert set(OPTION.findall(BLOCK.sub("", text))) <= known, relative(path)


def test_make_targets_shown_in_the_pages_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (HOUSE / "Makefile").read_text(), re.MULTILINE))
    for path, text in PAGES.items():
        told = set(re.findall(r"(?:^|`)(?:\w+=\S+ )?make ([a-z0-9-]+)", text, re.MULTILINE))
        assert told <= targets, relative(path)


@pytest.mark.parametrize("path", PAGES, ids=relative)
def test_links_lead_somewhere(path: Path) -> None:
    for link in LINK.findall(BLOCK.sub("", PAGES[path])):
        if "://" in link:
            continue
        target, _, anchor = unquote(link).partition("#")
        found = (path.parent / target).resolve() if target else path
        assert found.exists(), link
        if anchor:
            assert anchor in anchors(PAGES[found]), link


def test_every_page_is_reached_from_the_index() -> None:
    index = page("README.md")
    linked = {(DOCS / link).resolve() for link in LINK.findall(index)}
    pages = {path for path in PAGES if path.is_relative_to(DOCS)} - {DOCS / "README.md"}
    assert [relative(path) for path in pages if path.resolve() not in linked] == []


def test_every_page_beside_the_code_is_reached_from_the_readme() -> None:
    linked = LINK.findall(PAGES[HOUSE / "README.md"])
    beside = {path.name for path in PAGES if path.parent == HOUSE} - {"README.md"}
    assert {"README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= beside
    assert beside <= set(linked)


def test_the_changelog_names_every_verb_of_the_command_line() -> None:
    text = PAGES[HOUSE / "CHANGELOG.md"]
    verbs = {name.split()[0] for name in commands()}
    assert [verb for verb in sorted(verbs) if f"`{verb}`" not in text] == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_codes_of_a_form_have_labels_in_both_languages(form: Form) -> None:
    items = (*form.household_items, *form.person_items, *form.death_items)
    text = page("reference/codebook.md")
    for item in items:
        assert item.name_zh
        assert item.name_en
        assert f"`{item.code}`" in text
        for code, label in code_list(item.codes).items() if item.codes else ():
            assert re.search("[一-鿿]", label.zh), (item.codes, code)
            assert re.search("[A-Za-z0-9]", label.en), (item.codes, code)
            assert f"| `{code}` | {label.zh} | {label.en} |" in text


@pytest.mark.parametrize("path", [*PAGES, *SCRIPTS], ids=relative)
def test_no_page_names_a_machine(path: Path) -> None:
    assert MACHINE.findall(path.read_text(encoding="utf-8")) == []


def test_examples_in_json_and_python_can_be_read() -> None:
    for path, body in blocks("json"):
        assert json.loads(body) is not None, path
    for path, body in blocks("python"):
        assert ast.parse(body).body, path


def test_the_mistakes_of_the_tutorial_are_found() -> None:
    [raw] = [json.loads(b) for path, b in blocks("json") if path.startswith("docs/tutorial")]
    found = verdict(parse_form(raw))
    assert (sorted(found.errors), found.warnings) == (["P02", "P47"], ["P09"])
    raw["persons"][0] |= {"D4": 1, "D12": 1}
    mended = verdict(parse_form(raw))
    assert (mended.errors, mended.warnings) == ([], ["P09"])


def test_the_form_of_the_exchange_formats_is_one() -> None:
    forms = [json.loads(b) for path, b in blocks("json") if path.endswith("exchange-formats.md")]
    found = verdict(parse_form(forms[0]))
    assert found.brief() == forms[1]


def test_the_auditor_calls_what_there_is() -> None:
    [call] = [
        node
        for _, body in blocks("python")
        for node in ast.walk(ast.parse(body))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == verify_book.__name__
    ]
    accepted = verify_book.__annotations__
    assert {keyword.arg for keyword in call.keywords} <= accepted.keys()


def test_every_table_of_the_database_is_documented() -> None:
    text = page("reference/database.md")
    for package in ("ledger", "projections", "api"):
        made = re.findall(r"CREATE TABLE IF NOT EXISTS (\S+)", script(package, "schema.sql"))
        assert made
        assert [table for table in made if f"`{table}`" not in text] == []


def test_every_variable_of_the_environment_is_documented() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (HOUSE / "api").rglob("*.py"))
    names = set(re.findall(r"\"((?:CENSUS_LEDGER|DATABASE)_[A-Z]+)\"", source))
    assert {"DATABASE_URL", "CENSUS_LEDGER_DATA"} <= names
    assert [n for n in names if f"`{n}`" not in page("reference/configuration.md")] == []


def test_fixed_limits_are_those_of_the_code() -> None:
    settings = Settings(data_directory=Path())
    text = page("reference/configuration.md")
    for told, limit in (
        ("2 MiB", settings.body_limit == 2 * 2**20),
        ("8 hours", settings.token_life == timedelta(hours=8)),
        ("| 200 |", LARGEST == 200),
        ("10 within 5 minutes", (ALLOWED, WINDOW_SECONDS) == (10, 300)),
        ("12 to 128 characters", (SHORTEST, LONGEST) == (12, 128)),
        ("5 seconds", CATCH_UP_SECONDS == 5),
        ("1,000, then", WAITING_MAXIMUM == 1000),
        ("about 400", APPENDS_MAXIMUM == 400),
    ):
        assert told in text
        assert limit, told
