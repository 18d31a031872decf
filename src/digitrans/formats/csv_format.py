"""A Document's sheet as CSV: as Danish Excel wants it (``;``, decimal comma, BOM), or as everyone else does."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
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
    Table,
    Ticks,
    Timeline,
    Trend,
)
from digitrans.formats import Sink
from digitrans.texts.escaping import one_line

Value = str | int | float | None


def write(document: Document, sink: Sink) -> str:
    """The sheet, or the document's tables one below another. Texts that a spreadsheet would run get a leading "'"."""
    danish = sink.dialect == "danish"
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";" if danish else ",", lineterminator="\r\n")
    rows = [document.sheet.columns, *document.sheet.rows] if document.sheet else _rows(document)
    writer.writerows([_cell(value, danish) for value in row] for row in rows)
    return ("\ufeff" if danish else "") + file.getvalue()


def _cell(value: Value, danish: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = one_line(value)
        return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
    number = f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return number.replace(".", ",") if danish else number


def _rows(document: Document) -> list[tuple[Value, ...]]:
    """The title, then every block that has rows, below its heading; an empty line between them."""
    rows: list[tuple[Value, ...]] = [(document.title,)]
    heading = ""
    for block in document.blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif lines := list(_lines(block)):
            rows += [(), *([(heading,)] if heading else []), *lines]
            heading = ""
    return rows


def _lines(block: Block) -> Iterator[tuple[Value, ...]]:
    match block:
        case Table(columns, rows):
            yield from (columns, *rows)
        case Points(texts):
            yield from ((text,) for text in texts)
        case Ticks():
            yield from ((text, help, mark.words) for text, help, mark in block.marked())
        case Blanks(fields):
            yield from ((label, None) for label, _ in fields)
        case Bars(columns=columns, bars=bars, mark=mark):
            yield (*columns, *([mark] if mark else []))
            for bar in bars:
                yield bar.label, bar.value, bar.words, bar.note, *([bar.mark] if mark else [])
        case Profile(positions):
            yield from ((each.label, each.left, each.value, each.right, each.words, each.note) for each in positions)
        case HeatMap(columns=columns, note=note, notes=noted):
            yield (*columns, *([note] if noted else []))
            for label, told, cells, notes in block.lines():
                yield label, *told, *(cell.value for cell in cells), *([" · ".join(notes)] if noted else [])
        case Trend(columns=columns, lines=lines):
            yield from (columns, *((label, *(cell.value for cell in cells)) for label, cells in lines))
        case Timeline() | Panels() | Curve():
            table = block.table()
            yield from (table.columns, *table.rows)
        case Bubbles(columns=heads, bubbles=bubbles):
            yield from (heads, *((b.label, b.x.value, b.y.value, b.size.value, b.words) for b in bubbles))
            yield from ((each,) for each in block.beside)
        case Heading() | Paragraph() | PageBreak():
            return
        case _:
            assert_never(block)
