"""What the marks of a document mean, said once at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from digitrans.content.whose import OURS
from digitrans.documents import Block, Paragraph
from digitrans.texts import Words

_MARKED = re.compile(r"\S" + OURS + r"(?=$|[\s()])")


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
