"""``rotate-wrapping-key``: putting the vault's keys under a new wrapping key."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from api.cli.output import out, progress_of, say_json
from api.cli.signing_in import Json
from api.database import existing_database
from api.migration import migrate_all
from api.settings import Settings
from ledger.vault.rotation import rotate


def rotate_wrapping_key(
    gone: Annotated[
        list[UUID] | None,
        typer.Option(
            "--gone",
            help="已不存在的另一密钥库 / another vault that is gone for good",
            metavar="VAULT",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """更换包装密钥 / Wrap the vault's keys anew and destroy the old wrapping key."""
    with existing_database(Settings.from_environment()) as database:
        migrate_all(database)
        with progress_of("更换 / rotating") as on_progress:
            rotation = rotate(database, on_progress, gone=gone or ())
    if json:
        say_json(
            {
                "generation": rotation.generation,
                "retired": rotation.retired,
                "keys": rotation.keys,
            }
        )
        return
    retired = ", ".join(map(str, rotation.retired)) or "—"
    out.print("[green]✓[/] 包装密钥已更换 / the wrapping key is changed")
    out.print(f"  现用代次 / generation  {rotation.generation}")
    out.print(f"  已销毁 / destroyed     {retired}")
    out.print(f"  密钥数 / keys          {rotation.keys}")
