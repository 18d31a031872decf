"""What is typed before there is a question to answer: it is dropped, so that it answers nothing."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

from digitrans import output

EARLY = True
"""Whether keys are dropped that came before their question was shown, or several at once, as when text is pasted."""


def forget_keys(keyboard: Any) -> None:
    """Drop what was typed before there was a question to answer."""
    from prompt_toolkit.input.typeahead import clear_typeahead

    clear_typeahead(keyboard)
    with contextlib.suppress(Exception):  # a keyboard that cannot be emptied: a pipe
        _flush(keyboard.fileno())


def forget_typed() -> None:
    """Drop what was typed before there was a line to type it into; a pipe or a file keeps all of it."""
    if EARLY and output.is_terminal(sys.stdin):
        with contextlib.suppress(Exception):
            _flush(sys.stdin.fileno())


def _flush(descriptor: int) -> None:
    """Empty a terminal's keyboard; on Windows that of the console."""
    if sys.platform == "win32":
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()
        return
    import termios

    termios.tcflush(descriptor, termios.TCIFLUSH)
