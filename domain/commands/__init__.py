"""What somebody asks for: one frozen dataclass a command, in the imperative."""

from domain.commands.book import (
    BeginLogEpoch,
    DestroyBookKeys,
)
from domain.commands.command import (
    Command,
    Envelope,
    HouseholdCommand,
)
from domain.commands.households import (
    AmendHousehold,
    ApproveHousehold,
    CorrectHousehold,
    DestroyHouseholdKey,
    GivenExplanation,
    GivenRemark,
    RegisterHousehold,
    ReturnHousehold,
    Revision,
    SubmitHousehold,
    WithdrawHousehold,
)
from domain.commands.posts import (
    EstablishPost,
    VacatePost,
)
from domain.commands.territory import (
    DelineateBlock,
    ListHouseholds,
    ListingLine,
)

__all__ = [
    "AmendHousehold",
    "ApproveHousehold",
    "BeginLogEpoch",
    "Command",
    "CorrectHousehold",
    "DelineateBlock",
    "DestroyBookKeys",
    "DestroyHouseholdKey",
    "Envelope",
    "EstablishPost",
    "GivenExplanation",
    "GivenRemark",
    "HouseholdCommand",
    "ListHouseholds",
    "ListingLine",
    "RegisterHousehold",
    "ReturnHousehold",
    "Revision",
    "SubmitHousehold",
    "VacatePost",
    "WithdrawHousehold",
]
