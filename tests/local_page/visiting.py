"""A visit, and the server before it, in this process; and requests as our page, or anybody else, sends them."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from digitrans.answers.names import load_names
from digitrans.answers.values import Answers
from digitrans.answers.wording import Names
from digitrans.content.catalogue import load_instrument
from digitrans.documents import Document
from digitrans.history.runs import compute
from digitrans.local_page.gate import KEY_HEADER
from digitrans.local_page.server import LocalServer
from digitrans.local_page.visit import Visit, Wish
from digitrans.reports.assessment import assessment_report
from digitrans.texts import Words


@cache
def names_of(name: str, language: str = "da") -> Names:
    """A questionnaire of ours with its names, read once."""
    return load_names(Words(language), load_instrument(name))


def visit_of(name: str = "self-assessment", *, short: bool = False, language: str = "da", **more: Any) -> Visit:
    """A visit to a questionnaire of ours that nobody has answered yet."""
    names = names_of(name, language)

    def report(answers: Answers) -> Document:
        return assessment_report(compute(names, answers))

    visit = Visit(Wish(names, Answers(name, names.instrument.version, short), report, **more))
    _OPEN.append(visit)
    return visit


_OPEN: list[Visit] = []


@pytest.fixture(autouse=True)
def leaving() -> Iterator[None]:
    """No visit of a test outlives it."""
    yield
    while _OPEN:
        _OPEN.pop().leave()


@contextmanager
def serving(visit: Visit, port: int = 0) -> Iterator[LocalServer]:
    server = LocalServer(port, visit)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.stop()


def send(server: LocalServer, request: bytes, wait: float = 5) -> bytes:
    """All that comes back on a connection of its own; b"" where it is closed without a word."""
    with socket.create_connection(("127.0.0.1", server.door.port), timeout=wait) as connection:
        told = b""
        try:
            connection.sendall(request)
            while part := connection.recv(65536):
                told += part
        except ConnectionError:
            pass
        return told


def get(server: LocalServer, path: str, **headers: str | None) -> bytes:
    return send(server, head("GET", path, {"Host": server.door.host, **named(headers)}))


def post(server: LocalServer, what: str, body: bytes = b"{}", path: str | None = None, **headers: str | None) -> bytes:
    """As our page asks; a header that is None is left out."""
    door = server.door
    given: dict[str, str | None] = {
        "Host": door.host,
        "Origin": door.origin,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        KEY_HEADER: door.key,
        **named(headers),
    }
    return send(server, head("POST", path or f"/{door.session}/{what}", given) + body)


def ask(server: LocalServer, what: str, **given: Any) -> tuple[int, dict[str, Any]]:
    """Status and answer to what our page asks."""
    told = post(server, what, json.dumps(given).encode())
    return status(told), json.loads(told.partition(b"\r\n\r\n")[2] or b"{}")


def named(headers: dict[str, str | None]) -> dict[str, str | None]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def head(method: str, path: str, headers: dict[str, str | None]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items() if value is not None)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def status(told: bytes) -> int:
    """The status of an answer; 0 where there is none."""
    return int(told.split(b" ", 2)[1]) if told else 0
