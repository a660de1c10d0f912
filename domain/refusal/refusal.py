"""What every refusal has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):
    """A command that is not carried out; nothing of it is recorded."""

    code: ClassVar[str]
    """Stable, kebab-case, never reused for another meaning."""
    zh: ClassVar[str]
    en: ClassVar[str]
    goes_on_record: ClassVar[bool] = False
    """Whether the attempt is put on record: somebody reached for what is not theirs to do."""

    def __init__(self) -> None:
        super().__init__(self.code)

    def details(self) -> Mapping[str, object]:
        """What else a client needs to know; JSON values without personal data."""
        return {}
