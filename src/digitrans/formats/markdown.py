"""A Document as Markdown that can be pasted into a paper or an issue."""

from __future__ import annotations

import re
from functools import singledispatch

from digitrans.documents import (
    Bars,
    Blanks,
    Block,
    Document,
    Heading,
    HeatMap,
    PageBreak,
    Paragraph,
    Points,
    Profile,
    Scatter,
    Table,
    Ticks,
    Trend,
)
from digitrans.formats import Sink
from digitrans.texts.escaping import one_line

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&])|^([-+=])(?=\s|$)|^(\d+)([.)])")


def write(document: Document, sink: Sink) -> str:
    """``sink`` is not asked: Markdown has no width."""
    point = "," if document.language == "da" else "."
    blocks = (b.table(point) if isinstance(b, Bars) and b.mark else b for b in document.blocks)
    parts = [f"# {_escape(document.title)}", *(_block(block) for block in blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _escape(text: str) -> str:
    def escaped(match: re.Match[str]) -> str:
        return f"{match[3]}\\{match[4]}" if match[3] else f"\\{match[0]}"

    return _SPECIAL.sub(escaped, one_line(text))


@singledispatch
def _block(block: Block) -> str:
    raise TypeError(type(block))


@_block.register
def _(block: Heading) -> str:
    return f"{'#' * (block.level + 1)} {_escape(block.text)}"


@_block.register
def _(block: Paragraph) -> str:
    mark = {"strong": "**", "muted": "*", "warning": "**", "lead": "**"}.get(block.tone, "")
    return f"{mark}{_escape(block.text)}{mark}"


@_block.register
def _(block: Points) -> str:
    return "\n".join(f"{f'{n}.' if block.numbered else '-'} {_escape(text)}" for n, text in enumerate(block.texts, 1))


@_block.register
def _(block: Ticks) -> str:
    lines = []
    for text, help, mark in block.marked():
        box = "[x]" if mark.sign == "done" else "[ ]"
        below = "".join(f"  \n  {_escape(each)}" for each in (mark.words, help) if each)
        lines.append(f"- {box} {_escape(text)}{below}")
    return "\n".join(lines)


@_block.register
def _(block: Blanks) -> str:
    line = "\\_" * 12
    short = "  ".join(f"{_escape(label)}: {line}" for label, lines in block.fields if lines == 0)
    long = [f"**{_escape(label)}:**" + "\n\n<br>" * lines for label, lines in block.fields if lines]
    return "\n\n".join(each for each in (short, *long) if each)


@_block.register
def _(block: PageBreak) -> str:
    return "---"


@_block.register
def _(block: Table) -> str:
    return _rows(block.columns, block.rows)


@_block.register
def _(block: Bars) -> str:
    rows = [(bar.label, bar.figure, bar.words, bar.note) for bar in block.bars]
    return _rows(block.columns, tuple(rows))


@_block.register(HeatMap)
@_block.register(Scatter)
@_block.register(Trend)
def _(block: HeatMap | Scatter | Trend) -> str:
    return _block(block.table())


@_block.register
def _(block: Profile) -> str:
    rows = tuple((each.label, each.left, _slider(each.value), each.right, each.words) for each in block.positions)
    return _rows(("", "", "", "", ""), rows)


def _slider(value: int | None) -> str:
    return "".join("●" if place == value else "·" for place in range(-2, 3))


def _rows(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    lines = [columns, tuple("---" for _ in columns), *rows]
    head, rule, *body = ["| " + " | ".join(line) + " |" for line in ([_escape(cell) for cell in row] for row in lines)]
    return "\n".join([head, rule.replace("\\", ""), *body])
