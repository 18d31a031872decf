"""A Document as an Excel workbook: its words on the first sheet, and a sheet for every table, numbers as numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple, assert_never

from digitrans.documents import (
    Bars,
    Blanks,
    Block,
    Bubbles,
    Cell,
    Curve,
    Document,
    Heading,
    HeatMap,
    PageBreak,
    Panels,
    Paragraph,
    Picture,
    Points,
    Profile,
    Table,
    Ticks,
    Timeline,
    Trend,
)
from digitrans.formats import Sink
from digitrans.formats.packages import describe, settled
from digitrans.formats.sheet_look import fit_rows, font, print_setup, put_text, wrap
from digitrans.texts.escaping import one_line

Value = str | int | float | date | None


class Rows(NamedTuple):
    """A table as its cells are written: numbers and days as such."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


NAMES = {"da": ("Tekst", "Data", "Tabel"), "en": ("Text", "Data", "Table")}
SIGNS = {"open": "☐", "under-way": "◪", "done": "☒", "not-relevant": "–"}
_WHOLE = {"da": re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+"), "en": re.compile(r"-?[1-9]\d{0,2}(,\d{3})+")}
_NUMBER = {"da": re.compile(r"-?(0|[1-9]\d{0,11})(,\d+)?"), "en": re.compile(r"-?(0|[1-9]\d{0,11})(\.\d+)?")}
_DAY = re.compile(r"(19|20)\d\d-\d\d-\d\d")


def write(document: Document, sink: Sink) -> bytes:
    """The workbook. A text that a spreadsheet would run stays a text."""
    from openpyxl import Workbook

    book = Workbook()
    book._fonts[0].name = "Calibri"  # type: ignore[attr-defined]
    language = document.language if document.language in NAMES else "en"
    words, data, _ = NAMES[language]
    _words(book.active, document, words)
    if document.sheet is not None:
        _table(book.create_sheet(data), document.sheet.columns, document.sheet.rows, document.title)
    for name, sheet in _tables(document, language):
        made = book.create_sheet(_free(name, {each.title.casefold() for each in book.worksheets}))
        _table(made, sheet.columns, sheet.rows, document.title)
    _described(book, document, sink.now)
    file = io.BytesIO()
    book.save(file)
    return settled(_undated(file.getvalue(), sink.now))


def _described(book: Any, document: Document, now: str) -> None:
    """openpyxl has names of its own for what the other packages call otherwise."""
    told = SimpleNamespace()
    describe(told, one_line(document.title), one_line(document.sender), document.language, now)
    properties = book.properties
    properties.title, properties.language = told.title, told.language
    properties.creator = properties.lastModifiedBy = told.author or None
    properties.created = told.created


def _undated(package: bytes, now: str) -> bytes:
    """openpyxl says on saving that a book was changed just now; say what holds instead."""
    from digitrans.formats.packages import moment, replaced

    stamp = moment(now).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return replaced(package, "docProps/core.xml", rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp)


WORDS = 74
"""The width of the first sheet in characters: an A4 page upright, in wider fonts than ours, too."""


def _words(sheet: Any, document: Document, name: str) -> None:
    """The first sheet: title, headings, sentences and lists, each in a row of its own."""

    sheet.title = name
    sheet.column_dimensions["A"].width = WORDS
    put_text(sheet.cell(1, 1), one_line(document.title)).font = font(bold=True, size=16, color="FF173F63")
    row = 1
    for text, look in _lines(document.blocks):
        row += 1
        cell = wrap(put_text(sheet.cell(row, 1), text))
        colour = {"heading": "FF173F63", "muted": "FF595959"}.get(look)
        cell.font = font(bold=look in ("heading", "strong"), color=colour, size=13 if look == "heading" else 11)
    fit_rows(sheet)
    print_setup(sheet, None, document.title, landscape=False)


def _lines(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Every line of text that stands in no table, and how it looks."""
    for block in blocks:
        match block:
            case Heading(text):
                yield one_line(text), "heading"
            case Paragraph(text, tone):
                yield one_line(text), {"warning": "strong", "lead": "heading"}.get(tone, tone)
            case Points(texts, numbered):
                for number, each in enumerate(texts, 1):
                    yield (f"{number}. " if numbered else "• ") + one_line(each), ""
            case Ticks():
                for text, help, mark in block.marked():
                    yield f"{SIGNS[mark.sign]} {one_line(text)}", ""
                    yield from ((f"    {one_line(each)}", "muted") for each in (mark.words, help) if each)
            case Blanks(fields):
                yield from ((f"{one_line(label)}: ", "strong") for label, _ in fields)
            case Bubbles(beside=beside):
                yield from ((text, "muted") for text in beside)
            case PageBreak() | Table() | Bars() | Profile() | HeatMap() | Trend() | Timeline() | Panels() | Curve():
                pass
            case _:
                assert_never(block)


def _tables(document: Document, language: str) -> Iterator[tuple[str, Rows]]:
    """Every table and picture with rows, named by the heading that it stands below."""
    heading = NAMES[language][2]
    for block in document.blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Table) and block.rows and block.columns:
            rows = tuple(tuple(_read(cell, language) for cell in row) for row in block.rows)
            yield heading, Rows(block.columns, rows)
        elif isinstance(block, Picture) and (found := _figures(block, language)).rows:
            yield getattr(block, "name", "") or heading, found


def _figures(block: Picture, language: str) -> Rows:
    """The figures behind a picture as numbers; a word where there is none."""
    match block:
        case Bars(columns=columns, bars=bars, mark=mark):
            heads = (columns[0], columns[1], *([mark] if mark else []), columns[2], columns[3])
            return _filled(heads, [
                (bar.label, _known(bar.value, bar.figure, language), *([bar.mark] if mark else []), bar.words, bar.note)
                for bar in bars
            ])  # fmt: skip
        case Profile(positions, columns):
            heads = (columns[0], "←", "-2 … 2", "→", columns[1], columns[2])
            return _filled(heads, [(p.label, p.left, p.value, p.right, p.words, p.note) for p in positions])
        case HeatMap():
            return _map(block, language)
        case Trend(columns=columns, lines=lines):
            return Rows(columns, tuple((label, *(_value(cell, language) for cell in cells)) for label, cells in lines))
        case Bubbles(columns=columns, bubbles=found):
            return _filled(columns, [
                (b.label, *(_value(each, language) for each in (b.x, b.y, b.size)), b.words) for b in found
            ])  # fmt: skip
        case Timeline() | Panels() | Curve():
            table = block.table()
            return Rows(table.columns, tuple(tuple(_read(cell, language) for cell in row) for row in table.rows))


def _map(block: HeatMap, language: str) -> Rows:
    """The map's texts and figures; the number of a row, where it has one, and its notes in columns of their own."""
    rows = []
    for number, ((label, _), (_, told, cells, notes)) in enumerate(zip(block.rows, block.lines(), strict=True), 1):
        first = (number, label) if block.numbered else (label,)
        figures = (_value(cell, language) for cell in cells)
        more = (" · ".join(notes),) if block.notes else ()
        rows.append((*first, *(_read(one_line(each), language) for each in told), *figures, *more))
    heads = (*(("#",) if block.numbered else ()), *block.columns, *((block.note,) if block.notes else ()))
    return Rows(heads, tuple(rows))


def _value(cell: Cell, language: str) -> Any:
    return _known(cell.value, cell.figure, language)


def _filled(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Rows:
    """The sheet without the columns that are empty in every row; the first one stays."""
    kept = [n for n in range(len(columns)) if n == 0 or any(row[n] not in (None, "") for row in rows)]
    return Rows(tuple(columns[n] for n in kept), tuple(tuple(row[n] for n in kept) for row in rows))


def _known(value: float | None, figure: str, language: str) -> Any:
    """The number, as exact as its figure says it where the figure is a number; else the figure's own words."""
    if value is None:
        return figure
    read = _read(figure, language)
    return read if isinstance(read, int | float) else round(value, 4)


def _read(text: str, language: str) -> Value:
    """A text that is a number or an ISO day, as such. A code such as 0101 stays a text."""
    told = text.strip()
    thousands, point = (".", ",") if language == "da" else (",", ".")
    if _WHOLE[language].fullmatch(told):
        return int(told.replace(thousands, ""))
    if _NUMBER[language].fullmatch(told):
        return float(told.replace(point, ".")) if point in told else int(told)
    return text


def _free(name: str, taken: set[str]) -> str:
    """``name`` as Excel lets a sheet be called, at most 31 characters, and called so only once."""
    clean = re.sub(r"[\[\]:*?/\\]", " ", one_line(name))
    clean = " ".join(clean.split())[:31].strip(" '") or "–"
    number, found = 1, clean
    while found.casefold() in taken or found.casefold() == "history":
        number += 1
        found = f"{clean[: 30 - len(str(number))].rstrip()} {number}"
    return found


def _table(sheet: Any, columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str) -> None:
    """Rows below bold headings that stay in view, with a filter, columns as wide as their texts, and a print set-up."""
    from openpyxl.styles import Border, PatternFill, Side

    for number, row in enumerate([columns, *rows], 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            _put(cell, value)
            if number == 1:
                cell.font = font(bold=True, color="FF173F63")
                cell.fill = PatternFill("solid", fgColor="FFE9EDF1")
                cell.border = Border(bottom=Side("medium", "FF1F4E79"))
    for place in range(1, len(columns) + 1):
        letter = sheet.cell(1, place).column_letter
        texts = [str(row[place - 1]) for row in (columns, *rows) if row[place - 1] is not None]
        word = max((len(w) for each in texts for w in each[:400].split()), default=8)
        sheet.column_dimensions[letter].width = min(max(word + 3, min(max(map(len, texts), default=8) + 2, 44), 9), 60)
    sheet.freeze_panes = "B2" if len(columns) > 1 else "A2"
    if columns:
        sheet.auto_filter.ref = f"A1:{sheet.cell(1, len(columns)).column_letter}{len(rows) + 1}"
    fit_rows(sheet)
    print_setup(sheet, 1, f"{one_line(title)} · {sheet.title}")


def _put(cell: Any, value: Value) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            cell.value, cell.number_format = date.fromisoformat(value), "dd-mm-yyyy"
        except ValueError:
            wrap(put_text(cell, value))
    elif isinstance(value, str):
        wrap(put_text(cell, one_line(value)))
    elif isinstance(value, float):
        cell.value, cell.number_format = value, "0.0" if round(value, 1) == value else "0.00"
        wrap(cell)
    else:
        wrap(cell).value = value
