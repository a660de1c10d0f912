"""An auditor without an account: the key, the checkpoint, the tiles, a proof, an export."""

from __future__ import annotations

import json
from pathlib import Path

import httpx

from ledger.log.checkpoint import Checkpoint, signed_checkpoint
from ledger.log.export import ExportedTiles
from ledger.log.note import SignedNote, VerifierKey, encode_base64
from ledger.log.proof import check_consistency, consistency_proof, root_of
from ledger.log.tiles import bundles_of, parse_bundle, tiles_of
from ledger.log.tlog_proof import TlogProof
from ledger.merkle import Tree, leaf_hash
from tests.end_to_end.command_line import Run
from tests.end_to_end.world import BOOK, World


def anybody(world: World, path: str) -> httpx.Response:
    """Ask as nobody in particular."""
    answer = world.http.get(f"/books/{BOOK}/{path}")
    assert answer.status_code == 200, answer.text
    return answer


def key_of(world: World) -> VerifierKey:
    return VerifierKey.parse(anybody(world, "log-key").text.removesuffix("\n"))


def test_log_leads_from_its_entries_to_its_checkpoint(whole_world: World) -> None:
    whole_world.register(whole_world.forms(whole_world.blocks[0])[0])
    size = whole_world.head()["size"]
    anybody(whole_world, f"proofs/{size - 1}")
    found = signed_checkpoint(
        SignedNote.parse(anybody(whole_world, "checkpoint").text), key_of(whole_world)
    )
    assert found.size >= size
    tree = Tree()
    for bundle in bundles_of(found.size):
        for entry in parse_bundle(anybody(whole_world, bundle.path).content):
            tree.append(leaf_hash(entry))
    assert (tree.size, tree.root()) == (found.size, found.root)
    assert all(anybody(whole_world, tile.path).content for tile in tiles_of(found.size))


def test_proof_covers_the_receipt_of_a_registration(whole_world: World) -> None:
    receipt = whole_world.register(whole_world.forms(whole_world.blocks[0])[1])
    last = receipt["first_position"] + receipt["entries"] - 1
    proof = TlogProof.parse(anybody(whole_world, f"proofs/{last}").text)
    assert proof.entry is not None
    checkpoint = proof.proven(key_of(whole_world), proof.entry)
    assert checkpoint.size >= receipt["tree_size"]
    told = json.loads(proof.entry)
    assert (told["book"], told["time"] > 0) == (BOOK, True)


def test_public_log_keeps_its_mouth_shut(whole_world: World) -> None:
    """No answer, name, number or address of a registered form stands in any bundle."""
    form = whole_world.forms(whole_world.blocks[0])[2]
    receipt = whole_world.register(form)
    proof = anybody(whole_world, f"proofs/{receipt['first_position']}")
    size = Checkpoint.parse(SignedNote.parse(anybody(whole_world, "checkpoint").text).text).size
    shown = b"".join(anybody(whole_world, bundle.path).content for bundle in bundles_of(size))
    assert receipt["first_position"] < size
    for person in form["persons"]:
        for item in ("D1", "D3"):
            said = str(person.get(item) or "").encode()
            assert not said or (said not in shown and said not in proof.content)


def test_prove_writes_a_file_that_stands_by_itself(
    whole_world: World, run: Run, tmp_path: Path
) -> None:
    receipt = whole_world.register(whole_world.forms(whole_world.blocks[0])[3])
    position = receipt["first_position"]
    path = tmp_path / "one.tlog-proof"
    where = ("--server", whole_world.address, "-o", str(path))
    code, told, err = run("prove", str(position), *where)
    assert code == 0, err
    assert "证明" in told
    assert "proof written" in told
    proof = TlogProof.parse(path.read_text(encoding="utf-8"))
    assert proof.index == position
    assert proof.entry is not None
    assert proof.proven(key_of(whole_world), proof.entry).size > position
    code, told, _ = run("prove", str(position), *where, "--json")
    assert code == 0
    assert json.loads(told)["entry"] == json.loads(proof.entry)


def test_prove_finds_the_latest_entry_of_a_household(
    whole_world: World, run: Run, tmp_path: Path
) -> None:
    block = whole_world.blocks[0]
    form = whole_world.forms(block)[4]
    receipt = whole_world.register(form)
    number = form["household"]["hh"]
    path = tmp_path / "household.tlog-proof"
    code, _, err = run("login", "auditor", "--server", whole_world.address)
    assert code == 0, err
    code, told, err = run(
        "prove",
        "--household",
        f"{block}/{number}",
        "--server",
        whole_world.address,
        "-o",
        str(path),
        "--json",
    )
    assert code == 0, err
    first = receipt["first_position"]
    assert json.loads(told)["position"] in range(first, first + receipt["entries"])


def test_prove_says_what_is_wrong(whole_world: World, run: Run, tmp_path: Path) -> None:
    where = ("--server", whole_world.address, "-o", str(tmp_path / "none"))
    code, _, err = run("prove", "99999999", *where)
    assert code == 1
    assert "not-in-log" in err
    assert "日志中没有" in err
    code, _, err = run("prove", *where)
    assert code == 1
    assert "which-entry" in err
    assert not (tmp_path / "none").exists()


def test_position_in_an_address_is_digits_alone(whole_world: World) -> None:
    for position in ("1_0", "1.0", "+5", "%205", "%D9%A3", "-1", "1e0"):
        answer = whole_world.http.get(f"/books/{BOOK}/proofs/{position}")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
        [fault] = answer.json()["faults"]
        assert fault["pointer"] == "/path/position"
    anybody(whole_world, "proofs/10")
    reader = {"Authorization": f"Bearer {whole_world.token('auditor')}"}
    for path in ("state?at=1_0", "state?at=%2B5", "tables/1-1?as_of=1_0"):
        answer = whole_world.http.get(f"/books/{BOOK}/{path}", headers=reader)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_output_that_cannot_be_written_is_told_and_no_folder_made(
    whole_world: World, run: Run, tmp_path: Path
) -> None:
    where = ("--server", whole_world.address)
    unmade = tmp_path / "not" / "made"
    for asked, named in (
        (("prove", "5", "-o", "/dev/full"), "/dev/full"),
        (("prove", "5", "-o", str(unmade)), str(unmade)),
        (("prove", "5", "-o", str(tmp_path)), str(tmp_path)),
        (("export-log", "/proc/none"), "/proc/none"),
        (("export-log", str(unmade)), str(unmade)),
    ):
        code, _, err = run(*asked, *where)
        assert code == 1, asked
        assert "output-unusable" in err
        assert named in err
    assert list(tmp_path.iterdir()) == []


def test_export_follows_the_log_as_it_grows(whole_world: World, run: Run, tmp_path: Path) -> None:
    key = key_of(whole_world)
    forms = whole_world.forms(whole_world.blocks[0])
    known: list[Checkpoint] = []
    for form in forms[5:7]:
        receipt = whole_world.register(form)
        anybody(whole_world, f"proofs/{receipt['first_position'] + receipt['entries'] - 1}")
        code, told, err = run(
            "export-log", str(tmp_path), "--server", whole_world.address, "--json"
        )
        assert code == 0, err
        note = SignedNote.parse((tmp_path / "checkpoint").read_text(encoding="utf-8"))
        checkpoint = signed_checkpoint(note, key)
        assert json.loads(told)["root"] == encode_base64(checkpoint.root)
        assert json.loads(told)["log_key"] == key.encode()
        tiles = ExportedTiles(tmp_path, checkpoint.size)
        assert root_of(checkpoint.size, tiles) == checkpoint.root
        for earlier in known:
            assert check_consistency(
                earlier.size,
                checkpoint.size,
                earlier.root,
                checkpoint.root,
                consistency_proof(earlier.size, checkpoint.size, tiles),
            )
        known.append(checkpoint)
    assert known[0].size < known[1].size
    code, told, _ = run("export-log", str(tmp_path), "--server", whole_world.address)
    assert code == 0
    assert "已导出" in told


def test_export_refuses_a_log_that_is_not_the_continuation(
    whole_world: World, run: Run, tmp_path: Path
) -> None:
    size = 10**9
    other = Checkpoint(key_of(whole_world).name, size, bytes(32)).body()
    (tmp_path / "checkpoint").write_text(f"{other}\n— other {encode_base64(bytes(8))}\n")
    code, _, err = run("export-log", str(tmp_path), "--server", whole_world.address)
    assert code == 1
    assert "export-not-consistent" in err
