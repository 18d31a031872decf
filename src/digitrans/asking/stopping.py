"""Ctrl-C, Ctrl-D, a closed window and signals: one way to stop, with the terminal as it was found."""

from __future__ import annotations

import contextlib
import errno
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from digitrans.errors import Stopped


@contextlib.contextmanager
def stopping_cleanly(message: str = "ask.stopped") -> Iterator[None]:
    """Ctrl-C, Ctrl-D, a closed window and SIGTERM as Stopped, with the terminal as it was; ``message`` is told."""
    before = {number: signal.signal(number, _on_signal) for number in _endings()}
    try:
        yield
    except (KeyboardInterrupt, EOFError):
        raise Stopped(message) from None
    except Stopped as stop:
        stop.message = message
        raise
    except OSError as error:
        if error.errno not in (errno.EIO, errno.ENXIO, errno.EBADF):
            raise
        raise Stopped(message, signal=getattr(signal, "SIGHUP", None)) from None  # the terminal is gone
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _endings() -> list[int]:
    return [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _on_signal(number: int, frame: FrameType | None) -> None:
    """Stop, once: a window that closes may say so twice, and the second time must not stop what tidies up."""
    for each in _endings():
        signal.signal(each, signal.SIG_IGN)
    stop = Stopped(signal=number)
    if "prompt_toolkit.application" in sys.modules:
        from prompt_toolkit.application import get_app_or_none

        app = get_app_or_none()
        if app is not None and app.is_running and app.loop is not None:
            app.loop.call_soon_threadsafe(lambda: app.exit(exception=stop))
            return
    raise stop
