"""Whatever is done to the receipts of commands is found by the entries, and the other way round."""

from __future__ import annotations

import pytest

from tests.ledger.forger import AT, Forger, Verify, removed


def test_moved_entries_are_told_by_the_receipts_of_their_commands(
    forger: Forger, found: Verify
) -> None:
    rows = removed(forger.rows)
    forger.rewrite(rows)
    forger.execute("UPDATE ledger.head SET size = %s", len(rows))
    kind, position, _ = found()[0]
    assert kind == "displaced-entry"
    assert position is not None
    assert AT <= position <= AT + 91


@pytest.mark.parametrize(
    ("topic", "path", "value"),
    [
        ("HouseholdRegistered", "{book}", '"110101"'),
        ("HouseholdRegistered", "{command_id}", '"00000000-0000-0000-0000-000000000000"'),
        ("HouseholdRegistered", "{entries}", "2"),
        ("HouseholdRegistered", "{entries}", "true"),
        ("HouseholdRegistered", "{first_position}", "-1"),
        ("HouseholdRegistered", "{tree_size}", "3"),
        ("HouseholdRegistered", "{result}", "[]"),
        ("HouseholdRegistered", "{result,version}", "9"),
        ("HouseholdRegistered", "{result,person_ids,0}", '"00000000-0000-0000-0000-000000000000"'),
        ("BlockListExtended", "{result,block}", '"500112011001009"'),
        (
            "BlockListExtended",
            "{result,households,3,household_id}",
            '"00000000-0000-0000-0000-000000000000"',
        ),
        ("BlockListExtended", "{result,households,3,number}", '"999"'),
        ("PostEstablished", "{result,post_id}", '"00000000-0000-0000-0000-000000000000"'),
        ("PostEstablished", "{result,appointment_id}", '"00000000-0000-0000-0000-000000000000"'),
        ("BlockDelineated", "{result,block}", '"500112011001009"'),
    ],
)
def test_altered_field_of_a_receipt_is_found(
    forger: Forger, found: Verify, topic: str, path: str, value: str
) -> None:
    outcome = "convert_from(outcome, 'UTF8')::jsonb"
    # The last of them: the first posts are founded without a command of their own.
    position = max(at for at, row in enumerate(forger.rows) if row.topic == topic)
    forger.execute(
        f"UPDATE ledger.command SET outcome = convert_to(jsonb_set({outcome}, %s, %s)::text, "
        f"'UTF8') WHERE ({outcome}->>'first_position')::int = %s",
        path,
        value,
        position,
    )
    assert {kind for kind, _, _ in found()} == {"altered-outcome"}


def test_of_a_fingerprint_only_its_length_can_be_told(forger: Forger, found: Verify) -> None:
    """It is keyed, and what it was made of is not kept: it can only make a repeat be refused."""
    forger.execute("UPDATE ledger.command SET fingerprint = decode(repeat('00', 32), 'hex')")
    assert found() == []
    forger.execute("UPDATE ledger.command SET fingerprint = '\\x00'")
    assert {kind for kind, _, _ in found()} == {"altered-outcome"}
