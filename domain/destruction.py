"""The destruction of keys: who ordered it, and on what ground."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.attribution import Attribution, Authority
from domain.refusal import AuthorityNeeded, SecondPersonNeeded


@dataclass(frozen=True, slots=True, kw_only=True)
class Destruction:
    """A destruction on record; its server time is that of the entry at ``position``.

    ``whole_book`` tells whether the keys of all households went, or one household's alone.
    """

    position: int
    account: str
    appointment_id: UUID
    second_account: str
    second_appointment_id: UUID
    authority: Authority
    whole_book: bool

    @classmethod
    def of(cls, position: int, by: Attribution, *, whole_book: bool) -> Destruction:
        """The destruction that an event at a position records.

        Raises:
            ValueError: the attribution names no ground or no second person.
        """
        second = by.second_account, by.second_appointment_id
        if by.authority is None or second[0] is None or second[1] is None:
            raise ValueError(f"position {position}: keys destroyed on no ground")
        return cls(
            position=position,
            account=by.account,
            appointment_id=by.appointment_id,
            second_account=second[0],
            second_appointment_id=second[1],
            authority=by.authority,
            whole_book=whole_book,
        )


def require_ground(by: Attribution) -> None:
    """Let keys be destroyed on a document and under four eyes only, whatever the record's step.

    Raises:
        AuthorityNeeded: no document is named.
        SecondPersonNeeded: no other person countersigns.
    """
    if by.authority is None:
        raise AuthorityNeeded
    if by.second_account in (None, by.account) or by.second_appointment_id is None:
        raise SecondPersonNeeded
