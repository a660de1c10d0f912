"""A token of SoftHSM, the module in software: where its library is, and how a token is made."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pkcs11

_REPOSITORY = Path(__file__).parents[2]
_ROOTS = (Path("/"), _REPOSITORY / "build" / "softhsm")
"""The system's own installation, or the packages as ``make build/softhsm`` unpacks them."""
PIN = "271828"
_labels = (f"census {number}" for number in itertools.count(1))


@dataclass(frozen=True)
class SoftHsm:
    """An installation of SoftHSM and the folder with its tokens."""

    root: Path
    module: Path
    folder: Path

    def token(self) -> Token:
        """Make a new token; its PIN lies in a file."""
        label = next(_labels)
        arguments = ["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "314159"]
        subprocess.run(
            [self.root / "usr/bin/softhsm2-util", "--module", self.module, *arguments],
            env=os.environ | {"LD_LIBRARY_PATH": str(self.module.parents[1])},
            check=True,
            capture_output=True,
        )
        # A process sees the tokens that were there when it first used the module.
        pkcs11.lib(str(self.module)).reinitialize()
        pin_file = self.folder / f"{label}.pin"
        pin_file.write_text(f"{PIN}\n")
        pin_file.chmod(0o600)
        return Token(str(self.module), label, pin_file)


@dataclass(frozen=True)
class Token:
    """What the settings name: library, label, file with the PIN."""

    module: str
    label: str
    pin_file: Path

    @property
    def environment(self) -> dict[str, str]:
        """The settings as variables of the environment."""
        return {
            "CENSUS_LEDGER_WRAPPING": "pkcs11",
            "CENSUS_LEDGER_PKCS11_MODULE": self.module,
            "CENSUS_LEDGER_PKCS11_TOKEN": self.label,
            "CENSUS_LEDGER_PKCS11_PIN_FILE": str(self.pin_file),
        }


def installed(folder: Path) -> SoftHsm:
    """The installation that is there, keeping its tokens in a folder.

    The module reads its configuration once, when a process first uses it.
    """
    root, module = next(_found(), (None, None))
    if root is None or module is None:
        raise FileNotFoundError("SoftHSM is not there: run make build/softhsm, or install softhsm2")
    tokens = folder / "tokens"
    tokens.mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    return SoftHsm(root, module, folder)


def _found() -> Iterator[tuple[Path, Path]]:
    for root in _ROOTS:
        for module in (*root.glob("usr/lib/*/softhsm/libsofthsm2.so"), root / "usr/lib/softhsm"):
            if module.is_file() and (root / "usr/bin/softhsm2-util").is_file():
                yield root, module
