"""A client of the service, for the command line and the simulation."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

TRIES = 6
"""How often a request is sent before its failure is told; commands may be sent again safely."""
_TIMEOUT = httpx.Timeout(60.0, connect=5.0)
_LONGEST_WAIT = 10.0


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

    A service that does not answer or is not ready is asked again, as long as it says so.
    """

    def __init__(self, server: str, *, tries: int = TRIES) -> None:
        self._server = server
        self._tries = tries
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
        # A proxy of the surroundings has no business between a clerk and the service.
        self._http = httpx.Client(base_url=server, timeout=_TIMEOUT, limits=limits, trust_env=False)

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

    def probe(self, path: str) -> None:
        """Ask once, without patience.

        Raises:
            ServiceProblem: it is refused, or nobody answers.
        """
        try:
            answer = self._http.get(path)
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
        items: list[dict[str, Any]] = orjson.loads(answer.content)["items"]
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
                answer = self._http.request(method, path, headers=headers, **request)
            except httpx.TransportError:
                if attempt == self._tries:
                    raise ServiceUnreachable(self._server) from None
            else:
                if answer.status_code < 400:
                    return answer
                if answer.status_code != 503 or attempt == self._tries:
                    raise ServiceProblem(_problem(answer))
                wait = min(float(answer.headers.get("Retry-After", wait)), _LONGEST_WAIT)
            time.sleep(wait)
        raise AssertionError("the last try answers or raises")


def _problem(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = None
    if isinstance(body, dict) and "code" in body:
        return body
    return {
        "code": "no-problem-details",
        "title": f"The service answered {answer.status_code}",
        "title_zh": f"服务返回状态 {answer.status_code}",
    }
