"""The citizen identification number of GB 11643: 17 digits and a check character.

Digits 1-6 division at first issue, 7-14 date of birth, 15-17 sequence (odd for men), 18 check
(ISO 7064 MOD 11-2).
"""

from dataclasses import dataclass
from datetime import date
from operator import mul

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
# Digits are summed as ASCII bytes; this takes the 48 of "0" out again.
_ASCII_OFFSET = 48 * sum(_WEIGHTS)
_TYPED_VARIANTS = str.maketrans("０１２３４５６７８９ｘＸx", "0123456789XXX")


@dataclass(frozen=True, slots=True)
class IdNumberParts:
    """What a number says: division (6 digits), birth month ``YYYY-MM``, sex (1 man, 2 woman)."""

    division: str
    birth: str
    sex: int


def normalise(text: str) -> str:
    """The number as it is compared: no blanks around it, ASCII digits, capital X."""
    stripped = text.strip()
    if stripped.isascii() and stripped.isdigit():
        return stripped
    return stripped.translate(_TYPED_VARIANTS)


def check_character(first17: str) -> str:
    """The 18th character for 17 ASCII digits."""
    total = sum(map(mul, _WEIGHTS, first17.encode("ascii"))) - _ASCII_OFFSET
    return _CHECK_CHARACTERS[total % 11]


def is_valid(number: str) -> bool:
    """Whether a normalised number has 17 digits and the right check character.

    The 15-digit numbers of before 1999 are not valid. The date inside is not judged here.
    """
    digits = number[:17]
    return (
        len(number) == 18
        and digits.isascii()
        and digits.isdigit()
        and number[17] == check_character(digits)
    )


def parts(number: str) -> IdNumberParts:
    """What a valid number says of its holder; ``ValueError`` when it is not valid."""
    if not is_valid(number):
        raise ValueError("公民身份号码无效 / Not a valid citizen identification number")
    return IdNumberParts(
        number[:6], f"{number[6:10]}-{number[10:12]}", 1 if int(number[16]) % 2 else 2
    )


def make(division: str, birth_date: date, sequence: int) -> str:
    """A valid number for a division of six digits, a date of birth and a sequence of 0-999.

    An odd sequence is a man's, an even one a woman's. ``ValueError`` outside those ranges.
    """
    if not (len(division) == 6 and division.isascii() and division.isdigit()):
        raise ValueError("区划代码应为六位数字 / The division has six digits")
    if not 0 <= sequence <= 999:
        raise ValueError("顺序码应在 0-999 之间 / The sequence is in 0-999")
    first17 = f"{division}{birth_date:%Y%m%d}{sequence:03d}"
    return first17 + check_character(first17)
