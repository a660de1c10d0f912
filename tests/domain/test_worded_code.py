"""A code compares as its text, is found by it, and says itself in both languages."""

from __future__ import annotations

import pytest

from domain.reasons import Reason
from domain.worded_code import WordedCode


class _Weather(WordedCode):
    RAIN = "rain", "雨", "rain"
    SNOW = "snow", "雪", "snow"


def test_code_is_found_by_its_text_and_brings_its_wording() -> None:
    found = _Weather("rain")
    assert (found, found.zh, found.en) == ("rain", "雨", "rain")
    with pytest.raises(ValueError, match="hail"):
        _Weather("hail")


def every_code(kind: type[WordedCode]) -> list[WordedCode]:
    members = list(kind)
    return members + [code for sub in kind.__subclasses__() for code in every_code(sub)]


def test_every_reason_says_itself_in_both_languages() -> None:
    reasons = every_code(Reason)
    assert reasons
    assert all(reason.zh and reason.en for reason in reasons)
