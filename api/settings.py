"""Where the service finds its data and its keys: environment variables and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ledger.log.signing_key import DEFAULT_ORIGIN

DEFAULT_DATA_DIRECTORY = ".data"
DEFAULT_PORT = 8000
LOOPBACK = "127.0.0.1"
DEFAULT_SUITE = "aes-256-gcm"
DEFAULT_WRAPPING = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the composition root is given.

    ``database_url`` names a PostgreSQL server, None means the embedded one in ``data_directory``;
    ``body_limit`` is in bytes; ``token_life`` is how long a sign-in lasts. ``suite`` seals what is
    new; ``wrapping`` says where the wrapping keys lie, ``file`` or ``pkcs11``, and the others name
    that module's library, the token by its label, and the file with its PIN. ``origin`` names the
    logs of this service, below which each book has its own; it counts when a log's key is made.
    """

    data_directory: Path
    database_url: str | None = None
    body_limit: int = 2 * 1024 * 1024
    token_life: timedelta = timedelta(hours=8)
    suite: str = DEFAULT_SUITE
    wrapping: str = DEFAULT_WRAPPING
    pkcs11_module: str | None = None
    pkcs11_token: str | None = None
    pkcs11_pin_file: str | None = None
    origin: str = DEFAULT_ORIGIN

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read ``CENSUS_LEDGER_DATA`` (default ``.data``), ``DATABASE_URL`` (default: none), and
        ``CENSUS_LEDGER_SUITE``, ``…_WRAPPING``, ``…_PKCS11_…`` and ``…_ORIGIN`` (see the defaults
        above).
        """
        return cls(
            data_directory=Path(environment.get("CENSUS_LEDGER_DATA") or DEFAULT_DATA_DIRECTORY),
            database_url=environment.get("DATABASE_URL") or None,
            suite=environment.get("CENSUS_LEDGER_SUITE") or DEFAULT_SUITE,
            wrapping=environment.get("CENSUS_LEDGER_WRAPPING") or DEFAULT_WRAPPING,
            pkcs11_module=environment.get("CENSUS_LEDGER_PKCS11_MODULE") or None,
            pkcs11_token=environment.get("CENSUS_LEDGER_PKCS11_TOKEN") or None,
            pkcs11_pin_file=environment.get("CENSUS_LEDGER_PKCS11_PIN_FILE") or None,
            origin=environment.get("CENSUS_LEDGER_ORIGIN") or DEFAULT_ORIGIN,
        )

    @property
    def secrets_file(self) -> Path:
        """The keys and passwords of the service."""
        return self.data_directory / "secrets.json"

    @property
    def wrapping_keys_file(self) -> Path:
        """The keys that the vault's are wrapped under, one or, during a rotation, two."""
        return self.data_directory / "wrapping-keys.json"

    @property
    def log_directory(self) -> Path:
        """The logs' signing keys, and the last checkpoint of each that was signed."""
        return self.data_directory / "log"

    @property
    def witness_policy_file(self) -> Path:
        """Which witnesses are asked to cosign; where there is no such file, none."""
        return self.log_directory / "witness-policy"

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
