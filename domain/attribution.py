"""Who made an event so, in which post, from which device, by which channel, on what ground."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

RESPONDENT = "respondent"
"""The account under which households act for themselves; nobody is appointed under it."""


class Channel(StrEnum):
    """How an answer reached the service."""

    ENUMERATOR = "enumerator"
    """An enumerator on the spot, with a phone or tablet."""
    SELF = "self"
    """The household itself, with the account handed out at the listing."""
    OFFICE = "office"
    """A census office at its desk: review, approval, correction."""
    IMPORT = "import"
    """An office's file of forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The document on which a correction or withdrawal rests.

    It stands in clear, since it names an office's paper and no person: letters and digits, the
    brackets that document numbers have, hyphen, slash and blank, at most 60 characters, and no run
    of eleven digits, which could be a telephone or ID number. The edge holds both fields to that.
    """

    document: str
    """Number of the document, for example ``渝北人普办〔2020〕7号``."""
    issued_by: str
    """The office that issued it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Stands in every event; together with the entry's server time it answers *who, when, why*.

    ``appointment_id`` names the appointment as of the moment of the act, so that a later change of
    staff never changes who answers for the record.
    """

    command_id: UUID
    account: str
    appointment_id: UUID
    device: str
    device_time: str
    """The device's own clock, RFC 3339."""
    channel: Channel
    reason: str | None = None
    """A code of :mod:`domain.reasons`; every change carries one."""
    authority: Authority | None = None
    second_account: str | None = None
    """The second person who countersigned the correction or withdrawal of an accepted record."""
    second_appointment_id: UUID | None = None
    device_flag: str | None = None
    """A code of :class:`domain.device.DeviceFlag`: what was known against the device."""
