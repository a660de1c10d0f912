"""Households that sign in for themselves with the code that was handed to them."""

from __future__ import annotations

import hashlib
import hmac

from domain.commands import Respondent
from domain.refusal import NotListed, UnknownBlock
from domain.self_registration import SelfRegistration
from ledger.acts.self_registration import code_mark, self_registration_id
from ledger.application import BookApplication
from ledger.error_translation import edited_entries


def respondent_of(
    application: BookApplication, block: str, number: str, code: str
) -> Respondent | None:
    """The household that bears the code; None where there is no such household or another code."""
    try:
        household_id = application.roster().household(block, number).household_id
    except (UnknownBlock, NotListed):
        return None
    issued = SelfRegistration(self_registration_id(application.ids, household_id))
    with edited_entries():
        issued.fold(recorded.event for recorded in application.events_of([issued.id]))
    if issued.code_mark is None or issued.issued_under is None:
        return None
    digest = hashlib.sha256(code.encode()).hexdigest()
    mark = code_mark(application.ids, household_id, digest)
    if not hmac.compare_digest(mark.bytes, issued.code_mark.bytes):
        return None
    return Respondent(household_id=household_id, appointment_id=issued.issued_under)
