"""Tokens of SoftHSM; these tests fail where it is not there, and run by ``make test-pkcs11``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pkcs11.softhsm import SoftHsm, Token, installed


@pytest.fixture(scope="session")
def softhsm(temporary_folder: Callable[[], Path]) -> SoftHsm:
    """SoftHSM with a folder of its own for tokens."""
    return installed(temporary_folder())


@pytest.fixture
def token(softhsm: SoftHsm) -> Token:
    """A new token with nothing in it."""
    return softhsm.token()
