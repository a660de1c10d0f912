"""Why a command is refused.

Refusal
├── FormRefused          the form is not well formed
├── RulesViolated        a rule of severity *error* speaks
├── WarningsUnexplained  a warning has no explanation
├── UnknownBlock / UnknownHousehold / UnknownPerson / UnknownPost
├── NotListed            the household is not on the block's list
├── NumberTaken          a household number is given already
├── NumberOutOfRange     a household number has not three digits
├── NoAppointment        the account holds no post now
├── NotPermitted         the post may not do this
├── OutsideArea          the post does not answer for this area
├── WrongStatus          the record is not at the step that the act needs
├── StaleVersion         the record changed since it was read
├── OwnWork              nobody approves own work
├── AuthorityNeeded      an approved record changes on a document only
├── SecondPersonNeeded   an accepted record changes, and keys are destroyed, under four eyes
├── KeyDestroyed         what is personal of the record stays sealed for good
├── NothingChanged       the revision changes nothing
├── AlreadyEstablished   the block or the account exists already
├── BookMismatch         the area lies in another county's book
├── UnfitArea            there is no such area, or it is not one for the post
└── LastCountyOffice     a book keeps somebody who can appoint

A refusal says itself once, in both languages, and never repeats what was entered.
"""

from domain.refusal.records import (
    AlreadyEstablished,
    AuthorityNeeded,
    BookMismatch,
    FormRefused,
    KeyDestroyed,
    LastCountyOffice,
    NoAppointment,
    NothingChanged,
    NotListed,
    NotPermitted,
    NumberOutOfRange,
    NumberTaken,
    OutsideArea,
    OwnWork,
    RulesViolated,
    SecondPersonNeeded,
    StaleVersion,
    UnfitArea,
    UnknownBlock,
    UnknownHousehold,
    UnknownPerson,
    UnknownPost,
    WarningsUnexplained,
    WrongStatus,
)
from domain.refusal.refusal import Refusal

__all__ = [
    "AlreadyEstablished",
    "AuthorityNeeded",
    "BookMismatch",
    "FormRefused",
    "KeyDestroyed",
    "LastCountyOffice",
    "NoAppointment",
    "NotListed",
    "NotPermitted",
    "NothingChanged",
    "NumberOutOfRange",
    "NumberTaken",
    "OutsideArea",
    "OwnWork",
    "Refusal",
    "RulesViolated",
    "SecondPersonNeeded",
    "StaleVersion",
    "UnfitArea",
    "UnknownBlock",
    "UnknownHousehold",
    "UnknownPerson",
    "UnknownPost",
    "WarningsUnexplained",
    "WrongStatus",
]
