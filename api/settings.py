"""Where the service finds its data: two environment variables and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

DEFAULT_DATA_DIRECTORY = ".data"
DEFAULT_PORT = 8000
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the composition root is given.

    ``database_url`` names a PostgreSQL server, None means the embedded one in ``data_directory``;
    ``body_limit`` is in bytes; ``token_life`` is how long a sign-in lasts.
    """

    data_directory: Path
    database_url: str | None = None
    body_limit: int = 2 * 1024 * 1024
    token_life: timedelta = timedelta(hours=8)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read ``CENSUS_LEDGER_DATA`` (default ``.data``) and ``DATABASE_URL`` (default: none)."""
        return cls(
            data_directory=Path(environment.get("CENSUS_LEDGER_DATA") or DEFAULT_DATA_DIRECTORY),
            database_url=environment.get("DATABASE_URL") or None,
        )

    @property
    def secrets_file(self) -> Path:
        """The keys and passwords of the service."""
        return self.data_directory / "secrets.json"

    @property
    def demo_accounts_file(self) -> Path:
        """Accounts of a demonstration with their passwords."""
        return self.data_directory / "demo-accounts.csv"

    @property
    def demo_file(self) -> Path:
        """What the demonstration in this directory is made of, and whether it is complete."""
        return self.data_directory / "demo.json"

    @property
    def service_log_file(self) -> Path:
        """What the service of a demonstration logged since it was started last."""
        return self.data_directory / "service.log"

    @property
    def sign_in_file(self) -> Path:
        """The token of whoever signed in last from the command line."""
        return self.data_directory / "sign-in.json"

    @property
    def client_key_file(self) -> Path:
        """Keys the command ids that ``register`` makes of a file's lines."""
        return self.data_directory / "client-key"
