"""Whatever answers in the service's place, the client says what is the matter with it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TypeAlias

import pytest

from api import client as client_module
from api.client import (
    AddressUnusable,
    Client,
    NotTheService,
    ServiceProblem,
    ServiceUnreachable,
)

Answering: TypeAlias = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def answering(answer: Answering) -> Iterator[str]:
    """The address of a server that answers every request so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def saying(status: int, body: bytes, **headers: str) -> Answering:
    """Answer with these."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def endless(request: BaseHTTPRequestHandler) -> None:
    """Answer for as long as somebody listens."""
    request.send_response(200)
    request.end_headers()
    try:
        while True:
            request.wfile.write(b" " * 4096)
    except OSError:
        return


@pytest.mark.parametrize(
    "body",
    [b"<html>hello</html>", b"", b"[]", b"5", b"\xff\xfe", b'{"books": 5}', b'{"other": []}'],
)
def test_an_answer_that_is_not_the_services_is_told(body: bytes) -> None:
    with (
        answering(saying(200, body)) as address,
        Client(address, tries=1) as client,
        pytest.raises(NotTheService) as told,
    ):
        client.items("/books", "books")
    assert told.value.code == "not-the-service"
    assert address in told.value.body["detail_zh"]


def test_a_redirect_is_not_followed_and_told() -> None:
    elsewhere = saying(302, b"", Location="https://example.org/")
    with (
        answering(elsewhere) as address,
        Client(address, tries=1) as client,
        pytest.raises(NotTheService, match="not-the-service"),
    ):
        client.get("/books")


def test_an_endless_answer_is_read_no_further_than_any_of_the_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client_module, "_LARGEST_ANSWER", 1 << 16)
    with (
        answering(endless) as address,
        Client(address, tries=1) as client,
        pytest.raises(NotTheService) as told,
    ):
        client.get("/books")
    assert "too large" in told.value.body["detail"]


def test_an_answer_that_takes_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_LONGEST_ANSWER", 0.0)
    with (
        answering(endless) as address,
        Client(address, tries=1) as client,
        pytest.raises(NotTheService) as told,
    ):
        client.get("/books")
    assert "without end" in told.value.body["detail"]


def test_a_packed_answer_is_unpacked_and_a_spoilt_one_told() -> None:
    packed = gzip.compress(b'{"books": []}')
    with (
        answering(saying(200, packed, Content_Encoding="gzip")) as address,
        Client(address, tries=1) as client,
    ):
        assert client.items("/books", "books") == []
    with (
        answering(saying(200, b"no gzip", Content_Encoding="gzip")) as address,
        Client(address, tries=1) as client,
        pytest.raises(NotTheService),
    ):
        client.get("/books")


@pytest.mark.parametrize("asked", ["soon", "nan", "-5", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_wait_that_is_no_number_of_seconds_is_overlooked(
    asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(client_module.time, "sleep", waited.append)
    with (
        answering(saying(503, b"<html>", Retry_After=asked)) as address,
        Client(address, tries=2) as client,
        pytest.raises(ServiceProblem) as told,
    ):
        client.get("/books")
    assert told.value.code == "no-problem-details"
    assert waited == [0.5]


@pytest.mark.parametrize("address", ["http://[::", "http://a b\n", "http://\x00"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(AddressUnusable) as told, Client(address, tries=1) as client:
        client.get("/books")
    assert told.value.code == "address-unusable"


@pytest.mark.parametrize(
    "address", ["", "ftp://example.org", "127.0.0.1:1", "http://127.0.0.1:99999999"]
)
def test_an_address_where_nobody_can_answer_is_told(address: str) -> None:
    with pytest.raises(ServiceUnreachable), Client(address, tries=1) as client:
        client.get("/books")


def test_a_label_longer_than_names_are_is_told() -> None:
    with pytest.raises(ServiceProblem), Client("http://" + "a" * 70, tries=1) as client:
        client.get("/books")
