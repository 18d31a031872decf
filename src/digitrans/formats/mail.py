"""A Document as an e-mail to paste: a line with the subject, then plain text whose lines the mail program breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from digitrans.documents import (
    Bar,
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
    Table,
    Ticks,
    Timeline,
    Trend,
)
from digitrans.formats import Sink
from digitrans.texts.escaping import one_line

SUBJECT = {"da": "Emne", "en": "Subject"}
BOXES = {"open": "[ ]", "under-way": "[/]", "done": "[x]", "not-relevant": "[-]"}


def write(document: Document, sink: Sink) -> str:
    """Subject and text; every figure of a picture in words, none drawn."""
    title = one_line(document.title)
    subject = f"{title} · {one_line(document.sender)}" if document.sender else title
    lines = [f"{SUBJECT.get(document.language, 'Subject')}: {subject}", ""]
    for block in document.blocks:
        lines += _block(block)
    text = "\n".join(lines)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip() + "\n"


def _block(block: Block) -> list[str]:
    match block:
        case Heading(text, level):
            told = one_line(text)
            return ["", told.upper() if level == 1 else told, ""]
        case Paragraph(text):
            return [one_line(text), ""]
        case Points(texts, numbered):
            return [*(f"{f'{n}.' if numbered else '-'} {one_line(each)}" for n, each in enumerate(texts, 1)), ""]
        case Ticks():
            return [*_ticks(block), ""]
        case Blanks(fields):
            return [*(f"{one_line(label)}:" for label, _ in fields), ""]
        case PageBreak():
            return [""]
        case Table(columns, rows):
            return [*_rows(columns, rows), ""]
        case Bars(bars=bars, mark=mark):
            return [*(_bar(each, mark) for each in bars), ""]
        case Profile(positions):
            said = (". ".join(one_line(each) for each in (p.words, p.note) if each) for p in positions)
            return [*(f"- {one_line(p.label)}: {words}" for p, words in zip(positions, said, strict=True)), ""]
        case HeatMap() | Trend() | Timeline() | Panels() | Bubbles() | Curve():
            table = block.table()
            beside = block.beside if isinstance(block, Bubbles) else ()
            return [*_rows(table.columns, table.rows), "", *map(one_line, beside)]
        case _:
            assert_never(block)


def _ticks(block: Ticks) -> Iterator[str]:
    for text, help, mark in block.marked():
        yield f"{BOXES[mark.sign]} {one_line(text)}"
        yield from (f"    {one_line(each)}" for each in (mark.words, help) if each)


def _bar(bar: Bar, mark: str) -> str:
    more = ", ".join(one_line(each) for each in (bar.words, bar.note) if each)
    return f"- {one_line(bar.label)}: {one_line(bar.figure)}" + (f" ({more})" if more else "")


def _rows(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """Each row on a line: what its first cell says, and the rest with their headings."""
    for row in rows:
        pairs = [(one_line(head), one_line(cell)) for head, cell in zip(columns[1:], row[1:], strict=True) if cell]
        rest = (f"{head}: {cell}" if head else cell for head, cell in pairs)
        told = "; ".join(rest)
        yield f"- {one_line(row[0])}" + (f": {told}" if told else "") if row else ""
