"""The local page under attack, by raw sockets: what no browser sends, what another page would, and too much."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from visiting import ask, get, head, leaving, post, send, serving, status, visit_of

from digitrans.errors import UsageFault
from digitrans.local_page import server as server_module
from digitrans.local_page.gate import KEY_HEADER, MAX_BODY
from digitrans.local_page.server import LocalServer

__all__ = ["leaving"]


@pytest.fixture
def server(capfd: pytest.CaptureFixture[str]) -> Iterator[LocalServer]:
    """A server with a visit that has begun. Nothing that it ever says has a secret in it."""
    with serving(visit_of(short=True)) as found:
        assert ask(found, "begin")[0] == 200
        yield found
    told = "".join(capfd.readouterr())
    secrets = (found.address.rpartition("/")[2], found.door.session, found.door.key)
    assert not any(secret in told for secret in secrets) and "Traceback" not in told
    assert found.fault is None


def opening(server: LocalServer) -> str:
    return server.address.removeprefix(server.door.origin)


def alive(server: LocalServer) -> bool:
    return ask(server, "view")[0] == 200


def test_it_is_bound_to_this_machine_alone(server: LocalServer) -> None:
    assert server.socket.getsockname() == ("127.0.0.1", server.door.port)
    for other in ("127.0.0.2", "::1"):
        family = socket.AF_INET6 if ":" in other else socket.AF_INET
        with socket.socket(family) as connection, pytest.raises(OSError):
            connection.connect((other, server.door.port))


def test_a_port_that_is_taken_is_said_and_what_runs_there_is_left_alone(server: LocalServer) -> None:
    for port in (server.door.port, 70000):
        with pytest.raises(UsageFault, match=r"error\.port-taken"):
            LocalServer(port, server.visit)
    assert alive(server)


def test_the_address_works_once(server: LocalServer) -> None:
    first = get(server, opening(server), Sec_Fetch_Site="none", Sec_Fetch_Dest="document")
    assert status(first) == 200 and server.door.key.encode() in first and server.door.session.encode() in first
    again = get(server, opening(server))
    assert status(again) == 403 and server.door.key.encode() not in again and b"er brugt" in again
    assert status(get(server, "/open/" + "x" * 43)) == 403 and status(get(server, "/open/")) == 403


def test_many_at_once_get_in_once(server: LocalServer) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(status(get(server, opening(server))))) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(found) == [200] + [403] * 19


@pytest.mark.parametrize(
    "headers", [{"Sec_Purpose": "prefetch;prerender"}, {"Sec_Fetch_Site": "cross-site"}, {"Host": "x"}]
)
def test_what_is_refused_does_not_use_the_address_up(server: LocalServer, headers: dict[str, str]) -> None:
    assert status(get(server, opening(server), **headers)) == 403
    assert status(send(server, head("HEAD", opening(server), {"Host": server.door.host}))) == 403
    assert status(get(server, opening(server))) == 200


def test_what_stands_at_the_root_tells_nothing(server: LocalServer) -> None:
    page = get(server, "/")
    assert status(page) == 200 and b"Selvvurdering" not in page
    assert not any(each.encode() in page for each in (server.door.key, server.door.session))


NEEDED = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "connection": "close",
}


def test_every_answer_is_closed_in_on_itself(server: LocalServer) -> None:
    answers = [
        get(server, opening(server)), get(server, "/"), get(server, "/nowhere"), get(server, "/", Host="evil.example"),
        post(server, "view"), post(server, "answer"), post(server, "nothing"), post(server, "view", Origin="null"),
        send(server, b"nonsense\r\n\r\n"), send(server, head("OPTIONS", "/", {"Host": server.door.host})),
    ]  # fmt: skip
    for told in answers:
        lines = told.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        assert NEEDED.items() <= headers.items() and "set-cookie" not in headers
        assert not any(name.startswith("access-control") for name in headers) and headers["server"] == "digitrans"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        assert "unsafe" not in policy


def test_every_page_has_a_nonce_of_its_own(server: LocalServer) -> None:
    found = {get(server, "/").split(b"nonce-")[1].split(b"'")[0] for _ in range(3)}
    assert len(found) == 3


def test_get_changes_nothing(server: LocalServer) -> None:
    before = server.visit.revision
    for what in ("answer", "finish", "close", "begin", "view", "stream", "file"):
        assert status(get(server, f"/{server.door.session}/{what}")) == 404
        assert status(get(server, f"/{server.door.session}/{what}", **{KEY_HEADER: server.door.key})) == 404
    assert server.visit.revision == before and not server.closed.is_set() and server.visit.finished is None


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "HEAD", "CONNECT"])
def test_no_other_method_does_anything(server: LocalServer, method: str) -> None:
    told = send(server, head(method, f"/{server.door.session}/close", {"Host": server.door.host}))
    assert status(told) == 403 and told.endswith(b"\r\n\r\n") and alive(server)


PATHS = (
    "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..\\..\\windows\\win.ini", "//etc/passwd", "/page.js",
    "/src/digitrans/local_page/page.js", "/open/../open/", "http://evil.example/", "http://127.0.0.1/", "*", "/\x00",
    "/?x", "/#", "/drafts/", "/results/2026-11-23-self-assessment-7f3a.json", "/" + "a" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_no_path_leads_to_a_file(server: LocalServer, path: str) -> None:
    told = get(server, path)
    assert status(told) in (400, 403, 404) and b"root:" not in told and b"use strict" not in told
    assert status(post(server, "", path=path)) in (0, 400, 403, 404) and alive(server)


@pytest.mark.parametrize("path", ["/{s}", "/{s}/", "/{s}/view/", "/{s}//view", "/{s}/../{s}/view", "/x/view", "//view"])
def test_the_path_of_a_visit_is_known_or_not(server: LocalServer, path: str) -> None:
    assert status(post(server, "", path=path.format(s=server.door.session))) in (400, 403, 404)


WRONG = (
    {"Origin": None}, {"Origin": "null"}, {"Origin": "http://evil.example"}, {"Host": "localhost"}, {"Host": None},
    {"Host": "evil.example"}, {"Content-Type": "text/plain"}, {"Content-Type": None}, {KEY_HEADER: None},
    {KEY_HEADER: "x"}, {"Sec-Fetch-Site": "same-site"}, {"Content-Length": None}, {"Content-Length": "-5"},
    {"Transfer-Encoding": "chunked"}, {"Host": "127.0.0.1:1"},
)  # fmt: skip


@pytest.mark.parametrize("headers", WRONG, ids=range(len(WRONG)))
def test_what_our_page_would_not_send_changes_nothing(server: LocalServer, headers: dict[str, str | None]) -> None:
    assert status(post(server, "close", b"{}", **headers)) in (400, 403, 411)
    assert not server.closed.is_set() and alive(server)


@pytest.mark.parametrize("name", ["Host", "Origin", "Content-Type", "Content-Length", KEY_HEADER, "Sec-Fetch-Site"])
def test_doubled_headers_are_refused(server: LocalServer, name: str) -> None:
    door = server.door
    headers = {
        "Host": door.host, "Origin": door.origin, "Content-Type": "application/json", "Content-Length": "2",
        KEY_HEADER: door.key, "Sec-Fetch-Site": "same-origin",
    }  # fmt: skip
    plain = head("POST", f"/{door.session}/view", dict(headers))
    assert status(send(server, plain + b"{}")) == 200
    for doubled in (f"{name}: {headers[name]}", f"{name.upper()}: {headers[name]}", f"{name}: evil"):
        assert status(send(server, plain[:-2] + doubled.encode() + b"\r\n\r\n{}")) == 400


BODIES = (
    b"", b"[]", b"5", b'"x"', b"null", b"{", b"\xff\xfe", b'{"revision": NaN}', b'{"revision": Infinity}',
    b'{"leaf": ' + b"9" * 6000 + b"}", b"[" * 30000, b'{"a":' * 10000, b'{"leaf": 1e999}', b"\x00" * 100,
)  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_bodies_that_are_no_question_are_refused_and_none_breaks_it(server: LocalServer, body: bytes) -> None:
    assert status(post(server, "view", body)) in (200, 400) and status(post(server, "answer", body)) in (400, 409)
    assert alive(server)


def test_giant_bodies_and_heads_are_not_read(server: LocalServer) -> None:
    assert status(post(server, "view", b"", **{"Content-Length": str(MAX_BODY + 1)})) == 413
    assert status(post(server, "view", b"", **{"Content-Length": "9" * 400})) == 411
    flood = b"x" * (4 * MAX_BODY)
    assert status(post(server, "view", flood)) in (0, 413)
    assert status(send(server, b"GET /" + flood + b" HTTP/1.1\r\n\r\n")) in (0, 414)
    many = head("GET", "/", {"Host": server.door.host, **{f"X-{n}": "y" * 900 for n in range(99)}})
    assert status(send(server, many)) in (0, 431) or len(many) < 96_000
    assert status(send(server, head("GET", "/", {f"X-{n}": "y" for n in range(200)}))) in (0, 431) and alive(server)


def test_a_request_that_comes_drop_by_drop_is_cut_off(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "PATIENCE", 0.3)
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.door.port)) as slow:
        slow.settimeout(5)
        try:
            for _ in range(100):
                slow.sendall(b"G")
                time.sleep(0.02)
                slow.setblocking(False)
                try:
                    if slow.recv(10) == b"":
                        break
                except BlockingIOError:
                    slow.setblocking(True)
        except ConnectionError:
            pass
    assert time.monotonic() - started < 1.5 and alive(server)


def test_a_hundred_that_ask_nothing_keep_nobody_out(server: LocalServer) -> None:
    held = [socket.create_connection(("127.0.0.1", server.door.port)) for _ in range(100)]
    started = time.monotonic()
    assert [status(post(server, "view")) for _ in range(3)] == [200, 200, 200]
    assert time.monotonic() - started < server_module.PATIENCE / 2, "those that wait were not waited for"
    assert threading.active_count() < server_module.MOST_AT_ONCE + 10
    for each in held:
        each.close()


def test_who_has_asked_is_not_turned_away_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "MOST_AT_ONCE", 2)
    with serving(visit_of(short=True)) as server:
        windows = [socket.create_connection(("127.0.0.1", server.door.port), timeout=5) for _ in range(2)]
        for each in windows:
            each.sendall(stream(server))
            assert each.recv(100).startswith(b"HTTP/1.1 200")
        assert post(server, "view") == b"" and server.streams == 2
        for each in windows:
            each.close()


def test_half_a_character_is_kept_so_that_it_can_be_read_again(server: LocalServer, settled: Path) -> None:
    """A text that is cut in the middle of an emoji ends in what no file can hold."""
    code, told = ask(server, "answer", key="the-change", revision=server.visit.revision, entry={"value": "Ny \ud83d"})
    assert code == 200, told
    (path,) = (settled / "drafts").glob("*.json")
    assert json.loads(path.read_text(encoding="utf-8"))["answers"]["the-change"] == "Ny ?"
    server.visit.leave()
    assert len(visit_of(short=True)._offered) == 1


def test_a_thousand_requests_find_nothing_out(server: LocalServer) -> None:
    found = set()
    for number in range(1000):
        path = ("/open/", f"/{number:043}/view", "/../x", "/")[number % 4]
        found.add(
            status(get(server, f"{path}{number:043}" if path == "/open/" else path, Host="x" if path == "/" else None))
        )
    assert found <= {0, 403, 404} and alive(server) and status(get(server, opening(server))) == 200


def stream(server: LocalServer) -> bytes:
    """What our page sends to listen."""
    door = server.door
    given = {"Host": door.host, "Origin": door.origin, "Content-Type": "application/json", "Content-Length": "2"}
    return head("POST", f"/{door.session}/stream", {**given, KEY_HEADER: door.key}) + b"{}"


def test_windows_are_told_of_a_change_and_counted(server: LocalServer) -> None:
    door, request = server.door, stream(server)
    with socket.create_connection(("127.0.0.1", door.port), timeout=5) as window:
        window.sendall(request)
        told = b""
        while not told.endswith(b"\r\n\r\n1\n"):
            told += window.recv(1000)
        assert server.streams == 1 and server.was_open
        revision = server.visit.revision
        assert ask(server, "answer", key="the-change", revision=revision, entry={"value": "Ny"})[0] == 200
        assert window.recv(100) == f"{revision + 1}\n".encode()
        assert ask(server, "answer", key="the-change", revision=revision, entry={"value": "Gammel"})[0] == 409
    until = time.monotonic() + 5
    while server.streams:
        assert time.monotonic() < until
        time.sleep(0.01)
    windows = [socket.create_connection(("127.0.0.1", door.port), timeout=5) for _ in range(server_module.MOST_STREAMS)]
    for each in windows:
        each.sendall(request)
        each.recv(100)
    assert status(send(server, request)) == 429
    for each in windows:
        each.close()


def test_closed_by_its_button_it_answers_no_more(server: LocalServer) -> None:
    code, told = ask(server, "close")
    assert code == 200 and "Lukket" in told["html"] and server.closed.is_set()
    assert status(post(server, "view")) == 503


def test_a_fault_of_ours_ends_the_visit_and_is_not_told_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(visit_of(short=True)) as server:
        monkeypatch.setattr(server.visit, "view", lambda given: 1 // 0)
        assert post(server, "view") == b""
        assert server.closed.wait(5) and isinstance(server.fault, ZeroDivisionError)


def test_noise_is_closed_and_nobody_hears_of_it(server: LocalServer) -> None:
    noise = random.Random(7)
    starts = (
        b"",
        b"GET ",
        b"POST / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: ",
        b"\x16\x03\x01",
        b"PRI * HTTP/2.0\r\n\r\n",
    )
    for number in range(60):
        blob = starts[number % len(starts)] + noise.randbytes(200) + b"\r\n" * (number % 3)
        with socket.create_connection(("127.0.0.1", server.door.port), timeout=5) as connection:
            connection.sendall(blob)
            connection.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionError):
                assert b" 200 " not in connection.recv(1000)
    assert alive(server)


def test_what_is_asked_after_the_end_is_not_taken(server: LocalServer, settled: Path) -> None:
    with server.visit.lock:
        found: list[int] = []
        given = {"key": "the-change", "revision": server.visit.revision, "entry": {"value": "Sent"}}
        late = threading.Thread(target=lambda: found.append(ask(server, "answer", **given)[0]))
        late.start()
        time.sleep(0.1)
        server.closed.set()
    late.join()
    assert found == [503] and "Sent" not in saved_texts(settled)


def test_nothing_is_called_saved_where_nothing_is(server: LocalServer) -> None:
    with serving(visit_of(save=False)) as unsaved:
        data = re.search(rb'id="data">(.*?)</script>', get(unsaved, "/"))
    assert data is not None
    words = json.loads(data[1])["words"].values()
    assert "Intet bliver gemt." in words and "Gemt" not in words


def test_only_this_user_and_root_get_through(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_owner", lambda port, ours: 54321)
    assert status(get(server, opening(server))) == 403 and status(post(server, "close")) == 403
    monkeypatch.setattr(server_module, "_owner", lambda port, ours: None)
    assert alive(server)


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="needs root, to be somebody else")
def test_another_user_of_the_machine_is_turned_away(server: LocalServer) -> None:
    if server_module._owner(server.door.port, 0) is None and not Path("/proc/net/tcp").exists():
        pytest.skip("the system does not tell whose a connection is")
    code = (
        "import encodings.idna, socket, sys, os; os.setuid(65534);"
        "c = socket.create_connection(('127.0.0.1', int(sys.argv[1])));"
        "c.sendall(sys.argv[2].encode()); sys.stdout.buffer.write(c.recv(20))"
    )
    request = head("GET", opening(server), {"Host": server.door.host}).decode()
    command = [sys.executable, "-S", "-c", code, str(server.door.port), request]
    done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    assert done.stdout.startswith(b"HTTP/1.1 403") and status(get(server, opening(server))) == 200


def saved_texts(home: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in home.rglob("*") if path.is_file())


def test_no_secret_is_in_any_file(server: LocalServer, settled: Path) -> None:
    get(server, opening(server))
    data: dict[str, Any] = {"key": "the-change", "revision": server.visit.revision, "entry": {"value": "Digital post"}}
    assert status(post(server, "answer", json.dumps(data).encode())) == 200
    kept = saved_texts(settled)
    assert "Digital post" in kept
    assert not any(each in kept for each in (server.door.key, server.door.session, server.address.rpartition("/")[2]))
