"""Which requests the local page answers. Pure: a request goes in, a refusal or None comes out.

The page stands on an address of this machine that every other page in the browser can send requests to, and every
other user of the machine can connect to. A cookie would prove nothing: it is sent whoever asks. So a request has to
name the address as the page does, come from the page itself, and know what only the page was told.
"""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import NamedTuple, Protocol

KEY_HEADER = "X-Digitrans-Key"
MAX_BODY = 64_000
"""Bytes of a request's body. The longest answer, a text with a note, is 2 x 2,000 characters."""

_ONCE = ("Host", "Origin", "Content-Type", "Content-Length", "Sec-Fetch-Site", "Sec-Fetch-Dest", KEY_HEADER)


class Headers(Protocol):
    """What ``http.server`` knows of the headers of a request."""

    def get_all(self, name: str) -> list[str] | None: ...


class Door(NamedTuple):
    """What the page is told and nobody else: its port, the path that it asks, and the key that it shows."""

    port: int
    session: str
    key: str

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return f"http://{self.host}"


def refusal(method: str, headers: Headers, door: Door) -> HTTPStatus | None:
    """Why a request is refused before it is looked at any further; None where it may be.

    Holds for every request: one host, which is ours; nothing doubled; no other page behind it, no frame, no script
    tag. For a POST also: sent by our own page, JSON, with its key.
    """
    found = {name: headers.get_all(name) or [] for name in _ONCE}
    if any(len(each) > 1 for each in found.values()) or headers.get_all("Transfer-Encoding"):
        return HTTPStatus.BAD_REQUEST
    told = {name: each[0].strip() for name, each in found.items() if each}
    if told.get("Host") != door.host or told.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return HTTPStatus.FORBIDDEN
    if method == "GET":
        return _refused_get(told, headers)
    return _refused_post(told, door) if method == "POST" else HTTPStatus.FORBIDDEN


def _refused_get(told: dict[str, str], headers: Headers) -> HTTPStatus | None:
    """A page that a browser loads ahead of being asked for would use up the address that works once."""
    ahead = headers.get_all("Sec-Purpose") or headers.get_all("Purpose") or headers.get_all("X-Moz")
    if ahead or told.get("Sec-Fetch-Dest", "document") != "document":
        return HTTPStatus.FORBIDDEN
    return None


def _refused_post(told: dict[str, str], door: Door) -> HTTPStatus | None:
    if told.get("Origin") != door.origin or told.get("Content-Type") != "application/json":
        return HTTPStatus.FORBIDDEN
    if not same(told.get(KEY_HEADER, ""), door.key):
        return HTTPStatus.FORBIDDEN
    length = told.get("Content-Length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 10):
        return HTTPStatus.LENGTH_REQUIRED
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if int(length) > MAX_BODY else None


def same(told: str, secret: str) -> bool:
    """Whether what was told is the secret, in a time that does not say how much of it was right."""
    return hmac.compare_digest(told.encode("utf-8", "surrogateescape"), secret.encode())


def owner_of(connections: str, port: int, ours: int) -> int | None:
    """The user behind the connection from ``port`` to ``ours`` in the table that Linux keeps; None where it is not in.

    ``connections`` is the text of /proc/net/tcp.
    """
    _, _, rest = connections.partition(f": 0100007F:{port:04X} 0100007F:{ours:04X} ")
    cells = rest.partition("\n")[0].split()
    return int(cells[4]) if len(cells) > 4 and cells[4].isdigit() else None
