"""Entries are read as JSON says, and a source that fails in a worker is told here."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.verifier.entry import told_by
from ledger.verifier.errors import LogUnreadable
from ledger.verifier.log import verify_log
from ledger.verifier.source import Address
from tests.ledger.written_log import entry, signed

HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)
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
