"""An ID number is compared in one way of writing, and only under the key."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.id_number import make
from ledger.suite import AES_256_GCM, SM4_GCM
from ledger.vault.id_index import comparable, digest_of

_KEY = bytes(range(32))
_numbers = st.builds(
    make,
    st.from_regex(r"[1-8][0-9]{5}", fullmatch=True),
    st.dates(date(1900, 1, 1), date(1999, 12, 31)),
    st.integers(0, 999),
)


@given(_numbers)
def test_number_is_compared_as_it_is_issued(number: str) -> None:
    assert comparable(number) == number


@given(_numbers)
def test_fifteen_digits_become_the_eighteen_of_the_same_person(number: str) -> None:
    assert comparable(number[:6] + number[8:17]) == number


@given(_numbers, st.data())
def test_full_width_digits_small_x_and_blanks_make_no_difference(
    number: str, data: st.DataObject
) -> None:
    ways = [
        data.draw(st.sampled_from([c, c.lower(), chr(ord(c) + 0xFEE0), f" {c}"])) for c in number
    ]
    assert comparable("".join(ways)) == number


@pytest.mark.parametrize("other", ["", "H1234567", "50011285061512", "50011285061512A"])
def test_what_is_no_id_number_stays_as_it_is(other: str) -> None:
    assert comparable(other) == other


@given(_numbers, _numbers)
def test_digests_are_equal_for_equal_numbers_alone(one: str, other: str) -> None:
    same = digest_of(one, _KEY, AES_256_GCM) == digest_of(other, _KEY, AES_256_GCM)
    assert same == (one == other)


def test_digest_depends_on_key_and_suite() -> None:
    number = "50011219860715124X"
    digests = {
        digest_of(number, _KEY, AES_256_GCM),
        digest_of(number, _KEY, SM4_GCM),
        digest_of(number, bytes(32), AES_256_GCM),
    }
    assert len(digests) == 3
    assert {len(digest) for digest in digests} == {32}
