"""One screen first: what a terminal shows of a result before the rest of it is asked for."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from digitrans import output
from digitrans.errors import Stopped
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.documents import Document
    from digitrans.reports.first_screen import Proposal

_TRIES = 100
LEFT = 130
"""The exit code of a user who leaves; a signal has another."""


def present(
    words: Words,
    document: Document,
    sink: output.Destination,
    *,
    full: bool,
    no_input: bool = False,
    proposal: Proposal | None = None,
    plain: bool = False,
) -> None:
    """Write ``document``; on a terminal its first screen, and then what the user asks for.

    A pipe, a file and every other format get all of it, and so does a terminal with ``full``. ``proposal`` is what a
    key makes a decision of, asked for in lines where ``plain``; None where there is nothing to decide.
    """
    first = sink.format == "table" and sink.path is None and output.is_terminal(sys.stdout)
    if full or not first or not document.screen:
        from digitrans.reports.paper import for_format

        output.write_document(for_format(words, document, sink.format), sink)
        return
    output.write_document(replace(document, blocks=document.screen, screen=()), sink)
    if output.may_ask(no_input):
        _offer(words, document, proposal, plain)
    else:
        output.tell(words("screen.rest"))


def _offer(words: Words, document: Document, proposal: Proposal | None, plain: bool) -> None:
    """The rest, a decision, a page to print, or a document to pass on, until the user has enough."""
    from digitrans.asking.prompters import make_prompter
    from digitrans.asking.stopping import stopping_cleanly

    prompter = make_prompter(words, plain)
    keys = {name: words(f"key.{name}") for name in ("print", "pass-on", "stop", "decide")}
    gaps = {name.replace("-", "_"): key for name, key in keys.items()}
    read = False
    while True:
        then = ("screen.more", "screen.more-decide") if read else ("screen.offer", "screen.offer-decide")
        prompt = words(then[proposal is not None], **gaps)
        there = tuple(key for name, key in keys.items() if proposal or name != "decide")
        try:
            with stopping_cleanly():
                typed = prompter.key(prompt, there)
        except Stopped as stop:
            if stop.exit_code != LEFT:
                raise
            output.tell("")
            return
        if typed == "" and not read:
            output.page(replace(document, screen=()))
            read = True
        elif typed in ("", keys["stop"]):
            return
        elif typed == keys["print"]:
            _write(words, document, "pdf" if find_spec("typst") else "html")
        elif typed == keys["pass-on"]:
            _write(words, document, "docx" if find_spec("docx") else "html")
        elif typed == keys["decide"] and proposal:
            from digitrans.commands.deciding import decide_on

            proposal = None if decide_on(words, proposal, plain) else proposal
        else:
            output.tell(words("ask.not-a-reply", keys=", ".join(there)))


def _write(words: Words, document: Document, format_: str) -> None:
    """A file in the folder that the user stands in, under a name that is free; where it is, is told."""
    stem = words("screen.file")
    names = (Path(f"{stem}{f'-{n}' if n > 1 else ''}.{format_}") for n in range(1, _TRIES))
    path = next((each for each in names if not each.exists()), None)
    if path is None:
        output.tell(words("screen.no-name", name=f"{stem}.{format_}"))
        return
    from digitrans.reports.paper import for_format

    output.write_document(for_format(words, document, format_), output.destination(target=str(path)))
    output.tell(words("screen.written", path=str(path.resolve())))
