"""What every command says of where it comes from, and the shapes that several commands share."""

from __future__ import annotations

import re
from abc import abstractmethod
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from domain.attribution import Authority, Channel
from domain.commands import Command, Envelope

if TYPE_CHECKING:
    from api.service import Service
    from api.tokens import SignIn

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_DEVICE_TIMES = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""From the first to before the second; a clock that says another time was never set."""
DEVICE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"
"""What a device may call itself."""
_LONG_NUMBER = re.compile(r"\d{11}")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ .,，、·/—–-]+(?=\d)")
_PERSONAL_NUMBER = re.compile(r"\d{17}|(?<!\d)1[3-9]\d{9}(?!\d)")
"""An ID number, or a mobile telephone's."""


def _device_time(text: str) -> str:
    if not _RFC_3339.fullmatch(text):
        raise PydanticCustomError("device_time", "not an RFC 3339 time")
    try:
        # The part below a microsecond is kept as given but is nothing Python can read.
        told = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.upper()))
    except ValueError:
        raise PydanticCustomError("device_time", "not an RFC 3339 time") from None
    earliest, latest = _DEVICE_TIMES
    if not earliest <= told < latest:
        raise PydanticCustomError("device_time_range", "not a time of a device's clock")
    return text


Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=500)]
ShortText: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=100)]
BlockCode: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{15}$"), Field(description="普查小区代码，15 位")
]
AccountName: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
RuleId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2}$")]
ItemCode: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,31}$")]
DeviceTime: TypeAlias = Annotated[
    str,
    AfterValidator(_device_time),
    Field(
        description="the device's own clock, RFC 3339, of the years 2000 to 2099",
        json_schema_extra={"format": "date-time"},
    ),
]
Version: TypeAlias = Annotated[int, Field(ge=1, description="version that the act is decided on")]


def no_personal_number(text: str) -> str:
    """Refuse a text in which an ID number or a mobile number stands, however it is parted."""
    if _PERSONAL_NUMBER.search(_BETWEEN_DIGITS.sub("", text)):
        raise PydanticCustomError("string_pattern_mismatch", "an ID or mobile number")
    return text


def no_long_number(text: str) -> str:
    """The text, unless a number of a person or a telephone could stand in it."""
    """Refuse that too, and any run of eleven digits."""
    if _LONG_NUMBER.search(text):
        raise PydanticCustomError("string_pattern_mismatch", "eleven digits or more in a row")
    return no_personal_number(text)


DeviceName: TypeAlias = Annotated[
    str,
    StringConstraints(pattern=DEVICE_PATTERN),
    AfterValidator(no_personal_number),
    Field(description="what the device calls itself; no ID number, no telephone number"),
]


class Strict(BaseModel):
    """Takes what it names, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class Sender(Strict):
    """What every command says of where it comes from."""

    command_id: UUID = Field(description="chosen by the client; sent again, it changes nothing")
    device: DeviceName
    device_time: DeviceTime
    channel: Channel

    def envelope(self, account: str, command: Command) -> Envelope:
        """The command with its sender, as the book takes it."""
        return Envelope(
            command_id=self.command_id,
            account=account,
            device=self.device,
            device_time=self.device_time,
            channel=self.channel,
            command=command,
        )


class Item(Sender):
    """A command as an item of a batch, where it also names itself (``act``) and what it touches."""

    creates: ClassVar[bool] = False
    """Whether what it asks for begins something: answered with 201 instead of 200."""

    @abstractmethod
    def asked(self) -> Command:
        """As the domain has it."""


Title: TypeAlias = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100),
    AfterValidator(no_long_number),
    Field(description="the office's wording for a post; it stands in the book in clear"),
]
CitedText: TypeAlias = Annotated[
    str,
    StringConstraints(
        pattern=r"^[0-9０-９A-Za-z㐀-鿿𠀀-𱍏〇〔〕（）《》〈〉、，．·—–"
        r"\[\]().,/ -]{1,60}$"
    ),
    AfterValidator(no_long_number),
    Field(
        description="letters, digits, brackets, commas; no eleven digits in a row, and no ID or "
        "mobile number, however blanks and hyphens part it"
    ),
]


class CitedAuthority(Strict):
    """The document on which a correction or withdrawal rests; it stands in the book in clear."""

    document: CitedText
    issued_by: CitedText

    def given(self) -> Authority:
        """As the domain has it."""
        return Authority(document=self.document, issued_by=self.issued_by)


SecondToken: TypeAlias = Annotated[
    str,
    StringConstraints(max_length=2000),
    Field(description="access token of the second person, who signed in for this"),
]


class ServedItem(Sender):
    """An item for whose command the service looks at the book first."""

    creates: ClassVar[bool] = False

    @abstractmethod
    def asked_of(self, service: Service, signed_in: SignIn) -> Command:
        """As the domain has it.

        Raises:
            Refusal, Problem: whoever signed in may not ask for it, or there is no such thing.
        """


class CountersignedItem(Sender):
    """An item that a second person may sign."""

    creates: ClassVar[bool] = False
    second_token: SecondToken | None = None

    @abstractmethod
    def asked_with(self, second_account: str | None) -> Command:
        """As the domain has it; ``second_account`` is whose the second token is."""
