"""Why a form is not taken: faults of structure and of kind, as opposed to findings of the rules."""

from dataclasses import dataclass

_MESSAGES = {
    "missing": ("必填内容缺失", "Something that must be there is missing"),
    "wrong-type": ("值的类型不对", "The value is of a wrong type"),
    "too-long": ("文本过长", "The text is too long"),
    "wrong-code": (
        "答案不在代码表中，或不是本项目应填的数、年月或区划代码",
        "The answer is no code, number, month or division that the item takes",
    ),
    "unknown-item": ("本表没有这个项目", "The form has no such item"),
    "unknown-form": ("没有这种普查表", "There is no such form"),
    "unknown-edition": (
        "普查没有这种普查表的这一版本",
        "The census has no such edition of the form",
    ),
    "coders-item": (
        "行业、职业代码由编码员填写，不在登记、修改或更正时填报",
        "The codes of industry and occupation are a coder's; no form or change brings them",
    ),
    "wrong-address": (
        "地址代码的位数不对，或上下级不一致",
        "An address code has the wrong digits, or does not lie in the one above it",
    ),
}

FAULT_CODES = frozenset(_MESSAGES)


@dataclass(frozen=True, slots=True)
class FormFault:
    """One fault. ``pointer`` is a JSON pointer (RFC 6901); the value itself is never told."""

    code: str
    pointer: str
    item: str | None

    @property
    def zh(self) -> str:
        """What is wrong, in Chinese."""
        return _MESSAGES[self.code][0]

    @property
    def en(self) -> str:
        """What is wrong, in English."""
        return _MESSAGES[self.code][1]


class FormError(ValueError):
    """The object is no form; ``faults`` holds every fault found, in the order of the object."""

    code = "form-error"
    zh = "普查表的结构有误"
    en = "The form is not well formed"

    def __init__(self, faults: tuple[FormFault, ...]) -> None:
        """Takes at least one fault."""
        self.faults = faults
        told = "; ".join(f"{fault.code} {fault.pointer}" for fault in faults)
        super().__init__(f"{self.zh} / {self.en}: {told}")


def pointer(*parts: str | int) -> str:
    """The JSON pointer to a place in an object."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
