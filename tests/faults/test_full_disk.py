"""The database's disk is full: told, nothing half-recorded, and going on once there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]


def test_a_full_disk_is_told_records_nothing_and_is_got_over(
    temporary_folder: Callable[[], Path],
) -> None:
    # A namespace lets anybody mount a small disk that nobody else sees.
    own_user = [] if os.geteuid() == 0 else ["--user", "--map-current-user", "--keep-caps"]
    ran = subprocess.run(
        [
            *("unshare", "--mount", "--propagation", "private", *own_user),
            *(sys.executable, "-m", "tests.faults.full_disk", str(temporary_folder())),
        ],
        cwd=_CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
