"""The passwords and keys of an installation lie in a file for its owner alone."""

from __future__ import annotations

import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.private_file import SecretsDamaged, SecretsOpenToOthers
from ledger.secrets import Secrets


def test_secrets_are_made_once_and_read_by_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "secrets.json"
    made = Secrets.load_or_create(path)
    assert Secrets.load_or_create(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["secrets.json"]
    assert made.vault_password not in repr(made)


def test_first_starts_at_once_agree_on_the_secrets(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: Secrets.load_or_create(path), range(8)))
    assert all(secrets == made[0] for secrets in made)
    assert [p.name for p in tmp_path.iterdir()] == ["secrets.json"]


def test_secrets_that_others_can_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    Secrets.load_or_create(path)
    path.chmod(0o644)
    with pytest.raises(SecretsOpenToOthers) as error:
        Secrets.load_or_create(path)
    assert error.value.details() == {"file": "secrets.json"}


def test_damaged_secrets_are_named_without_their_content(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_bytes(b'{"service_password": "told"')
    path.chmod(0o600)
    with pytest.raises(SecretsDamaged) as error:
        Secrets.load_or_create(path)
    assert "told" not in f"{error.value} {error.value.details()}"


@pytest.mark.parametrize("how", ["short key", "no object", "directory", "dangling link"])
def test_what_is_no_secrets_file_is_told(tmp_path: Path, how: str) -> None:
    path = tmp_path / "secrets.json"
    if how == "short key":
        Secrets.load_or_create(path)
        stored = json.loads(path.read_bytes())
        path.write_text(json.dumps(stored | {"token_key": "AAAA"}))
    elif how == "no object":
        path.write_text("[]")
        path.chmod(0o600)
    elif how == "directory":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(SecretsDamaged):
        Secrets.load_or_create(path)


def test_key_that_is_kept_elsewhere_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    Secrets.load_or_create(path)
    old = b64encode(bytes(32)).decode()
    stored = json.loads(path.read_bytes())
    path.write_text(json.dumps(stored | {"wrapping_key": old, "fingerprint_key": old}))
    secrets = Secrets.load_or_create(path)
    assert secrets.wrapping_key == secrets.fingerprint_key == bytes(32)
    secrets.forget("wrapping_key")
    assert json.loads(path.read_bytes()) == stored | {"fingerprint_key": old}
    secrets.forget("fingerprint_key")
    assert json.loads(path.read_bytes()) == stored
    assert path.stat().st_mode & 0o777 == 0o600


def test_draft_that_a_killed_process_left_is_swept_away_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    Secrets.load_or_create(path)
    draft = tmp_path / ".secrets.json.4711.0123abcd"
    draft.write_bytes(path.read_bytes())
    Secrets.load_or_create(path)
    assert [p.name for p in tmp_path.iterdir()] == ["secrets.json"]
