"""An answers file to fill in with any editor: every question as a comment, and a line for its answer."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from digitrans.formats.escaping import one_line
from digitrans.forms import Invitation, replies

if TYPE_CHECKING:
    from digitrans.instruments import AnyItem
    from digitrans.texts import Words

WIDTH = 100


def write(words: Words, invitation: Invitation, code: str) -> str:
    """The template for one respondent."""
    instrument = invitation.instrument
    lines = [
        *_comment(instrument.title[words.language]),
        *_comment(instrument.purpose[words.language]),
        "#",
        *_comment(words("form.yaml-how")),
        *_comment(words("form.privacy")),
        "",
        f"instrument: {instrument.id}",
        f"respondent: {code}",
        f"short: {str(invitation.short).lower()}",
        f'fingerprint: "{invitation.fingerprint}"',
        "answers:",
    ]
    for number, item in enumerate(invitation.asked, 1):
        lines += ["", *_item_lines(words, invitation, item, number)]
    return "\n".join(lines) + "\n"


def _item_lines(words: Words, invitation: Invitation, item: AnyItem, number: int) -> Iterator[str]:
    language = words.language
    yield from _comment(f"{number}. {item.text[language]}", "  ")
    if item.help is not None:
        yield from _comment(item.help[language], "  ")
    for label, value in replies(words, invitation.instrument, item):
        yield from _comment(f"{value} = {label}" if not label.startswith(str(value)) else label, "  ")
    if hint := _hint(words, item):
        yield from _comment(hint, "  ")
    yield f"  {item.id}:"


def _hint(words: Words, item: AnyItem) -> str:
    """How an answer is written that is not chosen from a list."""
    options = ", ".join(each.id for each in getattr(item, "options", ()))
    if item.kind == "choices":
        return words("form.yaml-choices", options=options)
    if item.kind == "allocation":
        return words("form.yaml-shares", options=options)
    if item.kind == "number":
        return words("form.yaml-number", unit=item.unit[words.language])
    return words("form.yaml-text") if item.kind == "text" else ""


def _comment(text: str, indent: str = "") -> list[str]:
    return [f"{indent}# {line}" for line in textwrap.wrap(one_line(text), WIDTH - len(indent)) or [""]]
