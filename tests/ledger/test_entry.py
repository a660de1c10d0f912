"""The entry's bytes are canonical JSON, whatever stands in them."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import dumps
from ledger.entry import entry_bytes, key_commitment_in, microseconds

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    _TEXTS,
    st.uuids(),
    st.integers(0, 2**53 - 1),
    _TEXTS,
    st.datetimes(datetime(1970, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.binary(),
    st.none() | st.binary(min_size=32, max_size=32),
)
def test_entry_is_what_canonical_json_says(
    book: str,
    originator_id: UUID,
    version: int,
    topic: str,
    moment: datetime,
    state: bytes,
    commitment: bytes | None,
) -> None:
    entry = entry_bytes(
        book=book,
        originator_id=originator_id,
        originator_version=version,
        topic=topic,
        recorded_at=moment,
        state=state,
        key_commitment=commitment,
    )
    value: dict[str, object] = {
        "v": 1,
        "book": book,
        "id": str(originator_id),
        "version": version,
        "topic": topic,
        "time": microseconds(moment),
        "state_sha256": sha256(state).hexdigest(),
    }
    if commitment is not None:
        value["kc"] = commitment.hex()
    assert entry == dumps(value)
    assert key_commitment_in(entry) == (commitment or b"")
