"""Whose a line is, said on the line itself: a small mark, and one legend in every document that has any."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from digitrans.documents import Block, Paragraph
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.content.advice import Whose
    from digitrans.content.models import Provenance

OURS = "°"
"""The mark of what we made from the publication; formats without it write ``*``."""

_MARKED = re.compile(r"\S" + OURS + r"(?=$|[\s()])")


def marked(words: Words, text: str, provenance: Provenance) -> str:
    """``text`` with the mark of whose it is; what is retold from the publication has none."""
    return marked_as(words, text, provenance.whose, provenance.by)


def marked_as(words: Words, text: str, whose: Whose, by: str | None = None) -> str:
    """``text`` with the mark of ``whose``; own content with the name of its owner."""
    if whose == "ours":
        return text + OURS
    if whose == "own":
        return f"{text} [{words('whose.own', by=by) if by else words('whose.own-nameless')}]"
    return text


def with_legend(words: Words, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """``blocks``, and at the end, once, what the mark means where one of them has it."""
    legend = Paragraph(words("whose.legend"), "muted")
    told = tuple(each for each in blocks if each != legend)
    return (*told, legend) if _has_mark(told) else told


def _has_mark(value: Any) -> bool:
    if isinstance(value, str):
        return _MARKED.search(value) is not None
    if isinstance(value, tuple):
        return any(map(_has_mark, value))
    if is_dataclass(value) and not isinstance(value, type):
        return any(_has_mark(getattr(value, each.name)) for each in fields(value))
    return False
