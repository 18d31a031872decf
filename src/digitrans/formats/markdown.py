"""A Document as Markdown that can be pasted into a paper or an issue."""

from __future__ import annotations

import re
from typing import assert_never

from digitrans.documents import (
    Bars,
    Blanks,
    Block,
    Bubbles,
    Curve,
    Document,
    Heading,
    HeatMap,
    PageBreak,
    Panels,
    Paragraph,
    Points,
    Profile,
    Scene,
    Table,
    Ticks,
    Timeline,
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


def _block(block: Block) -> str:
    match block:
        case Heading():
            return _heading(block)
        case Paragraph():
            return _paragraph(block)
        case Points():
            return _points(block)
        case Ticks():
            return _ticks(block)
        case Blanks():
            return _blanks(block)
        case PageBreak():
            return _page_break(block)
        case Table():
            return _table(block)
        case Bars():
            return _bars(block)
        case HeatMap() | Trend() | Timeline() | Panels() | Curve():
            return _picture(block)
        case Bubbles():
            return "\n\n".join([_picture(block), *map(_escape, block.beside)])
        case Profile():
            return _profile(block)
        case _:
            assert_never(block)


def _heading(block: Heading) -> str:
    return f"{'#' * (block.level + 1)} {_escape(block.text)}"


def _paragraph(block: Paragraph) -> str:
    mark = {"strong": "**", "muted": "*", "warning": "**", "lead": "**"}.get(block.tone, "")
    return f"{mark}{_escape(block.text)}{mark}"


def _points(block: Points) -> str:
    return "\n".join(f"{f'{n}.' if block.numbered else '-'} {_escape(text)}" for n, text in enumerate(block.texts, 1))


def _ticks(block: Ticks) -> str:
    lines = []
    for text, help, mark in block.marked():
        box = "[x]" if mark.sign == "done" else "[ ]"
        below = "".join(f"  \n  {_escape(each)}" for each in (mark.words, help) if each)
        lines.append(f"- {box} {_escape(text)}{below}")
    return "\n".join(lines)


def _blanks(block: Blanks) -> str:
    line = "\\_" * 12
    short = "  ".join(f"{_escape(label)}: {line}" for label, lines in block.fields if lines == 0)
    long = [f"**{_escape(label)}:**" + "\n\n<br>" * lines for label, lines in block.fields if lines]
    return "\n\n".join(each for each in (short, *long) if each)


def _page_break(block: PageBreak) -> str:
    return "---"


def _table(block: Table) -> str:
    return _rows(block.columns, block.rows)


def _bars(block: Bars) -> str:
    rows = [(bar.label, bar.figure, bar.words, bar.note) for bar in block.bars]
    return _rows(block.columns, tuple(rows))


def _picture(block: HeatMap | Trend | Scene) -> str:
    return _block(block.table())


def _profile(block: Profile) -> str:
    rows = tuple((each.label, each.left, _slider(each.value), each.right, each.words) for each in block.positions)
    return _rows(("", "", "", "", ""), rows)


def _slider(value: int | None) -> str:
    return "".join("●" if place == value else "·" for place in range(-2, 3))


def _rows(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    lines = [columns, tuple("---" for _ in columns), *rows]
    head, rule, *body = ["| " + " | ".join(line) + " |" for line in ([_escape(cell) for cell in row] for row in lines)]
    return "\n".join([head, rule.replace("\\", ""), *body])
