"""An auditor keeps a checkpoint, lets the service run on, and verifies with files and the key."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest

from tests.end_to_end.command_line import Run
from tests.end_to_end.world import BOOK, World


@pytest.fixture
def key_file(whole_world: World, tmp_path: Path) -> Path:
    """The log's key as the auditor wrote it down."""
    path = tmp_path / "log.vkey"
    path.write_text(whole_world.http.get(f"/books/{BOOK}/log-key").text, encoding="utf-8")
    return path


def kept_checkpoint(world: World, path: Path) -> Path:
    """The checkpoint over all that the book has now, kept in a file."""
    world.http.get(f"/books/{BOOK}/proofs/{world.head()['size'] - 1}")
    path.write_text(world.http.get(f"/books/{BOOK}/checkpoint").text, encoding="utf-8")
    return path


def test_auditor_verifies_with_files_and_the_key(
    whole_world: World, run: Run, key_file: Path, tmp_path: Path
) -> None:
    forms = whole_world.forms(whole_world.blocks[0])
    receipt = whole_world.register(forms[0])
    (tmp_path / "receipt.json").write_text(json.dumps(receipt), encoding="utf-8")
    checkpoint = kept_checkpoint(whole_world, tmp_path / "kept")
    later = whole_world.register(forms[1])
    address = ("--server", whole_world.address)
    proof = str(tmp_path / "one.tlog-proof")
    code, _, err = run("prove", str(receipt["first_position"]), *address, "-o", proof)
    assert code == 0, err
    kept_checkpoint(whole_world, tmp_path / "newest")
    code, _, err = run("export-log", str(tmp_path / "log"), *address)
    assert code == 0, err

    kept = (
        *("--key", str(key_file), "--checkpoint", str(checkpoint)),
        *("--receipt", str(tmp_path / "receipt.json"), "--receipt", proof),
    )
    url = f"{whole_world.address}/books/{BOOK}"
    for source in (["--directory", str(tmp_path / "log")], ["--url", url], ["--book", BOOK]):
        code, told, err = run("verify", *source, *kept, "--json")
        assert code == 0, (told, err)
        report = json.loads(told)
        assert report["sound"]
        assert report["book"] == BOOK
        assert report["size"] >= later["tree_size"]
        assert report["origin"].endswith(f"/books/{BOOK}")
        assert report["signed_by"]
    code, told, _ = run("verify", *source, *kept)
    assert "完好 / sound" in told
    assert "签署 / signed by" in told
    code, told, _ = run("verify", "--url", url)
    assert (code, "签名未核 / signature not checked" in told) == (0, True)

    code, told, err = run("verify-proof", proof, "--key", str(key_file))
    assert code == 0, err
    assert f"位置 / position {receipt['first_position']}" in told
    assert "HouseholdRegistered" in told
    code, told, _ = run("verify-proof", proof, "--key", str(key_file), "--json")
    entry = json.loads(told)["entry"]
    assert entry["aggregate"] == receipt["result"]["household_id"]


def test_book_is_held_against_the_checkpoint_of_the_data_folder(
    whole_world: World, run: Run, key_file: Path, tmp_path: Path
) -> None:
    checkpoint = kept_checkpoint(whole_world, tmp_path / "kept")
    size = int(checkpoint.read_text(encoding="utf-8").splitlines()[1])
    code, told, err = run("verify", "--book", BOOK)
    assert code == 0, err
    assert "held against kept trees: 1" in told
    assert f"of this machine: log/{BOOK}.checkpoint ({size})" in told
    code, told, _ = run("verify", "--book", BOOK, "--checkpoint", str(checkpoint), "--json")
    report = json.loads(told)
    assert (code, report["kept"], report["own_checkpoint"]) == (0, 2, size)
    # An auditor who reads the log elsewhere has no such folder.
    url = f"{whole_world.address}/books/{BOOK}"
    code, told, _ = run("verify", "--url", url, "--key", str(key_file), "--json")
    report = json.loads(told)
    assert (code, report["kept"], report["own_checkpoint"]) == (0, 0, None)


def test_forged_files_are_refused(
    whole_world: World, run: Run, key_file: Path, tmp_path: Path
) -> None:
    checkpoint = kept_checkpoint(whole_world, tmp_path / "kept")
    note = checkpoint.read_text(encoding="utf-8")
    forged = tmp_path / "forged"
    forged.write_text(note.replace(BOOK, "110101", 1), encoding="utf-8")
    source = ("--url", f"{whole_world.address}/books/{BOOK}", "--key", str(key_file))
    code, told, _ = run("verify", *source, "--checkpoint", str(forged))
    assert code == 1
    assert "bad-signature" in told
    assert "像是 / looks like" in told
    code, told, _ = run("verify-proof", str(checkpoint), "--key", str(key_file))
    assert code == 1
    assert "不成立 / not proved" in told
    for asked, problem in (
        (("verify", *source, "--book", BOOK), "several-sources"),
        (("verify", "--url", f"{whole_world.address}/none"), "no-log-there"),
        (("verify", "--directory", str(tmp_path / "none")), "no-log-there"),
        (("verify", "--url", "http://127.0.0.1:9/books/1"), "log-unreadable"),
        (("verify", "--key", "no+key+atall"), "key-unreadable"),
        (("verify", "--policy", str(checkpoint)), "policy-unreadable"),
        (("verify", "--receipt", str(tmp_path / "none")), "file-unreadable"),
        (("verify", "--receipt", str(key_file)), "not-a-receipt"),
        (("verify-proof", str(checkpoint)), "nothing-to-trust"),
    ):
        code, told, err = run(*asked)
        assert code == 2
        assert problem in told + err


def test_edited_row_of_the_tables_is_found_beside_a_sound_book(
    whole_world: World, run: Run
) -> None:
    whole_world.register(whole_world.forms(whole_world.blocks[1])[0])
    code, _, err = run("rebuild")
    assert code == 0, err
    changed = (
        "UPDATE projection.person_row SET age = age + %s WHERE (book_id, person_id) IN ("
        "SELECT book_id, min(person_id::text)::uuid FROM projection.person_row GROUP BY book_id)"
    )
    with psycopg.connect(whole_world.database.url) as owner:
        owner.execute(changed, [1])
    code, told, _ = run("verify", "--json")
    report = json.loads(told)
    assert (code, report["sound"]) == (1, False)
    [finding] = report["findings"]
    assert finding["kind"] == "altered-projection"
    assert finding["place"].startswith("person_row ")
    assert finding["place"].endswith(" age")
    with psycopg.connect(whole_world.database.url) as owner:
        owner.execute(changed, [-1])
    code, _, _ = run("verify")
    assert code == 0
