"""What is different on paper: who holds the page has no terminal, so it names no command to type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from digitrans.documents import Block, Document, Heading, Paragraph, Points, Table
from digitrans.texts import Words
from digitrans.texts.wrapping import GLUE, kept_whole

PAPER = ("pdf", "docx", "pptx")
"""The formats that are handed on and printed."""


def for_format(words: Words, document: Document, format_: str) -> Document:
    """``document`` as it is written in ``format_``: without commands where that is paper."""
    return replace(document, blocks=tuple(on_paper(words, document.blocks))) if format_ in PAPER else document


_IN_BRACKETS = re.compile(rf"\s*\([^()]*{GLUE}[^()]*\)")
_OPTION = re.compile(r"\s*\(--[a-z-]+(?: \w+)?\)")
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ.])")


def on_paper(words: Words, blocks: Sequence[Block]) -> list[Block]:
    """``blocks`` without commands to type: who holds the page has no terminal. A list that has nothing else goes."""
    only = tuple(words(key, commands="\0", command="\0", models="").split("\0")[0] for key in _ONLY_COMMANDS)
    kept: list[Block] = []
    for each in blocks:
        if isinstance(each, Points):
            texts = (_without_commands(text, label=True) for text in each.texts if not text.startswith(only))
            shown = tuple(text for text in texts if text)
            kept += [replace(each, texts=shown)] if shown else []
        elif isinstance(each, Paragraph):
            text = "" if each.text.startswith(only) else _without_commands(each.text, label=False)
            kept += [replace(each, text=text)] if text else []
        elif isinstance(each, Table):
            rows = tuple(tuple(_without_commands(cell, label=True) for cell in row) for row in each.rows)
            kept.append(replace(each, rows=rows))
        else:
            kept.append(each)
    return [each for n, each in enumerate(kept) if not _is_bare(kept, n)]


def _without_commands(text: str, label: bool) -> str:
    """``text`` without the sentences that send to a command; what such a one says before a colon stays as a label."""
    text = _OPTION.sub("", text)
    glued = kept_whole(text)
    if GLUE not in glued:
        return text
    kept = []
    for sentence in _ENDS.split(_IN_BRACKETS.sub("", glued)):
        before, command, _ = sentence.partition(GLUE)
        lead = before.rpartition(" ")[0].rstrip()
        if not command:
            kept.append(sentence)
        elif label:
            kept.append(lead[:-1] if lead.endswith(":") else lead.rpartition(";")[0])
    return " ".join(filter(None, kept))


_ONLY_COMMANDS = ("advise.deeper", "home.deeper")


def _is_bare(blocks: Sequence[Block], place: int) -> bool:
    """Whether a heading has nothing below it."""
    each, after = blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None
    if not isinstance(each, Heading):
        return False
    return after is None or (isinstance(after, Heading) and after.level <= each.level)
