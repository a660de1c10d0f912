"""Entries are read as JSON says, and a source that fails in a worker is told here."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.verifier import source as source_module
from ledger.verifier.entry import told_by
from ledger.verifier.errors import LogUnreadable
from ledger.verifier.log import verify_log
from ledger.verifier.source import Address
from tests.ledger.written_log import entry, signed

HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)
TOPICS = st.text("Aaf 0", min_size=1, max_size=200)
"""As long as they may be: an entry without a key commitment is then as long as one with it."""
TIMES = st.integers(10**15, 10**16 - 1) | st.integers(0, 10**15)
FIELDS = st.fixed_dictionaries(
    {
        "v": st.just(1),
        "book": st.just("500112"),
        "id": st.uuids().map(str),
        "version": st.integers(1, 10**17),
        "topic": st.text(
            st.characters(min_codepoint=32, max_codepoint=126, exclude_characters='"\\'),
            min_size=1,
            max_size=40,
        ),
        "time": st.integers(0, 10**16 - 1),
        "state_sha256": HEX,
    },
    optional={"kc": HEX},
)


def canonical(fields: dict[str, object]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


@given(st.lists(FIELDS, min_size=1, max_size=6))
def test_fields_are_read_as_json_says(entries: list[dict[str, object]]) -> None:
    told = told_by(list(map(canonical, entries)))
    assert told is not None
    assert told.book == "500112"
    ids = [str(UUID(bytes=told.ids[at : at + 16])) for at in range(0, len(told.ids), 16)]
    read = zip(ids, told.digests, told.times, told.topics, told.versions, strict=True)
    assert [(i, d.decode(), int(t), topic, v) for i, d, t, topic, v in read] == [
        tuple(e[name] for name in ("id", "state_sha256", "time", "topic", "version"))
        for e in entries
    ]


@given(st.lists(st.tuples(FIELDS, TOPICS, TIMES), min_size=1, max_size=6))
def test_entries_read_together_say_what_each_says_alone(
    given: list[tuple[dict[str, object], str, int]],
) -> None:
    entries = [canonical(fields | {"topic": topic, "time": at}) for fields, topic, at in given]
    told = told_by(entries)
    assert told is not None
    for at, (fields, topic, moment) in enumerate(given):
        alone = told_by([entries[at]])
        assert alone is not None
        said = (told.id_texts[at], told.digests[at], told.times[at], told.topics[at])
        assert said == (alone.id_texts[0], alone.digests[0], alone.times[0], topic)
        assert (int(told.times[at]), told.versions[at]) == (moment, fields["version"])


@given(FIELDS, st.data())
def test_entry_with_one_byte_changed_is_read_as_json_says_or_refused(
    fields: dict[str, object], data: st.DataObject
) -> None:
    changed = bytearray(canonical(fields))
    changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    told = told_by([bytes(changed)])
    if told is not None:
        read = json.loads(changed)
        assert canonical(read) == changed
        assert (read["v"], read["book"], read["version"]) == (1, told.book, told.versions[0])
        assert read.keys() <= {*fields, "kc"}


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("digit", b"05af")
def test_hexadecimal_digit_in_a_name_is_not_taken_for_the_letter(number: int, digit: int) -> None:
    whole = entry(number)
    for at in range(len(whole)):
        changed = whole[:at] + bytes([digit]) + whole[at + 1 :]
        told = told_by([whole, changed, whole])
        if changed != whole and told is not None:
            assert canonical(json.loads(changed)) == changed
            assert json.loads(changed).keys() == json.loads(whole).keys()


@pytest.mark.parametrize("processes", [1, 2])
def test_server_that_fails_half_way_is_told(processes: int) -> None:
    entries = [entry(number) for number in range(600)]

    class Failing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path.endswith("/checkpoint")
            self.send_response(200 if found else 500)
            self.end_headers()
            if found:
                self.wfile.write(signed(entries))

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Failing) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        source = Address(f"http://127.0.0.1:{server.server_port}/books/500112")
        with pytest.raises(LogUnreadable) as refused:
            verify_log(source, processes=processes)
        source.close()
        server.shutdown()
        thread.join()
    assert refused.value.place == source.url


def _trickle(answer: BaseHTTPRequestHandler, part: str) -> None:
    """Send a part of the answer byte by byte, without end."""
    if part == "body":
        answer.send_response(200)
        answer.end_headers()
    else:
        answer.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    with suppress(OSError):
        while True:
            answer.wfile.write(b"a")
            answer.wfile.flush()
            time.sleep(0.05)


@pytest.mark.parametrize("part", ["headers", "body"])
def test_server_that_trickles_is_not_waited_for(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "DEADLINE_SECONDS", 0.5)

    class Trickling(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _trickle(self, part)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Trickling) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        begun = time.monotonic()
        with pytest.raises(LogUnreadable):
            verify_log(Address(f"http://127.0.0.1:{server.server_port}/books/500112"))
        assert time.monotonic() - begun < 5
        server.shutdown()
        thread.join()


def test_no_more_is_read_than_a_file_can_hold() -> None:
    sent = 0

    class Endless(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            nonlocal sent
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                for _ in range(5_000):
                    self.wfile.write(bytes(1 << 16))
                    sent += 1 << 16

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Endless) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        source = Address(f"http://127.0.0.1:{server.server_port}/books/500112")
        note, tile = source.checkpoint(), source.tile(0, 0, 256)
        assert note is not None
        assert tile is not None
        assert max(len(note), len(tile)) < 1 << 18
        source.close()
        server.shutdown()
        thread.join()
    # What lies in the buffers of the connections was sent too.
    assert sent < 50 << 20
