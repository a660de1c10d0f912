"""Why a command is refused.

Refusal
├── FormRefused          the form is not well formed
├── LongFormDiffers      a long form says of a short item what the record does not
├── NotDrawn             the household is not in the long-form sample
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
├── NotCertified         a field post acts with a valid credential only
├── Suspended / NotSuspended  the holder may not act until reinstated
├── NotTrained           a first credential needs a passed course
├── AreaAssigned / AreaNotAssigned / LastArea  of the areas of a post
├── PostVacant           nobody acts in the post that is to take over
├── UnknownUnit / UnfitUnit / UnitStaffed  of units
├── UnknownDevice / DeviceOutOfUse  of devices
├── AlreadyEstablished   the block or the account exists already
├── BookMismatch         the area lies in another county's book
├── UnfitArea            there is no such area, or it is not one for the post
├── UnknownArea          nothing is asked or planned of an area that there is not
├── LastCountyOffice     a book keeps somebody who can appoint
├── PastDate             a credential or a post does not end before today
├── DutyNotBorne         an officer supplies what the own unit answers for
├── ExtractTooShort      an extract does not ask about somebody alone
├── CodeTaken            a code of a budget line, task, inspection or bulletin is given once
├── UnknownAppointment / UnknownBudgetLine / UnknownTask / UnknownInspection / UnknownFinding /
│   UnknownBulletin
├── NotSuperior          only a higher post vouches for somebody else's work
├── WorkdayNotRecorded / WorkdayCountersignedAlready
├── FutureDate           what was done was done by today
├── BudgetExceeded       a line has less left
├── WrongTaskState       the task is not in the state that the act needs
├── DependsOnOthers      tasks that a task depends on are not accepted
├── NotAnswerable        another post answers for the task
├── NotIndependent       work is judged by somebody independent of who did it
├── TaskOfFinding        what mends a finding is verified with the finding
├── InspectionNotCarriedOut / InspectionCarriedOutAlready / OutsideInspection
├── FindingClosedAlready a finding is closed once
├── OutsidePhase / PhaseUnchanged / CensusClosed
├── BlockIsClosed / BlockNotReady / AreaNotReady
├── BuildingTaken / UnknownBuilding / VirtualBlock / UnitNotListed
├── ListingUnconfirmed   a household that was listed late awaits the supervisor
├── NothingToConfirm     and one that was not does not
├── VisitNeeded          nobody withdraws an unregistered household without a visit
├── InstitutionOnly      offices register collective households only
├── UnknownComment / CommentSettled
├── ChannelUnfit         who holds a post does not write as a household
└── NoSelfRegistration   no code was handed out

A refusal says itself once, in both languages, and never repeats what was entered.
"""

from domain.refusal.bookkeeping import (
    DoubtClosed,
    ExtractTooShort,
    NotOnePerson,
    TransferTaken,
    UnfitDuplicate,
    UnfitTransfer,
    UnknownDoubt,
)
from domain.refusal.listing import (
    BuildingTaken,
    ChannelUnfit,
    CommentSettled,
    InstitutionOnly,
    ListingUnconfirmed,
    NoSelfRegistration,
    NothingToConfirm,
    UnfitWithdrawal,
    UnitNotListed,
    UnknownBuilding,
    UnknownComment,
    UnknownItem,
    VirtualBlock,
    VisitNeeded,
)
from domain.refusal.office import (
    AllottedBelowSpent,
    BudgetExceeded,
    BulletinDiffers,
    CodeTaken,
    DependsOnOthers,
    FindingClosedAlready,
    FutureDate,
    InspectionCarriedOutAlready,
    InspectionNotCarriedOut,
    NotAnswerable,
    NotIndependent,
    NotSuperior,
    OutsideAppointment,
    OutsideInspection,
    RateTwice,
    TaskOfFinding,
    UnfitBudgetReason,
    UnknownAppointment,
    UnknownBudgetLine,
    UnknownBulletin,
    UnknownFinding,
    UnknownInspection,
    UnknownTask,
    WorkdayCountersignedAlready,
    WorkdayDiffers,
    WorkdayNotRecorded,
    WrongBudgetPurpose,
    WrongTaskState,
)
from domain.refusal.phases import (
    AreaIsClosed,
    AreaNotReady,
    BlockIsClosed,
    BlockNotReady,
    CensusClosed,
    OutsidePhase,
    PhaseUnchanged,
    PlannedPhase,
)
from domain.refusal.posts import (
    AreaAssigned,
    AreaNotAssigned,
    DeviceOutOfUse,
    DutyNotBorne,
    LastArea,
    NotCertified,
    NotSuspended,
    NotTrained,
    PastDate,
    PostVacant,
    Suspended,
    UnfitUnit,
    UnitStaffed,
    UnknownDevice,
    UnknownUnit,
)
from domain.refusal.records import (
    AlreadyEstablished,
    AuthorityNeeded,
    BookMismatch,
    FormRefused,
    KeyDestroyed,
    LastCountyOffice,
    LongFormDiffers,
    NoAppointment,
    NobodyLeft,
    NotDrawn,
    NothingChanged,
    NotListed,
    NotPermitted,
    NumberOutOfRange,
    NumberTaken,
    OutsideArea,
    OwnWork,
    RulesViolated,
    SecondPersonNeeded,
    ShortAnswersApproved,
    StaleVersion,
    UnfitArea,
    UnknownArea,
    UnknownBlock,
    UnknownHousehold,
    UnknownPerson,
    UnknownPost,
    WarningsUnexplained,
    WrongStatus,
)
from domain.refusal.refusal import Refusal
from domain.refusal.sampling import (
    DrawTooEarly,
    NothingToCode,
    SeedNotFixed,
    SeedTooLate,
    UnfitSeed,
)

__all__ = [
    "AllottedBelowSpent",
    "AlreadyEstablished",
    "AreaAssigned",
    "AreaIsClosed",
    "AreaNotAssigned",
    "AreaNotReady",
    "AuthorityNeeded",
    "BlockIsClosed",
    "BlockNotReady",
    "BookMismatch",
    "BudgetExceeded",
    "BuildingTaken",
    "BulletinDiffers",
    "CensusClosed",
    "ChannelUnfit",
    "CodeTaken",
    "CommentSettled",
    "DependsOnOthers",
    "DeviceOutOfUse",
    "DoubtClosed",
    "DrawTooEarly",
    "DutyNotBorne",
    "ExtractTooShort",
    "FindingClosedAlready",
    "FormRefused",
    "FutureDate",
    "InspectionCarriedOutAlready",
    "InspectionNotCarriedOut",
    "InstitutionOnly",
    "KeyDestroyed",
    "LastArea",
    "LastCountyOffice",
    "ListingUnconfirmed",
    "LongFormDiffers",
    "NoAppointment",
    "NoSelfRegistration",
    "NobodyLeft",
    "NotAnswerable",
    "NotCertified",
    "NotDrawn",
    "NotIndependent",
    "NotListed",
    "NotOnePerson",
    "NotPermitted",
    "NotSuperior",
    "NotSuspended",
    "NotTrained",
    "NothingChanged",
    "NothingToCode",
    "NothingToConfirm",
    "NumberOutOfRange",
    "NumberTaken",
    "OutsideAppointment",
    "OutsideArea",
    "OutsideInspection",
    "OutsidePhase",
    "OwnWork",
    "PastDate",
    "PhaseUnchanged",
    "PlannedPhase",
    "PostVacant",
    "RateTwice",
    "Refusal",
    "RulesViolated",
    "SecondPersonNeeded",
    "SeedNotFixed",
    "SeedTooLate",
    "ShortAnswersApproved",
    "StaleVersion",
    "Suspended",
    "TaskOfFinding",
    "TransferTaken",
    "UnfitArea",
    "UnfitBudgetReason",
    "UnfitDuplicate",
    "UnfitSeed",
    "UnfitTransfer",
    "UnfitUnit",
    "UnfitWithdrawal",
    "UnitNotListed",
    "UnitStaffed",
    "UnknownAppointment",
    "UnknownArea",
    "UnknownBlock",
    "UnknownBudgetLine",
    "UnknownBuilding",
    "UnknownBulletin",
    "UnknownComment",
    "UnknownDevice",
    "UnknownDoubt",
    "UnknownFinding",
    "UnknownHousehold",
    "UnknownInspection",
    "UnknownItem",
    "UnknownPerson",
    "UnknownPost",
    "UnknownTask",
    "UnknownUnit",
    "VirtualBlock",
    "VisitNeeded",
    "WarningsUnexplained",
    "WorkdayCountersignedAlready",
    "WorkdayDiffers",
    "WorkdayNotRecorded",
    "WrongBudgetPurpose",
    "WrongStatus",
    "WrongTaskState",
]
