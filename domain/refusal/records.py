"""Why an act on a record, a list, a post or the book is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from domain.refusal.refusal import Refusal

if TYPE_CHECKING:
    from domain.forms.faults import FormFault
    from domain.rules import Finding


class FormRefused(Refusal):
    """Carries ``faults``, each with a JSON pointer."""

    code = "form-refused"
    zh = "普查表格式有误，未予登记"
    en = "The form is not well formed; nothing was recorded"

    def __init__(self, faults: Sequence[FormFault]) -> None:
        super().__init__()
        self.faults = tuple(faults)

    def details(self) -> Mapping[str, object]:
        """The faults with their places."""
        return {
            "faults": [
                {
                    "code": f.code,
                    "pointer": f.pointer,
                    "item": f.item,
                    "message_zh": f.zh,
                    "message_en": f.en,
                }
                for f in self.faults
            ]
        }


class _WithFindings(Refusal):
    """Carries the findings of the rules that speak."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = tuple(findings)

    def details(self) -> Mapping[str, object]:
        """Each finding with rule, severity, place and wording."""
        return {
            "findings": [
                {
                    "rule": f.rule,
                    "severity": f.severity.value,
                    "person": f.person,
                    "items": list(f.items),
                    "message_zh": f.message_zh,
                    "message_en": f.message_en,
                }
                for f in self.findings
            ]
        }


class RulesViolated(_WithFindings):
    """An error blocks (强制性审核)."""

    code = "rules-violated"
    zh = "未通过强制性审核，未予登记"
    en = "A rule of severity error is violated; nothing was recorded"


class WarningsUnexplained(_WithFindings):
    """A warning may stand, with an explanation (核实性审核)."""

    code = "warnings-unexplained"
    zh = "核实性审核项尚无说明，不能提交"
    en = "A warning has no explanation; the record cannot be submitted"


class UnknownBlock(Refusal):
    """The code names no block that was delineated in this book."""

    code = "unknown-block"
    zh = "普查小区不存在"
    en = "There is no such enumeration block in this book"


class UnknownHousehold(Refusal):
    """No household of this book has the id."""

    code = "unknown-household"
    zh = "户不存在"
    en = "There is no such household in this book"


class UnknownPerson(Refusal):
    """No person of this book, or of the household named, has the id."""

    code = "unknown-person"
    zh = "人员不存在"
    en = "There is no such person in this book or household"


class UnknownPost(Refusal):
    """No post is held under the account."""

    code = "unknown-post"
    zh = "岗位不存在"
    en = "There is no such post"


class NotListed(Refusal):
    """A household is registered only after it stands on the block's list (rule H38)."""

    code = "household-not-listed"
    zh = "户编号不在本普查小区底册中（H38）"
    en = "The household number is not on the block's list (H38)"


class NumberTaken(Refusal):
    """Numbers are given once (rule H38)."""

    code = "household-number-taken"
    zh = "户编号已被使用（H38）"
    en = "The household number is taken already (H38)"


class NumberOutOfRange(Refusal):
    """A block has room for 998 households; 999 is the number for those who all died (H27, H38)."""

    code = "household-number-out-of-range"
    zh = "户编号须为001—998或999（H38）"
    en = "A household number is 001-998 or 999 (H38)"


class NoAppointment(Refusal):
    """Acts need a post; the account holds none at this moment."""

    code = "no-appointment"
    zh = "该账号目前未担任任何岗位"
    en = "The account holds no post at this moment"


class NotPermitted(Refusal):
    """The role may not do the act anywhere."""

    code = "not-permitted"
    zh = "该岗位无权进行此操作"
    en = "This post may not do this"
    goes_on_record = True

    def __init__(self, act: str, role: str) -> None:
        super().__init__()
        self.act = act
        self.role = role

    def details(self) -> Mapping[str, object]:
        """The act and the role."""
        return {"act": self.act, "role": self.role}


class OutsideArea(Refusal):
    """The act is another post's, which answers for that area."""

    code = "outside-area"
    zh = "不在该岗位负责的区域内"
    en = "This lies outside the area that the post answers for"


class WrongStatus(Refusal):
    """Carries the status that the record is in."""

    code = "wrong-status"
    zh = "该户目前所处环节不能进行此操作"
    en = "The household's record is not at the step that this act needs"

    def __init__(self, status: str) -> None:
        super().__init__()
        self.status = status

    def details(self) -> Mapping[str, object]:
        """The status now."""
        return {"current_status": self.status}


class StaleVersion(Refusal):
    """Carries the version that the record has now."""

    code = "stale-version"
    zh = "该户记录已被更改，请重新读取后再操作"
    en = "The record has changed since it was read; read it again"

    def __init__(self, current: int) -> None:
        super().__init__()
        self.current = current

    def details(self) -> Mapping[str, object]:
        """The version now."""
        return {"current_version": self.current}


class NobodyLeft(Refusal):
    """A registration without anybody is withdrawn, by somebody who may."""

    code = "nobody-left"
    zh = "表上将无人，请按撤销登记办理"
    en = "Nobody would be left on the form; let the registration be withdrawn"


class LongFormDiffers(Refusal):
    """A long form repeats the short one, and says something else (X08); the short one first."""

    code = "long-form-differs"
    zh = "长表中与短表相同的项目与在册记录不一致，请先修改短表记录"
    en = "What the long form repeats differs from the record; amend the record first"

    def __init__(self, pointers: Sequence[str]) -> None:
        super().__init__()
        self.pointers = tuple(pointers)

    def details(self) -> Mapping[str, object]:
        """Where they differ; no answer is told."""
        return {"rule": "X08", "pointers": list(self.pointers)}


class ShortAnswersApproved(Refusal):
    """The long form adds to approved short answers; it opens them to no other change."""

    code = "short-answers-approved"
    zh = "短表内容已经审核，补登长表后只能修改长表项目；短表内容须退回后修改，或审核后凭文件更正"
    en = (
        "The short answers were approved before the long form came, and only the long form's items "
        "are amended: have the record returned, or correct it once it is approved again"
    )


class NotDrawn(Refusal):
    """The household is not in the long-form sample (X09)."""

    code = "not-drawn"
    zh = "该户未被抽中填报长表"
    en = "This household was not drawn for the long form"


class OwnWork(Refusal):
    """Independence of review: four eyes."""

    code = "own-work"
    zh = "不得审核本人登记或修改的记录"
    en = "Nobody reviews a record that they registered or changed themselves"
    goes_on_record = True


class AuthorityNeeded(Refusal):
    """Once a level has approved a record, it changes or goes on a document only."""

    code = "authority-needed"
    zh = "已审核的记录须凭文件依据方可更正或撤销"
    en = "An approved record is corrected or withdrawn on an authority only: name the document"


class SecondPersonNeeded(Refusal):
    """Once the county has accepted a record, two persons sign, neither appointed by the other.

    So they do whenever keys are destroyed.

    What holds of appointments is :meth:`domain.roster.Roster.independent`.
    """

    code = "second-person-needed"
    zh = "县级验收后的更正或撤销以及密钥的销毁须由另一人会签，且双方互无任命关系"
    en = (
        "After acceptance by the county a correction or withdrawal, and any destruction of keys, "
        "needs a second person, and neither of the two may have appointed the other"
    )


class KeyDestroyed(Refusal):
    """The act would read or add something personal, and the key to it was destroyed."""

    code = "key-destroyed"
    zh = "密钥已销毁，个人信息永久密封，不能再进行此操作"
    en = "The key was destroyed: what is personal stays sealed for good, and this needs it"


class NothingChanged(Refusal):
    """A revision must change something."""

    code = "nothing-changed"
    zh = "没有任何改动"
    en = "The revision changes nothing"


class AlreadyEstablished(Refusal):
    """A block is delineated once, an account is used for one appointment."""

    code = "already-established"
    zh = "该普查小区或账号已存在"
    en = "The block or the account exists already"


class BookMismatch(Refusal):
    """A book holds one county."""

    code = "book-mismatch"
    zh = "该区域不属于本账簿所在的县"
    en = "The area does not lie in this book's county"


class UnfitArea(Refusal):
    """A post answers for an area of its role's width; blocks lie in known districts."""

    code = "unfit-area"
    zh = "区域不存在、级别与岗位不符，或城乡分类代码无效"
    en = "There is no such area, its level does not fit the post, or its urban-rural class is none"


class UnknownArea(Refusal):
    """Of an area that the book has not, nothing is planned, asked or told."""

    code = "unknown-area"
    zh = "本县账本没有这个区域"
    en = "There is no such area in the book of this county"


class LastCountyOffice(Refusal):
    """Without a county's office that can sign in nobody could appoint anybody any more."""

    code = "last-county-office"
    zh = "本县没有另一个已经办理过业务的县级普查机构在任，不能免任、交接或停职"
    en = (
        "No other office of the county that has acted already is held; this one can be neither "
        "vacated, handed over nor suspended"
    )
