"""The keyed digest of an ID number, under which the vault notes where its bearer stands.

A plain digest would be no secret: a county's numbers can all be tried in a moment. All depends on
the key, which the vault holds and which is destroyed with the book's.
"""

from __future__ import annotations

from unicodedata import normalize

from ledger.suite import Suite

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_LABEL = b"census-ledger id number v1\0"


def digest_of(id_number: str, key: bytes, suite: Suite) -> bytes:
    """Keyed digest of an ID number as it is compared, 32 bytes."""
    return suite.mac(key, _LABEL + comparable(id_number).encode())


def comparable(id_number: str) -> str:
    """One way to write an ID number: ASCII, no blanks, capital X, 18 characters.

    The 15 digits of before 1999 become 18, with the year in the 1900s (GB 11643): the numbers were
    converted so when they were replaced. What is no ID number stays distinct, whatever it is.
    """
    written = "".join(normalize("NFKC", id_number).split()).upper()
    if len(written) == 15 and written.isascii() and written.isdigit():
        first17 = f"{written[:6]}19{written[6:]}"
        total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True))
        return first17 + _CHECK_CHARACTERS[total % 11]
    return written
