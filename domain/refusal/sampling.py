"""Why an act on the long-form sample, or the coding of its texts, is refused."""

from __future__ import annotations

from domain.refusal.refusal import Refusal


class SeedNotFixed(Refusal):
    """Nothing is drawn before the seed stands in the book."""

    code = "seed-not-fixed"
    zh = "尚未确定抽样种子，不能抽取长表户"
    en = "The seed is not fixed yet; nothing is drawn before"


class SeedTooLate(Refusal):
    """Who fixes the seed must not know yet who will be drawn from."""

    code = "seed-too-late"
    zh = "登记已经开始，不能再确定抽样种子"
    en = "Registration has begun; the seed is fixed before"


class DrawTooEarly(Refusal):
    """A household that registers later would never have been drawn from."""

    code = "draw-too-early"
    zh = "短表登记结束后方可抽取长表户"
    en = "The long form is drawn once the phase of the short form is over"


class UnfitSeed(Refusal):
    """A seed has 256 bits."""

    code = "unfit-seed"
    zh = "抽样种子应为 64 位十六进制数"
    en = "A seed is 64 hex digits"


class NothingToCode(Refusal):
    """A code is for a text."""

    code = "nothing-to-code"
    zh = "该人没有待编码的行业或职业文字"
    en = "There is no text of an industry or occupation to code"
