"""The server behind the local page: 127.0.0.1 and nothing else, one address that works once, every request checked.

Nothing is read from disk by a name that a request gives, nothing is logged, and every request ends within seconds.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import secrets
import select
import socket
import sys
import threading
import time
from contextvars import copy_context
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any

from digitrans.errors import UsageFault
from digitrans.local_page import gate
from digitrans.local_page.shell import policy, refused_page, shell
from digitrans.local_page.views import closed_view, html_of
from digitrans.local_page.visit import Refused

if TYPE_CHECKING:
    from digitrans.local_page.visit import Visit

PATIENCE = 10.0
"""Seconds within which a request must be here as a whole, and each part of an answer be taken."""

MOST_HEAD = 32_000
"""Bytes of a request before its body."""

MOST_AT_ONCE = 48
"""Connections that are served at the same time. For one more, the one that has asked nothing for longest is closed."""

MOST_STREAMS = 8
HEARTBEAT = 15.0
"""Seconds after which an open stream says that the program is there."""

ACTIONS = ("view", "begin", "today", "about", "units", "became", "go-on", "answer", "finish")


class LocalServer(ThreadingMixIn, TCPServer):
    """Serves one visit on 127.0.0.1. ``closed`` is set when there is no more to serve."""

    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = os.name == "posix"  # on Windows it would let another program share the port

    def __init__(self, port: int, visit: Visit) -> None:
        """``port`` 0 is one that is free. Raises UsageFault where the port is taken."""
        self.visit, self.words = visit, visit.words
        self.closed, self.fault = threading.Event(), None
        self.streams, self.was_open = 0, False
        self._context = copy_context()  # own content that is in force, which threads would not know of
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._unread: dict[socket.socket, None] = {}  # connections that have asked nothing yet, the oldest first
        self._once, self._secret = threading.Lock(), secrets.token_urlsafe(32)
        self._is_used = False
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except (OSError, OverflowError):
            raise UsageFault("error.port-taken", port=str(port)) from None
        self.door = gate.Door(self.server_address[1], secrets.token_urlsafe(32), secrets.token_urlsafe(32))

    fault: Exception | None

    def server_bind(self) -> None:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        super().server_bind()

    @property
    def address(self) -> str:
        """The address that lets one window in, once."""
        return f"{self.door.origin}/open/{self._secret}"

    def let_in(self, told: str) -> bool:
        """Whether ``told`` is the secret of the address, and this the first time that it is told."""
        with self._once:
            if self._is_used or not gate.same(told, self._secret):
                return False
            self._is_used = True
            return True

    def is_secret(self, told: str) -> bool:
        """Whether ``told`` is the secret of the address, used up or not."""
        return gate.same(told, self._secret)

    def is_ours(self, port: int) -> bool:
        """Whether the connection from ``port`` can be this user's; where nothing tells, the secrets have to do."""
        owner = _owner(port, self.door.port)
        return owner is None or owner in _ours()

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False) and not self._made_room():
            self.shutdown_request(request)
            return
        self._unread[request] = None
        super().process_request(request, client_address)

    def _made_room(self) -> bool:
        """Whether a place is free once the oldest connection that says nothing is closed; whoever asks is not."""
        oldest = next(iter(list(self._unread)), None)
        if oldest is None:
            return False
        self.has_asked(oldest)
        with contextlib.suppress(OSError):  # it has just ended by itself
            oldest.shutdown(socket.SHUT_RDWR)
        return self._places.acquire(timeout=0.5)

    def has_asked(self, request: socket.socket) -> None:
        """Take note that a connection has told what it wants, or is over."""
        self._unread.pop(request, None)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            self._context.copy().run(super().process_request_thread, request, client_address)
        finally:
            self.has_asked(request)
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks, or brings what cannot be read, is closed, and nobody else hears of it."""

    def fail(self, fault: Exception) -> None:
        """End the visit over a fault of ours, which is raised where the visit was called for."""
        self.fault = self.fault or fault
        self.closed.set()

    def stop(self) -> None:
        """Serve no more, and let go of the draft."""
        self.closed.set()
        self.shutdown()
        self.server_close()
        self.visit.leave()


def _owner(port: int, ours: int) -> int | None:
    """The user behind a connection, None where the system does not tell: only Linux does so in a file."""
    try:
        return gate.owner_of(Path("/proc/net/tcp").read_text("ascii"), port, ours)
    except (OSError, ValueError):
        return None


def _ours() -> set[int]:
    """This user; the one behind ``sudo``; and root, who may do anything, and through whom Windows reaches its Linux."""
    sudo = os.environ.get("SUDO_UID", "")
    mine = {os.geteuid()} if sys.platform != "win32" else set()
    return {0, *mine, *([int(sudo)] if sudo.isdecimal() else [])}


class _Patient(io.RawIOBase):
    """What comes in on a connection: so many bytes, within so many seconds from the start."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._until, self._left = connection, time.monotonic() + PATIENCE, MOST_HEAD + gate.MAX_BODY

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        seconds = self._until - time.monotonic()
        if seconds <= 0 or self._left <= 0:
            raise TimeoutError
        self._connection.settimeout(seconds)
        count = self._connection.recv_into(buffer, min(len(buffer), self._left))
        self._left -= count
        return count


class _Handler(BaseHTTPRequestHandler):
    """One request. Every answer closes its connection."""

    server: LocalServer
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.rfile = io.BufferedReader(_Patient(self.connection))
        self.connection.settimeout(PATIENCE)

    def handle(self) -> None:
        self.handle_one_request()

    def version_string(self) -> str:
        return "digitrans"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged: the address in a request is a secret."""

    def handle_expect_100(self) -> bool:
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What cannot be read, or asks for what is not done here; nothing of it is repeated."""
        self.request_version = self.protocol_version  # whatever was asked in, this is what is spoken here
        self.command = self.command or ""
        self._send(HTTPStatus(code), "text/plain", b"")

    def do_GET(self) -> None:
        if refused := self._refusal("GET"):
            self._refuse(refused)
            return
        if self.path == "/":
            self._send_shell(None)
        elif self.path.startswith("/open/"):
            self._open(self.path.removeprefix("/open/"))
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        if refused := self._refusal("POST"):
            self._refuse(refused)
            return
        _, session, what = [*self.path.split("/"), "", ""][:3]
        if not gate.same(session, self.server.door.session) or self.path.count("/") != 2:
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        self._act(what, self._body())

    def do_OPTIONS(self) -> None:
        self._refuse(HTTPStatus.FORBIDDEN)

    do_HEAD = do_PUT = do_PATCH = do_DELETE = do_TRACE = do_CONNECT = do_OPTIONS

    def _refusal(self, method: str) -> HTTPStatus | None:
        """Why the request is refused. Whose it is comes last: of many connections that takes time."""
        self.server.has_asked(self.connection)
        refused = gate.refusal(method, self.headers, self.server.door)
        if refused is None and not self.server.is_ours(self.client_address[1]):
            return HTTPStatus.FORBIDDEN
        return refused

    def _open(self, told: str) -> None:
        if self.server.let_in(told):
            self._send_shell(self.server.door)
        else:
            self._refuse(HTTPStatus.FORBIDDEN, "page.used" if self.server.is_secret(told) else "page.nothing-why")

    def _body(self) -> Any:
        """What the body says, as JSON has it; None for what is none, or no object."""
        length = int(self.headers["Content-Length"])
        data = self.rfile.read(length)
        if len(data) < length:
            return None
        try:
            found = _writable(json.loads(data, parse_constant=_no_number))
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def _act(self, what: str, given: Any) -> None:
        if given is None or what not in (*ACTIONS, "file", "close", "stream"):
            self._refuse(HTTPStatus.BAD_REQUEST)
        elif what == "stream":
            self._stream()
        else:
            try:
                made = self._made(what, given)
            except Refused as refused:
                self._send_json(HTTPStatus(refused.status), {"told": refused.told})
                return
            except Exception as fault:
                self.server.fail(fault)
                return
            self._send_made(made)
            if what == "close":
                self.server.closed.set()

    def _made(self, what: str, given: dict[str, Any]) -> dict[str, Any] | tuple[str, bytes]:
        """What the page gets for what it asks. Once the visit is closed nothing is taken: it would be in no draft."""
        visit = self.server.visit
        with visit.lock:
            if self.server.closed.is_set():
                raise Refused(HTTPStatus.SERVICE_UNAVAILABLE)
            if what == "file":
                return visit.file(given)
            if what == "close":
                return {"html": html_of(closed_view(visit.words, visit.farewell()))}
            made: dict[str, Any] = getattr(visit, what.replace("-", "_"))(given)
            return made

    def _send_made(self, made: dict[str, Any] | tuple[str, bytes]) -> None:
        if isinstance(made, dict):
            self._send_json(HTTPStatus.OK, made)
        else:
            self._send(HTTPStatus.OK, "application/octet-stream", made[1], {"X-Digitrans-Name": made[0]})

    def _stream(self) -> None:
        """The number of the last change, whenever there is a new one, for as long as the window is open."""
        server = self.server
        if server.streams >= MOST_STREAMS:
            self._refuse(HTTPStatus.TOO_MANY_REQUESTS)
            return
        with server.visit.lock:
            server.streams += 1
            server.was_open = True
        try:
            self._head(HTTPStatus.OK, "text/plain; charset=utf-8", None)
            self._beat()
        finally:
            with server.visit.lock:
                server.streams -= 1

    def _beat(self) -> None:
        told, last = -1, time.monotonic()
        while not self.server.closed.is_set():
            now, latest = time.monotonic(), self.server.visit.revision
            if latest != told or now - last >= HEARTBEAT:
                self.wfile.write(f"{latest}\n".encode())
                told, last = latest, now
            gone, _, _ = select.select([self.connection], [], [], 0.5)
            if gone:  # nothing more comes from a window that listens, but its end
                return

    def _send_shell(self, door: gate.Door | None) -> None:
        nonce = secrets.token_urlsafe(16)
        page = shell(self.server.words, nonce, door, self.server.visit.wish.save).encode()
        self._send(HTTPStatus.OK, "text/html; charset=utf-8", page, {"Content-Security-Policy": policy(nonce)})

    def _refuse(self, status: HTTPStatus, key: str = "page.nothing-why") -> None:
        page = refused_page(self.server.words, key) if self.command == "GET" else ""
        self._send(status, "text/html; charset=utf-8", page.encode())

    def _send_json(self, status: HTTPStatus, given: dict[str, Any]) -> None:
        self._send(status, "application/json; charset=utf-8", json.dumps(given, allow_nan=False).encode())

    def _send(self, status: HTTPStatus, kind: str, body: bytes, more: dict[str, str] | None = None) -> None:
        self._head(status, kind, len(body), more)
        if self.command != "HEAD":
            self.wfile.write(body)

    def _head(self, status: HTTPStatus, kind: str, length: int | None, more: dict[str, str] | None = None) -> None:
        self.connection.settimeout(PATIENCE)
        self.close_connection = True
        self.send_response(status)
        for name, value in {**_ALWAYS, "Content-Type": kind, **(more or {})}.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()


_ALWAYS = {
    "Connection": "close",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def _writable(found: Any) -> Any:
    """``found`` with a question mark for every half of a character, which no file could be written with."""
    text = json.dumps(found, ensure_ascii=False)
    kept = text.encode("utf-8", "replace").decode()
    return found if kept == text else json.loads(kept)


def _no_number(name: str) -> None:
    raise ValueError(name)
