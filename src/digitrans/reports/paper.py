"""What is different on paper: who holds the page has no terminal, so it names no command to type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from digitrans.documents import Block, Document, Heading, Paragraph, Points
from digitrans.texts import Words

PAPER = ("pdf", "docx", "pptx")
"""The formats that are handed on and printed."""


def for_format(words: Words, document: Document, format_: str) -> Document:
    """``document`` as it is written in ``format_``: without commands where that is paper."""
    return replace(document, blocks=tuple(on_paper(words, document.blocks))) if format_ in PAPER else document


_COMMAND = re.compile(
    r"\s*\(?\bdigitrans (?:assess|advice|checklist|dilemmas|portfolio|people|history|goal|decide|explain|report)\b"
    r"[ a-z0-9-]*(?:\"[^\"]*\"|'[^']*')?\)?"
)


def on_paper(words: Words, blocks: Sequence[Block]) -> list[Block]:
    """``blocks`` without commands to type: who holds the page has no terminal. A list that has nothing else goes."""
    only = tuple(words(key, commands="\0", command="\0", models="").split("\0")[0] for key in _ONLY_COMMANDS)
    kept: list[Block] = []
    for each in blocks:
        if isinstance(each, Points):
            texts = (_COMMAND.sub("", text).rstrip(" :") for text in each.texts if not text.startswith(only))
            shown = tuple(text for text in texts if text)
            kept += [replace(each, texts=shown)] if shown else []
        elif isinstance(each, Paragraph):
            kept += [] if each.text.startswith(only) else [replace(each, text=_COMMAND.sub("", each.text))]
        else:
            kept.append(each)
    return [each for n, each in enumerate(kept) if not _is_bare(kept, n)]


_ONLY_COMMANDS = ("advise.deeper", "home.deeper")


def _is_bare(blocks: Sequence[Block], place: int) -> bool:
    """Whether a heading has nothing below it."""
    each, after = blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None
    if not isinstance(each, Heading):
        return False
    return after is None or (isinstance(after, Heading) and after.level <= each.level)
