"""Why an act is refused because of the block's list, a visit, a code or a comment."""

from __future__ import annotations

from domain.refusal.refusal import Refusal


class BuildingTaken(Refusal):
    """A building's number is given once in its block, a unit's once in its building."""

    code = "building-taken"
    zh = "建筑物编号或住房单元编号已被使用"
    en = "The number of the building or of the dwelling unit is taken already"


class UnknownBuilding(Refusal):
    """Units are listed in a building that is on the block's list."""

    code = "unknown-building"
    zh = "建筑物不在本普查小区底册中"
    en = "The building is not on the block's list"


class VirtualBlock(Refusal):
    """A block from 900 on holds what stands nowhere: it has no buildings."""

    code = "virtual-block"
    zh = "虚拟普查小区（900及以上）没有建筑物"
    en = "A virtual block (900 and above) has no buildings"


class UnitNotListed(Refusal):
    """Where a block's buildings are listed, a household lives in one of their units (H39)."""

    code = "unit-not-listed"
    zh = "住房单元不在本普查小区的建筑物底册中（H39）"
    en = "The dwelling unit is not on the block's list of buildings (H39)"


class ListingUnconfirmed(Refusal):
    """A household that was listed late is registered once the supervisor confirmed its line."""

    code = "listing-unconfirmed"
    zh = "摸底结束后补列的户须经普查指导员确认后方可登记"
    en = "A household listed after the listing was over awaits the supervisor's confirmation"


class NothingToConfirm(Refusal):
    """None of the lines awaits a confirmation, or one of them does not."""

    code = "nothing-to-confirm"
    zh = "所列户中有不需要确认的"
    en = "One of the households awaits no confirmation"


class VisitNeeded(Refusal):
    """An unregistered household is withdrawn once a visit found nobody who belongs there."""

    code = "visit-needed"
    zh = "未登记的户须经入户确认空户或已迁走后方可撤销"
    en = "A household that was never registered is withdrawn after a visit found it vacant or moved"


class UnfitWithdrawal(Refusal):
    """What is registered twice stays once: the other registration is named, and counts."""

    code = "unfit-withdrawal"
    zh = "以重复登记为由撤销的，须指明保留的另一户：未撤销；本户已登记的，该户也须已登记"
    en = (
        "A duplicate names the other household that stays: not withdrawn, and registered where "
        "this one is"
    )


class InstitutionOnly(Refusal):
    """Offices register collective households; every other one is the enumerator's."""

    code = "institution-only"
    zh = "普查机构只能登记集体户（H1=2），此次尝试已记录在案"
    en = "An office registers collective households (H1=2) only; the attempt is on record"
    goes_on_record = True


class UnknownComment(Refusal):
    """No comment of the household has the number."""

    code = "unknown-comment"
    zh = "没有这条批注"
    en = "There is no such comment"


class UnknownItem(Refusal):
    """A comment is on an item of a form."""

    code = "unknown-form-item"
    zh = "普查表中没有这个项目"
    en = "No form has such an item"


class CommentSettled(Refusal):
    """A comment is resolved once."""

    code = "comment-resolved"
    zh = "该批注已有处理结果"
    en = "The comment is resolved already"


class NoSelfRegistration(Refusal):
    """No code was handed out for the household."""

    code = "no-self-registration"
    zh = "该户未发放自主填报码"
    en = "No self-registration code was handed out for the household"


class ChannelUnfit(Refusal):
    """Who holds a post does not write as a household."""

    code = "channel-unfit"
    zh = "自主填报渠道仅限住户本人使用"
    en = "The channel of self-registration is the household's own"
