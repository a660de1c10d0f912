"""A client of the service, for the command line and the simulation."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import httpx
import orjson

TRIES = 6
"""How often a request is sent before its failure is told; commands may be sent again safely."""
_TIMEOUT = httpx.Timeout(60.0, connect=5.0)
_LONGEST_WAIT = 10.0
_LARGEST_ANSWER = 1 << 26
"""Bytes; several times the largest bundle of entries."""
_LONGEST_ANSWER = 300.0
"""Seconds that an answer may take from its first to its last byte."""


class ServiceProblem(Exception):
    """The service answered with a problem; ``body`` is its problem details."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        super().__init__(body.get("code", "unknown"))
        self.body = body

    @property
    def code(self) -> str:
        """The problem's code."""
        return str(self.body.get("code", "unknown"))


class ServiceUnreachable(ServiceProblem):
    """Nobody answers at the address."""

    def __init__(self, server: str) -> None:
        said_en, said_zh = "The service does not answer", "服务没有应答"
        super().__init__(
            {
                "code": "service-unreachable",
                "title": said_en,
                "title_zh": said_zh,
                "detail": f"{said_en}: {server}",
                "detail_zh": f"{said_zh}：{server}",
            }
        )


class AddressUnusable(ServiceProblem):
    """No request can be sent to such an address."""

    def __init__(self, address: str) -> None:
        said_en, said_zh = "This is no address of a service", "这不是服务地址"
        super().__init__(
            {
                "code": "address-unusable",
                "title": said_en,
                "title_zh": said_zh,
                "detail": f"{said_en}: {address}",
                "detail_zh": f"{said_zh}：{address}",
            }
        )


class NotTheService(ServiceProblem):
    """Something answers, and not as the service does: no JSON, a redirect, more than it ever says.

    ``said`` names what it was, in both languages.
    """

    def __init__(self, server: str, said: tuple[str, str]) -> None:
        title, title_zh = "What answers is not this service", "应答的不是本服务"
        super().__init__(
            {
                "code": "not-the-service",
                "title": title,
                "title_zh": title_zh,
                "detail": f"{title} ({said[1]}): {server}",
                "detail_zh": f"{title_zh}（{said[0]}）：{server}",
            }
        )


_NO_JSON = "应答不是 JSON 对象", "no JSON object"
_REDIRECT = "转往他处", "it leads elsewhere"
_TOO_LARGE = "应答过大", "too large an answer"
_TOO_SLOW = "应答迟迟不完", "an answer without end"
_UNREADABLE = "应答无法解码", "an answer that cannot be decoded"


class Answered(httpx.Response):
    """An answer that was read whole."""

    server = ""

    def json(self, **_: Any) -> Any:
        """The JSON object that the service answers with.

        Raises:
            NotTheService: it is none.
        """
        try:
            value = orjson.loads(self.content)
        except orjson.JSONDecodeError:
            value = None
        if not isinstance(value, dict):
            raise NotTheService(self.server, _NO_JSON)
        return value


_OF_THE_TRANSFER = {"content-encoding", "content-length", "transfer-encoding"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInAs:
    """An account with its token."""

    book: str
    account: str
    token: str
    role: str
    area: str


class Client:
    """Speaks to one service; safe for threads.

    A service that does not answer or is not ready is asked again, as long as it says so. What
    answers in its place is not believed to be short, quick or of the service's form.

    Raises:
        AddressUnusable: the address is none.
    """

    def __init__(self, server: str, *, tries: int = TRIES) -> None:
        self._server = server
        self._tries = tries
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
        # A proxy of the surroundings has no business between a clerk and the service.
        try:
            self._http = httpx.Client(
                base_url=server, timeout=_TIMEOUT, limits=limits, trust_env=False
            )
        except httpx.InvalidURL:
            raise AddressUnusable(server) from None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def sign_in(self, book: str, account: str, password: str) -> SignedInAs:
        """A token for an account.

        Raises:
            ServiceProblem: it is refused.
        """
        answer = self.post(
            "/session", {"book": book, "account": account, "password": password}
        ).json()
        return SignedInAs(
            book=book,
            account=account,
            token=answer["access_token"],
            role=answer["role"],
            area=answer["area"],
        )

    def get(
        self,
        path: str,
        who: SignedInAs | None = None,
        params: Mapping[str, str | int | bool | None] | None = None,
    ) -> httpx.Response:
        """The answer to a reading.

        Raises:
            ServiceProblem: it is refused, or nobody answers.
        """
        given = {key: value for key, value in (params or {}).items() if value is not None}
        return self._send("GET", path, who, params=given)

    def items(self, path: str, name: str) -> list[dict[str, Any]]:
        """The objects that the answer to a reading, for which nobody signs in, lists under a name.

        Raises:
            ServiceProblem: it is refused, nobody answers, or there is no such list.
        """
        listed = self.get(path).json().get(name)
        if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
            raise NotTheService(self._server, _NO_JSON)
        return listed

    def probe(self, path: str) -> None:
        """Ask once, without patience.

        Raises:
            ServiceProblem: it is refused, or nobody answers.
        """
        try:
            answer = self._answer("GET", path)
        except httpx.TransportError:
            raise ServiceUnreachable(self._server) from None
        if answer.status_code >= 400:
            raise ServiceProblem(_problem(answer))

    def post(self, path: str, body: object, who: SignedInAs | None = None) -> httpx.Response:
        """The answer to a command; ``body`` is a JSON value, or the bytes of one.

        Raises:
            ServiceProblem: it is refused, or nobody answers.
        """
        return self._with_body("POST", path, body, who)

    def put(self, path: str, body: object, who: SignedInAs | None = None) -> httpx.Response:
        """The answer to putting a JSON value in its place.

        Raises:
            ServiceProblem: it is refused, or nobody answers.
        """
        return self._with_body("PUT", path, body, who)

    def commands(
        self, who: SignedInAs, commands: Sequence[Mapping[str, object]]
    ) -> list[dict[str, Any]]:
        """A batch: for each command its answer, with a receipt or a problem.

        Raises:
            ServiceProblem: the batch as a whole is refused, or nobody answers.
        """
        answer = self.post(f"/books/{who.book}/commands", {"commands": commands}, who)
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def _with_body(
        self, method: str, path: str, body: object, who: SignedInAs | None
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        return self._send(
            method, path, who, content=content, headers={"Content-Type": "application/json"}
        )

    def _send(
        self, method: str, path: str, who: SignedInAs | None, **request: Any
    ) -> httpx.Response:
        headers = dict(request.pop("headers", {}))
        if who is not None:
            headers["Authorization"] = f"Bearer {who.token}"
        for attempt in range(1, self._tries + 1):
            wait = min(0.25 * 2**attempt, _LONGEST_WAIT)
            try:
                answer = self._answer(method, path, headers=headers, **request)
            except httpx.TransportError:
                if attempt == self._tries:
                    raise ServiceUnreachable(self._server) from None
            else:
                if answer.status_code < 400:
                    return answer
                if answer.status_code != 503 or attempt == self._tries:
                    raise ServiceProblem(_problem(answer))
                asked = answer.headers.get("Retry-After", "")
                if asked.isascii() and asked.isdecimal():
                    wait = min(float(asked), _LONGEST_WAIT)
            time.sleep(wait)
        raise AssertionError("the last try answers or raises")

    def _answer(self, method: str, path: str, **request: Any) -> Answered:
        """Send once; the answer whole.

        Raises:
            httpx.TransportError: nobody answers, or only half.
            AddressUnusable, NotTheService: no answer of the service can come of it.
        """
        content, until = bytearray(), time.monotonic() + _LONGEST_ANSWER
        try:
            with self._http.stream(method, path, **request) as answer:
                if answer.is_redirect:
                    raise NotTheService(self._server, _REDIRECT)
                for chunk in answer.iter_bytes():
                    content += chunk
                    if len(content) > _LARGEST_ANSWER:
                        raise NotTheService(self._server, _TOO_LARGE)
                    if time.monotonic() > until:
                        raise NotTheService(self._server, _TOO_SLOW)
        except httpx.DecodingError:
            raise NotTheService(self._server, _UNREADABLE) from None
        except (httpx.InvalidURL, UnicodeError):
            raise AddressUnusable(self._server) from None
        headers = [
            (name, value)
            for name, value in answer.headers.multi_items()
            if name.lower() not in _OF_THE_TRANSFER
        ]
        whole = Answered(
            answer.status_code, headers=headers, content=bytes(content), request=answer.request
        )
        whole.server = self._server
        return whole


def _problem(answer: Answered) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except NotTheService:
        body = {}
    if "code" in body:
        return cast(Mapping[str, Any], body)
    return {
        "code": "no-problem-details",
        "title": f"The service answered {answer.status_code}",
        "title_zh": f"服务返回状态 {answer.status_code}",
    }
