"""The service as a process of its own, to be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from api.settings import LOOPBACK

_CHECKOUT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


class ServiceProcess:
    """``census-ledger serve`` on one port, as often as it is started."""

    def __init__(self, data: Path, database_url: str, port: int) -> None:
        self.address = f"http://{LOOPBACK}:{port}"
        self._port = port
        self._log = data / "service-under-test.log"
        self._environment = os.environ | {
            "CENSUS_LEDGER_DATA": str(data),
            "DATABASE_URL": database_url,
            "PYTHONPATH": str(_CHECKOUT),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it may not be ready yet when this returns."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "api.cli", "serve", "--port", str(self._port)],
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """As a power cut would end it: no handler runs, no buffer is written."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def stop(self) -> None:
        """End it as a service manager does."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(30)

    def until_ready(self) -> None:
        """Wait until it takes commands."""
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                if httpx.get(self.address + "/ready", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            assert time.monotonic() < until, self._log.read_text()[-4000:]
            time.sleep(0.05)

    def log(self) -> str:
        """All that it ever said."""
        return self._log.read_text(encoding="utf-8")
