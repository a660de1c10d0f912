"""Why an act on a post, a unit or a device is refused, or one that the post's holder attempts."""

from __future__ import annotations

from domain.refusal.refusal import Refusal


class NotCertified(Refusal):
    """Field staff list, register and review with a credential that is valid on the day."""

    code = "not-certified"
    zh = "普查员、普查指导员尚未领取证件，或证件已过期，不能进行此操作"
    en = "The holder of this field post has no credential that is valid today"


class Suspended(Refusal):
    """The holder of the post may not act until reinstated."""

    code = "suspended"
    zh = "该人员已被停职，恢复之前不能进行任何操作"
    en = "The holder of this post is suspended and may not act until reinstated"


class NotSuspended(Refusal):
    """Who is not suspended cannot be reinstated."""

    code = "not-suspended"
    zh = "该人员未被停职"
    en = "The holder of this post is not suspended"


class NotTrained(Refusal):
    """The first credential is issued after a course that was passed."""

    code = "not-trained"
    zh = "尚无培训合格记录，不能发放证件"
    en = "No passed training is on record; a first credential needs one"


class AreaAssigned(Refusal):
    """The post has the area."""

    code = "area-assigned"
    zh = "该岗位已负责这一区域"
    en = "The post answers for that area already"


class AreaNotAssigned(Refusal):
    """The post has not the area."""

    code = "area-not-assigned"
    zh = "该岗位并不负责这一区域"
    en = "The post does not answer for that area"


class LastArea(Refusal):
    """A post that is not of the field staff keeps an area."""

    code = "last-area"
    zh = "这是该岗位唯一的区域，不能移出"
    en = "It is the post's only area and stays with it"


class PostVacant(Refusal):
    """Nobody holds the post that is to take over an area."""

    code = "post-vacant"
    zh = "接收岗位目前无人在任，区域会失去负责人"
    en = "Nobody acts in the post that is to take over; the area would be without a person"


class UnknownUnit(Refusal):
    """There is no such unit, or it was dissolved."""

    code = "unknown-unit"
    zh = "单位不存在或已撤销"
    en = "There is no such unit, or it was dissolved"


class UnfitUnit(Refusal):
    """A unit is of its kind's level, and a post belongs to a unit whose area holds the post's."""

    code = "unfit-unit"
    zh = "单位级别与类型不符，或岗位区域不在该单位区域内"
    en = "The unit's level does not fit its kind, or the post's area lies outside the unit's"


class UnitStaffed(Refusal):
    """A unit is dissolved after its people have left."""

    code = "unit-staffed"
    zh = "该单位仍有在任人员，不能撤销"
    en = "People still hold posts of the unit; it cannot be dissolved"


class DutyNotBorne(Refusal):
    """A department's officer supplies what the own unit answers for, and nothing else."""

    code = "duty-not-borne"
    zh = "您所在单位不承担提供此类资料的职责"
    en = "Your unit does not bear the duty to supply such records"


class PastDate(Refusal):
    """A credential, and a post, end today or later; dates are those of China."""

    code = "past-date"
    zh = "日期早于今天"
    en = "The date lies in the past"


class UnknownDevice(Refusal):
    """No device of the name was registered."""

    code = "unknown-device"
    zh = "设备未登记"
    en = "No such device is registered"


class DeviceOutOfUse(Refusal):
    """The device is retired, or reported lost already."""

    code = "device-out-of-use"
    zh = "设备已报废，或已报失"
    en = "The device is retired, or is on record as lost"
