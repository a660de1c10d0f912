"""Problem details (RFC 9457): what every refusal looks like on the wire.

Problem                 what the edge itself refuses
├── MalformedJson       the body is not JSON
├── InvalidRequest      the body or a parameter does not fit its model
├── WrongMediaType / BodyTooLarge / NotFound / MethodNotAllowed
├── TokenMissing / TokenInvalid / TokenExpired / OtherBook
├── OneCheckAtATime     a batch has one cross-check
├── SecondTokenRefused  the countersigning token does not hold
├── SignInFailed / TooManyFailures / PasswordSet
├── FollowerBehind / FollowerStopped
└── InternalFault

Refusals of the domain and errors of the ledger have the same four parts (``code``, ``zh``, ``en``,
``details()``) and take the same way out. No problem ever repeats what was entered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, TypeGuard

import orjson
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response
from starlette.types import Scope

from api.problem_status import RETRY_AFTER, STATUS

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:census-ledger:problem:"


class SaysItself(Protocol):
    """Anything that can be told to a client as a problem."""

    code: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]

    def details(self) -> Mapping[str, object]:
        """What else a client needs to know; JSON values without personal data."""
        ...


class Problem(Exception):
    """A request that the edge refuses."""

    code: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.code)

    def details(self) -> Mapping[str, object]:
        """What else a client needs to know; JSON values without personal data."""
        return {}


class MalformedJson(Problem):
    """The body cannot be read."""

    code = "malformed-json"
    zh = "请求正文不是有效的 JSON"
    en = "The body is not valid JSON"


class InvalidRequest(Problem):
    """Carries ``faults``: dicts with code, pointer, item, message_zh, message_en."""

    code = "invalid-request"
    zh = "请求内容不符合规定格式"
    en = "The request does not have the shape that it should have"

    def __init__(self, faults: list[dict[str, object]]) -> None:
        super().__init__()
        self.faults = faults

    def details(self) -> Mapping[str, object]:
        """The faults with their places."""
        return {"faults": self.faults}


class WrongMediaType(Problem):
    """Only JSON is taken."""

    code = "wrong-media-type"
    zh = "请求正文须为 application/json"
    en = "The body must be application/json"


class BodyTooLarge(Problem):
    """Carries the limit in bytes."""

    code = "body-too-large"
    zh = "请求正文超过大小上限"
    en = "The body is over the size limit"

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def details(self) -> Mapping[str, object]:
        """The limit."""
        return {"limit_bytes": self._limit}


class NotFound(Problem):
    """No such resource."""

    code = "not-found"
    zh = "没有这个资源"
    en = "There is no such resource"


class MethodNotAllowed(Problem):
    """The resource exists, the method does not."""

    code = "method-not-allowed"
    zh = "该资源不支持此方法"
    en = "The resource does not take this method"


class TokenMissing(Problem):
    """Nobody is signed in."""

    code = "token-missing"
    zh = "请先登录"
    en = "Sign in first"


class TokenInvalid(Problem):
    """The token was not made here or was changed."""

    code = "token-invalid"
    zh = "登录凭证无效"
    en = "The token is not valid"


class TokenExpired(Problem):
    """The token was good once."""

    code = "token-expired"
    zh = "登录已过期，请重新登录"
    en = "The sign-in has expired; sign in again"


class OtherBook(Problem):
    """The account belongs to another county's book."""

    code = "other-book"
    zh = "该账号不属于本账簿"
    en = "The account does not belong to this book"


class OneCheckAtATime(Problem):
    """A cross-check looks at a whole area; a batch has one."""

    code = "one-check-at-a-time"
    zh = "一批操作中只能有一次比对复查"
    en = "A batch takes one cross-check; send the other in a request of its own"


class SecondTokenRefused(Problem):
    """The second person's token does not hold in this book now."""

    code = "second-token-refused"
    zh = "会签人的登录凭证无效或已过期"
    en = "The second person's token is not valid or has expired"


class SignInFailed(Problem):
    """The same whether the account or the password is wrong."""

    code = "sign-in-failed"
    zh = "账号或密码错误"
    en = "The account or the password is wrong"


class TooManyFailures(Problem):
    """Carries the seconds to wait."""

    code = "too-many-failures"
    zh = "登录失败次数过多，请稍后再试"
    en = "Too many failed sign-ins; try again later"

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after

    def details(self) -> Mapping[str, object]:
        """How long to wait."""
        return {"retry_after": self.retry_after}


class PasswordSet(Problem):
    """Only the holder changes a password that was given once."""

    code = "password-set"
    zh = "该账号已设密码，只能由本人凭原密码更改"
    en = "The account has a password; only its holder can change it, giving the present one"


class FollowerBehind(Problem):
    """The rows have not been brought to the position yet."""

    code = "follower-behind"
    zh = "汇总数据尚未更新到该位置，请稍后再试"
    en = "The tables have not been brought to this position yet; try again"
    retry_after = 1


class FollowerStopped(Problem):
    """The rows stand still; an operator must look."""

    code = "follower-stopped"
    zh = "汇总数据已停止更新，须由运维人员处理"
    en = "The tables are not brought forward any more; an operator must look"
    retry_after = 30


class InternalFault(Problem):
    """A fault of ours; the log knows more under the request id."""

    code = "internal-fault"
    zh = "服务内部故障，已记录"
    en = "A fault inside the service; it was logged"


_BAD_TOKEN = frozenset({"token-invalid", "token-expired"})


class ReportedFault(BaseModel):
    """A place in the request that does not have the right shape."""

    code: str = Field(description="stable code of the fault")
    pointer: str = Field(description="JSON pointer to the place (RFC 6901)")
    item: str | None = Field(default=None, description="form item, where it is one")
    message_zh: str
    message_en: str


class ReportedFinding(BaseModel):
    """What a review rule (审核关系) says."""

    rule: str = Field(description="rule id, for example P07", examples=["P07"])
    severity: str = Field(description="error (强制性审核) or warning (核实性审核)")
    items: list[str]
    person: int | None = Field(
        description="index in the form's persons; null for the household and its dead"
    )
    line: int | None = Field(default=None, description="index in the form's lines of the dead")
    pointer: str = Field(description="JSON pointer into the form")
    message_zh: str
    message_en: str


class ProblemDetails(BaseModel):
    """RFC 9457 problem details; ``detail`` and ``title`` are English, ``*_zh`` Chinese."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(
        description="stable name of the problem", examples=[TYPE_PREFIX + "stale-version"]
    )
    title: str
    title_zh: str
    status: int
    detail: str
    detail_zh: str
    code: str = Field(description="the last part of type")
    instance: str | None = Field(default=None, description="the request's id, as in the log")
    faults: list[ReportedFault] | None = None
    findings: list[ReportedFinding] | None = None
    retry_after: int | None = Field(default=None, description="seconds to wait")
    current_version: int | None = Field(default=None, description="version of the record now")


def says_itself(error: object) -> TypeGuard[SaysItself]:
    """Whether an exception has the parts of a problem, whatever layer it comes from."""
    return all(hasattr(error, part) for part in ("code", "zh", "en", "details"))


def status_of(error: SaysItself) -> int:
    """HTTP status of a problem; a code that no client can cause has none of its own."""
    return STATUS.get(error.code, 500)


def retry_after_of(error: SaysItself) -> int | None:
    """Seconds to wait, where waiting helps."""
    seconds = getattr(error, "retry_after", RETRY_AFTER.get(error.code))
    return None if seconds is None else max(1, round(float(seconds)))


def _pointer(finding: Mapping[str, Any]) -> str:
    part = "/household" if finding["person"] is None else f"/persons/{finding['person']}"
    return f"{part}/{finding['items'][0]}" if finding["items"] else part


def problem_body(error: SaysItself, request_id: str | None = None) -> dict[str, object]:
    """The problem as a JSON object.

    ``detail`` lists what the rules or the shape say, else repeats the title.
    """
    details: dict[str, Any] = dict(error.details())
    if "findings" in details:
        details["findings"] = [{**f, "pointer": _pointer(f)} for f in details["findings"]]
    places = details.get("findings") or details.get("faults") or ()
    said_en = "; ".join(f"{p.get('rule') or p['pointer']}: {p['message_en']}" for p in places)
    said_zh = "；".join(f"{p.get('rule') or p['pointer']}：{p['message_zh']}" for p in places)
    body: dict[str, object] = {
        "type": TYPE_PREFIX + error.code,
        "title": error.en,
        "title_zh": error.zh,
        "status": status_of(error),
        "detail": said_en or error.en,
        "detail_zh": said_zh or error.zh,
        "code": error.code,
    }
    if request_id is not None:
        body["instance"] = f"urn:uuid:{request_id}"
    retry_after = retry_after_of(error)
    if retry_after is not None:
        body["retry_after"] = retry_after
    return body | {key: value for key, value in details.items() if key not in body}


def problem_response(error: SaysItself, scope: Scope) -> Response:
    """The answer to a request that fails; says in its headers when or how to try again."""
    request_id = scope.get("state", {}).get("request_id")
    headers = {"Cache-Control": "no-store"}
    retry_after = retry_after_of(error)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if status_of(error) == 401:
        given = ', error="invalid_token"' if error.code in _BAD_TOKEN else ""
        headers["WWW-Authenticate"] = f'Bearer realm="census-ledger"{given}'
    return Response(
        orjson.dumps(problem_body(error, request_id)),
        status_code=status_of(error),
        headers=headers,
        media_type=MEDIA_TYPE,
    )
