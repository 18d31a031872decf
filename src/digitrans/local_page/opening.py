"""Answers from the browser: the page is opened, or its address told, and waited for until it is done."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from digitrans import output
from digitrans.asking.stopping import stopping_cleanly
from digitrans.errors import Stopped
from digitrans.local_page.server import LocalServer
from digitrans.local_page.visit import Visit

if TYPE_CHECKING:
    from digitrans.answers.values import Answers
    from digitrans.local_page.visit import Wish
    from digitrans.texts import Words

TICK = 0.5
ALONE = 90.0
"""Seconds without an open window after which the page is closed."""

UNOPENED = 900.0
"""The same before the page was ever opened: an address that is typed, or carried to another machine, takes longer."""


def answer_in_browser(wish: Wish, port: int) -> Answers:
    """What is answered in the browser, until the result was shown and the page closed.

    Raises UsageFault where ``port`` is taken, Stopped where the page was closed before its result.
    """
    message = "ask.stopped" if wish.save else "ask.stopped-unsaved"
    with stopping_cleanly(message):
        visit = Visit(wish)
        server = LocalServer(port, visit)
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": TICK}, daemon=True)
        serving.start()
        try:
            _open(wish.names.words, server)
            _wait(server)
        except KeyboardInterrupt:
            if visit.finished is None:
                raise
        finally:
            server.stop()
        if server.fault is not None:
            raise server.fault
        if visit.finished is None:
            raise Stopped
        return visit.finished


def _wait(server: LocalServer) -> None:
    """Wait until the page is closed, or no window was open for a while; the machine's sleep counts as no time."""
    alone, last = 0.0, time.monotonic()
    while not server.closed.wait(TICK):
        now = time.monotonic()
        alone = waited(alone, now - last, server.streams)
        last = now
        if alone >= (ALONE if server.was_open else UNOPENED):
            return


def waited(alone: float, passed: float, streams: int) -> float:
    """How long no window has been open, after ``passed`` more seconds; a leap of the clock counts as two ticks."""
    return 0.0 if streams else alone + min(passed, 2 * TICK)


def _open(words: Words, server: LocalServer) -> None:
    """Open the page where there is a browser, and tell its address to whoever may need it."""
    far = bool(os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"))
    opened = can_open(far) and _opened(server.address)
    if opened:
        output.tell(words("browser.opened"))
    if not opened or output.is_terminal(sys.stderr):
        output.tell(words("browser.address-too" if opened else "browser.address"))
        output.tell(f"  {server.address}")
    if far and not opened:
        output.tell(words("browser.ssh"))
        output.tell(f"  ssh -L {server.door.port}:{server.door.host} {_far_name()}")
    output.tell(words("browser.how-to-stop"))


def can_open(far: bool) -> bool:
    """Whether a browser with windows can be expected here: not on another machine, nor without a display."""
    if os.environ.get("BROWSER"):
        return True
    if sys.platform in ("win32", "darwin"):
        return not far
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _opened(address: str) -> bool:
    import webbrowser

    with _quiet():
        try:
            return webbrowser.open(address, new=2)
        except (webbrowser.Error, OSError):
            return False


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What a browser says when it starts goes nowhere: standard output is for the result."""
    if os.name != "posix":
        yield
        return
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    try:
        kept = [os.dup(each) for each in (1, 2)]
    except OSError:  # one of them is closed
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for each in (1, 2):
            os.dup2(nowhere, each)
        yield
    finally:
        for each, old in zip((1, 2), kept, strict=True):
            os.dup2(old, each)
            os.close(old)
        os.close(nowhere)


def _far_name() -> str:
    """This user at this machine, as the other machine may know them."""
    import getpass
    import socket

    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (OSError, KeyError):
        return socket.gethostname()
