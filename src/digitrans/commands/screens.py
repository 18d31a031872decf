"""One screen first: what a terminal shows of a result before the rest of it is asked for."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from digitrans import output
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.documents import Document

_TRIES = 100


def present(words: Words, document: Document, sink: output.Destination, *, full: bool, no_input: bool = False) -> None:
    """Write ``document``; on a terminal its first screen, and then what the user asks for.

    A pipe, a file and every other format get all of it, and so does a terminal with ``full``.
    """
    first = sink.format == "table" and sink.path is None and output.is_terminal(sys.stdout)
    if full or not first or not document.screen:
        output.write_document(document, sink)
        return
    output.write_document(replace(document, blocks=document.screen, screen=()), sink)
    if output.may_ask(no_input):
        _offer(words, document)
    else:
        output.tell(words("screen.rest"))


def _offer(words: Words, document: Document) -> None:
    """The rest, a page to print, or a document to pass on, until the user has enough."""
    keys = {name: words(f"key.{name}") for name in ("print", "pass-on", "stop")}
    prompt = words("screen.offer", **{name.replace("-", "_"): key for name, key in keys.items()})
    while True:
        try:
            typed = input(output.folded(prompt, sys.stdout) + " ").strip().casefold()
        except (EOFError, KeyboardInterrupt):
            output.tell("")
            return
        if typed == "":
            output.page(replace(document, screen=()))
            return
        if typed == keys["stop"]:
            return
        if typed == keys["print"]:
            _write(words, document, "pdf" if find_spec("typst") else "html")
        elif typed == keys["pass-on"]:
            _write(words, document, "docx" if find_spec("docx") else "html")


def _write(words: Words, document: Document, format_: str) -> None:
    """A file in the folder that the user stands in, under a name that is free; where it is, is told."""
    stem = words("screen.file")
    names = (Path(f"{stem}{f'-{n}' if n > 1 else ''}.{format_}") for n in range(1, _TRIES))
    path = next((each for each in names if not each.exists()), None)
    if path is None:
        output.tell(words("screen.no-name", name=f"{stem}.{format_}"))
        return
    output.write_document(document, output.destination(target=str(path)))
    output.tell(words("screen.written", path=str(path.resolve())))
