"""Codes that bring their wording along."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class WordedCode(StrEnum):
    """A code with its wording in Chinese and English."""

    zh: str
    en: str

    def __new__(cls, code: str, zh: str = "", en: str = "") -> Self:
        """Carry both wordings on the member; without them a member is looked up by its code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.zh = zh
        member.en = en
        return member
