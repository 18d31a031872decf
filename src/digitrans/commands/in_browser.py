"""Answers from the browser instead of the terminal: what ``--browser`` does in every command that asks."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from digitrans import output
from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from digitrans.answers.values import Answers
    from digitrans.answers.wording import Names
    from digitrans.asking.initiatives import Thread
    from digitrans.asking.sittings import Carry
    from digitrans.documents import Document


def check_browser(browser: bool, port: int | None, no_input: bool) -> None:
    """Raise UsageFault where options do not fit: a port without a page, or a page where nothing may be asked."""
    if port is not None and not browser:
        raise UsageFault("error.port-alone")
    if browser and (no_input or os.environ.get("CI")):
        raise UsageFault("error.browser-no-input")


def present_from_browser(
    names: Names,
    file: str | None,
    report: Callable[[Answers], Document],
    sink: output.Destination,
    *,
    port: int | None,
    short: bool = False,
    no_save: bool = False,
    carry: Carry | None = None,
    thread: Thread,
) -> None:
    """Ask in the browser, and show there what ``report`` makes of the answers; write it to ``sink`` as well.

    Only a terminal gets nothing more: whoever sits there has just read it. ``file`` has answers to begin with.
    ``thread`` says which initiative they are about.
    Raises UsageFault, InputFault for a faulty file, Stopped where the page is closed before the result.
    """
    from digitrans.answers.values import Answers
    from digitrans.asking.initiatives import told_again
    from digitrans.asking.sittings import answers_in_file, check_short, with_last_marks
    from digitrans.local_page.opening import answer_in_browser
    from digitrans.local_page.visit import Wish

    instrument = names.instrument
    check_short(instrument, short)
    if file is not None:
        start = told_again(names, answers_in_file(names, short, file), thread)
        start = with_last_marks(names, start, carry) if carry else start
    else:
        start = carry.start if carry else Answers(instrument.id, instrument.version, short)
    offers = file is None
    wish = Wish(names, start, report, not no_save, offers, offers and carry is None, carry if offers else None, thread)
    given = answer_in_browser(wish, port or 0)
    if sink.format != "table" or sink.path is not None or not output.is_terminal(sys.stdout):
        output.write_document(report(given), sink)
