"""Why bookkeeping of persons and households, or the resolving of a doubt, is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from domain.refusal.refusal import Refusal


class Misfit(StrEnum):
    """Why persons cannot go from one form to the other."""

    SAME_HOUSEHOLD = "same-household"
    OTHER_FORM = "other-form"
    """The two households answered different forms, or editions of one."""
    FOREIGNERS = "foreigners"
    """Who stands on the form for foreigners is amended there, not transferred."""
    NOBODY_NAMED = "nobody-named"
    NOBODY_STAYS = "nobody-stays"
    """That would be a merger."""
    BIRTHS = "births"
    """More births are to go along than the form has."""
    DEATH_LINES = "death-lines"
    """The form has no such death line."""
    NO_FORM = "no-form"
    """A household answered neither the short nor the long form."""
    OTHER_BOOK = "other-book"
    """The book named is this one."""


class UnfitTransfer(Refusal):
    """The two forms, or what is to go from one to the other, do not fit."""

    code = "unfit-transfer"
    zh = "两户或所列人员不符合移转条件"
    en = "The two households, or those named, do not fit such a transfer"

    def __init__(self, misfit: Misfit) -> None:
        super().__init__()
        self.misfit = misfit

    def details(self) -> Mapping[str, object]:
        """What does not fit."""
        return {"misfit": self.misfit.value}


class NotOnePerson(Refusal):
    """Two registrations are one person's where the ID number is the same; without one, where name,
    sex and month of birth are."""

    code = "not-one-person"
    zh = "两条登记的公民身份号码（无号码的，姓名、性别、出生年月）不一致，不能按重复登记处理"
    en = (
        "The two registrations differ in the ID number or, without one, in name, sex or month of "
        "birth: they are not one person's"
    )


class UnfitDuplicate(Refusal):
    """Two registrations of one person may both stand: one where the person lives, one at the hukou.

    Neither goes as a duplicate, nor does the one that makes the person count.
    """

    code = "unfit-duplicate"
    zh = "两条登记的居住情形不同，或撤销后该人不再计入常住人口，不能按重复登记撤销"
    en = (
        "The two registrations tell of different presence, or the person would count nowhere "
        "without the one to be withdrawn: it is not withdrawn as a duplicate"
    )


class TransferTaken(Refusal):
    """A transfer between books leaves one once and enters the other once."""

    code = "transfer-taken"
    zh = "该移转编号在本账册已登记过"
    en = "This half of the transfer is on record already"


class UnknownDoubt(Refusal):
    """No doubt of this book has the id."""

    code = "unknown-doubt"
    zh = "疑点不存在"
    en = "There is no such doubt in this book"


class DoubtClosed(Refusal):
    """A doubt is resolved once; what settled needs no resolving."""

    code = "doubt-closed"
    zh = "该疑点已处理"
    en = "The doubt is resolved or settled already"


class ExtractTooShort(Refusal):
    """A short extract would ask whether somebody is registered."""

    code = "extract-too-short"
    zh = "资料中不同的公民身份号码少于二十个"
    en = "The extract has fewer than twenty different ID numbers"
