"""A Document as Markdown that can be pasted into a paper or an issue."""

from __future__ import annotations

import re
from functools import singledispatch

from digitrans.documents import (
    Bars,
    Block,
    Document,
    Heading,
    HeatMap,
    Paragraph,
    Points,
    Profile,
    Scatter,
    Table,
    Ticks,
    Trend,
)
from digitrans.formats import Sink
from digitrans.formats.escaping import one_line

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&])|^([-+=])(?=\s|$)|^(\d+)([.)])|([@$:])(?=\w)")


def write(document: Document, sink: Sink) -> str:
    """``sink`` is not asked: Markdown has no width."""
    parts = [f"# {_escape(document.title)}", *(_block(block) for block in document.blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _escape(text: str) -> str:
    def escaped(match: re.Match[str]) -> str:
        if match[3]:
            return f"{match[3]}\\{match[4]}"
        return "\\" + match[0] if match[0] != ":" and match[0] not in "@$" else match[0]

    return _SPECIAL.sub(escaped, one_line(text))


@singledispatch
def _block(block: Block) -> str:
    raise TypeError(type(block))


@_block.register
def _(block: Heading) -> str:
    return f"{'#' * (block.level + 1)} {_escape(block.text)}"


@_block.register
def _(block: Paragraph) -> str:
    mark = {"strong": "**", "muted": "*", "warning": "**"}.get(block.tone, "")
    return f"{mark}{_escape(block.text)}{mark}"


@_block.register
def _(block: Points) -> str:
    return "\n".join(f"{f'{n}.' if block.numbered else '-'} {_escape(text)}" for n, text in enumerate(block.texts, 1))


@_block.register
def _(block: Ticks) -> str:
    return "\n".join(
        f"- [ ] {_escape(text)}" + (f"  \n  {_escape(help)}" if help else "") for text, help in block.texts
    )


@_block.register
def _(block: Table) -> str:
    return _rows(block.columns, block.rows)


@_block.register
def _(block: Bars) -> str:
    rows = [(bar.label, bar.figure, bar.words, bar.note) for bar in block.bars]
    return _rows(block.columns, tuple(rows))


@_block.register
def _(block: HeatMap) -> str:
    return _rows(block.columns, tuple((label, *(cell.figure for cell in cells)) for label, cells in block.rows))


@_block.register
def _(block: Scatter) -> str:
    return _rows(block.columns, tuple((dot.label, dot.x.figure, dot.y.figure, dot.words) for dot in block.dots))


@_block.register
def _(block: Trend) -> str:
    return _rows(block.columns, tuple((label, *(cell.figure for cell in cells)) for label, cells in block.lines))


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
